// SPDX-License-Identifier: GPL-2.0-or-later
/* Moved, and flushed when its page may be gone from the new place: eb66ae030829. */
#include "wn-kernel.h"

void move_entries(struct vm_area_struct *vma, pmd_t *old_pmd, unsigned long old_addr,
		  unsigned long old_end, pmd_t *new_pmd, unsigned long new_addr)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	unsigned long start = old_addr;
	spinlock_t *old_ptl, *new_ptl;
	pte_t *old_pte, *new_pte, pte;
	bool present = false;

	mmu_notifier_range_init(&range, MMU_NOTIFY_UNMAP, 0, vma, mm, old_addr, old_end);
	mmu_notifier_invalidate_range_start(&range);
	old_pte = pte_offset_map_lock(mm, old_pmd, old_addr, &old_ptl);
	new_pte = pte_offset_map(new_pmd, new_addr);
	new_ptl = pte_lockptr(mm, new_pmd);
	if (new_ptl != old_ptl)
		spin_lock(new_ptl);
	for (; old_addr < old_end; old_pte++, old_addr += PAGE_SIZE,
				   new_pte++, new_addr += PAGE_SIZE) {
		if (pte_none(*old_pte))
			continue;
		pte = ptep_get_and_clear(mm, old_addr, old_pte); /* { wn-warning "flush-after-unlock" } */
		if (pte_present(pte))
			present = true;
		set_pte_at(mm, new_addr, new_pte, pte);
	}
	if (new_ptl != old_ptl)
		spin_unlock(new_ptl);
	pte_unmap_unlock(old_pte - 1, old_ptl);
	if (present)
		flush_tlb_range(vma, start, old_end);
	mmu_notifier_invalidate_range_end(&range);
}
