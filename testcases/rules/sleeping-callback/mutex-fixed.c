// SPDX-License-Identifier: GPL-2.0-or-later
/* A spinlock is what a callback under the page-table lock may take. */
#include "wn-kernel.h"

struct device_mm {
	struct mmu_notifier mn;
	spinlock_t lock;
	unsigned long flushed;
};

static void flush_device(struct device_mm *d, unsigned long start, unsigned long end)
{
	spin_lock(&d->lock); /* { wn-bogus "sleeping-callback" } */
	d->flushed += end - start;
	spin_unlock(&d->lock);
}

static void device_invalidate_range(struct mmu_notifier *mn, struct mm_struct *mm,
				    unsigned long start, unsigned long end)
{
	(void)mm;
	flush_device((struct device_mm *)mn, start, end);
}

const struct mmu_notifier_ops device_ops = {
	.invalidate_range = device_invalidate_range,
};
