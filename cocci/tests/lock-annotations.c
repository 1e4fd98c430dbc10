// SPDX-License-Identifier: GPL-2.0-or-later
/* run acquires: -D fn=map_lock -D 'acquires=*ptlp' */
/* run both: -D fn=wp_copy -D 'releases=vmf->ptl' -D 'acquires=vmf->ptl' */
/* run must: -D fn=change -D 'must_hold=ptl' */
static pte_t *map_lock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		       spinlock_t **ptlp)
{
	spinlock_t *ptl = pte_lockptr(mm, pmd);

	*ptlp = ptl;
	spin_lock(ptl);
	return pte_offset(pmd, addr);
}

static int wp_copy(struct vm_fault *vmf)
{
	spin_unlock(vmf->ptl);
	copy(vmf);
	spin_lock(vmf->ptl);
	return 0;
}

static void wp_reuse(struct vm_fault *vmf, int flags)
{
	reuse(vmf);
	spin_unlock(vmf->ptl);
}

static bool try_one(struct mm_struct *mm)
{
	spin_lock(&mm->page_table_lock);
	if (!look(mm))
		return true;
	spin_unlock(&mm->page_table_lock);
	return false;
}

static void balanced(struct mm_struct *mm)
{
	spin_lock(&mm->page_table_lock);
	look(mm);
	spin_unlock(&mm->page_table_lock);
}

static void change(struct mm_struct *mm, spinlock_t *ptl,
		   pte_t *ptep)
{
	set_pte(ptep);
}
