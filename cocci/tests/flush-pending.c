// SPDX-License-Identifier: GPL-2.0-or-later
/* run told: -D fn=walk_once -D line=54 */

/* The first time, not when the lock is taken again. */
static void walk_entries(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			 unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start, *pte;

	start = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	flush_tlb_batched_pending(mm);
	for (; addr < end; pte++, addr += PAGE_SIZE) {
		if (must_split(*pte)) {
			pte_unmap_unlock(start, ptl);
			split_entry(*pte);
			start = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
			continue;
		}
		clear_entry(mm, addr, pte);
	}
	pte_unmap_unlock(start, ptl);
}

/* Since 6.5 there may be no table. */
static int walk_checked(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
			unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start, *pte;

	start = pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	if (!start)
		return 0;
	flush_tlb_batched_pending(vma->vm_mm);
	while (must_split(*pte)) {
		pte_unmap_unlock(start, ptl);
		split_entry(*pte);
		start = pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
		if (!start)
			break;
	}
	if (start)
		pte_unmap_unlock(start, ptl);
	return 0;
}

/* Nobody asks for it here. */
static void walk_once(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = NULL;

	pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	clear_entry(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}
