// SPDX-License-Identifier: GPL-2.0-or-later
/* A page table is freed when no CPU walks through it any more. */
#include "wn-kernel.h"

void retract(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr, pmd_t *pmdp)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pgtable_t table;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, NULL, mm, addr,
				addr + HPAGE_PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptl = pmd_lock(mm, pmdp);
	table = pmd_pgtable(*pmdp);
	pmd_clear(pmdp);
	flush_tlb_range(vma, addr, addr + HPAGE_PMD_SIZE);
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_end(&range);
	pte_free(mm, table); /* { wn-bogus "free-before-flush" } */
}
