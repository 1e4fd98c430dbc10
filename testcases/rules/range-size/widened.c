// SPDX-License-Identifier: GPL-2.0-or-later
/* What may be shared is widened; what is not stays one small page. */
#include "wn-kernel.h"

void protect_huge(struct mm_struct *mm, struct vm_area_struct *vma, struct hstate *h,
		  unsigned long start, unsigned long end)
{
	struct mmu_notifier_range range;
	unsigned long addr;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_VMA, 0, vma, mm, start,
				start + PAGE_SIZE);
	if (vma->vm_flags & VM_SHARED)
		adjust_range_if_pmd_sharing_possible(vma, &range.start, &range.end);
	mmu_notifier_invalidate_range_start(&range); /* { wn-warning "range-size" } */
	for (addr = start; addr < end; addr += huge_page_size(h)) {
		ptep = huge_pte_offset(mm, addr, huge_page_size(h));
		if (!ptep)
			continue;
		ptl = huge_pte_lock(h, mm, ptep);
		huge_ptep_set_wrprotect(mm, addr, ptep);
		spin_unlock(ptl);
	}
	flush_hugetlb_tlb_range(vma, start, end);
	mmu_notifier_invalidate_range_end(&range);
}
