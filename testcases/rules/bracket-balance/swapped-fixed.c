// SPDX-License-Identifier: GPL-2.0-or-later
/* Each end has its own. */
#include "wn-kernel.h"

void move_two(struct mm_struct *from, struct mm_struct *to, pmd_t *a, pmd_t *b,
	      unsigned long addr)
{
	struct mmu_notifier_range src, dst;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&src, MMU_NOTIFY_PROTECTION_PAGE, 0, NULL, from, addr,
				addr + PAGE_SIZE);
	mmu_notifier_range_init(&dst, MMU_NOTIFY_PROTECTION_PAGE, 0, NULL, to, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&src);
	ptep = pte_offset_map_lock(from, a, addr, &ptl);
	ptep_set_wrprotect(from, addr, ptep);
	flush_tlb_mm(from);
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&src); /* { wn-bogus } */

	mmu_notifier_invalidate_range_start(&dst);
	ptep = pte_offset_map_lock(to, b, addr, &ptl);
	ptep_set_wrprotect(to, addr, ptep);
	flush_tlb_mm(to);
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&dst); /* { wn-bogus } */
}
