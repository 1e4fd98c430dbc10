// SPDX-License-Identifier: GPL-2.0-or-later
/* A mutex is taken in a callback that is called under the page-table lock. */
#include "wn-kernel.h"

struct device_mm {
	struct mmu_notifier mn;
	struct mutex lock;
	unsigned long flushed;
};

static void flush_device(struct device_mm *d, unsigned long start, unsigned long end)
{
	mutex_lock(&d->lock); /* { wn-warning "sleeping-callback" } */
	d->flushed += end - start;
	mutex_unlock(&d->lock);
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
