// SPDX-License-Identifier: GPL-2.0-or-later
/* The gather is told of one small page, 2 MB were mapped. */
#include "wn-kernel.h"

void zap_huge(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr,
	      pmd_t *pmdp)
{
	struct mmu_notifier_range range;
	struct mmu_gather tlb;
	spinlock_t *ptl;
	pmd_t old;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + HPAGE_PMD_SIZE);
	tlb_gather_mmu(&tlb, mm);
	mmu_notifier_invalidate_range_start(&range);
	ptl = pmd_trans_huge_lock(pmdp, vma);
	if (ptl) {
		old = pmdp_huge_get_and_clear_full(vma, addr, pmdp, 0);
		tlb_flush_pmd_range(&tlb, addr, PAGE_SIZE); /* { wn-warning "range-size" } */
		tlb_remove_page(&tlb, pmd_page(old));
		spin_unlock(ptl);
	}
	mmu_notifier_invalidate_range_end(&range);
	tlb_finish_mmu(&tlb);
}
