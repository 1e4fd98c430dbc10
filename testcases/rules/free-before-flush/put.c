// SPDX-License-Identifier: GPL-2.0-or-later
/* The page is put before a CPU that has the entry in its TLB is told. */
#include "wn-kernel.h"

void discard(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mmu_notifier_range range;
	struct mm_struct *mm = vma->vm_mm;
	struct page *page;
	spinlock_t *ptl;
	pte_t *ptep, old;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr, addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	old = ptep_get_and_clear(mm, addr, ptep);
	mmu_notifier_invalidate_range(mm, addr, addr + PAGE_SIZE);
	page = vm_normal_page(vma, addr, old);
	put_page(page); /* { wn-warning "free-before-flush" } */
	flush_tlb_page(vma, addr);
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_only_end(&range);
}
