// SPDX-License-Identifier: GPL-2.0-or-later
/* A fault on an empty entry: nothing was there, so nobody can hold it. */
#include "wn-kernel.h"

int anonymous_fault(struct vm_fault *vmf, struct page *page)
{
	struct vm_area_struct *vma = vmf->vma;
	pte_t entry = mk_pte(page, vma->vm_page_prot);
	int err = -11;

	vmf->pte = pte_offset_map_lock(vma->vm_mm, vmf->pmd, vmf->address, &vmf->ptl);
	if (!pte_none(*vmf->pte))
		goto unlock;
	page_add_new_anon_rmap(page, vma, vmf->address);
	set_pte_at(vma->vm_mm, vmf->address, vmf->pte, pte_mkdirty(entry)); /* { wn-bogus } */
	err = 0;
unlock:
	pte_unmap_unlock(vmf->pte, vmf->ptl);
	return err;
}

void swap_in(struct vm_fault *vmf, struct page *page)
{
	struct vm_area_struct *vma = vmf->vma;

	vmf->pte = pte_offset_map_lock(vma->vm_mm, vmf->pmd, vmf->address, &vmf->ptl);
	if (pte_same(*vmf->pte, vmf->orig_pte))
		set_pte_at(vma->vm_mm, vmf->address, vmf->pte,
			   maybe_mkwrite(mk_pte(page, vma->vm_page_prot), vma)); /* { wn-bogus } */
	pte_unmap_unlock(vmf->pte, vmf->ptl);
}
