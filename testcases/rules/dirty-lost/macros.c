// SPDX-License-Identifier: GPL-2.0-or-later
/* As unmap.c, with helpers that are macros. */
#include "wn-kernel.h"
#include "wn-macros.h"

bool unmap_one(struct folio *folio, struct vm_area_struct *vma, unsigned long addr,
	       swp_entry_t entry)
{
	DEFINE_FOLIO_VMA_WALK(pvmw, folio, vma, addr, 0);
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	unsigned long young = 0;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr, addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	while (page_vma_mapped_walk(&pvmw)) {
		pte_t old = ptep_clear_flush(vma, pvmw.address, pvmw.pte); /* { wn-warning "dirty-lost" } */

		young += pte_young(old);
		set_pte_at(mm, pvmw.address, pvmw.pte, swp_entry_to_pte(entry));
		page_remove_rmap(&folio->page, vma, false);
	}
	mmu_notifier_invalidate_range_end(&range);
	return young;
}
