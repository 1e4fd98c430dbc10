// SPDX-License-Identifier: GPL-2.0-or-later
/* The failed start leaves at once. */
#include "wn-kernel.h"

bool reap_one(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_UNMAP, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	if (mmu_notifier_invalidate_range_start_nonblock(&range))
		return false;
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	ptep_set_wrprotect(mm, addr, ptep);
	flush_tlb_page(vma, addr);
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
	return true;
}
