// SPDX-License-Identifier: GPL-2.0-or-later
/* { wn-todo "pte_offset_map() is kmap_atomic() with CONFIG_HIGHPTE only, x86-64 has none" } */
/* The mapped table is a kmap_atomic() section: ec649c9d454e. */
#include "wn-kernel.h"

void collapse_start(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mmu_notifier_range range;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm, addr,
				addr + HPAGE_PMD_SIZE);
	ptep = pte_offset_map(pmd, addr);
	mmu_notifier_invalidate_range_start(&range); /* { wn-warning "atomic-start" } */
	pte_unmap(ptep);
	mmu_notifier_invalidate_range_end(&range);
}
