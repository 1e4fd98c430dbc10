// SPDX-License-Identifier: GPL-2.0-or-later
/* The lock is dropped and taken again in the middle of a table, as zap does. */
#include "wn-kernel.h"

int need_resched(void);
void cond_resched(void);

void protect_some(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		  unsigned long end)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_VMA, 0, vma, mm, addr, end);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
again:
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	for (; addr != end; addr += PAGE_SIZE, ptep++) {
		if (need_resched()) {
			flush_tlb_range(vma, vma->vm_start, addr);
			pte_unmap_unlock(ptep, ptl);
			cond_resched();
			goto again;
		}
		if (pte_present(*ptep) && pte_write(*ptep))
			ptep_set_wrprotect(mm, addr, ptep); /* { wn-bogus } */
	}
	flush_tlb_range(vma, vma->vm_start, end);
	pte_unmap_unlock(ptep - 1, ptl);
	mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
}
