// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A helper says whether it has changed the entry. Where it has not, the page that is
 * given up is none that a device may still use by an older entry.
 */
#include "wn-kernel.h"

static bool protect(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmd)
{
	spinlock_t *ptl = pmd_trans_huge_lock(pmd, vma);
	pmd_t old;

	if (!ptl)
		return false;
	old = pmdp_huge_clear_flush(vma, addr, pmd); /* { wn-bogus } { wn-site "downgrade ok" } */
	set_pmd_at(vma->vm_mm, addr, pmd, pmd_wrprotect(old));
	spin_unlock(ptl);
	return true;
}

void protect_or_put(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmd,
		    bool lock_rmap)
{
	struct page *page = pmd_page(*pmd);
	struct mmu_notifier_range range;
	bool done;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm, addr,
				addr + HPAGE_PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	if (lock_rmap)
		i_mmap_lock_write(vma->vm_file);
	done = protect(vma, addr, pmd);
	if (lock_rmap)
		i_mmap_unlock_write(vma->vm_file);
	if (!done)
		put_page(page); /* { wn-bogus } */
	mmu_notifier_invalidate_range_end(&range);
}
