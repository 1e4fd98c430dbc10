// SPDX-License-Identifier: GPL-2.0-or-later
/* The only callers of a static function ask for no more than a count. */
#include "wn-kernel.h"

#define DROP 64
/* as PREALLOCATED_PMDS of x86 with four levels */
#define TABLES 0

static unsigned long visit(struct vm_area_struct *vma, pte_t *ptep, unsigned long addr,
			   unsigned int flags)
{
	if (!pte_present(*ptep))
		return 0;
	if (flags & DROP)
		ptep_clear_flush_notify(vma, addr, ptep); /* { wn-bogus } */
	return 1;
}

static void mop_up(struct vm_area_struct *vma, pte_t *ptep, unsigned long addr)
{
	if (pte_present(*ptep))
		ptep_clear_flush_notify(vma, addr, ptep); /* { wn-bogus } */
}

unsigned long count(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	unsigned long n;
	spinlock_t *ptl;
	pte_t *ptep;

	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	n = visit(vma, ptep, addr, 0);
	for (int i = 0; i < TABLES; i++)
		mop_up(vma, ptep, addr);
	pte_unmap_unlock(ptep, ptl);
	return n;
}
