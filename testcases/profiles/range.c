// SPDX-License-Identifier: GPL-2.0-or-later
/* 4.14: a notification under the lock of a downgrade; range_end has it, too. */
#include "notifier.h"

void clean(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep, spinlock_t *ptl)
{
	pte_t pte;

	mmu_notifier_invalidate_range_start(vma->vm_mm, addr, addr + 4096);
	spin_lock(ptl);
	pte = pte_wrprotect(ptep_clear_flush(vma, addr, ptep));
	set_pte_at(vma->vm_mm, addr, ptep, pte);
	mmu_notifier_invalidate_range(vma->vm_mm, addr, addr + 4096);
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_end(vma->vm_mm, addr, addr + 4096);
}
