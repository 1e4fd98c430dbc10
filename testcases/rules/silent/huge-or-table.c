// SPDX-License-Identifier: GPL-2.0-or-later
/* pmd_trans_huge_lock() returns NULL when there is no huge entry. */
#include "wn-kernel.h"

void protect_pmd(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, pgprot_t prot)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_VMA, 0, vma, mm, addr,
				addr + HPAGE_PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	ptl = pmd_trans_huge_lock(pmd, vma);
	if (ptl) {
		pmd_t old = pmdp_invalidate(vma, addr, pmd); /* { wn-bogus } */

		set_pmd_at(mm, addr, pmd, pmd_modify(old, prot));
		spin_unlock(ptl);
		goto end;
	}
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (pte_present(*ptep)) {
		pte_t old = ptep_modify_prot_start(vma, addr, ptep); /* { wn-bogus } */

		ptep_modify_prot_commit(vma, addr, ptep, old, pte_modify(old, prot));
	}
	pte_unmap_unlock(ptep, ptl);
	flush_tlb_page(vma, addr);
end:
	mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
}
