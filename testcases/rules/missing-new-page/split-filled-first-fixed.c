// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The order of a split up to 4.15: the new table is filled before the huge entry is
 * cleared. All pages are those that the huge entry is for, present or not.
 */
#include "wn-kernel.h"

static void split_locked(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	unsigned long at = addr;
	struct page *page;
	pgtable_t table;
	pmd_t fill;
	int i;

	if (is_pmd_migration_entry(*pmd))
		page = pfn_swap_entry_to_page(pmd_to_swp_entry(*pmd));
	else
		page = pmd_page(*pmd);
	table = pgtable_trans_huge_withdraw(mm, pmd);
	pmd_populate(mm, &fill, table);
	for (i = 0; i < 512; i++, at += PAGE_SIZE)
		set_pte_at(mm, at, pte_offset_map(&fill, at),
			   mk_pte(page + i, vma->vm_page_prot));
	pmdp_invalidate(vma, addr, pmd); /* { wn-bogus } { wn-site "split ok" } */
	pmd_populate(mm, pmd, table);
}

void split_huge(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm, addr,
				addr + HPAGE_PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptl = pmd_lock(vma->vm_mm, pmd);
	if (pmd_trans_huge(*pmd) || is_pmd_migration_entry(*pmd))
		split_locked(vma, pmd, addr);
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_end(&range);
}
