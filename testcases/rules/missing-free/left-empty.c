// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * MADV_FREE and its kind: the entry is left empty when the lock goes, so a
 * fault on another CPU may put a new page there before range_end.
 */
#include "wn-kernel.h"

void discard_one(struct mm_struct *mm, struct vm_area_struct *vma, pmd_t *pmd,
		 unsigned long addr)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	ptep_clear_flush(vma, addr, ptep); /* { wn-warning "missing-free" } { wn-site "free missing" } */
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range);
}
