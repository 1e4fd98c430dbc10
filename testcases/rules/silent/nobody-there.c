// SPDX-License-Identifier: GPL-2.0-or-later
/* Whose address space nobody mirrors needs no range: the OOM reaper up to 4.18. */
#include "wn-kernel.h"

static void zap(struct mmu_gather *tlb, struct vm_area_struct *vma, pmd_t *pmd,
		unsigned long addr)
{
	spinlock_t *ptl = pmd_lock(vma->vm_mm, pmd);
	pmd_t old;

	old = pmdp_huge_get_and_clear_full(vma, addr, pmd, 1); /* { wn-bogus } { wn-site "free ok" } */
	tlb_remove_pmd_tlb_entry(tlb, pmd, addr);
	tlb_remove_page_size(tlb, pmd_page(old), HPAGE_PMD_SIZE);
	spin_unlock(ptl);
}

bool reap(struct mm_struct *mm, struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mmu_gather tlb;

	if (!mmap_read_trylock(mm))
		return false;
	if (mm_has_notifiers(mm)) {
		mmap_read_unlock(mm);
		return false;
	}
	tlb_gather_mmu(&tlb, mm);
	zap(&tlb, vma, pmd, addr);
	tlb_finish_mmu(&tlb);
	mmap_read_unlock(mm);
	return true;
}
