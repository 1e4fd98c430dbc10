// SPDX-License-Identifier: GPL-2.0-or-later
/* run told: -D fn=merge -D file=drop-notify.c -D line=37 */
static void make_clean(struct vm_area_struct *vma, unsigned long addr,
		       pte_t *ptep)
{
	pte_t entry;

	entry = ptep_clear_flush_notify(vma, addr, ptep);
	entry = pte_wrprotect(entry);
	entry = pte_mkclean(entry);
	set_pte_at(vma->vm_mm, addr, ptep, entry);
}

static void make_clean_pmd(struct vm_area_struct *vma, unsigned long addr,
			   pmd_t *pmdp)
{
	pmd_t pmd = pmdp_huge_clear_flush_notify(vma, addr, pmdp);

	pmd = pmd_wrprotect(pmd);
	set_pmd_at(vma->vm_mm, addr, pmdp, pmd);
}

/* a new page: the notify stays */
static void copy_page(struct vm_area_struct *vma, unsigned long addr,
		      pte_t *ptep, struct page *new)
{
	pte_t entry = mk_pte(new, vma->vm_page_prot);

	ptep_clear_flush_notify(vma, addr, ptep);
	set_pte_at_notify(vma->vm_mm, addr, ptep, entry);
}

/* only when told: that both pages are equal cannot be seen here */
static void merge(struct vm_area_struct *vma, unsigned long addr,
		  pte_t *ptep, struct page *same)
{
	ptep_clear_flush_notify(vma, addr, ptep);
	set_pte_at_notify(vma->vm_mm, addr, ptep,
			  mk_pte(same, vma->vm_page_prot));
}
