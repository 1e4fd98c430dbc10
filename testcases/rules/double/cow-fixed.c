// SPDX-License-Identifier: GPL-2.0-or-later
/* 4645b9fe84bf: range_only_end. */
#include "wn-kernel.h"

int cow_fault(struct vm_fault *vmf, struct page *old_page, struct page *new_page)
{
	struct vm_area_struct *vma = vmf->vma;
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	int copied = 0;
	pte_t entry;

	copy_user_highpage(new_page, old_page, vmf->address, vma);
	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm,
				vmf->address & PAGE_MASK,
				(vmf->address & PAGE_MASK) + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	vmf->pte = pte_offset_map_lock(mm, vmf->pmd, vmf->address, &vmf->ptl);
	if (pte_same(*vmf->pte, vmf->orig_pte)) {
		entry = maybe_mkwrite(mk_pte(new_page, vma->vm_page_prot), vma);
		ptep_clear_flush_notify(vma, vmf->address, vmf->pte); /* { wn-bogus } */
		set_pte_at_notify(mm, vmf->address, vmf->pte, entry);
		copied = 1;
	}
	pte_unmap_unlock(vmf->pte, vmf->ptl);
	mmu_notifier_invalidate_range_only_end(&range); /* { wn-bogus } */
	return copied;
}
