// SPDX-License-Identifier: GPL-2.0-or-later
/* An error path leaves before the gather is finished. */
#include "wn-kernel.h"

int protect(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, int limit)
{
	struct mmu_notifier_range range;
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_gather tlb;
	spinlock_t *ptl;
	pte_t *ptep, old;

	tlb_gather_mmu(&tlb, mm);
	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_PAGE, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	old = ptep_modify_prot_start(vma, addr, ptep); /* { wn-warning "missing-flush" } */
	ptep_modify_prot_commit(vma, addr, ptep, old, pte_wrprotect(old));
	tlb_remove_tlb_entry(&tlb, ptep, addr);
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range);
	if (limit < 0)
		return limit;
	tlb_finish_mmu(&tlb);
	return 0;
}
