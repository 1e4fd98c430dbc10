// SPDX-License-Identifier: GPL-2.0-or-later
/* The entry was a PTE once: the rest of the huge page is not told (a4d1a8852513). */
#include "wn-kernel.h"

void cow_huge(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmdp,
	      struct page *new_page)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + HPAGE_PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptl = pmd_lock(mm, pmdp);
	pmdp_huge_clear_flush(vma, addr, pmdp);
	mmu_notifier_invalidate_range(mm, addr, addr + PAGE_SIZE); /* { wn-warning "range-size" } */
	set_pmd_at(mm, addr, pmdp, mk_huge_pmd(new_page, vma->vm_page_prot));
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_only_end(&range);
}
