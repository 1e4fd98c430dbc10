// SPDX-License-Identifier: GPL-2.0-or-later
/* The callback of an rmap walk, its argument and its own range. */
#include "wn-kernel.h"

struct cleaning {
	int cleaned;
};

static bool clean_one(struct folio *folio, struct vm_area_struct *vma,
		      unsigned long addr, void *arg)
{
	DEFINE_FOLIO_VMA_WALK(pvmw, folio, vma, addr, 0);
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	struct cleaning *c = arg;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_PAGE, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	while (page_vma_mapped_walk(&pvmw)) {
		pte_t entry;

		if (!pte_dirty(*pvmw.pte) && !pte_write(*pvmw.pte))
			continue;
		entry = ptep_clear_flush(vma, pvmw.address, pvmw.pte); /* { wn-bogus } */
		entry = pte_mkclean(pte_wrprotect(entry));
		set_pte_at(mm, pvmw.address, pvmw.pte, entry);
		c->cleaned++;
	}
	mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
	return true;
}

static void walk(struct folio *folio, struct rmap_walk_control *rwc,
		 struct vm_area_struct **vmas)
{
	for (; *vmas; vmas++) {
		if (!rwc->rmap_one(folio, *vmas, (*vmas)->vm_start, rwc->arg))
			break;
		if (rwc->done && rwc->done(folio))
			break;
	}
}

int mkclean(struct folio *folio, struct vm_area_struct **vmas)
{
	struct cleaning c = { 0 };
	struct rmap_walk_control rwc = {
		.arg = &c,
		.rmap_one = clean_one,
	};

	walk(folio, &rwc, vmas);
	return c.cleaned;
}
