// SPDX-License-Identifier: GPL-2.0-or-later
/* range_end tells. */
#include "wn-kernel.h"

int write_protect(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep, entry;
	int err = 0;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_PAGE, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte_present(*ptep)) {
		err = -14;
		goto unlock;
	}
	entry = ptep_clear_flush(vma, addr, ptep);
	set_pte_at(mm, addr, ptep, pte_wrprotect(entry));
unlock:
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
	return err;
}
