// SPDX-License-Identifier: GPL-2.0-or-later
/* run told: -D fn=forget -D line=54 */
static bool referenced_one(struct vm_area_struct *vma, unsigned long addr,
			   pte_t *ptep, pmd_t *pmdp)
{
	int referenced = 0;

	if (ptep) {
		if (ptep_clear_flush_young(vma, addr, ptep))
			referenced++;
	} else if (pmdp_clear_flush_young(vma, addr, pmdp)) {
		referenced++;
	}
	return referenced;
}

static bool idle_one(struct vm_area_struct *vma, unsigned long addr,
		     pte_t *ptep, pmd_t *pmdp)
{
	bool young = false;

	young |= ptep_test_and_clear_young(vma, addr, ptep);
	if (!young)
		return pmdp_test_and_clear_young(vma, addr, pmdp);
	if (ptep_clear_young_notify(vma, addr, ptep))
		return true;
	return young;
}

/* asks by hand */
static void make_old(struct vm_area_struct *vma, unsigned long addr,
		     pte_t *ptep)
{
	bool referenced = false;

	if (ptep_test_and_clear_young(vma, addr, ptep))
		referenced = true;
	if (mmu_notifier_clear_young(vma->vm_mm, addr, addr + PAGE_SIZE))
		referenced = true;
	mark(referenced);
}

/* the definition of a helper */
int ptep_clear_flush_young(struct vm_area_struct *vma, unsigned long addr,
			   pte_t *ptep)
{
	return ptep_test_and_clear_young(vma, addr, ptep);
}

/* the answer is not used; only when told */
static void forget(struct vm_area_struct *vma, unsigned long addr,
		   pte_t *ptep)
{
	ptep_test_and_clear_young(vma, addr, ptep);
}
