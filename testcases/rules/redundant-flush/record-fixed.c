// SPDX-License-Identifier: GPL-2.0-or-later
/* The gather flushes, and the helper does not. */
#include "wn-kernel.h"

static void make_old(struct mmu_gather *tlb, struct vm_area_struct *vma, pmd_t *pmdp,
		     unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t old;

	ptl = pmd_lock(tlb->mm, pmdp);
	old = pmdp_invalidate_ad(vma, addr, pmdp);
	set_pmd_at(tlb->mm, addr, pmdp, pmd_mkclean(old));
	tlb_remove_pmd_tlb_entry(tlb, pmdp, addr); /* { wn-bogus "redundant-flush" } */
	spin_unlock(ptl);
}

void make_range_old(struct vm_area_struct *vma, pmd_t *pmdp, unsigned long addr)
{
	struct mmu_notifier_range range;
	struct mmu_gather tlb;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm, addr,
				addr + HPAGE_PMD_SIZE);
	tlb_gather_mmu(&tlb, vma->vm_mm);
	mmu_notifier_invalidate_range_start(&range);
	make_old(&tlb, vma, pmdp, addr);
	mmu_notifier_invalidate_range_end(&range);
	tlb_finish_mmu(&tlb);
}
