// SPDX-License-Identifier: GPL-2.0-or-later
/* The notify is on one branch only; the other one sets a new page without it. */
#include "wn-kernel.h"

void notify_on_one_path(struct mm_struct *mm, struct vm_area_struct *vma, pmd_t *pmd,
			unsigned long addr, struct page *new_page, bool tell)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr, addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	ptep_clear_flush(vma, addr, ptep); /* { wn-warning "missing-new-page" } */
	if (tell)
		mmu_notifier_invalidate_range(mm, addr, addr + PAGE_SIZE);
	set_pte_at(mm, addr, ptep, pte_mkdirty(mk_pte(new_page, vma->vm_page_prot)));
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_only_end(&range);
}
