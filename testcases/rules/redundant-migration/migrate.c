// SPDX-License-Identifier: GPL-2.0-or-later
/* A migration entry: whoever faults waits, so range_end will do (0f10851ea475). */
#include "wn-kernel.h"

void install_migration(struct folio *folio, struct vm_area_struct *vma, unsigned long addr)
{
	DEFINE_FOLIO_VMA_WALK(pvmw, folio, vma, addr, 0);
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	while (page_vma_mapped_walk(&pvmw)) {
		swp_entry_t entry;
		pte_t pteval;

		pteval = ptep_clear_flush(vma, pvmw.address, pvmw.pte);
		mmu_notifier_invalidate_range(mm, pvmw.address, /* { wn-warning "redundant-migration" } */
					      pvmw.address + PAGE_SIZE);
		if (pte_dirty(pteval))
			set_page_dirty(&folio->page);
		if (pte_write(pteval))
			entry = make_writable_migration_entry(folio_pfn(folio));
		else
			entry = make_readable_migration_entry(folio_pfn(folio));
		set_pte_at(mm, pvmw.address, pvmw.pte, swp_entry_to_pte(entry));
		page_remove_rmap(&folio->page, vma, false);
		folio_put(folio);
	}
	mmu_notifier_invalidate_range_end(&range);
}
