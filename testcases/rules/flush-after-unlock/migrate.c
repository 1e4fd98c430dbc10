// SPDX-License-Identifier: GPL-2.0-or-later
/* The entry is taken out without a flush before the page is copied: 60bae7370896. */
#include "wn-kernel.h"

void collect(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, struct page *page)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_MIGRATE, 0, vma, mm, addr, addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	ptep_get_and_clear(mm, addr, ptep); /* { wn-warning "flush-after-unlock" } */
	set_pte_at(mm, addr, ptep,
		   swp_entry_to_pte(make_readable_migration_entry(page_to_pfn(page))));
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range);
}
