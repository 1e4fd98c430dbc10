// SPDX-License-Identifier: GPL-2.0-or-later
/* 017b1660df89: widened to what the table covers. */
#include "wn-kernel.h"

void unmap_shared(struct mm_struct *mm, struct vm_area_struct *vma, struct hstate *h,
		  unsigned long addr, pte_t *ptep)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + huge_page_size(h));
	adjust_range_if_pmd_sharing_possible(vma, &range.start, &range.end);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	i_mmap_lock_write(vma->vm_file);
	ptl = huge_pte_lock(h, mm, ptep);
	if (huge_pmd_unshare(mm, vma, addr, ptep))
		flush_tlb_range(vma, range.start, range.end);
	spin_unlock(ptl);
	i_mmap_unlock_write(vma->vm_file);
	mmu_notifier_invalidate_range_end(&range);
}
