// SPDX-License-Identifier: GPL-2.0-or-later
/* Soft-dirty write-protects, and mirrors write on; 3.11 put the range here. */
#include "wn-kernel.h"

static int clear_soft_dirty(pmd_t *pmd, unsigned long addr, unsigned long end,
			    struct mm_walk *walk)
{
	struct vm_area_struct *vma = walk->vma;
	spinlock_t *ptl;
	pte_t *start, *ptep;

	start = ptep = pte_offset_map_lock(walk->mm, pmd, addr, &ptl);
	for (; addr != end; ptep++, addr += PAGE_SIZE) {
		pte_t old;

		if (!pte_present(*ptep))
			continue;
		old = ptep_modify_prot_start(vma, addr, ptep); /* { wn-warning "missing-bracket" } */
		ptep_modify_prot_commit(vma, addr, ptep, old,
					pte_clear_soft_dirty(pte_wrprotect(old)));
	}
	pte_unmap_unlock(start, ptl);
	return 0;
}

static const struct mm_walk_ops clear_ops = {
	.pmd_entry = clear_soft_dirty,
};

static int walk_range(struct mm_struct *mm, const struct mm_walk_ops *ops,
		      struct vm_area_struct *vma, pmd_t *pmd)
{
	struct mm_walk walk = { .ops = ops, .mm = mm, .vma = vma };
	int err = 0;

	if (ops->pmd_entry)
		err = ops->pmd_entry(pmd, vma->vm_start, vma->vm_end, &walk);
	return err;
}

int clear_refs(struct mm_struct *mm, struct vm_area_struct *vma, pmd_t *pmd)
{
	int err;

	mmap_read_lock(mm);
	err = walk_range(mm, &clear_ops, vma, pmd);
	flush_tlb_mm(mm);
	mmap_read_unlock(mm);
	return err;
}
