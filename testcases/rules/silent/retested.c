// SPDX-License-Identifier: GPL-2.0-or-later
/* A huge entry that was present has become a migration entry by the time it is locked. */
#include "wn-kernel.h"

void drop_huge(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;

	if (!pmd_present(*pmd))
		return;
	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm, addr,
				addr + HPAGE_PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	ptl = pmd_lock(vma->vm_mm, pmd);
	if (is_pmd_migration_entry(*pmd))
		pmdp_huge_clear_flush(vma, addr, pmd); /* { wn-bogus } { wn-site "free ok" } */
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
}
