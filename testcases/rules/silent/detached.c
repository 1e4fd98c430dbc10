// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Collapse: the table is unlinked and the range closed, then its entries are
 * emptied. No walker reaches them, and nothing is left to tell.
 */
#include "wn-kernel.h"

void collapse(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr,
	      pmd_t *pmd, struct page *new_page)
{
	struct mmu_notifier_range range;
	spinlock_t *pmd_ptl, *pte_ptl;
	unsigned long at = addr;
	pgtable_t table;
	pte_t *pte, *p;
	pmd_t old;

	mmap_write_lock(mm);
	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, NULL, mm, addr,
				addr + HPAGE_PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	pte = pte_offset_map(pmd, addr);
	pte_ptl = pte_lockptr(mm, pmd);
	pmd_ptl = pmd_lock(mm, pmd);
	old = pmdp_collapse_flush(vma, addr, pmd); /* { wn-bogus } */
	spin_unlock(pmd_ptl);
	mmu_notifier_invalidate_range_end(&range);
	tlb_remove_table_sync_one();

	spin_lock(pte_ptl);
	for (p = pte; p < pte + 512; p++, at += PAGE_SIZE) {
		struct page *page;

		if (pte_none(*p))
			continue;
		page = pte_page(*p);
		copy_user_highpage(new_page + (p - pte), page, at, vma);
		pte_clear(mm, at, p); /* { wn-bogus } */
		page_remove_rmap(page, vma, false);
		put_page(page); /* { wn-bogus } */
	}
	spin_unlock(pte_ptl);
	pte_unmap(pte);
	table = pmd_pgtable(old);

	spin_lock(pmd_ptl);
	pgtable_trans_huge_deposit(mm, pmd, table);
	set_pmd_at(mm, addr, pmd, maybe_pmd_mkwrite(pmd_mkdirty( /* { wn-bogus } */
		mk_huge_pmd(new_page, vma->vm_page_prot)), vma));
	spin_unlock(pmd_ptl);
	mmap_write_unlock(mm);
}
