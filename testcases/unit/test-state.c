// SPDX-License-Identifier: GPL-2.0-or-later
/* The abstract state: memory, facts from branches, and what a kill forgets. */
#include "unit.h"
#include "state.h"

static struct wn_terms *ts;
static struct wn_strtab *strs;
static struct wn_arena arena;
static struct wn_var vars[] = { { .name = "a" }, { .name = "b" } };
static struct wn_func fn = { .name = "f", .vars = vars, .nvars = 2 };

static const struct wn_term *op(enum wn_op o, const struct wn_term *a,
				const struct wn_term *b)
{
	const struct wn_term *args[2] = { a, b };

	return wn_t_op(ts, o, args, b ? 2 : 1);
}

static const struct wn_term *field(const struct wn_term *base, const char *name)
{
	return wn_t_field(ts, base, wn_intern(strs, name), NULL);
}

static const struct wn_term *param(uint32_t n)
{
	return wn_t_param(ts, fn.name, n);
}

static void test_memory(void **state)
{
	const struct wn_term *a = wn_t_varaddr(ts, &fn, 0), *b = wn_t_varaddr(ts, &fn, 1);
	const struct wn_term *one = wn_t_const(ts, 1), *x = param(0);
	struct wn_state *s = wn_st_new(&arena, 0), *copy;

	(void)state;
	assert_ptr_equal(wn_st_load(ts, s, a), wn_t_load(ts, a, NULL));
	wn_st_store(&arena, s, a, one);
	wn_st_store(&arena, s, b, x);
	assert_ptr_equal(wn_st_load(ts, s, a), one);
	assert_ptr_equal(wn_st_load(ts, s, b), x);
	assert_true(wn_st_has(s, a, one));
	assert_false(wn_st_has(s, a, x));
	copy = wn_st_clone(&arena, s);
	wn_st_store(&arena, copy, a, x);
	assert_ptr_equal(wn_st_load(ts, s, a), one);
	assert_ptr_equal(wn_st_load(ts, copy, a), x);
	wn_st_forget(s, a);
	assert_ptr_equal(wn_st_load(ts, s, a), wn_t_load(ts, a, NULL));
	assert_ptr_equal(wn_st_load(ts, s, b), x);
}

static void test_aggregate(void **state)
{
	const struct wn_term *a = wn_t_varaddr(ts, &fn, 0), *start = field(a, "start");
	const struct wn_term *end = field(a, "end"), *x = param(0), *y = param(1), *t;
	struct wn_state *s = wn_st_new(&arena, 0);

	(void)state;
	/* stored whole, read by member */
	wn_st_store(&arena, s, a, x);
	t = wn_st_load(ts, s, start);
	assert_int_equal(t->kind, WN_T_SEL);
	assert_ptr_equal(t->args[0], x);
	/* a store of the whole hides what its members were */
	wn_st_store(&arena, s, start, y);
	wn_st_store(&arena, s, a, wn_t_const(ts, 0));
	assert_ptr_equal(wn_st_load(ts, s, start), wn_t_const(ts, 0));
	/* stored by member, read whole: the members are in it */
	wn_st_forget(s, a);
	wn_st_store(&arena, s, start, x);
	wn_st_store(&arena, s, end, y);
	t = wn_st_load(ts, s, a);
	assert_true(wn_t_contains(t, x));
	assert_true(wn_t_contains(t, y));
	wn_st_forget(s, start);
	assert_ptr_equal(wn_st_load(ts, s, end), y);
}

static void test_facts(void **state)
{
	const struct wn_term *x = param(0), *y = param(1), *zero = wn_t_const(ts, 0);
	struct wn_state *s = wn_st_new(&arena, 0);
	int64_t val;

	(void)state;
	assert_int_equal(wn_st_truth(s, x), -1);
	assert_true(wn_st_assume_truth(&arena, s, x, true));
	assert_int_equal(wn_st_truth(s, x), 1);
	assert_false(wn_st_assume_truth(&arena, s, x, false));
	assert_int_equal(wn_st_equals(s, x, 0), 0);
	assert_int_equal(wn_st_equals(s, x, 1), -1);
	assert_true(wn_st_assume(&arena, s, x, false, 5));
	assert_false(wn_st_assume(&arena, s, x, true, 5));
	assert_true(wn_st_assume(&arena, s, y, true, 5));
	assert_true(wn_st_const(s, y, &val));
	assert_int_equal(val, 5);
	assert_int_equal(wn_st_truth(s, y), 1);
	assert_false(wn_st_assume(&arena, s, y, true, 6));
	assert_true(wn_st_assume(&arena, s, y, false, 6));
	assert_false(wn_st_assume_truth(&arena, s, y, false));
	/* through comparisons and negations */
	assert_int_equal(wn_st_truth(s, op(WN_OP_EQ, x, zero)), 0);
	assert_int_equal(wn_st_truth(s, op(WN_OP_NE, x, zero)), 1);
	assert_int_equal(wn_st_truth(s, op(WN_OP_LNOT, x, NULL)), 0);
	assert_int_equal(wn_st_truth(s, op(WN_OP_LT, y, wn_t_const(ts, 6))), 1);
	assert_int_equal(wn_st_truth(s, op(WN_OP_OR, x, param(2))), 1);
	assert_int_equal(wn_st_truth(s, wn_t_varaddr(ts, &fn, 0)), 1);
}

