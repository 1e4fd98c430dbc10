// SPDX-License-Identifier: GPL-2.0-or-later
/* { wn-options "--aggressive" } */
/* The same, asked for. */
#include "wn-kernel.h"

void split_zero(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmdp)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	unsigned long at = addr;
	pgtable_t table;
	spinlock_t *ptl;
	pmd_t fill;
	int i;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + HPAGE_PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptl = pmd_lock(mm, pmdp);
	pmdp_huge_clear_flush_notify(vma, addr, pmdp); /* { wn-warning "redundant-same-content" } */
	table = pgtable_trans_huge_withdraw(mm, pmdp);
	pmd_populate(mm, &fill, table);
	for (i = 0; i < 512; i++, at += PAGE_SIZE) {
		pte_t entry = pfn_pte(my_zero_pfn(at), vma->vm_page_prot);

		set_pte_at(mm, at, pte_offset_map(&fill, at), pte_mkspecial(entry));
	}
	pmd_populate(mm, pmdp, table);
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_end(&range);
}
