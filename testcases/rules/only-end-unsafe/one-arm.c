// SPDX-License-Identifier: GPL-2.0-or-later
/* One arm tells under the lock, the other relies on the end (4645b9fe84bf). */
#include "wn-kernel.h"

void cow_or_protect(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		    struct page *new_page)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (new_page) {
		ptep_clear_flush_notify(vma, addr, ptep);
		set_pte_at(mm, addr, ptep, mk_pte(new_page, vma->vm_page_prot));
	} else {
		ptep_set_wrprotect(mm, addr, ptep);
		flush_tlb_page(vma, addr);
	}
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_only_end(&range); /* { wn-warning "only-end-unsafe" } */
}
