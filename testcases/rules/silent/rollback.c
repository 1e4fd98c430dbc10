// SPDX-License-Identifier: GPL-2.0-or-later
/* Cleared to look at it, found in use, put back: migration and KSM do this. */
#include "wn-kernel.h"

int try_freeze(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
	       struct page *page)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	int err = -16;
	spinlock_t *ptl;
	pte_t *ptep, old;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	old = ptep_clear_flush(vma, addr, ptep); /* { wn-bogus } */
	if (page_mapcount(page) + 1 != page->_refcount) {
		set_pte_at(mm, addr, ptep, old); /* { wn-bogus } */
		goto unlock;
	}
	set_pte_at(mm, addr, ptep, pte_mkclean(pte_wrprotect(old)));
	err = 0;
unlock:
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
	return err;
}
