// SPDX-License-Identifier: GPL-2.0-or-later
/* Unsharing takes away a PUD of mappings, not one huge page: 017b1660df89. */
#include "wn-kernel.h"

void unmap_shared(struct mm_struct *mm, struct vm_area_struct *vma, struct hstate *h,
		  unsigned long addr, pte_t *ptep)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + huge_page_size(h));
	mmu_notifier_invalidate_range_start(&range); /* { wn-warning "range-size" } */
	i_mmap_lock_write(vma->vm_file);
	ptl = huge_pte_lock(h, mm, ptep);
	if (huge_pmd_unshare(mm, vma, addr, ptep))
		flush_tlb_range(vma, range.start, range.end);
	spin_unlock(ptl);
	i_mmap_unlock_write(vma->vm_file);
	mmu_notifier_invalidate_range_end(&range);
}
