// SPDX-License-Identifier: GPL-2.0-or-later
/* One caller of a static function asks for more than a count. */
#include "wn-kernel.h"

#define DROP 64
/* as PREALLOCATED_PMDS of x86 with page-table isolation */
#define TABLES 2

static unsigned long visit(struct vm_area_struct *vma, pte_t *ptep, unsigned long addr,
			   unsigned int flags)
{
	if (!pte_present(*ptep))
		return 0;
	if (flags & DROP)
		ptep_clear_flush_notify(vma, addr, ptep); /* { wn-warning "missing-bracket" } */
	return 1;
}

static void mop_up(struct vm_area_struct *vma, pte_t *ptep, unsigned long addr)
{
	if (pte_present(*ptep))
		ptep_clear_flush_notify(vma, addr, ptep); /* { wn-warning "missing-bracket" } */
}

unsigned long count(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	unsigned long n;
	spinlock_t *ptl;
	pte_t *ptep;

	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	n = visit(vma, ptep, addr, DROP);
	for (int i = 0; i < TABLES; i++)
		mop_up(vma, ptep, addr);
	pte_unmap_unlock(ptep, ptl);
	return n;
}
