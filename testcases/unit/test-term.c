// SPDX-License-Identifier: GPL-2.0-or-later
/* Terms: one object for one meaning, and folding that is right at the edges. */
#include "unit.h"
#include "term.h"

static struct wn_terms *ts;
static struct wn_strtab *strs;

static const struct wn_term *op(enum wn_op o, const struct wn_term *a,
				const struct wn_term *b)
{
	const struct wn_term *args[2] = { a, b };

	return wn_t_op(ts, o, args, b ? 2 : 1);
}

static const struct wn_term *c(int64_t val)
{
	return wn_t_const(ts, val);
}

static const struct wn_term *param(uint32_t n)
{
	return wn_t_param(ts, wn_intern(strs, "f"), n);
}

static const struct wn_term *call(const char *name, const struct wn_term *a,
				  const void *origin)
{
	return wn_t_call(ts, wn_intern(strs, name), &a, 1, origin);
}

static void test_one_object(void **state)
{
	const struct wn_term *x = param(0), *y = param(1);
	static int here, there;

	(void)state;
	assert_ptr_equal(c(5), c(5));
	assert_ptr_not_equal(c(5), c(6));
	assert_ptr_equal(x, param(0));
	assert_ptr_not_equal(x, y);
	assert_ptr_equal(op(WN_OP_ADD, x, y), op(WN_OP_ADD, y, x));
	assert_ptr_not_equal(op(WN_OP_SUB, x, y), op(WN_OP_SUB, y, x));
	assert_ptr_equal(op(WN_OP_EQ, c(3), x), op(WN_OP_EQ, x, c(3)));
	assert_ptr_equal(call("g", x, NULL), call("g", x, NULL));
	assert_ptr_not_equal(call("g", x, &here), call("g", x, &there));
	assert_ptr_not_equal(call("g", x, &here), call("g", x, NULL));
	assert_ptr_equal(wn_t_load(ts, x, NULL), wn_t_load(ts, x, NULL));
}

static void test_fold(void **state)
{
	static const struct { enum wn_op op; int64_t a, b, r; } cases[] = {
		{ WN_OP_ADD, 2, 3, 5 }, { WN_OP_SUB, 2, 3, -1 }, { WN_OP_MUL, -4, 3, -12 },
		{ WN_OP_ADD, INT64_MAX, 1, INT64_MIN }, { WN_OP_SUB, INT64_MIN, 1, INT64_MAX },
		{ WN_OP_AND, 6, 3, 2 }, { WN_OP_OR, 6, 3, 7 }, { WN_OP_XOR, 6, 3, 5 },
		{ WN_OP_SHL, 1, 12, 4096 }, { WN_OP_SHR, 4096, 12, 1 },
		{ WN_OP_SHL, 1, 64, 0 }, { WN_OP_SHR, -1, 63, 1 }, { WN_OP_SHL, 1, -1, 0 },
		{ WN_OP_EQ, 1, 1, 1 }, { WN_OP_NE, 1, 1, 0 }, { WN_OP_LT, 1, 2, 1 },
		{ WN_OP_LE, 2, 2, 1 }, { WN_OP_GT, 1, 2, 0 }, { WN_OP_GE, 2, 3, 0 },
	};

	(void)state;
	for (size_t i = 0; i < WN_ARRAY_SIZE(cases); i++)
		assert_ptr_equal(op(cases[i].op, c(cases[i].a), c(cases[i].b)), c(cases[i].r));
	assert_ptr_equal(op(WN_OP_LNOT, c(0), NULL), c(1));
	assert_ptr_equal(op(WN_OP_LNOT, c(7), NULL), c(0));
	assert_ptr_equal(op(WN_OP_NOT, c(4095), NULL), c(-4096));
	/* Signed or not is not known: nothing is said of -1 < 1. */
	assert_int_equal(op(WN_OP_LT, c(-1), c(1))->kind, WN_T_OP);
}

