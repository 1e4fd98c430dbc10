// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The reaper unmaps on its own; its helper has no range because all its other
 * callers do (4d4bbd8526a8, 93065ac753e4).
 */
#include "wn-kernel.h"

static void unmap_pages(struct mmu_gather *tlb, struct vm_area_struct *vma, pmd_t *pmd,
			unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start, *ptep;

	start = ptep = pte_offset_map_lock(tlb->mm, pmd, addr, &ptl);
	do {
		struct page *page;
		pte_t old;

		if (!pte_present(*ptep))
			continue;
		old = ptep_get_and_clear_full(tlb->mm, addr, ptep, 0); /* { wn-warning "missing-bracket" } */
		tlb_remove_tlb_entry(tlb, ptep, addr);
		page = vm_normal_page(vma, addr, old);
		page_remove_rmap(page, vma, false);
		__tlb_remove_page(tlb, page);
	} while (ptep++, addr += PAGE_SIZE, addr != end);
	pte_unmap_unlock(start, ptl);
}

void unmap_vma(struct vm_area_struct *vma, pmd_t *pmd)
{
	struct mmu_notifier_range range;
	struct mmu_gather tlb;

	tlb_gather_mmu(&tlb, vma->vm_mm);
	mmu_notifier_range_init(&range, MMU_NOTIFY_UNMAP, 0, vma, vma->vm_mm,
				vma->vm_start, vma->vm_end);
	mmu_notifier_invalidate_range_start(&range);
	unmap_pages(&tlb, vma, pmd, vma->vm_start, vma->vm_end);
	mmu_notifier_invalidate_range_end(&range);
	tlb_finish_mmu(&tlb);
}

void reap_vma(struct vm_area_struct *vma, pmd_t *pmd)
{
	struct mmu_gather tlb;

	tlb_gather_mmu(&tlb, vma->vm_mm);
	unmap_pages(&tlb, vma, pmd, vma->vm_start, vma->vm_end);
	tlb_finish_mmu(&tlb);
}
