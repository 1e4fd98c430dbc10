// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table is mapped and locked where the loop finds it is not, let go for what
 * sleeps, and after the loop where it still is: whether it is locked is a pointer.
 */
#include "wn-kernel.h"

/* { wn-kernel "6.12" } */

void read_in(swp_entry_t entry);

int swap_in(struct vm_area_struct *vma, pmd_t *pmd, unsigned long start, unsigned long end)
{
	struct mmu_notifier_range range;
	unsigned long addr;
	spinlock_t *ptl;
	pte_t *ptep = NULL;

	for (addr = start; addr < end; addr += PAGE_SIZE) {
		pte_t pte;

		if (!ptep++) {
			ptep = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
			if (!ptep)
				break;
		}
		pte = *ptep;
		if (!is_swap_pte(pte))
			continue;
		pte_unmap_unlock(ptep, ptl);
		ptep = NULL;
		read_in(pte_to_swp_entry(pte));
	}
	if (ptep)
		pte_unmap_unlock(ptep, ptl);

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma->vm_mm, start, end);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	mmu_notifier_invalidate_range_end(&range);
	return 0;
}
