// SPDX-License-Identifier: GPL-2.0-or-later
/* The notifiers of 5.0 to 6.5, as a distribution has them in an older kernel. */
struct mmu_notifier_range;

void __mmu_notifier_invalidate_range_end(struct mmu_notifier_range *range, _Bool only_end)
{
	(void)range;
	(void)only_end;
}
