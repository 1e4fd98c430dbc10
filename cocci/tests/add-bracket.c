// SPDX-License-Identifier: GPL-2.0-or-later
/* run api50: -D fn=collapse -D api=5.0 */
/* run api63: -D fn=collapse -D api=6.3 -D event=MMU_NOTIFY_UNMAP */
/* run told: -D fn=protect -D line=64 -D event=MMU_NOTIFY_PROTECTION_PAGE -D end=to */
/* run legacy: -D legacy */
static void unmap_pte(struct vm_area_struct *vma, pmd_t *pmd,
		      unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pte_t *ptep;

	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (pte_none(*ptep))
		goto unlock;
	ptep_clear_flush(vma, addr, ptep);
	free_one(vma);
unlock:
	pte_unmap_unlock(ptep, ptl);
	done(mm);
}

static void unmap_pmd(struct vm_area_struct *vma, spinlock_t *ptl,
		      unsigned long haddr, pmd_t *pmd)
{
	pmd_t old;

	spin_lock(ptl);
	old = pmdp_huge_clear_flush(vma, haddr, pmd);
	if (pmd_dirty(old))
		dirty(old);
	spin_unlock(ptl);
}

/* under the caller's locks, which may sleep */
static void collapse(struct mm_struct *mm, struct vm_area_struct *vma,
		     unsigned long addr, pmd_t *pmdp)
{
	pmd_t pmd;

	mmap_assert_write_locked(mm);
	pmd = pmdp_collapse_flush(vma, addr, pmdp);
	mm_dec_nr_ptes(mm);
	pte_free(mm, pmd_pgtable(pmd));
}

/* has a bracket */
static void bracket(struct vm_area_struct *vma, unsigned long addr,
		    pte_t *ptep)
{
	struct mmu_notifier_range range;

	mmu_notifier_invalidate_range_start(&range);
	ptep_clear_flush(vma, addr, ptep);
	mmu_notifier_invalidate_range_end(&range);
}

/* only when told */
static void protect(struct mm_struct *mm, unsigned long addr,
		    unsigned long to, spinlock_t *ptl, pte_t *ptep)
{
	spin_lock(ptl);
	for (; addr < to; addr += PAGE_SIZE, ptep++)
		ptep_set_wrprotect(mm, addr, ptep);
	flush_tlb_mm(mm);
	spin_unlock(ptl);
}
