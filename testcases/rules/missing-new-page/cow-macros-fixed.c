// SPDX-License-Identifier: GPL-2.0-or-later
/* The same with the notify between the clear and the set: nothing to say. */
#include "wn-kernel.h"
#include "wn-macros.h"

void cow_with_notify(struct vm_fault *vmf, struct page *old_page)
{
	struct vm_area_struct *vma = vmf->vma;
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	struct page *new_page;
	pte_t entry;

	new_page = alloc_page_vma(GFP_KERNEL, vma, vmf->address);
	if (!new_page)
		return;
	copy_user_highpage(new_page, old_page, vmf->address, vma);
	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm,
				vmf->address & PAGE_MASK,
				(vmf->address & PAGE_MASK) + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	vmf->pte = pte_offset_map_lock(mm, vmf->pmd, vmf->address, &vmf->ptl);
	if (likely(pte_same(*vmf->pte, vmf->orig_pte))) {
		entry = mk_pte(new_page, vma->vm_page_prot);
		entry = maybe_mkwrite(pte_mkdirty(entry), vma);
		ptep_clear_flush_notify(vma, vmf->address, vmf->pte); /* { wn-bogus } { wn-site "new-page ok" } */
		page_add_new_anon_rmap(new_page, vma, vmf->address);
		set_pte_at_notify(mm, vmf->address, vmf->pte, entry); /* { wn-bogus } */
		update_mmu_cache(vma, vmf->address, vmf->pte);
		page_remove_rmap(old_page, vma, false);
	}
	pte_unmap_unlock(vmf->pte, vmf->ptl);
	mmu_notifier_invalidate_range_only_end(&range); /* { wn-bogus "only-end-unsafe" } */
	put_page(old_page);
}
