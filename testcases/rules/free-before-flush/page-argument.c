// SPDX-License-Identifier: GPL-2.0-or-later
/* Since 6.9 a helper gets the entry and, as another argument, the page that it maps. */
#include "wn-kernel.h"

static void zap_one(struct mmu_gather *tlb, struct page *page, pte_t *ptep, unsigned long addr)
{
	ptep_get_and_clear_full(tlb->mm, addr, ptep, 0); /* { wn-warning "flush-after-unlock" } { wn-warning "missing-free" } */
	tlb_remove_page(tlb, page); /* { wn-warning "free-before-flush" } */
}

void zap(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	struct mmu_notifier_range range;
	struct mmu_gather tlb;
	spinlock_t *ptl;
	pte_t *start, *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm, addr, end);
	tlb_gather_mmu(&tlb, vma->vm_mm);
	mmu_notifier_invalidate_range_start(&range);
	start = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	for (ptep = start; addr != end; ptep++, addr += PAGE_SIZE) {
		pte_t pte = *ptep;

		if (pte_present(pte))
			zap_one(&tlb, vm_normal_page(vma, addr, pte), ptep, addr);
	}
	pte_unmap_unlock(start, ptl);
	mmu_notifier_invalidate_range_end(&range);
	tlb_finish_mmu(&tlb);
}
