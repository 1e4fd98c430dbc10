// SPDX-License-Identifier: GPL-2.0-or-later
/* What is done hangs on a value; so does, by the same value, how the range ends. */
#include "wn-kernel.h"

enum todo { PROTECT, REPLACE, NOTHING };

void apply(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, enum todo todo,
	   struct page *page)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep, old;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	switch (todo) {
	case PROTECT:
		old = ptep_clear_flush(vma, addr, ptep); /* { wn-bogus } */
		set_pte_at(mm, addr, ptep, pte_wrprotect(old));
		break;
	case REPLACE:
		ptep_clear_flush_notify(vma, addr, ptep); /* { wn-bogus } */
		set_pte_at_notify(mm, addr, ptep, mk_pte(page, vma->vm_page_prot));
		break;
	default:
		break;
	}
	pte_unmap_unlock(ptep, ptl);
	if (todo == REPLACE)
		mmu_notifier_invalidate_range_only_end(&range); /* { wn-bogus } */
	else
		mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
}
