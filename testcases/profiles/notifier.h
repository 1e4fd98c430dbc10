/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Declarations as include/linux/mmu_notifier.h had them up to 4.20. */
typedef struct { unsigned long pte; } pte_t;
typedef struct { int locked; } spinlock_t;
struct mm_struct;
struct page;
struct vm_area_struct {
	struct mm_struct *vm_mm;
};

void spin_lock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
pte_t ptep_clear_flush(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep);
pte_t pte_wrprotect(pte_t pte);
void native_set_pte_at(struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t pte);
#define set_pte_at(mm, addr, ptep, pte) native_set_pte_at(mm, addr, ptep, pte)
void mmu_notifier_invalidate_page(struct mm_struct *mm, unsigned long addr);
void mmu_notifier_invalidate_range(struct mm_struct *mm, unsigned long start,
				   unsigned long end);
void mmu_notifier_invalidate_range_start(struct mm_struct *mm, unsigned long start,
					 unsigned long end);
void mmu_notifier_invalidate_range_end(struct mm_struct *mm, unsigned long start,
				       unsigned long end);
