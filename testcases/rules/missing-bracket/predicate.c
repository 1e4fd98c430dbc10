// SPDX-License-Identifier: GPL-2.0-or-later
/* A predicate that goes by the caller's flags; this caller has no range. */
#include "wn-kernel.h"

#define DROP 64

bool is_idle(struct mm_struct *mm);

static bool may_drop(struct mm_struct *mm, unsigned int flags)
{
	if (!(flags & DROP))
		return false;
	return is_idle(mm);
}

static unsigned long visit(struct vm_area_struct *vma, pte_t *ptep, unsigned long addr,
			   unsigned int flags)
{
	if (!pte_present(*ptep))
		return 0;
	if (may_drop(vma->vm_mm, flags))
		ptep_clear_flush_notify(vma, addr, ptep); /* { wn-warning "missing-bracket" } */
	return 1;
}

unsigned long count(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	unsigned long n;
	spinlock_t *ptl;
	pte_t *ptep;

	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	n = visit(vma, ptep, addr, DROP);
	pte_unmap_unlock(ptep, ptl);
	return n;
}

void drop(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	visit(vma, ptep, addr, DROP);
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_only_end(&range);
}
