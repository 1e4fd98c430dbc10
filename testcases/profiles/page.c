// SPDX-License-Identifier: GPL-2.0-or-later
/* Up to 4.12 mirrors were told of one page without a range. */
#include "notifier.h"

void clean(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep, spinlock_t *ptl)
{
	pte_t pte;

	spin_lock(ptl);
	pte = pte_wrprotect(ptep_clear_flush(vma, addr, ptep));
	set_pte_at(vma->vm_mm, addr, ptep, pte);
	spin_unlock(ptl);
	mmu_notifier_invalidate_page(vma->vm_mm, addr);
}
