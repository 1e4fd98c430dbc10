// SPDX-License-Identifier: GPL-2.0-or-later
/* The OOM reaper opens ranges in which nobody may wait: 93065ac753e4. */
#include "wn-kernel.h"

struct device_mm {
	struct mmu_notifier mn;
	struct mutex lock;
	unsigned long seq;
};

static int device_start(struct mmu_notifier *mn, const struct mmu_notifier_range *range)
{
	struct device_mm *d = (struct device_mm *)mn;

	(void)range;
	mutex_lock(&d->lock); /* { wn-warning "ignored-blockable" } */
	d->seq++;
	mutex_unlock(&d->lock);
	return 0;
}

const struct mmu_notifier_ops device_ops = {
	.invalidate_range_start = device_start,
};
