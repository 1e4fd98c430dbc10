// SPDX-License-Identifier: GPL-2.0-or-later
/* Since 6.6 the CPU TLB flush calls it. { wn-kernel "6.12" } */
#include "wn-kernel.h"

void *wn_queue;

static void device_invalidate(struct mmu_notifier *mn, struct mm_struct *mm,
			      unsigned long start, unsigned long end)
{
	(void)mn;
	(void)mm;
	if (end > start)
		flush_workqueue(wn_queue); /* { wn-warning "sleeping-callback" } */
}

const struct mmu_notifier_ops device_ops = {
	.arch_invalidate_secondary_tlbs = device_invalidate,
};
