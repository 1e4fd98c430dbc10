// SPDX-License-Identifier: GPL-2.0-or-later
/* A list that RCU protects is walked, and a range is opened for what is found. */
#include "wn-kernel.h"

struct user {
	struct user *next;
	struct vm_area_struct *vma;
};

static void protect_vma(struct vm_area_struct *vma, pmd_t *pmd)
{
	unsigned long addr = vma->vm_start;
	struct mmu_notifier_range range;
	spinlock_t *ptl;
	pte_t *ptep;

	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_VMA, 0, vma, vma->vm_mm,
				addr, vma->vm_end);
	mmu_notifier_invalidate_range_start(&range);
	ptep = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	ptep_set_wrprotect(vma->vm_mm, addr, ptep);
	flush_tlb_page(vma, addr);
	pte_unmap_unlock(ptep, ptl);
	mmu_notifier_invalidate_range_end(&range);
}

void protect_all(struct user *u, pmd_t *pmd)
{
	rcu_read_lock();
	for (; u; u = u->next)
		protect_vma(u->vma, pmd); /* { wn-warning "atomic-start" } */
	rcu_read_unlock();
}
