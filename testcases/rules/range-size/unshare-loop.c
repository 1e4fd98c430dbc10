// SPDX-License-Identifier: GPL-2.0-or-later
/* The same over a range that ends inside a shared table: dff11abe280b, 75802ca66354. */
#include "wn-kernel.h"

void unshare_range(struct mm_struct *mm, struct vm_area_struct *vma, struct hstate *h,
		   unsigned long start, unsigned long end)
{
	struct mmu_notifier_range range;
	unsigned long addr;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, start, end);
	mmu_notifier_invalidate_range_start(&range); /* { wn-warning "range-size" } */
	i_mmap_lock_write(vma->vm_file);
	for (addr = start; addr < end; addr += huge_page_size(h)) {
		ptep = huge_pte_offset(mm, addr, huge_page_size(h));
		if (!ptep)
			continue;
		ptl = huge_pte_lock(h, mm, ptep);
		huge_pmd_unshare(mm, vma, addr, ptep);
		spin_unlock(ptl);
	}
	flush_hugetlb_tlb_range(vma, start, end);
	i_mmap_unlock_write(vma->vm_file);
	mmu_notifier_invalidate_range_end(&range);
}
