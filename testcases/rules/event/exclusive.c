// SPDX-License-Identifier: GPL-2.0-or-later
/* The owner skips EXCLUSIVE as its own doing; about 6.15 one such use was repaired. */
#include "wn-kernel.h"

void restore_exclusive(struct folio *folio, struct vm_area_struct *vma, unsigned long addr)
{
	DEFINE_FOLIO_VMA_WALK(pvmw, folio, vma, addr, 0);
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_EXCLUSIVE, 0, vma, mm, addr, addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-warning "event" } */
	while (page_vma_mapped_walk(&pvmw)) {
		pte_t old = ptep_clear_flush_notify(vma, pvmw.address, pvmw.pte);

		page_remove_rmap(vm_normal_page(vma, pvmw.address, old), vma, false);
	}
	mmu_notifier_invalidate_range_only_end(&range);
}
