// SPDX-License-Identifier: GPL-2.0-or-later
/* run told: -D fn=callee -D line=76 -D vma=dst_vma */
static void protect(struct mm_struct *mm, struct vm_area_struct *vma,
		    unsigned long start, unsigned long end, pte_t *ptep)
{
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_VMA, 0, vma, mm,
				start, end);
	mmu_notifier_invalidate_range_start(&range);
	if (huge_pmd_unshare(mm, vma, start, ptep))
		flush_hugetlb_tlb_range(vma, range.start, range.end);
	mmu_notifier_invalidate_range_end(&range);
}

/* 4.x calls */
static void protect_old(struct mm_struct *mm, struct vm_area_struct *vma,
			unsigned long start, unsigned long end, pte_t *ptep)
{
	mmu_notifier_invalidate_range_start(mm, start, end);
	for (; start < end; start += PMD_SIZE)
		huge_pmd_unshare(mm, &start, ptep);
	mmu_notifier_invalidate_range_end(mm, start, end);
}

/* wide enough */
static void unmap(struct mm_struct *mm, struct vm_area_struct *vma,
		  unsigned long start, unsigned long end, pte_t *ptep)
{
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_UNMAP, 0, vma, mm, start,
				end);
	adjust_range_if_pmd_sharing_possible(vma, &range.start, &range.end);
	mmu_notifier_invalidate_range_start(&range);
	huge_pmd_unshare(mm, vma, start, ptep);
	mmu_notifier_invalidate_range_end(&range);
}

/* wide enough where it has to be */
static void unmap_one(struct mm_struct *mm, struct vm_area_struct *vma,
		      unsigned long start, unsigned long end, pte_t *ptep)
{
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, mm, start,
				end);
	if (is_vm_hugetlb_page(vma))
		adjust_range_if_pmd_sharing_possible(vma, &range.start,
						     &range.end);
	mmu_notifier_invalidate_range_start(&range);
	if (is_vm_hugetlb_page(vma))
		huge_pmd_unshare(mm, vma, start, ptep);
	mmu_notifier_invalidate_range_end(&range);
}

/* not hugetlb */
static void other(struct mm_struct *mm, struct vm_area_struct *vma,
		  unsigned long start, unsigned long end, pte_t *ptep)
{
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_UNMAP, 0, vma, mm, start,
				end);
	mmu_notifier_invalidate_range_start(&range);
	unmap_page_range(mm, vma, start, ptep);
	mmu_notifier_invalidate_range_end(&range);
}

/* only when told: the callee unshares */
static void callee(struct mm_struct *mm, struct vm_area_struct *dst_vma,
		   unsigned long start, unsigned long end)
{
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, mm, start, end);
	mmu_notifier_invalidate_range_start(&range);
	unshare_all(mm, dst_vma, start);
	mmu_notifier_invalidate_range_end(&range);
}
