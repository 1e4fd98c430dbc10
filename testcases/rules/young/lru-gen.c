// SPDX-License-Identifier: GPL-2.0-or-later
/* The multi-generational LRU walked page tables like this: 1d4832becdc2. */
#include "wn-kernel.h"

int walk_young(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	int young = 0;
	spinlock_t *ptl;
	pte_t *start, *ptep;

	start = ptep = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	for (; addr != end; addr += PAGE_SIZE, ptep++) {
		if (!pte_present(*ptep))
			continue;
		if (!ptep_test_and_clear_young(vma, addr, ptep)) /* { wn-warning "young" } */
			continue;
		young++;
	}
	pte_unmap_unlock(start, ptl);
	return young;
}
