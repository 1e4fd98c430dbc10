// SPDX-License-Identifier: GPL-2.0-or-later
/* 369258ce41c6: the caller's range is enough. */
#include "wn-kernel.h"

static void unmap_huge(struct mm_struct *mm, struct hstate *h, unsigned long addr,
		       pte_t *ptep)
{
	spinlock_t *ptl = huge_pte_lock(h, mm, ptep);
	pte_t old = huge_ptep_get(ptep);

	set_huge_pte_at(mm, addr, ptep, huge_pte_wrprotect(old)); /* { wn-bogus } */
	spin_unlock(ptl);
}

void unmap_range(struct mm_struct *mm, struct vm_area_struct *vma, struct hstate *h,
		 unsigned long addr, pte_t *ptep)
{
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, vma->vm_start,
				vma->vm_end);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	unmap_huge(mm, h, addr, ptep);
	mmu_notifier_invalidate_range_end(&range);
}
