// SPDX-License-Identifier: GPL-2.0-or-later
/* Reclaim puts off the flush: until then the CPU is as stale as a device. */
#include "wn-kernel.h"

void unmap_batched(struct folio *folio, struct vm_area_struct *vma, unsigned long addr,
		   swp_entry_t entry, bool later)
{
	DEFINE_FOLIO_VMA_WALK(pvmw, folio, vma, addr, 0);
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	while (page_vma_mapped_walk(&pvmw)) {
		pte_t old;

		if (later) {
			old = ptep_get_and_clear(mm, pvmw.address, pvmw.pte); /* { wn-bogus } */
			set_tlb_ubc_flush_pending(mm, pte_dirty(old));
		} else {
			old = ptep_clear_flush(vma, pvmw.address, pvmw.pte); /* { wn-bogus } */
		}
		if (pte_dirty(old))
			set_page_dirty(&folio->page);
		set_pte_at(mm, pvmw.address, pvmw.pte, swp_entry_to_pte(entry));
		page_remove_rmap(&folio->page, vma, false);
	}
	mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
}
