// SPDX-License-Identifier: GPL-2.0-or-later
/* fork of a huge page takes write permission away, KVM writes on: e8569dd299db. */
#include "wn-kernel.h"

void copy_huge_range(struct mm_struct *src, struct vm_area_struct *vma, struct hstate *h)
{
	unsigned long sz = huge_page_size(h), addr;

	for (addr = vma->vm_start; addr < vma->vm_end; addr += sz) {
		pte_t *ptep = huge_pte_offset(src, addr, sz);
		spinlock_t *ptl;

		if (!ptep)
			continue;
		ptl = huge_pte_lock(h, src, ptep);
		if (!huge_pte_none(huge_ptep_get(ptep)))
			huge_ptep_set_wrprotect(src, addr, ptep); /* { wn-warning "missing-bracket" } */
		spin_unlock(ptl);
	}
}
