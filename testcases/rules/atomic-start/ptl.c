// SPDX-License-Identifier: GPL-2.0-or-later
/* Listeners may sleep, and the page-table lock is a spinlock; 3.7 moved all of them out. */
#include "wn-kernel.h"

void protect_page(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_PAGE, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	mmu_notifier_invalidate_range_start(&range); /* { wn-warning "atomic-start" } */
	ptep_set_wrprotect(mm, addr, ptep);
	flush_tlb_page(vma, addr);
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range);
}
