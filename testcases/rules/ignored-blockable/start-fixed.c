// SPDX-License-Identifier: GPL-2.0-or-later
/* It waits where it may, and else tries and fails. */
#include "wn-kernel.h"

struct device_mm {
	struct mmu_notifier mn;
	struct mutex lock;
	unsigned long seq;
};

static int device_start(struct mmu_notifier *mn, const struct mmu_notifier_range *range)
{
	struct device_mm *d = (struct device_mm *)mn;

	if (mmu_notifier_range_blockable(range))
		mutex_lock(&d->lock); /* { wn-bogus } */
	else if (!mutex_trylock(&d->lock))
		return -11;
	d->seq++;
	mutex_unlock(&d->lock);
	return 0;
}

const struct mmu_notifier_ops device_ops = {
	.invalidate_range_start = device_start,
};
