// SPDX-License-Identifier: GPL-2.0-or-later
/* 0f10851ea475 */
#include "wn-kernel.h"

void mkclean_pmd(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmdp)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pmd_t pmd;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_PAGE, 0, vma, vma->vm_mm,
				addr, addr + HPAGE_PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptl = pmd_lock(vma->vm_mm, pmdp);
	if (!pmd_dirty(*pmdp) && !pmd_write(*pmdp))
		goto unlock;
	pmd = pmdp_invalidate(vma, addr, pmdp); /* { wn-bogus } { wn-site "downgrade ok" } */
	pmd = pmd_wrprotect(pmd);
	pmd = pmd_mkclean(pmd);
	set_pmd_at(vma->vm_mm, addr, pmdp, pmd);
unlock:
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_end(&range);
}
