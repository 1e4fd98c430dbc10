// SPDX-License-Identifier: GPL-2.0-or-later
/* An isolated page is put back, its entry still maps it: nothing is freed. */
#include "wn-kernel.h"

static void putback(struct folio *folio)
{
	folio_put(folio); /* { wn-bogus } */
}

void deactivate(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *ptep = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	struct page *page = vm_normal_page(vma, addr, *ptep);

	ptep_test_and_clear_young(vma, addr, ptep);
	putback(page_folio(page));
	pte_unmap_unlock(ptep, ptl);
}
