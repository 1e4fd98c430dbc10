// SPDX-License-Identifier: GPL-2.0-or-later
/* { wn-todo "a callback that an unknown function gets is not run in that call: opaque_call() in dispatch.c" } */
/* The walk itself is not among the units: who hands over the table calls it. */
#include "wn-kernel.h"

int walk_page_range(struct mm_struct *mm, unsigned long start, unsigned long end,
		    const struct mm_walk_ops *ops, void *private);

static int protect_pmd(pmd_t *pmd, unsigned long addr, unsigned long next,
		       struct mm_walk *walk)
{
	spinlock_t *ptl;
	pte_t *ptep = pte_offset_map_lock(walk->mm, pmd, addr, &ptl);

	ptep_set_wrprotect(walk->mm, addr, ptep); /* { wn-bogus } */
	flush_tlb_range(walk->vma, addr, next);
	pte_unmap_unlock(ptep, ptl);
	return 0;
}

static const struct mm_walk_ops protect_ops = {
	.pmd_entry = protect_pmd,
};

void protect(struct vm_area_struct *vma)
{
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_VMA, 0, vma, vma->vm_mm,
				vma->vm_start, vma->vm_end);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	walk_page_range(vma->vm_mm, vma->vm_start, vma->vm_end, &protect_ops, NULL);
	mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
}
