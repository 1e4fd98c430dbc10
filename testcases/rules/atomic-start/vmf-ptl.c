// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Since 6.5 a fault maps the table and takes its lock in two steps; the lock is
 * still the page-table lock when a helper opens a range. The helper has one more
 * caller, which does not hold it.
 */
#include "wn-kernel.h"

/* { wn-kernel "6.12" } */

static void copy_page(struct vm_fault *vmf)
{
	struct mm_struct *mm = vmf->vma->vm_mm;
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, mm, vmf->address,
				vmf->address + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-warning "atomic-start" } */
	vmf->pte = pte_offset_map_lock(mm, vmf->pmd, vmf->address, &vmf->ptl);
	if (vmf->pte) {
		ptep_clear_flush(vmf->vma, vmf->address, vmf->pte);
		set_pte_at(mm, vmf->address, vmf->pte,
			   mk_pte(vmf->page, vmf->vma->vm_page_prot));
		pte_unmap_unlock(vmf->pte, vmf->ptl);
	}
	mmu_notifier_invalidate_range_end(&range);
}

vm_fault_t write_fault(struct vm_fault *vmf)
{
	if (pmd_none(*vmf->pmd))
		vmf->pte = NULL;
	else
		vmf->pte = pte_offset_map_nolock(vmf->vma->vm_mm, vmf->pmd,
						 vmf->address, &vmf->ptl);
	if (!vmf->pte)
		return 1;
	spin_lock(vmf->ptl);
	if (!pte_write(*vmf->pte)) {
		copy_page(vmf);
		return 0;
	}
	pte_unmap_unlock(vmf->pte, vmf->ptl);
	copy_page(vmf);
	return 0;
}