static void test_simplify(void **state)
{
	const struct wn_term *x = param(0), *sum;

	(void)state;
	assert_ptr_equal(op(WN_OP_COPY, x, NULL), x);
	assert_ptr_equal(op(WN_OP_ADD, x, c(0)), x);
	assert_ptr_equal(op(WN_OP_ADD, c(0), x), x);
	assert_ptr_equal(op(WN_OP_SUB, x, x), c(0));
	assert_ptr_equal(op(WN_OP_EQ, x, x), c(1));
	assert_ptr_equal(op(WN_OP_LT, x, x), c(0));
	assert_ptr_equal(op(WN_OP_OR, x, x), x);
	sum = op(WN_OP_ADD, op(WN_OP_ADD, x, c(4096)), c(4096));
	assert_ptr_equal(sum, op(WN_OP_ADD, x, c(8192)));
	assert_ptr_equal(op(WN_OP_SUB, sum, c(8192)), x);
	assert_int_equal(op(WN_OP_SUB, sum, param(1))->kind, WN_T_OP);
	assert_ptr_equal(op(WN_OP_ADD, op(WN_OP_ADD, x, c(INT64_MAX)), c(1)),
			 op(WN_OP_ADD, x, c(INT64_MIN)));
	assert_ptr_equal(op(WN_OP_SUB, x, c(5)), op(WN_OP_ADD, x, c(-5)));
}

static void test_contains(void **state)
{
	const struct wn_term *x = param(0), *y = param(1), *t;
	static int origin;

	(void)state;
	t = op(WN_OP_ADD, call("g", wn_t_load(ts, x, &origin), &origin), c(1));
	assert_true(wn_t_contains(t, x));
	assert_true(wn_t_contains(t, t));
	assert_true(wn_t_contains(t, wn_t_load(ts, x, &origin)));
	assert_false(wn_t_contains(t, wn_t_load(ts, x, NULL)));
	assert_false(wn_t_contains(t, y));
	assert_false(wn_t_contains(x, t));
	assert_true(wn_t_contains(t, c(1)));
}

static void test_subst(void **state)
{
	const struct wn_term *x = param(0), *y = param(1), *t;

	(void)state;
	t = call("g", wn_t_load(ts, op(WN_OP_SUB, x, y), NULL), NULL);
	assert_ptr_equal(wn_t_subst(ts, t, x, c(1)),
			 call("g", wn_t_load(ts, op(WN_OP_SUB, c(1), y), NULL), NULL));
	assert_ptr_equal(wn_t_subst(ts, t, t, x), x);
	assert_ptr_equal(wn_t_subst(ts, t, param(2), c(1)), t);
	assert_false(wn_t_contains(wn_t_subst(ts, t, x, c(1)), x));
}

static void test_addresses(void **state)
{
	struct wn_var vars[] = { { .name = "range" }, { .name = "other" } };
	struct wn_func fn = { .name = "f", .vars = vars, .nvars = 2 };
	const struct wn_term *v = wn_t_varaddr(ts, &fn, 0), *f, *e;

	(void)state;
	f = wn_t_field(ts, v, wn_intern(strs, "start"), NULL);
	e = wn_t_elem(ts, f, 3);
	assert_ptr_equal(wn_t_object(e), v);
	assert_true(wn_t_within(e, f));
	assert_true(wn_t_within(e, v));
	assert_true(wn_t_within(v, v));
	assert_false(wn_t_within(v, f));
	assert_false(wn_t_within(f, wn_t_varaddr(ts, &fn, 1)));
	/* members of an anonymous union are the outer's */
	assert_ptr_equal(wn_t_field(ts, v, "", NULL), v);
}

/* A loop makes ever deeper terms; they end as something unknown. */
static void test_depth(void **state)
{
	const struct wn_term *t = param(0);

	(void)state;
	for (int i = 0; i < 100; i++)
		t = call("g", wn_t_load(ts, t, NULL), NULL);
	assert_true(t->depth < 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_object), cmocka_unit_test(test_fold),
		cmocka_unit_test(test_simplify), cmocka_unit_test(test_contains),
		cmocka_unit_test(test_subst), cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_depth),
	};
	int status;

	ts = wn_terms_new();
	strs = wn_strtab_new();
	status = cmocka_run_group_tests_name("term", tests, NULL, NULL);
	wn_terms_free(ts);
	wn_strtab_free(strs);
	return status;
}
