// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of helpers: versions, lookups, and rows that cannot be meant. */
#include "unit.h"
#include "model.h"
#include "util.h"

static bool has(unsigned int version, const char *name, enum wn_kind kind)
{
	struct wn_model *m = wn_model_new(version);
	bool r = wn_model_row(m, name, kind);

	wn_model_free(m);
	return r;
}

static void test_versions(void **state)
{
	(void)state;
	assert_true(has(601, "mmu_notifier_invalidate_range", WN_K_TNOTIFY));
	assert_true(has(605, "mmu_notifier_invalidate_range", WN_K_TNOTIFY));
	assert_false(has(606, "mmu_notifier_invalidate_range", WN_K_TNOTIFY));
	assert_false(has(605, "mmu_notifier_arch_invalidate_secondary_tlbs", WN_K_TNOTIFY));
	assert_true(has(606, "mmu_notifier_arch_invalidate_secondary_tlbs", WN_K_TNOTIFY));
	assert_false(has(414, "mmu_notifier_invalidate_range_only_end", WN_K_RANGE_ONLY_END));
	assert_true(has(415, "mmu_notifier_invalidate_range_only_end", WN_K_RANGE_ONLY_END));
	assert_true(has(601, "mmu_notifier_invalidate_range_only_end", WN_K_RANGE_ONLY_END));
	assert_false(has(606, "mmu_notifier_invalidate_range_only_end", WN_K_RANGE_ONLY_END));
	assert_false(has(601, "pte_offset_map_lock", WN_K_MAP_LOCK));
	assert_true(has(612, "pte_offset_map_lock", WN_K_MAP_LOCK));
}

static void test_places(void **state)
{
	(void)state;
	assert_int_equal(wn_place_lock("vm_fault", "ptl"), WN_LK_PTL);
	assert_int_equal(wn_place_lock(NULL, "old_ptl"), WN_LK_PTL);
	assert_int_equal(wn_place_lock("mm_struct", "page_table_lock"), WN_LK_PTL);
	assert_int_equal(wn_place_lock("mm_struct", "arg_lock"), WN_LK_NONE);
	assert_int_equal(wn_place_lock("anon_vma", "rwsem"), WN_LK_ANON_VMA);
	assert_int_equal(wn_place_lock("inode", "rwsem"), WN_LK_NONE);
	assert_int_equal(wn_place_lock(NULL, NULL), WN_LK_NONE);
	assert_true(has(601, "init_mm", WN_K_KERNEL_MM));
	assert_string_equal(wn_walk_members[WN_WALK_LOCK], "ptl");
}

/* Releases without a gap, and a backport of the notifiers alone. */
static void test_profiles(void **state)
{
	const struct wn_kernel k = { .version = 418, .api = 500 };
	struct wn_model *m = wn_model_for(&k);

	(void)state;
	for (uint32_t i = 0; i < wn_nprofiles; i++) {
		const struct wn_profile *p = &wn_profiles[i];

		assert_true(p->from <= p->to);
		assert_true(!i || p->from > p[-1].to);
	}
	for (uint32_t i = 0; i < wn_nprofile_marks; i++)
		assert_true(wn_profile_marks[i].profile < wn_nprofiles);
	assert_int_equal(wn_model_version(m), 500);
	assert_non_null(wn_model_row(m, "mmu_notifier_range_init", WN_K_RANGE_INIT));
	assert_non_null(wn_model_row(m, "down_read", WN_K_LOCK));
	wn_model_free(m);
}

static int8_t range_start_arg(unsigned int version)
{
	struct wn_model *m = wn_model_new(version);
	const struct wn_row *r = wn_model_row(m, "mmu_notifier_range_init", WN_K_RANGE_INIT);
	int8_t n = r ? r->addr : -1;

	wn_model_free(m);
	return n;
}

/* The vma argument went away in 6.3; one row of a name holds at a time. */
static void test_arguments_by_version(void **state)
{
	(void)state;
	assert_int_equal(range_start_arg(602), 5);
	assert_int_equal(range_start_arg(603), 4);
	assert_int_equal(range_start_arg(419), -1);
}

static void test_lookup(void **state)
{
	struct wn_model *m = wn_model_new(601);
	const struct wn_row *const *rows;
	uint32_t i, n;

	(void)state;
	assert_int_equal(wn_model_version(m), 601);
	assert_null(wn_model_rows(m, "", &n));
	assert_null(wn_model_rows(m, "set_pte", &n) ? NULL : m);
	assert_null(wn_model_rows(m, "set_pte_", &n));
	assert_null(wn_model_rows(m, "zzz", &n));
	assert_null(wn_model_row(m, "set_pte_at", WN_K_CLEAR));
	for (i = 0; i < wn_model_table_size; i++) {
		const struct wn_row *r = &wn_model_table[i];
		bool found = false;

		rows = wn_model_rows(m, r->name, &n);
		for (uint32_t k = 0; rows && k < n; k++) {
			assert_string_equal(rows[k]->name, r->name);
			found |= rows[k] == r;
		}
		assert_int_equal(found, !((r->since && r->since > 601) ||
					  (r->until && r->until <= 601)));
	}
	wn_model_free(m);
	wn_model_free(NULL);
}

