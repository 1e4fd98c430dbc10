// SPDX-License-Identifier: GPL-2.0-or-later
/* One small page announced, a PMD write-protected: a4d1a8852513. */
#include "wn-kernel.h"

void mkclean_entry(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmdp)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pmd_t pmd;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_PAGE, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-warning "range-size" } */
	ptl = pmd_lock(mm, pmdp);
	pmd = pmdp_invalidate(vma, addr, pmdp);
	set_pmd_at(mm, addr, pmdp, pmd_wrprotect(pmd));
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_end(&range);
}
