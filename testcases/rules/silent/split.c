// SPDX-License-Identifier: GPL-2.0-or-later
/* A huge page becomes a table of the same pages; the plain helper is enough. */
#include "wn-kernel.h"

void split_huge(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	unsigned long at = addr;
	struct page *page;
	pgtable_t table;
	spinlock_t *ptl;
	pmd_t old, fill;
	int i;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + HPAGE_PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	ptl = pmd_lock(mm, pmd);
	if (!pmd_trans_huge(*pmd))
		goto unlock;
	old = pmdp_invalidate(vma, addr, pmd); /* { wn-bogus } */
	page = pmd_page(old);
	table = pgtable_trans_huge_withdraw(mm, pmd);
	pmd_populate(mm, &fill, table);
	for (i = 0; i < 512; i++, at += PAGE_SIZE)
		set_pte_at(mm, at, pte_offset_map(&fill, at),
			   mk_pte(page + i, vma->vm_page_prot));
	pmd_populate(mm, pmd, table);
unlock:
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
}
