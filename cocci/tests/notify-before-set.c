// SPDX-License-Identifier: GPL-2.0-or-later
/* run told: -D fn=downgrade -D line=51 */
static void copy_page(struct vm_fault *vmf, struct vm_area_struct *vma,
		      struct page *new_page, pte_t entry)
{
	struct mmu_notifier_range range;

	mmu_notifier_invalidate_range_start(&range);
	if (likely(pte_same(*vmf->pte, vmf->orig_pte))) {
		set_pte_at_notify(vma->vm_mm, vmf->address, vmf->pte, entry);
		page_add_new_anon_rmap(new_page, vma, vmf->address);
		ptep_clear_flush_notify(vma, vmf->address, vmf->pte);
		update_mmu_cache(vma, vmf->address, vmf->pte);
	}
	mmu_notifier_invalidate_range_only_end(&range);
}

static void copy_huge(struct mm_struct *mm, struct vm_area_struct *vma,
		      unsigned long addr, pte_t *ptep, struct page *page)
{
	struct mmu_notifier_range range;

	huge_ptep_clear_flush(vma, addr, ptep);
	page_remove_rmap(page, vma, true);
	set_huge_pte_at(mm, addr, ptep, make_huge_pte(vma, page, 1));
	mmu_notifier_invalidate_range(mm, range.start, range.end);
	mmu_notifier_invalidate_range_end(&range);
}

/* the right order */
static void in_order(struct mm_struct *mm, struct vm_area_struct *vma,
		     unsigned long addr, pte_t *ptep, pte_t new)
{
	ptep_clear_flush(vma, addr, ptep);
	mmu_notifier_invalidate_range(mm, addr, addr + PAGE_SIZE);
	set_pte_at(mm, addr, ptep, new);
	ptep_clear_flush_notify(vma, addr + 1, ptep + 1);
	set_pte_at(mm, addr + 1, ptep + 1, new);
}

/* a downgrade: only when told */
static void downgrade(struct mm_struct *mm, struct vm_area_struct *vma,
		      unsigned long addr, pte_t *ptep, pte_t new)
{
	pte_t old = ptep_get_and_clear(mm, addr, ptep);

	if (pte_dirty(old))
		new = pte_mkdirty(new);
	set_pte_at(mm, addr + PAGE_SIZE, ptep + 1, new);
	flush_tlb_page(vma, addr);
	set_pte_at(mm, addr, ptep, new);
	flush_tlb_range(vma, addr, addr + PAGE_SIZE);
}
