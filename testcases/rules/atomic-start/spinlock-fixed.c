// SPDX-License-Identifier: GPL-2.0-or-later
/* 93065ac753e4 made the form that may be called here. */
#include "wn-kernel.h"

bool reap(struct vm_area_struct *vma, pmd_t *pmd, spinlock_t *list_lock)
{
	unsigned long addr = vma->vm_start;
	struct mmu_notifier_range range;
	bool done = false;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm, addr,
				vma->vm_end);
	spin_lock(list_lock);
	if (mmu_notifier_invalidate_range_start_nonblock(&range)) /* { wn-bogus } */
		goto unlock;
	ptep = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	ptep_set_wrprotect(vma->vm_mm, addr, ptep);
	flush_tlb_page(vma, addr);
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range);
	done = true;
unlock:
	spin_unlock(list_lock);
	return done;
}
