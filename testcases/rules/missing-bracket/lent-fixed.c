// SPDX-License-Identifier: GPL-2.0-or-later
/* Told by a range, as b756a3b5e7ea has it; TLBs hold nothing of such an entry. */
#include "wn-kernel.h"

static void map_again(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep,
		      struct page *page)
{
	pte_t pte = mk_pte(page, vma->vm_page_prot);

	if (is_writable_device_exclusive_entry(pte_to_swp_entry(*ptep)))
		pte = pte_mkwrite(pte);
	set_pte_at(vma->vm_mm, addr, ptep, pte);
}

void take_back(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, pte_t orig,
	       struct page *page)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_EXCLUSIVE, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (pte_same(*ptep, orig))
		map_again(vma, addr, ptep, page);
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
}
