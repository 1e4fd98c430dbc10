// SPDX-License-Identifier: GPL-2.0-or-later
/* KSM merges two equal pages, read-only: 0f10851ea475 dropped the notify. */
#include "wn-kernel.h"
#include "wn-macros.h"

int merge_page(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
	       struct page *page, struct page *kpage, pte_t orig_pte)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;
	int err = -14;

	if (!pages_identical(page, kpage))
		return err;
	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte_same(*ptep, orig_pte)) {
		pte_unmap_unlock(ptep, ptl);
		goto out;
	}
	get_page(kpage);
	ptep_clear_flush_notify(vma, addr, ptep); /* { wn-warning "redundant-same-content" } { wn-site "same-content double" } */
	set_pte_at(mm, addr, ptep, mk_pte(kpage, vma->vm_page_prot));
	page_remove_rmap(page, vma, false);
	pte_unmap_unlock(ptep, ptl);
	err = 0;
out:
	mmu_notifier_invalidate_range_end(&range);
	return err;
}
