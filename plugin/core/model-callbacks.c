// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What implementers of notifiers are told: which callbacks there are, since and until
 * which release, and where they may sleep; and what sleeps. Data, not code.
 */
#include <string.h>

#include "locks.h"
#include "util.h"

#define OP(t, f, how, s, u, why) { t, f, WN_OP_##how, s, u, why }

static const struct wn_op_row ops[] = {
	OP("mmu_notifier_ops", "invalidate_page", MAY_SLEEP, 0, 413,
	   "invalidate_range_start and _end come instead since 4.13"),
	OP("mmu_notifier_ops", "invalidate_range_start", BLOCKABLE, 0, 0,
	   "may sleep when blockable"),
	OP("mmu_notifier_ops", "invalidate_range_end", BLOCKABLE, 0, 0, "may sleep when blockable"),
	OP("mmu_notifier_ops", "invalidate_range", ATOMIC, 319, 606,
	   "called under the page-table lock; arch_invalidate_secondary_tlbs since 6.6"),
	OP("mmu_notifier_ops", "arch_invalidate_secondary_tlbs", ATOMIC, 606, 0,
	   "called from the CPU TLB flush"),
	OP("mmu_notifier_ops", "change_pte", ATOMIC, 0, 610,
	   "called under the page-table lock; gone in 6.10"),
	OP("mmu_notifier_ops", "clear_flush_young", ATOMIC, 0, 0,
	   "called under the page-table lock"),
	OP("mmu_notifier_ops", "clear_young", ATOMIC, 0, 0, "called under the page-table lock"),
	OP("mmu_notifier_ops", "test_young", ATOMIC, 0, 0, "called under the page-table lock"),
	OP("mmu_interval_notifier_ops", "invalidate", BLOCKABLE, 505, 0,
	   "may sleep when blockable"),
};

/* Sleeping locks are rows of the lock tables. */
static const char *const sleepers[] = {
	"__might_sleep", "might_fault", "msleep", "usleep_range", "usleep_range_state",
	"schedule", "schedule_timeout", "schedule_timeout_uninterruptible", "io_schedule",
	"wait_for_completion", "wait_for_completion_timeout",
	"synchronize_rcu", "synchronize_rcu_expedited", "synchronize_srcu",
	"flush_work", "__flush_workqueue", "flush_workqueue", "flush_delayed_work",
	"cancel_work_sync", "cancel_delayed_work_sync", "kthread_stop",
	"dma_fence_wait_timeout", "dma_resv_wait_timeout", "down", "down_timeout",
	"vmalloc", "vzalloc", "kvmalloc_node", "unmap_mapping_range",
	"get_user_pages", "get_user_pages_remote", "pin_user_pages",
};

/* How a callback learns that it must not sleep. */
static const char *const asking[] = { "mmu_notifier_range_blockable" };

static bool is_among(const char *name, const char *const *names, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return false;
}

const struct wn_op_row *wn_model_op(const char *type, const char *field)
{
	for (uint32_t i = 0; i < WN_ARRAY_SIZE(ops); i++) {
		if (!strcmp(ops[i].type, type) && !strcmp(ops[i].field, field))
			return &ops[i];
	}
	return NULL;
}

bool wn_model_sleeps(const struct wn_model *m, const char *name)
{
	struct wn_lk_row row;

	if (wn_lk_find(m, name, &row))
		return (row.op == WN_LK_TAKE || row.op == WN_LK_TRY0) &&
		       row.lock >= WN_LK_MMAP_READ;
	return is_among(name, sleepers, WN_ARRAY_SIZE(sleepers));
}

bool wn_model_asks_blockable(const char *name)
{
	return is_among(name, asking, WN_ARRAY_SIZE(asking));
}
