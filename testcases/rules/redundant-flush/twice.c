// SPDX-License-Identifier: GPL-2.0-or-later
/* The helper has flushed the entry, and under the same lock it is flushed again. */
#include "wn-kernel.h"

void make_clean(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mmu_notifier_range range;
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pte_t *ptep, old;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_PAGE, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	old = ptep_clear_flush(vma, addr, ptep);
	set_pte_at(mm, addr, ptep, pte_mkclean(pte_wrprotect(old)));
	flush_tlb_page(vma, addr); /* { wn-warning "redundant-flush" } */
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range);
}
