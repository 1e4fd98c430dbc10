// SPDX-License-Identifier: GPL-2.0-or-later
/* The notify is in a helper of its own. */
#include "wn-kernel.h"

static pte_t take_out(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep)
{
	return ptep_clear_flush(vma, addr, ptep); /* { wn-bogus } */
}

static void tell(struct mm_struct *mm, unsigned long addr)
{
	mmu_notifier_invalidate_range(mm, addr, addr + PAGE_SIZE); /* { wn-bogus } */
}

static void exchange(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep,
		     struct page *page)
{
	take_out(vma, addr, ptep);
	tell(vma->vm_mm, addr);
	set_pte_at(vma->vm_mm, addr, ptep, mk_pte(page, vma->vm_page_prot)); /* { wn-bogus } */
}

static void locked(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		   struct page *page)
{
	spinlock_t *ptl;
	pte_t *ptep = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);

	exchange(vma, addr, ptep, page);
	pte_unmap_unlock(ptep, ptl);
}

void replace(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
	     struct page *page)
{
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	locked(vma, pmd, addr, page);
	mmu_notifier_invalidate_range_only_end(&range); /* { wn-bogus } */
}
