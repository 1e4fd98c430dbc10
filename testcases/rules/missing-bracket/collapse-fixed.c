// SPDX-License-Identifier: GPL-2.0-or-later
/* f268f6cf875f */
#include "wn-kernel.h"

void collapse_table(struct mm_struct *mm, struct vm_area_struct *vma,
		    unsigned long addr, pmd_t *pmdp)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pmd_t pmd;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + HPAGE_PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptl = pmd_lock(mm, pmdp);
	pmd = pmdp_collapse_flush(vma, addr, pmdp); /* { wn-bogus } */
	spin_unlock(ptl);
	tlb_remove_table_sync_one();
	mmu_notifier_invalidate_range_end(&range);
	pte_free(mm, pmd_pgtable(pmd));
}
