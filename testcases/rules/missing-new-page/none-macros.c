// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pte_none() and pte_present() that are macros: of an entry that is empty nobody
 * has anything, whichever way the question is put.
 */
#include "wn-kernel.h"
#include "wn-macros.h"

void fill_none(struct vm_fault *vmf, struct page *page)
{
	struct vm_area_struct *vma = vmf->vma;

	vmf->pte = pte_offset_map_lock(vma->vm_mm, vmf->pmd, vmf->address, &vmf->ptl);
	if (pte_none(*vmf->pte))
		set_pte_at(vma->vm_mm, vmf->address, vmf->pte, mk_pte(page, vma->vm_page_prot)); /* { wn-bogus } */
	pte_unmap_unlock(vmf->pte, vmf->ptl);
}

void leave_present(struct vm_fault *vmf, struct page *page)
{
	struct vm_area_struct *vma = vmf->vma;

	vmf->pte = pte_offset_map_lock(vma->vm_mm, vmf->pmd, vmf->address, &vmf->ptl);
	if (!pte_present(*vmf->pte))
		set_pte_at(vma->vm_mm, vmf->address, vmf->pte, mk_pte(page, vma->vm_page_prot)); /* { wn-bogus } */
	pte_unmap_unlock(vmf->pte, vmf->ptl);
}

void replace_present(struct vm_fault *vmf, struct page *page)
{
	struct vm_area_struct *vma = vmf->vma;
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, vmf->address,
				vmf->address + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	vmf->pte = pte_offset_map_lock(mm, vmf->pmd, vmf->address, &vmf->ptl);
	if (pte_present(*vmf->pte)) {
		ptep_clear_flush(vma, vmf->address, vmf->pte); /* { wn-warning "missing-new-page" } */
		set_pte_at(mm, vmf->address, vmf->pte, mk_pte(page, vma->vm_page_prot));
	}
	pte_unmap_unlock(vmf->pte, vmf->ptl);
	mmu_notifier_invalidate_range_end(&range);
}
