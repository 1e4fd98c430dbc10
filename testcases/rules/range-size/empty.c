// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The end was made of a start that had moved on: nothing is announced. The kernel
 * had this in a flush macro of arm64 (6bbd42e2df8f, repaired about 6.15).
 */
#include "wn-kernel.h"

void protect(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_PAGE, 0, vma, mm, addr, addr);
	mmu_notifier_invalidate_range_start(&range); /* { wn-warning "range-size" } */
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	ptep_set_wrprotect(mm, addr, ptep);
	flush_tlb_page(vma, addr);
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range);
}
