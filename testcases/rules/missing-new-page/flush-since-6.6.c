// SPDX-License-Identifier: GPL-2.0-or-later
/* { wn-kernel "6.12" } */
/* Since 6.6 the CPU flush tells the secondary TLB: the plain form is right. */
#include "wn-kernel.h"

void cow_by_flush(struct mm_struct *mm, struct vm_area_struct *vma, pmd_t *pmd,
		  unsigned long addr, struct page *new_page)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, mm, addr, addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (ptep) {
		ptep_clear_flush(vma, addr, ptep); /* { wn-bogus } { wn-site "new-page ok" } */
		set_pte_at(mm, addr, ptep, pte_mkdirty(mk_pte(new_page, vma->vm_page_prot)));
		pte_unmap_unlock(ptep, ptl);
	}
	mmu_notifier_invalidate_range_end(&range);
}
