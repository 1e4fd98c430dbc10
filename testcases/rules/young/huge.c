// SPDX-License-Identifier: GPL-2.0-or-later
/* The huge entry beside the small ones: 1d4832becdc2 had both. */
#include "wn-kernel.h"

bool huge_young(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	bool young = false;
	spinlock_t *ptl = pmd_trans_huge_lock(pmd, vma);

	if (!ptl)
		return false;
	if (pmdp_clear_flush_young(vma, addr, pmd)) /* { wn-warning "young" } */
		young = true;
	spin_unlock(ptl);
	return young;
}
