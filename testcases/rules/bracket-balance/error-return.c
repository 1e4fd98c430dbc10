// SPDX-License-Identifier: GPL-2.0-or-later
/* The error path returns with the range open. */
#include "wn-kernel.h"

int protect_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_PAGE, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-warning "bracket-balance" } */
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte_present(*ptep)) {
		pte_unmap_unlock(ptep, ptl);
		return -14;
	}
	ptep_set_wrprotect(mm, addr, ptep);
	flush_tlb_page(vma, addr);
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range);
	return 0;
}
