// SPDX-License-Identifier: GPL-2.0-or-later
/* clear_refs throws the bit away; nobody decides by it, so nobody is asked. */
#include "wn-kernel.h"

void forget_references(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *ptep;

	ptep = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	ptep_test_and_clear_young(vma, addr, ptep); /* { wn-bogus } */
	pte_unmap_unlock(ptep, ptl);
}
