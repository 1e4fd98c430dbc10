// SPDX-License-Identifier: GPL-2.0-or-later
/* More permission makes no translation wrong. */
#include "wn-kernel.h"

void reuse_page(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	pte_t entry;

	vmf->pte = pte_offset_map_lock(vma->vm_mm, vmf->pmd, vmf->address, &vmf->ptl);
	if (!pte_same(*vmf->pte, vmf->orig_pte)) {
		pte_unmap_unlock(vmf->pte, vmf->ptl);
		return;
	}
	entry = maybe_mkwrite(pte_mkdirty(pte_mkyoung(vmf->orig_pte)), vma);
	if (ptep_set_access_flags(vma, vmf->address, vmf->pte, entry, 1)) /* { wn-bogus } */
		update_mmu_cache(vma, vmf->address, vmf->pte);
	pte_unmap_unlock(vmf->pte, vmf->ptl);
}

void make_writable(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	pte_t entry = *ptep;

	if (pte_present(entry))
		set_pte_at(mm, addr, ptep, pte_mkwrite(pte_mkdirty(entry))); /* { wn-bogus } */
	pte_unmap_unlock(ptep, ptl);
}
