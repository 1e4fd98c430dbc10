// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Collapse since 6.5: the entry that was taken out is kept in a local, and the
 * table is mapped and locked through that. No walker reaches it any more.
 */
#include "wn-kernel.h"

/* { wn-kernel "6.12" } */

static void empty_table(struct vm_area_struct *vma, unsigned long addr, pte_t *pte,
			spinlock_t *ptl)
{
	pte_t *p;

	for (p = pte; p < pte + 512; p++, addr += PAGE_SIZE) {
		struct page *page;

		if (pte_none(*p))
			continue;
		page = pte_page(*p);
		spin_lock(ptl);
		ptep_get_and_clear(vma->vm_mm, addr, p); /* { wn-bogus } */
		page_remove_rmap(page, vma, false);
		spin_unlock(ptl);
		put_page(page); /* { wn-bogus } */
	}
}

void collapse(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr, pmd_t *pmd)
{
	struct mmu_notifier_range range;
	spinlock_t *pmd_ptl, *pte_ptl;
	pmd_t old;
	pte_t *pte;

	mmap_write_lock(mm);
	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, mm, addr, addr + HPAGE_PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	pmd_ptl = pmd_lock(mm, pmd);
	old = pmdp_collapse_flush(vma, addr, pmd); /* { wn-bogus } */
	spin_unlock(pmd_ptl);
	mmu_notifier_invalidate_range_end(&range);
	tlb_remove_table_sync_one();
	pte = pte_offset_map_lock(mm, &old, addr, &pte_ptl);
	if (pte) {
		spin_unlock(pte_ptl);
		empty_table(vma, addr, pte, pte_ptl);
		pte_unmap(pte);
	}
	mmap_write_unlock(mm);
}
