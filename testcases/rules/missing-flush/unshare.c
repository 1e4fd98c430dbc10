// SPDX-License-Identifier: GPL-2.0-or-later
/* The flush for a shared table is left to the caller's gather: a4a118f2eead. */
#include "wn-kernel.h"

void unmap_huge(struct mmu_gather *tlb, struct vm_area_struct *vma, pte_t *ptep,
		unsigned long start, unsigned long end)
{
	struct mmu_notifier_range range;
	unsigned long addr = start;
	spinlock_t *ptl;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm, start, end);
	adjust_range_if_pmd_sharing_possible(vma, &range.start, &range.end);
	mmu_notifier_invalidate_range_start(&range);
	ptl = huge_pte_lock(hstate_vma(vma), vma->vm_mm, ptep);
	huge_pmd_unshare(vma->vm_mm, vma, addr, ptep); /* { wn-warning "missing-flush" } */
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_end(&range);
	tlb->start = start;
}
