// SPDX-License-Identifier: GPL-2.0-or-later
/* run told: -D fn=reuse -D line=46 */
/* run free: -D insert -D fn=unmap -D line=60 -D mm=mm -D start=address -D 'end=address + PAGE_SIZE' */
static void copy_page(struct vm_fault *vmf, struct page *new_page)
{
	struct vm_area_struct *vma = vmf->vma;
	pte_t entry;

	if (likely(pte_same(*vmf->pte, vmf->orig_pte))) {
		entry = mk_pte(new_page, vma->vm_page_prot);
		entry = maybe_mkwrite(pte_mkdirty(entry), vma);
		ptep_clear_flush(vma, vmf->address, vmf->pte);
		page_add_new_anon_rmap(new_page, vma, vmf->address);
		set_pte_at_notify(vma->vm_mm, vmf->address, vmf->pte, entry);
	}
}

static void copy_huge(struct mm_struct *mm, struct vm_area_struct *vma,
		      unsigned long haddr, pte_t *ptep, struct page *new_page)
{
	struct mmu_notifier_range range;

	mmu_notifier_invalidate_range_start(&range);
	if (likely(ptep)) {
		huge_ptep_clear_flush(vma, haddr, ptep);
		hugepage_add_new_anon_rmap(new_page, vma, haddr);
		set_huge_pte_at(mm, haddr, ptep,
				make_huge_pte(vma, new_page, 1));
	}
	mmu_notifier_invalidate_range_end(&range);
}

static void copy_huge_old(struct mm_struct *mm, struct vm_area_struct *vma,
			  unsigned long addr, pte_t *ptep, struct page *page)
{
	huge_ptep_clear_flush(vma, addr, ptep);
	set_huge_pte_at(mm, addr, ptep, make_huge_pte(vma, page, 1));
}

/* a downgrade; only when told */
static void reuse(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmdp)
{
	pmd_t old;

	if (pmdp)
		old = pmdp_huge_clear_flush(vma, addr, pmdp);
	set_pmd_at(vma->vm_mm, addr, pmdp, pmd_wrprotect(old));
}

/* the page is freed before range_end; only when told */
static bool unmap(struct mm_struct *mm, unsigned long address, pte_t *ptep)
{
	pte_t pteval;

	pteval = ptep_get_and_clear(mm, address, ptep);
	if (pte_dirty(pteval))
		folio_mark_dirty(pteval);
	if (folio_unused(pteval))
		/* drop it */
		discard(pteval);
	else
		keep(pteval);
	return true;
}
