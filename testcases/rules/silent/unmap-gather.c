// SPDX-License-Identifier: GPL-2.0-or-later
/* Zap: recorded in the gather, freed after its flush, told by it or by range_end. */
#include "wn-kernel.h"

static void zap_entries(struct mmu_gather *tlb, struct vm_area_struct *vma, pmd_t *pmd,
			unsigned long addr, unsigned long end)
{
	bool force_flush = false;
	spinlock_t *ptl;
	pte_t *start, *ptep;

	start = ptep = pte_offset_map_lock(tlb->mm, pmd, addr, &ptl);
	for (; addr != end; ptep++, addr += PAGE_SIZE) {
		pte_t old = *ptep;
		struct page *page;

		if (pte_none(old))
			continue;
		if (!pte_present(old)) {
			pte_clear(tlb->mm, addr, ptep); /* { wn-bogus } */
			continue;
		}
		page = vm_normal_page(vma, addr, old);
		old = ptep_get_and_clear_full(tlb->mm, addr, ptep, 0); /* { wn-bogus } */
		tlb_remove_tlb_entry(tlb, ptep, addr);
		if (!page)
			continue;
		if (pte_dirty(old)) {
			set_page_dirty(page);
			tlb_flush_mmu_tlbonly(tlb);
		}
		page_remove_rmap(page, vma, false);
		if (__tlb_remove_page(tlb, page)) {
			force_flush = true;
			break;
		}
	}
	if (force_flush)
		tlb_flush_mmu_tlbonly(tlb);
	pte_unmap_unlock(start, ptl);
	if (force_flush)
		tlb_flush_mmu(tlb);
}

void zap_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
	       unsigned long end)
{
	struct mmu_notifier_range range;
	struct mmu_gather tlb;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm, addr, end);
	tlb_gather_mmu(&tlb, vma->vm_mm);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	zap_entries(&tlb, vma, pmd, addr, end);
	mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
	tlb_finish_mmu(&tlb);
}
