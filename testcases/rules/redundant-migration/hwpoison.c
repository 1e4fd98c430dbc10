// SPDX-License-Identifier: GPL-2.0-or-later
/* A poisoned page stays with its owner, and a fault on the entry fails. */
#include "wn-kernel.h"

void poison_entry(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		  struct page *page)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (pte_present(*ptep)) {
		ptep_clear_flush_notify(vma, addr, ptep); /* { wn-warning "redundant-migration" } */
		set_pte_at(mm, addr, ptep, swp_entry_to_pte(make_hwpoison_entry(page)));
	}
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range);
}
