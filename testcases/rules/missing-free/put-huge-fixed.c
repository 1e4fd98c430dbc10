// SPDX-License-Identifier: GPL-2.0-or-later
/* The gather gets what was present; nothing else is put. */
#include "wn-kernel.h"

static inline bool migration_supported(void)
{
	return 1;
}

static void zap_one(struct mmu_gather *tlb, struct vm_area_struct *vma, pmd_t *pmd,
		    unsigned long addr)
{
	spinlock_t *ptl = pmd_trans_huge_lock(pmd, vma);
	struct page *page = NULL;
	bool put = true;
	pmd_t old;

	if (!ptl)
		return;
	old = pmdp_huge_get_and_clear_full(vma, addr, pmd, 0);
	tlb_remove_pmd_tlb_entry(tlb, pmd, addr);
	if (pmd_present(old))
		page = pmd_page(old);
	else if (migration_supported())
		put = false;
	spin_unlock(ptl);
	if (put)
		tlb_remove_page_size(tlb, page, HPAGE_PMD_SIZE); /* { wn-bogus } */
}

void zap(struct vm_area_struct *vma, pmd_t *pmd, unsigned long start, unsigned long end)
{
	struct mmu_notifier_range range;
	struct mmu_gather tlb;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm, start, end);
	tlb_gather_mmu(&tlb, vma->vm_mm);
	mmu_notifier_invalidate_range_start(&range);
	zap_one(&tlb, vma, pmd, start);
	mmu_notifier_invalidate_range_end(&range);
	tlb_finish_mmu(&tlb);
}
