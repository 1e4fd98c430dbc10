// SPDX-License-Identifier: GPL-2.0-or-later
/* A breakpoint page replaces the text page: 34ee645e83b6 added the notify here. */
#include "wn-kernel.h"

int replace_text_page(struct vm_area_struct *vma, unsigned long addr,
		      struct page *old_page, struct page *new_page)
{
	DEFINE_FOLIO_VMA_WALK(pvmw, page_folio(old_page), vma, addr, 0);
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	int err = -11;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	lock_page(old_page);
	mmu_notifier_invalidate_range_start(&range);
	if (!page_vma_mapped_walk(&pvmw))
		goto unlock;
	get_page(new_page);
	page_add_new_anon_rmap(new_page, vma, addr);
	ptep_clear_flush(vma, addr, pvmw.pte); /* { wn-warning "missing-new-page" } */
	set_pte_at(mm, addr, pvmw.pte, mk_pte(new_page, vma->vm_page_prot));
	page_remove_rmap(old_page, vma, false);
	page_vma_mapped_walk_done(&pvmw);
	put_page(old_page);
	err = 0;
unlock:
	mmu_notifier_invalidate_range_end(&range);
	unlock_page(old_page);
	return err;
}
