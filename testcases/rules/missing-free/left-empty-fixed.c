// SPDX-License-Identifier: GPL-2.0-or-later
/* Under mmap_lock for write nobody can fault: range_end is early enough. */
#include "wn-kernel.h"

void discard_one(struct mm_struct *mm, struct vm_area_struct *vma, pmd_t *pmd,
		 unsigned long addr)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmap_write_lock(mm);
	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	ptep_clear_flush(vma, addr, ptep); /* { wn-bogus } { wn-site "free ok" } */
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range);
	mmap_write_unlock(mm);
}

void discard_one_told(struct mm_struct *mm, struct vm_area_struct *vma, pmd_t *pmd,
		      unsigned long addr)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	ptep_clear_flush_notify(vma, addr, ptep); /* { wn-bogus } */
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_only_end(&range); /* { wn-bogus } */
}
