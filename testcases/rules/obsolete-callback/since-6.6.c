// SPDX-License-Identifier: GPL-2.0-or-later
/* Judged as 6.12, which calls something else. { wn-options "--kernel=6.12" } */
#include "wn-kernel.h"

static void device_invalidate(struct mmu_notifier *mn, struct mm_struct *mm,
			      unsigned long start, unsigned long end)
{
	tlb_flush_mmu((struct mmu_gather *)mn); /* { wn-warning "obsolete-callback" } */
	(void)mm;
	(void)start;
	(void)end;
}

const struct mmu_notifier_ops device_ops = {
	.invalidate_range = device_invalidate,
};
