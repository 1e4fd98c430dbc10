// SPDX-License-Identifier: GPL-2.0-or-later
/* This is what EXCLUSIVE is for. */
#include "wn-kernel.h"

void make_exclusive(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		    struct page *page)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_EXCLUSIVE, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	ptep_clear_flush(vma, addr, ptep);
	set_pte_at(mm, addr, ptep, swp_entry_to_pte(
		make_writable_device_exclusive_entry(page_to_pfn(page))));
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range);
}
