// SPDX-License-Identifier: GPL-2.0-or-later
/* CVE-2022-48991: a page table full of entries goes, KVM keeps the pages. */
#include "wn-kernel.h"

void collapse_table(struct mm_struct *mm, struct vm_area_struct *vma,
		    unsigned long addr, pmd_t *pmdp)
{
	spinlock_t *ptl;
	pmd_t pmd;

	ptl = pmd_lock(mm, pmdp);
	pmd = pmdp_collapse_flush(vma, addr, pmdp); /* { wn-warning "missing-bracket" } */
	spin_unlock(ptl);
	tlb_remove_table_sync_one();
	pte_free(mm, pmd_pgtable(pmd)); /* { wn-warning "missing-free" } */
}
