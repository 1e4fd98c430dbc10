// SPDX-License-Identifier: GPL-2.0-or-later
/* { wn-kernel "6.12" } */
/* The same with the helper that cleans in place since 6.10. */
#include "wn-kernel.h"

void split_page(struct page *page);

static void clean_entries(struct mmu_gather *tlb, struct vm_area_struct *vma, pmd_t *pmd,
			  unsigned long addr, unsigned long end)
{
	struct mm_struct *mm = tlb->mm;
	spinlock_t *ptl;
	pte_t *start, *ptep;

	start = pte_offset_map_lock(mm, pmd, addr, &ptl); /* { wn-bogus } */
	ptep = start;
	flush_tlb_batched_pending(mm);
	for (; addr != end; ptep++, addr += PAGE_SIZE) {
		pte_t old = *ptep;
		struct page *page;

		if (!pte_present(old))
			continue;
		page = vm_normal_page(vma, addr, old);
		if (page_mapcount(page) != 1) {
			get_page(page);
			pte_unmap_unlock(start, ptl);
			split_page(page);
			put_page(page);
			start = pte_offset_map_lock(mm, pmd, addr, &ptl); /* { wn-warning "stale-reader" } */
			ptep = start;
			continue;
		}
		clear_young_dirty_ptes(vma, addr, ptep, 1, 3);
		tlb_remove_tlb_entry(tlb, ptep, addr);
	}
	pte_unmap_unlock(start, ptl);
}

void reclaim(struct vm_area_struct *vma, struct page_vma_mapped_walk *pvmw,
	     struct page *page, swp_entry_t entry)
{
	struct mmu_notifier_range range;
	pte_t old;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma->vm_mm, pvmw->address,
				pvmw->address + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	while (page_vma_mapped_walk(pvmw)) {
		old = ptep_get_and_clear(vma->vm_mm, pvmw->address, pvmw->pte);
		set_tlb_ubc_flush_pending(vma->vm_mm, pte_dirty(old));
		if (pte_dirty(old))
			set_page_dirty(page);
		set_pte_at(vma->vm_mm, pvmw->address, pvmw->pte, swp_entry_to_pte(entry));
	}
	mmu_notifier_invalidate_range_end(&range);
}

void clean_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	struct mmu_notifier_range range;
	struct mmu_gather tlb;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma->vm_mm, addr, end);
	tlb_gather_mmu(&tlb, vma->vm_mm);
	mmu_notifier_invalidate_range_start(&range);
	clean_entries(&tlb, vma, pmd, addr, end);
	mmu_notifier_invalidate_range_end(&range);
	tlb_finish_mmu(&tlb);
}
