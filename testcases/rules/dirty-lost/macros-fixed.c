// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Macros that ask for the dirty bit: as a condition, with "!" in front, of an
 * entry of another level. What they expand to is several tests, and
 * GCC merges them.
 */
#include "wn-kernel.h"
#include "wn-macros.h"

pte_t condition(struct page *page, struct vm_area_struct *vma, unsigned long addr, pte_t *ptep,
		swp_entry_t entry)
{
	pte_t old = ptep_clear_flush(vma, addr, ptep); /* { wn-bogus "dirty-lost" } */

	if (pte_dirty(old))
		set_page_dirty(page);
	set_pte_at(vma->vm_mm, addr, ptep, swp_entry_to_pte(entry));
	return old;
}

pte_t negated(struct page *page, struct vm_area_struct *vma, unsigned long addr, pte_t *ptep,
	      swp_entry_t entry)
{
	pte_t old = ptep_clear_flush(vma, addr, ptep); /* { wn-bogus "dirty-lost" } */

	if (!pte_dirty(old))
		goto out;
	set_page_dirty(page);
out:
	set_pte_at(vma->vm_mm, addr, ptep, swp_entry_to_pte(entry));
	return old;
}

void other_level(struct page *page, struct vm_area_struct *vma, unsigned long addr, pmd_t *pmdp,
		 pmd_t entry)
{
	pmd_t old = pmdp_huge_clear_flush(vma, addr, pmdp); /* { wn-bogus "dirty-lost" } */

	if (pmd_dirty(old))
		set_page_dirty(page);
	set_pmd_at(vma->vm_mm, addr, pmdp, entry);
}
