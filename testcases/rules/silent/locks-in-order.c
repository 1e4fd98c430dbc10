// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two tables are locked in the order of their addresses, so that which lock is
 * which is known only to who compares them again.
 */
#include "wn-kernel.h"

/* { wn-kernel "6.12" } */

static void lock_both(spinlock_t *ptl1, spinlock_t *ptl2)
{
	if (ptl1 > ptl2) {
		spinlock_t *tmp = ptl1;

		ptl1 = ptl2;
		ptl2 = tmp;
	}
	spin_lock(ptl1);
	if (ptl1 != ptl2)
		spin_lock(ptl2);
}

static void unlock_both(spinlock_t *ptl1, spinlock_t *ptl2)
{
	spin_unlock(ptl1);
	if (ptl1 != ptl2)
		spin_unlock(ptl2);
}

int move_page(struct vm_area_struct *vma, pmd_t *to, pmd_t *from, unsigned long dst,
	      unsigned long src)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *dst_ptl, *src_ptl;
	pte_t *dst_pte, *src_pte;
	int err = -1;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, mm, src, src + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	dst_pte = pte_offset_map_nolock(mm, to, dst, &dst_ptl);
	if (!dst_pte)
		goto out;
	src_pte = pte_offset_map_nolock(mm, from, src, &src_ptl);
	if (!src_pte)
		goto out;
	lock_both(dst_ptl, src_ptl);
	if (pte_none(*dst_pte)) {
		pte_t pte = ptep_clear_flush(vma, src, src_pte); /* { wn-bogus } */

		set_pte_at(mm, dst, dst_pte, pte);
		err = 0;
	}
	unlock_both(dst_ptl, src_ptl);
out:
	mmu_notifier_invalidate_range_end(&range);
	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, mm, dst, dst + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	mmu_notifier_invalidate_range_end(&range);
	return err;
}
