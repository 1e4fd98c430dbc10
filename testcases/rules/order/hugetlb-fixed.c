// SPDX-License-Identifier: GPL-2.0-or-later
/* In order. */
#include "wn-kernel.h"

void replace_huge(struct mm_struct *mm, struct vm_area_struct *vma, struct hstate *h,
		  unsigned long addr, pte_t *ptep, struct page *new_page)
{
	unsigned long end = addr + huge_page_size(h);
	struct mmu_notifier_range range;
	spinlock_t *ptl;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr, end);
	mmu_notifier_invalidate_range_start(&range);
	ptl = huge_pte_lock(h, mm, ptep);
	huge_ptep_clear_flush(vma, addr, ptep);
	mmu_notifier_invalidate_range(mm, addr, end); /* { wn-bogus } */
	set_huge_pte_at(mm, addr, ptep, make_huge_pte(vma, new_page, 1));
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_only_end(&range);
}
