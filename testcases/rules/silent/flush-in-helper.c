// SPDX-License-Identifier: GPL-2.0-or-later
/* { wn-kernel "6.12" } */
/* Since 6.6 the flush tells; here a helper makes it. */
#include "wn-kernel.h"

static void flush_one(struct vm_area_struct *vma, unsigned long addr)
{
	flush_tlb_page(vma, addr);
}

void replace(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
	     struct page *page)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, mm, addr, addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (ptep) {
		ptep_get_and_clear(mm, addr, ptep); /* { wn-bogus } */
		flush_one(vma, addr);
		set_pte_at(mm, addr, ptep, mk_pte(page, vma->vm_page_prot));
		pte_unmap_unlock(ptep, ptl);
	}
	mmu_notifier_invalidate_range_end(&range);
}
