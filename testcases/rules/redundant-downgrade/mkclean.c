// SPDX-License-Identifier: GPL-2.0-or-later
/* An explicit notify, after a clear that an rmap walk leads to. */
#include "wn-kernel.h"

int mkclean_one(struct folio *folio, struct vm_area_struct *vma, unsigned long address)
{
	DEFINE_FOLIO_VMA_WALK(pvmw, folio, vma, address, 0);
	struct mmu_notifier_range range;
	int cleaned = 0;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_PAGE, 0, vma, vma->vm_mm,
				address, vma->vm_end);
	mmu_notifier_invalidate_range_start(&range);
	while (page_vma_mapped_walk(&pvmw)) {
		pte_t *pte = pvmw.pte;
		pte_t entry;

		if (!pte_dirty(*pte) && !pte_write(*pte))
			continue;
		entry = ptep_clear_flush(vma, pvmw.address, pte); /* { wn-site "downgrade double" } */
		mmu_notifier_invalidate_range(vma->vm_mm, pvmw.address, /* { wn-warning "redundant-downgrade" } */
					      pvmw.address + PAGE_SIZE);
		entry = pte_wrprotect(entry);
		entry = pte_mkclean(entry);
		set_pte_at(vma->vm_mm, pvmw.address, pte, entry);
		cleaned++;
	}
	mmu_notifier_invalidate_range_end(&range);
	return cleaned;
}
