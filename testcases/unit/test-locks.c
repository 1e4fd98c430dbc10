// SPDX-License-Identifier: GPL-2.0-or-later
/* Lock sets of a state: taking, releasing, giving back, joining; rows; markers. */
#include "unit.h"
#include "locks.h"

static struct wn_terms *ts;
static struct wn_strtab *strs;
static struct wn_arena arena;
static struct wn_func fn = { .name = "f" };
static const struct wn_stmt here = { .kind = WN_CALL }, there = { .kind = WN_CALL };

static struct wn_lk_state *new_state(void)
{
	struct wn_lk_state *s = wn_new(&arena, struct wn_lk_state);

	s->v = wn_st_new(&arena, 0);
	return s;
}

static const struct wn_term *lock_of(uint32_t n)
{
	return wn_t_field(ts, wn_t_param(ts, fn.name, n), wn_intern(strs, "lock"), NULL);
}

static void test_take_drop(void **state)
{
	struct wn_lk_state *s = new_state();

	(void)state;
	wn_lk_take(&arena, s, WN_LK_SPIN, lock_of(0), &here);
	assert_int_equal(s->nents, 1);
	assert_int_equal(s->ents[0].delta, 1);
	wn_lk_drop(&arena, s, WN_LK_SPIN, lock_of(0), &there);
	assert_int_equal(s->nents, 0);
	assert_false(s->fuzzy);
}

static void test_needed(void **state)
{
	struct wn_lk_state *s = new_state();

	(void)state;
	/* released without being taken: the caller must hold it */
	wn_lk_drop(&arena, s, WN_LK_SPIN, lock_of(0), &here);
	assert_int_equal(s->nents, 1);
	assert_int_equal(s->ents[0].delta, -1);
	assert_ptr_equal(s->ents[0].need_at, &here);
	/* taken again: given back, and still needed */
	wn_lk_take(&arena, s, WN_LK_SPIN, lock_of(0), &there);
	assert_int_equal(s->nents, 1);
	assert_int_equal(s->ents[0].delta, 0);
	assert_int_equal(s->ents[0].min, -1);
}

static void test_two_locks(void **state)
{
	struct wn_lk_state *s = new_state();

	(void)state;
	/* two fields of parameters are two locks */
	wn_lk_take(&arena, s, WN_LK_SPIN, wn_t_globaddr(ts, wn_intern(strs, "a")), &here);
	wn_lk_drop(&arena, s, WN_LK_SPIN, wn_t_globaddr(ts, wn_intern(strs, "b")), &here);
	assert_int_equal(s->nents, 2);
	assert_false(s->fuzzy);
	/* a pointer whose origin is lost is the one that is held, and that is said */
	s = new_state();
	wn_lk_take(&arena, s, WN_LK_PTL, lock_of(0), &here);
	wn_lk_drop(&arena, s, WN_LK_SPIN, wn_t_unknown(ts, &here, 1), &there);
	assert_int_equal(s->nents, 0);
	assert_true(s->fuzzy);
}

static void test_key(void **state)
{
	struct wn_lk_state *a = new_state(), *b = new_state();

	(void)state;
	wn_lk_take(&arena, a, WN_LK_SPIN, lock_of(0), &here);
	wn_lk_take(&arena, a, WN_LK_MUTEX, lock_of(1), &here);
	wn_lk_take(&arena, b, WN_LK_MUTEX, lock_of(1), &here);
	wn_lk_take(&arena, b, WN_LK_SPIN, lock_of(0), &there);
	/* the order does not matter, nor who took it, nor do references */
	assert_int_equal(wn_lk_key(a, false), wn_lk_key(b, false));
	wn_lk_take(&arena, b, WN_LK_REF, wn_t_param(ts, fn.name, 2), &here);
	assert_int_equal(wn_lk_key(a, false), wn_lk_key(b, false));
	wn_lk_drop(&arena, b, WN_LK_MUTEX, lock_of(1), &here);
	assert_int_not_equal(wn_lk_key(a, false), wn_lk_key(b, false));
	/* coarse: what sleeps does not keep states apart */
	assert_int_equal(wn_lk_key(a, true), wn_lk_key(b, true));
}

static void test_join(void **state)
{
	struct wn_lk_state *a = new_state(), *b = new_state();

	(void)state;
	wn_lk_take(&arena, a, WN_LK_REF, wn_t_param(ts, fn.name, 0), &here);
	assert_true(wn_lk_join_ents(&arena, a, b));
	assert_true(a->ents[0].maybe);
	assert_false(wn_lk_join_ents(&arena, a, b));
}

static void test_rows(void **state)
{
	struct wn_model *m = wn_model_new(601);
	struct wn_lk_row row;

	(void)state;
	assert_true(wn_lk_find(m, "spin_lock", &row));
	assert_int_equal(row.op, WN_LK_TAKE);
	assert_true(wn_lk_find(m, "mutex_lock_killable", &row));
	assert_int_equal(row.op, WN_LK_TRY0);
	assert_true(wn_lk_find(m, "get_page_unless_zero", &row));
	assert_int_equal(row.op, WN_LK_TRYGET);
	assert_false(wn_lk_find(m, "printk", &row));
	assert_true(wn_lk_counted(WN_LK_RCU));
	assert_false(wn_lk_counted(WN_LK_FOLIO));
	wn_model_free(m);
}

static void test_markers(void **state)
{
	struct wn_sp_marks m =
		wn_sp_marks("__releases(&a->lock) __acquires(&a->lock) __must_hold(b)");

	(void)state;
	assert_int_equal(m.acquires, 1);
	assert_int_equal(m.releases, 1);
	assert_int_equal(m.must_hold, 1);
	assert_int_equal(wn_sp_marks("").acquires, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_take_drop), cmocka_unit_test(test_needed),
		cmocka_unit_test(test_two_locks), cmocka_unit_test(test_key),
		cmocka_unit_test(test_join), cmocka_unit_test(test_rows),
		cmocka_unit_test(test_markers),
	};
	int ret;

	strs = wn_strtab_new();
	ts = wn_terms_new();
	cmocka_set_message_output(CM_OUTPUT_TAP);
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	wn_terms_free(ts);
	wn_strtab_free(strs);
	wn_arena_free(&arena);
	return ret;
}
