// SPDX-License-Identifier: GPL-2.0-or-later
/* A flag made once, tested at the start, at the notify and at the end. */
#include "wn-kernel.h"

void maybe_replace(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		   struct page *page, unsigned int flags)
{
	const bool present = flags & 1, quick = flags & 2;
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	if (present) {
		mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
					addr + PAGE_SIZE);
		mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	}
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (present) {
		ptep_clear_flush(vma, addr, ptep); /* { wn-bogus } */
		if (!quick)
			mmu_notifier_invalidate_range(mm, addr, addr + PAGE_SIZE);
		if (quick)
			mmu_notifier_invalidate_range(mm, addr, addr + PAGE_SIZE);
		set_pte_at(mm, addr, ptep, mk_pte(page, vma->vm_page_prot));
	}
	pte_unmap_unlock(ptep, ptl);
	if (present)
		mmu_notifier_invalidate_range_only_end(&range); /* { wn-bogus } */
}
