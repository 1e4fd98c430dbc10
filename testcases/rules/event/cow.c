// SPDX-License-Identifier: GPL-2.0-or-later
/* A listener may do nothing for PROTECTION_PAGE: the page stays, it says. */
#include "wn-kernel.h"

void replace(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
	     struct page *new_page)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_PAGE, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-warning "event" } */
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	ptep_clear_flush_notify(vma, addr, ptep);
	set_pte_at_notify(mm, addr, ptep, mk_pte(new_page, vma->vm_page_prot));
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_only_end(&range);
}
