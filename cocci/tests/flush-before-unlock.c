// SPDX-License-Identifier: GPL-2.0-or-later
/* run told: -D fn=other -D line=65 */
static int collect(struct mm_struct *mm, struct vm_area_struct *vma,
		   pmd_t *pmdp, unsigned long start, unsigned long end)
{
	unsigned long addr = start, unmapped = 0;
	spinlock_t *ptl;
	pte_t *ptep;

	ptep = pte_offset_map_lock(mm, pmdp, addr, &ptl);
	for (; addr < end; addr += PAGE_SIZE, ptep++) {
		ptep_get_and_clear(mm, addr, ptep);
		unmapped++;
	}
	arch_leave_lazy_mmu_mode();
	pte_unmap_unlock(ptep - 1, ptl);

	/* Only flush the TLB if we actually modified any entries */
	if (unmapped)
		flush_tlb_range(vma, start, end);

	return 0;
}

static void move_pmd(struct mm_struct *mm, struct vm_area_struct *vma,
		     unsigned long addr, pmd_t *old_pmd, pmd_t *new_pmd)
{
	spinlock_t *ptl = pmd_lock(mm, old_pmd);
	pmd_t pmd;

	pmd = pmdp_huge_get_and_clear(mm, addr, old_pmd);
	set_pmd_at(mm, addr, new_pmd, pmd);
	spin_unlock(ptl);
	flush_pmd_tlb_range(vma, addr, addr + PMD_SIZE);
}

/* in time */
static void in_time(struct mm_struct *mm, struct vm_area_struct *vma,
		    unsigned long addr, pte_t *ptep, spinlock_t *ptl)
{
	spin_lock(ptl);
	ptep_get_and_clear(mm, addr, ptep);
	flush_tlb_page(vma, addr);
	spin_unlock(ptl);
	flush_tlb_mm(mm);
}

/* recorded as pending by the caller */
static void pending(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
		    spinlock_t *ptl)
{
	spin_lock(ptl);
	ptep_get_and_clear(mm, addr, ptep);
	spin_unlock(ptl);
}

/* the change is in a callee; only when told */
static void other(struct mm_struct *mm, struct vm_area_struct *vma,
		  unsigned long start, unsigned long end)
{
	spinlock_t *ptl = pmd_lock(mm, vma);
	int n;

	n = change_some(mm, start, end);
	spin_unlock(ptl);
	if (n) {
		flush_tlb_range(vma, start, end);
	}
	count(n);
}
