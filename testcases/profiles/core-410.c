// SPDX-License-Identifier: GPL-2.0-or-later
/* The notifiers of up to 4.12. */
struct mm_struct;

void __mmu_notifier_invalidate_page(struct mm_struct *mm, unsigned long addr)
{
	(void)mm;
	(void)addr;
}
