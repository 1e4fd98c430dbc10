// SPDX-License-Identifier: GPL-2.0-or-later
/* 93065ac753e4: the reaper tries to open a range, and gives up when it would sleep. */
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
		old = ptep_get_and_clear_full(tlb->mm, addr, ptep, 0); /* { wn-bogus } */
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

bool reap_vma(struct vm_area_struct *vma, pmd_t *pmd)
{
	struct mmu_notifier_range range;
	struct mmu_gather tlb;

	mmu_notifier_range_init(&range, MMU_NOTIFY_UNMAP, 0, vma, vma->vm_mm,
				vma->vm_start, vma->vm_end);
	tlb_gather_mmu(&tlb, vma->vm_mm);
	if (mmu_notifier_invalidate_range_start_nonblock(&range)) {
		tlb_finish_mmu(&tlb);
		return false;
	}
	unmap_pages(&tlb, vma, pmd, vma->vm_start, vma->vm_end);
	mmu_notifier_invalidate_range_end(&range);
	tlb_finish_mmu(&tlb);
	return true;
}
