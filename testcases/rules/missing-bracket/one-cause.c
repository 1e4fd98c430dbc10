// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The first half of a merge is out of any range. What the second half does is still
 * judged where the pages were compared, although nobody calls the thread.
 */
#include "wn-kernel.h"

struct merge {
	struct vm_area_struct *vma;
	pmd_t *pmd;
	unsigned long addr;
	struct page *page, *kpage;
};

void start_thread(void (*fn)(struct merge *m));

static pte_t protect(struct merge *m)
{
	struct mm_struct *mm = m->vma->vm_mm;
	spinlock_t *ptl;
	pte_t *ptep, pte;

	ptep = pte_offset_map_lock(mm, m->pmd, m->addr, &ptl);
	pte = ptep_clear_flush(m->vma, m->addr, ptep); /* { wn-warning "missing-bracket" } */
	pte = pte_wrprotect(pte);
	set_pte_at(mm, m->addr, ptep, pte);
	pte_unmap_unlock(ptep, ptl);
	return pte;
}

static void replace(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		    struct page *kpage, pte_t orig)
{
	struct mm_struct *mm = vma->vm_mm;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (pte_same(*ptep, orig)) {
		ptep_clear_flush(vma, addr, ptep); /* { wn-bogus } */
		set_pte_at(mm, addr, ptep, mk_pte(kpage, vma->vm_page_prot));
	}
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range);
}

static void merge_thread(struct merge *m)
{
	pte_t orig = protect(m);

	if (pages_identical(m->page, m->kpage))
		replace(m->vma, m->pmd, m->addr, m->kpage, orig);
}

void init(void)
{
	start_thread(merge_thread);
}
