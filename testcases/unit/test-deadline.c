// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Deadlines: the core's table is the one that docs/model proves, and one change
 * gets the verdict that its history asks for.
 */
#include "unit.h"
#include "deadline.h"

static struct wn_stmt stmt, other;
static const struct wn_row clear = {
	.name = "ptep_clear_flush", .kind = WN_K_CLEAR, .level = WN_L_PTE,
};

static const struct { const char *name; enum wn_class cls; } classes[] = {
	{ "downgrade", WN_C_DOWNGRADE }, { "same-content", WN_C_SAME_CONTENT },
	{ "new-page", WN_C_NEW_PAGE }, { "migration", WN_C_MIGRATION },
	{ "move", WN_C_MOVE }, { "split", WN_C_SPLIT }, { "collapse", WN_C_COLLAPSE },
	{ "rollback", WN_C_ROLLBACK }, { "young", WN_C_YOUNG },
};

static enum wn_deadline deadline_of(const char *word)
{
	if (!strcmp(word, "none"))
		return WN_D_NEVER;
	if (!strcmp(word, "range_end"))
		return WN_D_RANGE_END;
	/* the set, the unlock and the free are all under the lock */
	if (!strcmp(word, "set") || !strcmp(word, "ptl-drop") || !strcmp(word, "free"))
		return WN_D_IN_LOCK;
	fail_msg("deadlines.tsv: no such deadline: %s", word);
	return WN_D_UNKNOWN;
}

/* An entry that was left empty: its deadline hangs on who can fill it. */
static enum wn_deadline empty(enum wn_excluded e)
{
	struct wn_ob o = { .row = &clear, .cls = WN_C_FREE, .level = WN_L_PTE,
			   .left_none = 1, .locked = 1, .excluded = (uint8_t)e };
	const char *why;

	return wn_ob_deadline(&o, &why);
}

/* docs/model/deadlines.tsv: class, profile, deadline, strict, late */
static void test_table_is_proved(void **state)
{
	char line[256], cls[64], profile[64], deadline[64];
	bool seen[WN_ARRAY_SIZE(classes)] = { false }, none = false;
	FILE *f = fopen("docs/model/deadlines.tsv", "r");

	(void)state;
	if (!f)
		skip();
	while (fgets(line, sizeof(line), f)) {
		if (*line == '#' || sscanf(line, "%63s %63s %63s", cls, profile, deadline) != 3 ||
		    strcmp(profile, "4.13-6.5"))
			continue;
		for (size_t i = 0; i < WN_ARRAY_SIZE(classes); i++) {
			if (strcmp(cls, classes[i].name))
				continue;
			seen[i] = true;
			assert_string_equal(wn_class_name(classes[i].cls), cls);
			if (wn_class_deadline(classes[i].cls) != deadline_of(deadline))
				fail_msg("%s: the model proves %s", cls, deadline);
		}
		if (!strcmp(cls, "free-none")) {
			none = true;
			assert_int_equal(empty(WN_EXCL_NO), deadline_of(deadline));
		}
	}
	fclose(f);
	for (size_t i = 0; i < WN_ARRAY_SIZE(classes); i++)
		assert_true(seen[i]);
	assert_true(none);
}

static void test_sharper_than_class(void **state)
{
	struct wn_ob o = { .row = &clear, .cls = WN_C_NEW_PAGE, .level = WN_L_PTE };
	const char *why = NULL;

	(void)state;
	assert_int_equal(wn_ob_deadline(&o, &why), WN_D_IN_LOCK);
	o.present = WN_PRESENT_NO;
	assert_int_equal(wn_ob_deadline(&o, &why), WN_D_NEVER);
	assert_non_null(why);
	o.present = WN_PRESENT_YES;
	o.detached = 1;
	assert_int_equal(wn_ob_deadline(&o, &why), WN_D_NEVER);
	o.detached = 0;
	o.released = 1;
	assert_int_equal(wn_ob_deadline(&o, &why), WN_D_NEVER);
	assert_int_equal(empty(WN_EXCL_STALE_CPU), WN_D_RANGE_END);
	assert_int_equal(empty(WN_EXCL_WRITE_LOCK), WN_D_RANGE_END);
	assert_int_equal(empty(WN_EXCL_PAGE_CACHE), WN_D_RANGE_END);
}

