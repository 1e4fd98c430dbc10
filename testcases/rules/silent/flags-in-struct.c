// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The range is opened when a flag asks for it, and the same flag lets entries
 * change; what is called in between writes another member of the same struct.
 * A batch that drops the accessed bit only needs no range at all.
 */
#include "wn-kernel.h"

/* { wn-kernel "6.12" } */

struct scan_args {
	unsigned long flags, end;
};

struct scan {
	struct scan_args arg;
	unsigned long found;
};

int get_args(struct scan_args *arg);

static void note(struct scan *s, unsigned long addr)
{
	s->arg.end = addr;
	s->found++;
}

static void scan_table(struct scan *s, struct vm_area_struct *vma, pmd_t *pmd,
		       unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, old;

	pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte)
		return;
	note(s, addr);
	if (s->arg.flags & 1) {
		old = ptep_modify_prot_start(vma, addr, pte); /* { wn-bogus "missing-bracket" } */
		ptep_modify_prot_commit(vma, addr, pte, old, pte_wrprotect(old));
		flush_tlb_page(vma, addr);
	}
	clear_young_dirty_ptes(vma, addr, pte, 4, CYDP_CLEAR_YOUNG); /* { wn-bogus } */
	pte_unmap_unlock(pte, ptl);
}

int scan(struct vm_area_struct *vma, pmd_t *pmd)
{
	struct mmu_notifier_range range;
	struct scan s;

	if (get_args(&s.arg))
		return -1;
	mmap_read_lock(vma->vm_mm);
	if (s.arg.flags & 1) {
		mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_VMA, 0, vma->vm_mm,
					vma->vm_start, vma->vm_end);
		mmu_notifier_invalidate_range_start(&range); /* { wn-bogus } */
	}
	scan_table(&s, vma, pmd, vma->vm_start);
	if (s.arg.flags & 1)
		mmu_notifier_invalidate_range_end(&range); /* { wn-bogus } */
	mmap_read_unlock(vma->vm_mm);
	return 0;
}
