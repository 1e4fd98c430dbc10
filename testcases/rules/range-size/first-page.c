// SPDX-License-Identifier: GPL-2.0-or-later
/* The range is opened for the first page of many, and is as small: migrate_vma. */
#include "wn-kernel.h"

static void replace(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		    struct page *page)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pte_t *ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);

	ptep_clear_flush_notify(vma, addr, ptep);
	set_pte_at_notify(mm, addr, ptep, mk_pte(page, vma->vm_page_prot));
	pte_unmap_unlock(ptep, ptl);
}

int notify_and_replace(struct vm_area_struct *vma, pmd_t *pmd, unsigned long start,
		       unsigned long npages, struct page **pages)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	bool notified = false;
	unsigned long i;

	for (i = 0; i < npages; i++) {
		unsigned long addr = start + i * PAGE_SIZE;

		if (!pages[i])
			continue;
		if (!notified) {
			notified = true;
			mmu_notifier_range_init(&range, MMU_NOTIFY_MIGRATE, 0, vma, mm,
						addr, addr + PAGE_SIZE);
			mmu_notifier_invalidate_range_start(&range); /* { wn-warning "range-size" } */
		}
		replace(vma, pmd, addr, pages[i]);
	}
	if (notified)
		mmu_notifier_invalidate_range_only_end(&range);
	return 0;
}
