// SPDX-License-Identifier: GPL-2.0-or-later
/* Every turn closes what it opened. */
#include "wn-kernel.h"

void protect_vmas(struct mm_struct *mm, struct vm_area_struct **vmas, pmd_t *pmd, int n)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;
	int i;

	for (i = 0; i < n; i++) {
		struct vm_area_struct *vma = vmas[i];
		unsigned long addr = vma->vm_start;

		mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_VMA, 0, vma, mm,
					addr, vma->vm_end);
		mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
		ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
		if (!pte_write(*ptep)) {
			pte_unmap_unlock(ptep, ptl);
			goto end;
		}
		ptep_set_wrprotect(mm, addr, ptep);
		flush_tlb_page(vma, addr);
		pte_unmap_unlock(ptep, ptl);
end:
		mmu_notifier_invalidate_range_end(&range);
	}
}