static enum wn_verdict verdict(enum wn_class cls, enum wn_told t, enum wn_end end,
			       unsigned int version)
{
	struct wn_ob o = { .row = &clear, .cls = (uint8_t)cls, .level = WN_L_PTE, .t = (uint8_t)t,
			   .end = (uint8_t)end, .locked = 1 };

	o.site.stmt = &stmt;
	o.set.stmt = &other;
	o.br_start.stmt = &stmt;
	o.br_end.stmt = &stmt;
	o.t_at_set = t == WN_TOLD_PRIM || t == WN_TOLD_INLOCK ? (uint8_t)t : WN_TOLD_NO;
	return wn_ob_verdict(&o, version);
}

static void test_verdicts(void **state)
{
	(void)state;
	assert_int_equal(verdict(WN_C_NEW_PAGE, WN_TOLD_INLOCK, WN_END_ONLY, 601), WN_OK);
	assert_int_equal(verdict(WN_C_NEW_PAGE, WN_TOLD_INLOCK, WN_END_PLAIN, 601), WN_DOUBLE);
	assert_int_equal(verdict(WN_C_NEW_PAGE, WN_TOLD_INLOCK, WN_END_PLAIN, 606), WN_OK);
	assert_int_equal(verdict(WN_C_NEW_PAGE, WN_TOLD_END, WN_END_PLAIN, 601), WN_MISSING);
	assert_int_equal(verdict(WN_C_NEW_PAGE, WN_TOLD_AFTER_SET, WN_END_ONLY, 601), WN_MISSING);
	assert_int_equal(verdict(WN_C_NEW_PAGE, WN_TOLD_NO, WN_END_ONLY, 601), WN_MISSING);
	assert_int_equal(verdict(WN_C_DOWNGRADE, WN_TOLD_END, WN_END_PLAIN, 601), WN_OK);
	assert_int_equal(verdict(WN_C_DOWNGRADE, WN_TOLD_INLOCK, WN_END_PLAIN, 601), WN_DOUBLE);
	assert_int_equal(verdict(WN_C_DOWNGRADE, WN_TOLD_INLOCK, WN_END_ONLY, 601), WN_OK);
	assert_int_equal(verdict(WN_C_DOWNGRADE, WN_TOLD_NO, WN_END_ONLY, 601), WN_MISSING);
	assert_int_equal(verdict(WN_C_YOUNG, WN_TOLD_NO, WN_END_NONE, 601), WN_OK);
	assert_int_equal(verdict(WN_C_ROLLBACK, WN_TOLD_NO, WN_END_ONLY, 601), WN_OK);
	assert_int_equal(verdict(WN_C_UNKNOWN, WN_TOLD_NO, WN_END_PLAIN, 601), WN_DEBATABLE);
}

static void test_put_is_a_deadline(void **state)
{
	struct wn_ob o = { .row = &clear, .cls = WN_C_MIGRATION, .level = WN_L_PTE,
			   .t = WN_TOLD_END, .end = WN_END_PLAIN };

	(void)state;
	o.br_start.stmt = &stmt;
	o.br_end.stmt = &stmt;
	o.set.stmt = &stmt;
	assert_int_equal(wn_ob_verdict(&o, 601), WN_OK);
	o.put.stmt = &other;
	assert_int_equal(wn_ob_verdict(&o, 601), WN_MISSING);
	o.t_at_put = WN_TOLD_INLOCK;
	assert_int_equal(wn_ob_verdict(&o, 601), WN_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table_is_proved), cmocka_unit_test(test_sharper_than_class),
		cmocka_unit_test(test_verdicts), cmocka_unit_test(test_put_is_a_deadline),
	};

	return cmocka_run_group_tests_name("deadline", tests, NULL, NULL);
}
