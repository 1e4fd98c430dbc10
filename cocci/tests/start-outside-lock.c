// SPDX-License-Identifier: GPL-2.0-or-later
/* run told: -D fn=start_inside -D line=26 */
static void both_inside(struct vm_area_struct *vma, pmd_t *pmd,
			unsigned long addr)
{
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	ptep = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm,
				addr, addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep_clear_flush(vma, addr, ptep);
	mmu_notifier_invalidate_range_end(&range);
	pte_unmap_unlock(ptep, ptl);
}

static int start_inside(struct mm_struct *mm, spinlock_t *ptl,
			unsigned long addr, pte_t *ptep)
{
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, mm, addr, addr + PAGE_SIZE);
	spin_lock(ptl);
	mmu_notifier_invalidate_range_start(&range);
	ptep_clear_flush(mm, addr, ptep);
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_only_end(&range);
	return 0;
}

/* 4.x calls */
static void old_calls(struct mm_struct *mm, struct vm_area_struct *vma,
		      pmd_t *pmd, unsigned long start, unsigned long end)
{
	spinlock_t *ptl;

	ptl = pmd_lock(mm, pmd);
	mmu_notifier_invalidate_range_start(mm, start, end);
	pmdp_huge_clear_flush(vma, start, pmd);
	mmu_notifier_invalidate_range_end(mm, start, end);
	spin_unlock(ptl);
}

/* the range is only known under the lock: reported, not changed */
static void computed(struct mm_struct *mm, spinlock_t *ptl,
		     unsigned long addr, pte_t *ptep)
{
	struct mmu_notifier_range range;

	spin_lock(ptl);
	addr = round(addr);
	mmu_notifier_range_init(&range, mm, addr, addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep_clear_flush(mm, addr, ptep);
	mmu_notifier_invalidate_range_end(&range);
	spin_unlock(ptl);
}

/* the lock is taken in a declaration: reported, not changed */
static void declared(struct mm_struct *mm, struct vm_area_struct *vma,
		     pmd_t *pmd, unsigned long start, unsigned long end)
{
	spinlock_t *ptl = pmd_lock(mm, pmd);

	mmu_notifier_invalidate_range_start(mm, start, end);
	pmdp_huge_clear_flush(vma, start, pmd);
	mmu_notifier_invalidate_range_end(mm, start, end);
	spin_unlock(ptl);
}

/* outside already */
static void outside(struct mm_struct *mm, spinlock_t *ptl,
		    unsigned long addr, pte_t *ptep)
{
	struct mmu_notifier_range range;

	spin_lock(ptl);
	look(ptep);
	spin_unlock(ptl);
	mmu_notifier_range_init(&range, mm, addr, addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	spin_lock(ptl);
	ptep_clear_flush(mm, addr, ptep);
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_end(&range);
}
