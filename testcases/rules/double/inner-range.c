// SPDX-License-Identifier: GPL-2.0-or-later
/* { wn-kernel "4.14" } */
/*
 * The calls with three arguments name a range by its mm, so one inside another has the
 * same name. What was changed in the outer one is told of by its own end, and needs it.
 */
#include "wn-kernel.h"

static void drop_huge(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;

	mmu_notifier_invalidate_range_start(mm, addr, addr + HPAGE_PMD_SIZE);
	ptl = pmd_lock(mm, pmd);
	pmdp_huge_clear_flush_notify(vma, addr, pmd); /* { wn-site "free double" } */
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_end(mm, addr, addr + HPAGE_PMD_SIZE); /* { wn-warning "double" } */
}

void protect_then_drop(struct vm_area_struct *vma, pte_t *ptep, pmd_t *pte_pmd,
		       pmd_t *pmd, unsigned long addr, unsigned long end)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;

	mmu_notifier_invalidate_range_start(mm, addr, end); /* { wn-bogus } */
	ptl = pte_lockptr(mm, pte_pmd);
	spin_lock(ptl);
	ptep_set_wrprotect(mm, addr, ptep); /* { wn-bogus } { wn-site "downgrade ok" } */
	flush_tlb_page(vma, addr);
	spin_unlock(ptl);
	drop_huge(vma, pmd, addr + PAGE_SIZE); /* { wn-warning "double" } */
	mmu_notifier_invalidate_range_end(mm, addr, end); /* { wn-bogus } */
}
