// SPDX-License-Identifier: GPL-2.0-or-later
/* run told: -D fn=twice -D line=35 */
static void early(struct mm_struct *mm, struct vm_area_struct *vma,
		  unsigned long addr, pte_t *ptep, pte_t new)
{
	mmu_notifier_invalidate_range(mm, addr, addr + PAGE_SIZE);
	ptep_clear_flush(vma, addr, ptep);
	set_pte_at(mm, addr, ptep, new);
}

static pte_t early_huge(struct mm_struct *mm, unsigned long addr, pte_t *ptep)
{
	pte_t old;

	mmu_notifier_invalidate_range(mm, addr, addr + PMD_SIZE);
	flush_cache_page(mm, addr);
	old = huge_ptep_get_and_clear(mm, addr, ptep);
	return old;
}

/* the right order */
static void in_order(struct mm_struct *mm, struct vm_area_struct *vma,
		     unsigned long addr, pte_t *ptep, pte_t new)
{
	ptep_clear_flush(vma, addr, ptep);
	mmu_notifier_invalidate_range(mm, addr, addr + PAGE_SIZE);
	set_pte_at(mm, addr, ptep, new);
}

/* between two clears; only when told */
static void twice(struct mm_struct *mm, struct vm_area_struct *vma,
		  unsigned long addr, pte_t *ptep)
{
	ptep_clear_flush(vma, addr, ptep);
	mmu_notifier_invalidate_range(mm, addr, addr + 2 * PAGE_SIZE);
	ptep_clear_flush(vma, addr + PAGE_SIZE, ptep + 1);
}