#define need(r, cond) do {							\
	if (!(cond))								\
		fail_msg("%s (row %u): %s", (r)->name,				\
			 (unsigned int)((r) - wn_model_table), #cond);		\
} while (0)

static void check_args(const struct wn_row *r)
{
	const int8_t a[] = { r->mm, r->addr, r->ptep, r->val, r->nr };

	for (size_t i = 0; i < WN_ARRAY_SIZE(a); i++) {
		need(r, a[i] >= -1 && a[i] <= 7);
		for (size_t k = 0; k < i; k++)
			need(r, a[i] < 0 || a[i] != a[k]);
	}
	switch (r->kind) {
	case WN_K_CLEAR:
	case WN_K_CHANGE:
		/* one that does either says which by an argument */
		need(r, r->ptep >= 0 && r->level &&
		     (r->val < 0 ||
		      (r->flags & WN_F_YOUNG && r->flags & WN_F_DOWNGRADE)));
		break;
	case WN_K_SET:
	case WN_K_POPULATE:
		need(r, r->ptep >= 0 && r->val >= 0 && r->level);
		break;
	case WN_K_TNOTIFY:
	case WN_K_YOUNG_NOTIFY:
		need(r, r->mm >= 0 && r->addr >= 0 && r->val >= 0);
		break;
	case WN_K_RANGE_INIT:
		need(r, r->ptep >= 0 && r->addr >= 0 && r->nr >= 0 && r->val >= 0);
		break;
	case WN_K_RANGE_START:
	case WN_K_RANGE_START_NB:
	case WN_K_RANGE_END:
	case WN_K_RANGE_ONLY_END:
		need(r, r->ptep >= 0 || (r->mm >= 0 && r->addr >= 0 && r->nr >= 0));
		break;
	case WN_K_VALUE:
		need(r, r->vkind && r->ptep >= 0);
		break;
	case WN_K_PUT:
	case WN_K_GET:
	case WN_K_FREE_TABLE:
	case WN_K_READ:
	case WN_K_WALK:
	case WN_K_WALK_DONE:
		need(r, r->ptep >= 0);
		break;
	case WN_K_LOCK:
	case WN_K_UNLOCK:
	case WN_K_TRYLOCK:
		need(r, r->lock);
		need(r, r->ptep >= 0 || r->lock == WN_LK_RCU || r->lock == WN_LK_PREEMPT);
		break;
	case WN_K_LOCK_RET:
	case WN_K_MAP_LOCK:
		need(r, r->lock == WN_LK_PTL);
		break;
	case WN_K_LOCK_RET_COND:
		need(r, r->lock == WN_LK_PTL || r->lock == WN_LK_FOLIO);
		break;
	default:
		break;
	}
}

static bool plausible(uint16_t version)
{
	return !version || (version >= 200 && version < 1000 && version % 100 < 50);
}

static void test_rows(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < wn_model_table_size; i++) {
		const struct wn_row *r = &wn_model_table[i];

		need(r, *r->name && !strpbrk(r->name, " ()"));
		need(r, r->kind);
		need(r, r->source && *r->source);
		need(r, plausible(r->since) && plausible(r->until));
		need(r, !r->since || !r->until || r->since < r->until);
		check_args(r);
	}
}

static bool overlap(const struct wn_row *a, const struct wn_row *b)
{
	return (!a->until || !b->since || b->since < a->until) &&
	       (!b->until || !a->since || a->since < b->until);
}

/* Two rows of a name add up; the same effect twice is a slip. */
static void test_no_duplicates(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < wn_model_table_size; i++) {
		for (uint32_t k = 0; k < i; k++) {
			const struct wn_row *a = &wn_model_table[i], *b = &wn_model_table[k];

			if (strcmp(a->name, b->name) || !overlap(a, b))
				continue;
			need(a, a->kind != b->kind);
		}
	}
}

/* Every lock that can be taken can be dropped. */
static void test_locks_in_pairs(void **state)
{
	bool taken[WN_LK_MUTEX + 1] = { false }, dropped[WN_LK_MUTEX + 1] = { false };

	(void)state;
	for (uint32_t i = 0; i < wn_model_table_size; i++) {
		const struct wn_row *r = &wn_model_table[i];

		taken[r->lock] |= r->kind == WN_K_LOCK || r->kind == WN_K_TRYLOCK;
		dropped[r->lock] |= r->kind == WN_K_UNLOCK;
	}
	for (int i = 0; i <= WN_LK_MUTEX; i++) {
		assert_non_null(wn_lock_name(i));
		assert_int_equal(taken[i], dropped[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_profiles),
		cmocka_unit_test(test_places), cmocka_unit_test(test_arguments_by_version),
		cmocka_unit_test(test_lookup), cmocka_unit_test(test_rows),
		cmocka_unit_test(test_no_duplicates), cmocka_unit_test(test_locks_in_pairs),
	};

	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
