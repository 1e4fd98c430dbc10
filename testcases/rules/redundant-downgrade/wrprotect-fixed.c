// SPDX-License-Identifier: GPL-2.0-or-later
/* The same without the notify; and with it where range_only_end needs it. */
#include "wn-kernel.h"

void wrprotect_by_range_end(struct mm_struct *mm, struct vm_area_struct *vma,
			    pmd_t *pmd, unsigned long addr)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep, entry;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_PAGE, 0, vma, mm,
				addr, addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (pte_write(*ptep)) {
		entry = ptep_clear_flush(vma, addr, ptep); /* { wn-bogus } { wn-site "downgrade ok" } */
		entry = pte_wrprotect(entry);
		set_pte_at(mm, addr, ptep, entry);
	}
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range);
}

void wrprotect_with_only_end(struct mm_struct *mm, struct vm_area_struct *vma,
			     pmd_t *pmd, unsigned long addr)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep, entry;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_PAGE, 0, vma, mm,
				addr, addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	entry = ptep_clear_flush_notify(vma, addr, ptep); /* { wn-bogus } */
	set_pte_at(mm, addr, ptep, pte_wrprotect(entry));
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_only_end(&range);
}
