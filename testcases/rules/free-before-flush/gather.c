// SPDX-License-Identifier: GPL-2.0-or-later
/* The gather gets the page, but not the entry: it frees, and flushes nothing. */
#include "wn-kernel.h"

static void zap_one(struct mmu_gather *tlb, struct vm_area_struct *vma, pmd_t *pmd,
		    unsigned long addr)
{
	struct page *page;
	spinlock_t *ptl;
	pte_t *ptep, old;

	ptep = pte_offset_map_lock(tlb->mm, pmd, addr, &ptl);
	old = ptep_get_and_clear_full(tlb->mm, addr, ptep, 0); /* { wn-warning "flush-after-unlock" } { wn-warning "missing-free" } */
	page = vm_normal_page(vma, addr, old);
	tlb_remove_page(tlb, page); /* { wn-warning "free-before-flush" } */
	pte_unmap_unlock(ptep, ptl);
}

void zap(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mmu_notifier_range range;
	struct mmu_gather tlb;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm, addr,
				addr + PAGE_SIZE);
	tlb_gather_mmu(&tlb, vma->vm_mm);
	mmu_notifier_invalidate_range_start(&range);
	zap_one(&tlb, vma, pmd, addr);
	mmu_notifier_invalidate_range_end(&range);
	tlb_finish_mmu(&tlb);
}
