// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reclaim of an anonymous page: the page is put under the lock, and secondary
 * TLBs hear of it at range_end (case A of 0f10851ea475).
 */
#include "wn-kernel.h"

void swap_out_one(struct folio *folio, struct vm_area_struct *vma, unsigned long addr)
{
	DEFINE_FOLIO_VMA_WALK(pvmw, folio, vma, addr, 0);
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	while (page_vma_mapped_walk(&pvmw)) {
		pte_t old = ptep_clear_flush(vma, pvmw.address, pvmw.pte);
		struct page *page = vm_normal_page(vma, pvmw.address, old);

		page_remove_rmap(page, vma, false);
		put_page(page); /* { wn-warning "missing-free" } */
	}
	mmu_notifier_invalidate_range_end(&range);
}
