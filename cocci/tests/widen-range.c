// SPDX-License-Identifier: GPL-2.0-or-later
/* run told: -D fn=walk -D line=59 -D 'end=vma_address_end(&pvmw)' */
static void split_pmd(struct vm_area_struct *vma, unsigned long address,
		      pmd_t *pmdp)
{
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm,
				address, address + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	pmdp_huge_clear_flush(vma, address, pmdp);
	mmu_notifier_invalidate_range_end(&range);
}

/* aligned already */
static void split_pud(struct vm_area_struct *vma, unsigned long address,
		      pud_t *pudp)
{
	struct mmu_notifier_range range;
	unsigned long start = address & HPAGE_PUD_MASK;

	mmu_notifier_range_init(&range, vma->vm_mm, start, start + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	pudp_huge_clear_flush(vma, start, pudp);
	mmu_notifier_invalidate_range_end(&range);
}

/* 4.x calls */
static void copy_huge(struct hstate *h, struct vm_area_struct *vma,
		      unsigned long haddr, pte_t *ptep)
{
	mmu_notifier_invalidate_range_start(vma->vm_mm, haddr,
					    haddr + PAGE_SIZE);
	huge_ptep_clear_flush(vma, haddr, ptep);
	mmu_notifier_invalidate_range(vma->vm_mm, haddr,
				      haddr + PAGE_SIZE);
	mmu_notifier_invalidate_range_end(vma->vm_mm, haddr, haddr + PAGE_SIZE);
}

/* one page is enough */
static void one_page(struct vm_area_struct *vma, unsigned long addr,
		     pte_t *ptep)
{
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm,
				addr, addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptep_clear_flush(vma, addr, ptep);
	mmu_notifier_invalidate_range_end(&range);
}

/* only when told: any size may be mapped here */
static void walk(struct folio *folio, struct vm_area_struct *vma)
{
	DEFINE_FOLIO_VMA_WALK(pvmw, folio, vma, address, 0);
	struct mmu_notifier_range range;

	mmu_notifier_range_init_owner(&range, MMU_NOTIFY_EXCLUSIVE, 0, vma,
				      vma->vm_mm, address, address + PAGE_SIZE,
				      NULL);
	mmu_notifier_invalidate_range_start(&range);
	while (page_vma_mapped_walk(&pvmw))
		clear_one(vma, &pvmw);
	mmu_notifier_invalidate_range_end(&range);
}
