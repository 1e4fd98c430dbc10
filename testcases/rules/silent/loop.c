// SPDX-License-Identifier: GPL-2.0-or-later
/* Entries in a loop, one range around all, one flush for all, none of them twice. */
#include "wn-kernel.h"

unsigned long protect_loop(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
			   unsigned long end, pgprot_t prot)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	unsigned long pages = 0, at;
	spinlock_t *ptl;
	pte_t *start, *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_VMA, 0, vma, mm, addr, end);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	start = ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	for (at = addr; at != end; at += PAGE_SIZE, ptep++) {
		pte_t old;

		if (!pte_present(*ptep))
			continue;
		old = ptep_modify_prot_start(vma, at, ptep); /* { wn-bogus } */
		ptep_modify_prot_commit(vma, at, ptep, old, pte_modify(old, prot));
		pages++;
	}
	pte_unmap_unlock(start, ptl);
	if (pages)
		flush_tlb_range(vma, addr, end);
	mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
	return pages;
}
