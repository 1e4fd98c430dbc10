// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A copy that a helper has written to is no copy any more, also where the helper does
 * not know the other page, which came back through a pointer.
 */
#include "wn-kernel.h"

void *kmap_atomic(struct page *page);
void *memcpy(void *to, const void *from, unsigned long n);

static int pin(struct page *from, struct page **pages, int n)
{
	for (int i = 0; i < n; i++)
		pages[i] = from;
	return n;
}

static void write_to(struct page *page, unsigned long addr, void *from, unsigned long n)
{
	memcpy(kmap_atomic(page) + (addr & ~PAGE_MASK), from, n);
}

static void replace(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep,
		    spinlock_t *ptl, struct page *new)
{
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm, addr,
				addr + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	spin_lock(ptl);
	ptep_clear_flush_notify(vma, addr, ptep); /* { wn-bogus "redundant-same-content" } { wn-site "new-page double" } */
	set_pte_at_notify(vma->vm_mm, addr, ptep, mk_pte(new, vma->vm_page_prot));
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_end(&range); /* { wn-warning "double" } */
}

void set_breakpoint(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep,
		    spinlock_t *ptl, struct page *mapped, char code)
{
	struct page *new = alloc_page_vma(GFP_KERNEL, vma, addr), *old;

	if (!new || pin(mapped, &old, 1) != 1)
		return;
	copy_user_highpage(new, old, addr, vma);
	write_to(new, addr, &code, 1);
	replace(vma, addr, ptep, ptl, new);
	put_page(new);
}
