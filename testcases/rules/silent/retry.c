// SPDX-License-Identifier: GPL-2.0-or-later
/* The entry changed while the lock was not held: all is undone, by goto. */
#include "wn-kernel.h"

int cow_with_retry(struct vm_fault *vmf, struct page *old_page)
{
	struct vm_area_struct *vma = vmf->vma;
	struct mm_struct *mm = vma->vm_mm;
	unsigned long addr = vmf->address & PAGE_MASK;
	struct mmu_notifier_range range;
	struct page *new_page;
	int err = -12;

	new_page = alloc_page_vma(GFP_KERNEL, vma, addr);
	if (!new_page)
		goto out;
	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	vmf->pte = pte_offset_map_lock(mm, vmf->pmd, addr, &vmf->ptl);
	err = -11;
	if (!pte_same(*vmf->pte, vmf->orig_pte))
		goto unlock;
	ptep_clear_flush_notify(vma, addr, vmf->pte); /* { wn-bogus } */
	set_pte_at_notify(mm, addr, vmf->pte, mk_pte(new_page, vma->vm_page_prot));
	page_remove_rmap(old_page, vma, false);
	new_page = old_page;
	err = 0;
unlock:
	pte_unmap_unlock(vmf->pte, vmf->ptl);
	mmu_notifier_invalidate_range_only_end(&range); /* { wn-bogus } */
	put_page(new_page); /* { wn-bogus } */
out:
	return err;
}
