// SPDX-License-Identifier: GPL-2.0-or-later
/* Between the clear and the set: 34ee645e83b6 put it there. */
#include "wn-kernel.h"

void replace(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
	     struct page *new_page)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	ptep_clear_flush(vma, addr, ptep);
	mmu_notifier_invalidate_range(mm, addr, addr + PAGE_SIZE); /* { wn-bogus } */
	set_pte_at(mm, addr, ptep, mk_pte(new_page, vma->vm_page_prot));
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_only_end(&range);
}
