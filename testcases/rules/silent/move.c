// SPDX-License-Identifier: GPL-2.0-or-later
/* mremap: the same page at another address, both under the write lock. */
#include "wn-kernel.h"

void move_entries(struct vm_area_struct *vma, pmd_t *from, pmd_t *to,
		  unsigned long old_addr, unsigned long new_addr, unsigned long end)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	unsigned long start = old_addr;
	pte_t *old_pte, *new_pte, pte;
	spinlock_t *ptl;

	mmap_write_lock(mm);
	mmu_notifier_range_init(&range, MMU_NOTIFY_UNMAP, 0, vma, mm, old_addr, end);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	old_pte = pte_offset_map_lock(mm, from, old_addr, &ptl);
	new_pte = pte_offset_map(to, new_addr);
	for (; old_addr < end; old_addr += PAGE_SIZE, new_addr += PAGE_SIZE,
	     old_pte++, new_pte++) {
		if (pte_none(*old_pte))
			continue;
		pte = ptep_get_and_clear(mm, old_addr, old_pte); /* { wn-bogus } */
		set_pte_at(mm, new_addr, new_pte, pte);
	}
	flush_tlb_range(vma, start, end);
	pte_unmap_unlock(old_pte - 1, ptl);
	mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
	mmap_write_unlock(mm);
}
