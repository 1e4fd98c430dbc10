// SPDX-License-Identifier: GPL-2.0-or-later
/* The put is in a helper: case A of 0f10851ea475 all the same. */
#include "wn-kernel.h"

static void give_up(struct vm_area_struct *vma, struct page *page)
{
	page_remove_rmap(page, vma, false);
	put_page(page); /* { wn-warning "missing-free" } */
}

void unmap_one(struct folio *folio, struct vm_area_struct *vma, unsigned long addr)
{
	DEFINE_FOLIO_VMA_WALK(pvmw, folio, vma, addr, 0);
	struct mmu_notifier_range range;

	mmap_write_lock(vma->vm_mm);
	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	while (page_vma_mapped_walk(&pvmw)) {
		pte_t old = ptep_clear_flush(vma, pvmw.address, pvmw.pte);

		give_up(vma, vm_normal_page(vma, pvmw.address, old));
	}
	mmu_notifier_invalidate_range_end(&range);
	mmap_write_unlock(vma->vm_mm);
}