static void test_conjunction(void **state)
{
	const struct wn_term *a = op(WN_OP_NE, param(0), wn_t_const(ts, 0));
	const struct wn_term *b = op(WN_OP_EQ, param(1), wn_t_const(ts, 3));
	struct wn_state *s = wn_st_new(&arena, 0);

	(void)state;
	assert_true(wn_st_assume_truth(&arena, s, op(WN_OP_AND, a, b), true));
	assert_int_equal(wn_st_truth(s, param(0)), 1);
	assert_int_equal(wn_st_equals(s, param(1), 3), 1);
	assert_false(wn_st_assume_truth(&arena, s, b, false));
	s = wn_st_new(&arena, 0);
	assert_true(wn_st_assume_truth(&arena, s, op(WN_OP_OR, a, b), false));
	assert_int_equal(wn_st_truth(s, param(0)), 0);
	assert_int_equal(wn_st_equals(s, param(1), 3), 0);
	/* "flags & 2" is true for 2 only: 1 & 2 is 0, though both are true */
	s = wn_st_new(&arena, 0);
	assert_true(wn_st_assume_truth(&arena, s, param(0), true));
	assert_int_equal(wn_st_truth(s, op(WN_OP_AND, param(0), wn_t_const(ts, 2))), -1);
}

static void test_kill(void **state)
{
	static int here;
	const struct wn_term *ret = wn_t_call(ts, wn_intern(strs, "alloc"), NULL, 0, &here);
	const struct wn_term *x = param(0);
	struct wn_ob *o = wn_new(&arena, struct wn_ob);
	struct wn_state *s = wn_st_new(&arena, 0);

	(void)state;
	assert_true(wn_st_assume_truth(&arena, s, ret, true));
	assert_true(wn_st_assume_truth(&arena, s, wn_t_load(ts, ret, NULL), false));
	assert_true(wn_st_assume_truth(&arena, s, x, false));
	o->entry = field(ret, "pte");
	wn_st_push_act(&arena, s, o);
	wn_st_kill(&arena, s, ret);
	assert_int_equal(wn_st_truth(s, ret), -1);
	assert_int_equal(wn_st_truth(s, wn_t_load(ts, ret, NULL)), -1);
	assert_int_equal(wn_st_truth(s, x), 0);
	/* the change stays, but nobody can set that entry by this name any more */
	assert_int_equal(s->nact, 0);
	assert_int_equal(s->nwait, 1);
	assert_null(s->wait[0]->entry);
	assert_non_null(o->entry);
}

static void test_sets(void **state)
{
	struct wn_ob *o = wn_new(&arena, struct wn_ob), *p = wn_ob_copy(&arena, o);
	struct wn_state *s = wn_st_new(&arena, 0);

	(void)state;
	wn_st_push_wait(&arena, s, o);
	wn_st_push_wait(&arena, s, p);
	assert_int_equal(s->nwait, 1);
	p = wn_ob_copy(&arena, o);
	p->cls = WN_C_FREE;
	wn_st_push_wait(&arena, s, p);
	assert_int_equal(s->nwait, 2);
	assert_false(wn_st_holds(s, WN_LK_PTL));
	wn_st_push_held(&arena, s, (struct wn_held){ .kind = WN_LK_PTL, .term = param(0) });
	assert_true(wn_st_holds(s, WN_LK_PTL));
	assert_false(wn_st_holds(s, WN_LK_RCU));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory), cmocka_unit_test(test_aggregate),
		cmocka_unit_test(test_facts), cmocka_unit_test(test_conjunction),
		cmocka_unit_test(test_kill), cmocka_unit_test(test_sets),
	};
	int status;

	ts = wn_terms_new();
	strs = wn_strtab_new();
	status = cmocka_run_group_tests_name("state", tests, NULL, NULL);
	wn_terms_free(ts);
	wn_strtab_free(strs);
	wn_arena_free(&arena);
	return status;
}
