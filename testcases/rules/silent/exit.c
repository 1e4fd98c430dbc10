// SPDX-License-Identifier: GPL-2.0-or-later
/* After mmu_notifier_release() nobody listens any more. */
#include "wn-kernel.h"

void tear_down(struct mm_struct *mm, struct vm_area_struct *vma, pmd_t *pmd)
{
	unsigned long addr = vma->vm_start;
	struct mmu_gather tlb;
	spinlock_t *ptl;
	pte_t *ptep, old;

	mmu_notifier_release(mm);
	tlb_gather_mmu(&tlb, mm);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	old = ptep_get_and_clear_full(mm, addr, ptep, 1); /* { wn-bogus } */
	tlb_remove_tlb_entry(&tlb, ptep, addr);
	tlb_remove_page(&tlb, vm_normal_page(vma, addr, old));
	pte_unmap_unlock(ptep, ptl);
	tlb_finish_mmu(&tlb);
}
