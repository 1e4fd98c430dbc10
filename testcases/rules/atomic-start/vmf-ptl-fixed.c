// SPDX-License-Identifier: GPL-2.0-or-later
/* The helper drops the lock that its caller took, then opens the range. */
#include "wn-kernel.h"

/* { wn-kernel "6.12" } */

/* Touches no entry: only its callers know whether the lock is still held. */
static void let_go(struct vm_fault *vmf)
{
	pte_unmap_unlock(vmf->pte, vmf->ptl);
}

static void copy_page(struct vm_fault *vmf)
{
	struct mm_struct *mm = vmf->vma->vm_mm;
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, mm, vmf->address,
				vmf->address + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus "atomic-start" } */
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
	let_go(vmf);
	copy_page(vmf);
	return 0;
}
