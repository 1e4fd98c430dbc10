// SPDX-License-Identifier: GPL-2.0-or-later
/* The helper opens a range inside that of one of its callers: 369258ce41c6. */
#include "wn-kernel.h"

static void unmap_huge(struct vm_area_struct *vma, struct hstate *h, unsigned long addr,
		       pte_t *ptep)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	pte_t old;
	spinlock_t *ptl;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + huge_page_size(h));
	mmu_notifier_invalidate_range_start(&range);
	ptl = huge_pte_lock(h, mm, ptep);
	old = huge_ptep_get(ptep);
	set_huge_pte_at(mm, addr, ptep, huge_pte_wrprotect(old));
	flush_tlb_range(vma, addr, addr + huge_page_size(h));
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_end(&range);
}

void unmap_range(struct vm_area_struct *vma, struct hstate *h, unsigned long addr,
		 pte_t *ptep)
{
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm, vma->vm_start,
				vma->vm_end);
	mmu_notifier_invalidate_range_start(&range);
	unmap_huge(vma, h, addr, ptep); /* { wn-warning "double" } */
	mmu_notifier_invalidate_range_end(&range);
}

void unmap_one(struct vm_area_struct *area, struct hstate *h, unsigned long first, pte_t *ptep)
{
	unmap_huge(area, h, first, ptep); /* { wn-bogus } */
}
