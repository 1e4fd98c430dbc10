// SPDX-License-Identifier: GPL-2.0-or-later
static int bracket(struct mm_struct *mm, struct vm_area_struct *vma,
		   unsigned long address, pte_t *ptep)
{
	mmu_notifier_invalidate_range_start(mm, address, address + PAGE_SIZE);
	if (ptep) {
		ptep_clear_flush(vma, address, ptep);
		mmu_notifier_invalidate_page(mm, address);
	}
	mmu_notifier_invalidate_range_end(mm, address, address + PAGE_SIZE);
	return 0;
}

static void under_lock(struct mm_struct *mm, struct vm_area_struct *vma,
		       pmd_t *pmd, unsigned long address)
{
	spinlock_t *ptl;
	pte_t *ptep;

	ptep = pte_offset_map_lock(mm, pmd, address, &ptl);
	ptep_clear_flush(vma, address, ptep);
	mmu_notifier_invalidate_page(mm, address);
	pte_unmap_unlock(ptep, ptl);
}

static void after_lock(struct mm_struct *mm, struct vm_area_struct *vma,
		       pmd_t *pmd, unsigned long address)
{
	spinlock_t *ptl;
	pte_t *ptep;

	ptep = pte_offset_map_lock(mm, pmd, address, &ptl);
	ptep_clear_flush(vma, address, ptep);
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_page(mm, address);
}

static bool clean_one(struct page *page, struct vm_area_struct *vma,
		      unsigned long address, void *arg)
{
	struct page_vma_mapped_walk pvmw = {
		.page = page,
		.vma = vma,
		.address = address,
	};
	int *cleaned = arg;

	if (vma->vm_flags & VM_LOCKED)
		return true;
	while (page_vma_mapped_walk(&pvmw)) {
		int ret = 0;

		address = pvmw.address;
		if (pvmw.pte)
			ret = clean(vma, address, pvmw.pte);
		if (ret) {
			mmu_notifier_invalidate_page(vma->vm_mm, address);
			(*cleaned)++;
		}
	}
	return true;
}

/* reported, not changed: the caller has the lock */
static void callers_lock(struct mm_struct *mm, unsigned long address)
{
	mmu_notifier_invalidate_page(mm, address);
}

static void my_page(struct mmu_notifier *mn, struct mm_struct *mm,
		    unsigned long address)
{
	drop(mn, address);
}

static const struct mmu_notifier_ops my_ops = {
	.release		= my_release,
	.invalidate_page	= my_page,
	.invalidate_range_start	= my_start,
};

static void one_page(struct mmu_notifier *mn, struct mm_struct *mm,
		     unsigned long address)
{
	drop(mn, address);
}

static const struct mmu_notifier_ops one_ops = {
	.invalidate_page	= one_page,
	.release		= my_release,
};
