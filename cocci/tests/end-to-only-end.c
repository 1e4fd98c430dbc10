// SPDX-License-Identifier: GPL-2.0-or-later
/* run told: -D fn=split -D line=49 */
static void copy_page(struct vm_fault *vmf, pte_t entry)
{
	struct mmu_notifier_range range;

	mmu_notifier_invalidate_range_start(&range);
	vmf->pte = pte_offset_map_lock(vmf->mm, vmf->pmd, vmf->addr, &vmf->ptl);
	if (likely(pte_same(*vmf->pte, vmf->orig_pte))) {
		ptep_clear_flush_notify(vmf->vma, vmf->addr, vmf->pte);
		set_pte_at_notify(vmf->mm, vmf->addr, vmf->pte, entry);
	}
	pte_unmap_unlock(vmf->pte, vmf->ptl);
	mmu_notifier_invalidate_range_end(&range);
}

/* 4.x calls */
static void copy_huge(struct mm_struct *mm, struct vm_area_struct *vma,
		      unsigned long start, unsigned long end, pte_t *ptep)
{
	mmu_notifier_invalidate_range_start(mm, start, end);
	huge_ptep_clear_flush(vma, start, ptep);
	mmu_notifier_invalidate_range(mm, start, end);
	mmu_notifier_invalidate_range_end(mm, start, end);
}

/* one of two changes is silent */
static void half(struct mm_struct *mm, struct vm_area_struct *vma,
		 unsigned long start, unsigned long end, pte_t *ptep)
{
	mmu_notifier_invalidate_range_start(mm, start, end);
	if (anon(vma))
		ptep_clear_flush_notify(vma, start, ptep);
	else
		ptep_clear_flush(vma, start, ptep);
	mmu_notifier_invalidate_range_end(mm, start, end);
}

/* only when told: the notify is in the callee */
static void split(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;

	mmu_notifier_invalidate_range_start(&range);
	ptl = pmd_lock(vma->vm_mm, pmd);
	split_locked(vma, pmd, addr);
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_end(&range);
}
