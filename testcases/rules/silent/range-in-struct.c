// SPDX-License-Identifier: GPL-2.0-or-later
/* The range lives in the caller's context object; helpers open and close it. */
#include "wn-kernel.h"

struct work {
	struct vm_area_struct *vma;
	struct mmu_notifier_range range;
	bool open;
};

static void begin(struct work *w, unsigned long addr)
{
	mmu_notifier_range_init(&w->range, MMU_NOTIFY_CLEAR, 0, w->vma, w->vma->vm_mm,
				addr, addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&w->range); /* { wn-bogus } */
	w->open = true;
}

static void finish(struct work *w)
{
	if (w->open)
		mmu_notifier_invalidate_range_end(&w->range); /* { wn-bogus } */
}

void protect(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct work w = { .vma = vma };
	spinlock_t *ptl;
	pte_t *ptep;

	begin(&w, addr);
	ptep = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	ptep_set_wrprotect(vma->vm_mm, addr, ptep); /* { wn-bogus } */
	flush_tlb_page(vma, addr);
	pte_unmap_unlock(ptep, ptl);
	finish(&w);
}
