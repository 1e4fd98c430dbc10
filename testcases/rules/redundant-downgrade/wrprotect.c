// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Write-protect one page: it stays mapped, so range_end is early enough for
 * the secondary TLB and the notify under the page-table lock is for nothing.
 */
#include "wn-kernel.h"

void wrprotect_with_notify(struct mm_struct *mm, struct vm_area_struct *vma,
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
		entry = ptep_clear_flush_notify(vma, addr, ptep); /* { wn-warning "redundant-downgrade" } { wn-site "downgrade double" } */
		entry = pte_wrprotect(entry);
		set_pte_at(mm, addr, ptep, entry);
	}
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range);
}
