// SPDX-License-Identifier: GPL-2.0-or-later
/* The same flag decides both; fork does this. */
#include "wn-kernel.h"

void copy_range(struct vm_area_struct *vma, pmd_t *pmd)
{
	bool is_cow = (vma->vm_flags & (VM_SHARED | VM_WRITE)) == VM_WRITE;
	struct mm_struct *src = vma->vm_mm;
	struct mmu_notifier_range range;
	unsigned long addr = vma->vm_start;
	spinlock_t *ptl;
	pte_t *ptep;

	if (is_cow) {
		mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_PAGE, 0, vma, src,
					addr, vma->vm_end);
		mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	}
	ptep = pte_offset_map_lock(src, pmd, addr, &ptl);
	if (is_cow && pte_write(*ptep))
		ptep_set_wrprotect(src, addr, ptep);
	pte_unmap_unlock(ptep, ptl);
	if (is_cow)
		mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
}
