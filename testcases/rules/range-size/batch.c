// SPDX-License-Identifier: GPL-2.0-or-later
/* Since 6.9 a zap takes out a batch of entries; the gather is told of its first. */
#include "wn-kernel.h"

/* { wn-kernel "6.12" } */

static void zap_batch(struct mmu_gather *tlb, struct vm_area_struct *vma, unsigned long addr,
		      pte_t *pte, struct page *page, unsigned int nr)
{
	get_and_clear_full_ptes(vma->vm_mm, addr, pte, nr, 0);
	tlb_remove_tlb_entries(tlb, pte, 1, addr); /* { wn-warning "range-size" } */
	__tlb_remove_folio_pages(tlb, page, nr, false);
}

void zap(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned int nr)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	struct mmu_gather tlb;
	struct page *page;
	spinlock_t *ptl;
	pte_t *pte;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, mm, addr, addr + nr * PAGE_SIZE);
	tlb_gather_mmu(&tlb, mm);
	mmu_notifier_invalidate_range_start(&range);
	pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (pte) {
		page = vm_normal_page(vma, addr, *pte);
		zap_batch(&tlb, vma, addr, pte, page, nr);
		pte_unmap_unlock(pte, ptl);
	}
	mmu_notifier_invalidate_range_end(&range);
	tlb_finish_mmu(&tlb);
}
