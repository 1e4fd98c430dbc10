// SPDX-License-Identifier: GPL-2.0-or-later
/* run told: -D fn=change -D line=41,43,46,49 */
static void clean_pmd(struct vm_area_struct *vma, unsigned long addr,
		      pmd_t *pmdp, pmd_t pmd)
{
	mmu_notifier_invalidate_range_start(vma->vm_mm, addr, addr + PMD_SIZE);
	pmd = pmd_wrprotect(pmd);
	pmd = pmd_mkclean(pmd);
	set_pmd_at(vma->vm_mm, addr, pmdp, pmd);
	mmu_notifier_invalidate_range(vma->vm_mm, addr, addr + PMD_SIZE);
	mmu_notifier_invalidate_range_end(vma->vm_mm, addr, addr + PMD_SIZE);
}

static void fork_huge(struct mm_struct *src, unsigned long addr, pte_t *ptep,
		      int cow)
{
	if (cow) {
		/*
		 * The child shares the page.
		 */
		huge_ptep_set_wrprotect(src, addr, ptep);
		mmu_notifier_invalidate_range(src, addr, addr + PMD_SIZE);
	}
}

/* the page changes: the notify stays */
static void copy_page(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
		      pte_t new)
{
	huge_ptep_clear_flush(mm, addr, ptep);
	mmu_notifier_invalidate_range(mm, addr, addr + PMD_SIZE);
	set_huge_pte_at(mm, addr, ptep, new);
}

/* only when told */
static void change(struct mm_struct *mm, unsigned long start,
		   unsigned long end, int pages)
{
	mmu_notifier_invalidate_range(mm, start, start);
	flush_tlb_mm(mm);
	mmu_notifier_invalidate_range(mm, start, end);
	if (pages)
		mmu_notifier_invalidate_range(mm, start, end);
	if (pages) {
		pages--;
		mmu_notifier_invalidate_range(mm, start, end);
	}
	if (flush_some(mm))
		mmu_notifier_invalidate_range(mm, start, end);
}
