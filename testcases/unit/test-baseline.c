// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The baseline reader: what it takes, what it refuses and where, and that no
 * bytes whatever make it crash.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/core/baseline.h"

#define ID1 "double:mm/rmap.c:try_to_unmap_one:mmu_notifier_invalidate_range:1"
#define ID2 "young:mm/vmscan.c:walk_pte_range:ptep_test_and_clear_young:12"

static struct wn_baseline *parse(const char *text, char *err)
{
	err[0] = 0;
	return wn_baseline_parse("b", text, strlen(text), err, 200);
}

static void takes(void **state)
{
	char err[200];
	struct wn_baseline *b = parse("# comment\n\n" ID2 "\tlater\r\n"
				      "  \t\n" ID1 "\t \twith\ttabs # and this  \n", err);

	(void)state;
	assert_non_null(b);
	assert_int_equal(b->n, 2);
	assert_string_equal(wn_baseline_find(b, ID1)->reason, "with\ttabs # and this");
	assert_int_equal(wn_baseline_find(b, ID1)->line, 5);
	assert_string_equal(wn_baseline_find(b, ID2)->reason, "later");
	assert_null(wn_baseline_find(b, "double:mm/rmap.c:try_to_unmap_one:x:1"));
	assert_null(wn_baseline_find(b, ""));
	wn_baseline_free(b);

	b = parse("", err);
	assert_non_null(b);
	assert_int_equal(b->n, 0);
	assert_null(wn_baseline_find(b, ID1));
	wn_baseline_free(b);
	b = parse(ID1 "\tno newline", err);
	assert_string_equal(wn_baseline_find(b, ID1)->reason, "no newline");
	wn_baseline_free(b);
}

static void refuses(void **state)
{
	static const struct { const char *text, *err; } bad[] = {
		{ ID1 "\n", "b:1: no reason: write it behind the id and a tab" },
		{ "#\n" ID1 "\t\n", "b:2: no reason: write it behind the id and a tab" },
		{ "\n\nmm/rmap.c:12\treason\n",
		  "b:3: no id RULE:FILE:FUNCTION:HELPER:N, a tab and a reason" },
		{ ID1 " spaces, no tab\n",
		  "b:1: no id RULE:FILE:FUNCTION:HELPER:N, a tab and a reason" },
		{ ID1 "x\tr\n", "b:1: no id RULE:FILE:FUNCTION:HELPER:N, a tab and a reason" },
		{ "a::c:d:1\tr\n", "b:1: no id RULE:FILE:FUNCTION:HELPER:N, a tab and a reason" },
		{ "a:b:c:d:\tr\n", "b:1: no id RULE:FILE:FUNCTION:HELPER:N, a tab and a reason" },
		{ "\t\tr\n", "b:1: no id RULE:FILE:FUNCTION:HELPER:N, a tab and a reason" },
		{ ID1 "\ta\n" ID2 "\tb\n" ID1 "\tc\n", "b:3: the same id as in line 1" },
	};
	char err[200];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_null(parse(bad[i].text, err));
		assert_string_equal(err, bad[i].err);
	}
	assert_null(wn_baseline_parse("b", ID1 "\tx\0y\n", sizeof(ID1 "\tx\0y\n") - 1, err,
				      sizeof(err)));
	assert_string_equal(err, "b:1: a NUL byte: this is no text");
	assert_null(wn_baseline_read("/nonexistent", err, sizeof(err)));
	assert_string_equal(err, "/nonexistent: No such file or directory");
	assert_null(wn_baseline_read("/", err, sizeof(err)));
}

static void parts(void **state)
{
	size_t n;

	(void)state;
	assert_memory_equal(wn_id_part(ID1, 1, &n), "mm/rmap.c:", 10);
	assert_int_equal(n, 9);
	wn_id_part(ID1, 2, &n);
	assert_int_equal(n, strlen("try_to_unmap_one"));
	assert_null(wn_id_part("a:b", 2, &n));
}

/* Any cut and any changed byte of a good one, and noise. */
static void survives(void **state)
{
	static const char good[] = "# c\n" ID1 "\tfirst\n\n" ID2 "\tsecond\r\n";
	char text[sizeof(good)], err[200];
	uint32_t seed = 1;

	(void)state;
	for (size_t i = 0; i < sizeof(good); i++) {
		for (int c = 0; c < 256; c++) {
			memcpy(text, good, sizeof(good));
			text[i] = (char)c;
			wn_baseline_free(wn_baseline_parse("b", text, sizeof(good) - 1, err,
							   sizeof(err)));
		}
		wn_baseline_free(wn_baseline_parse("b", good, i, err, sizeof(err)));
	}
	for (int k = 0; k < 20000; k++) {
		for (size_t i = 0; i < 40; i++) {
			seed = seed * 1664525 + 1013904223;
			text[i] = "a:1\t\n #\0\xff"[seed >> 24 & 7];
		}
		wn_baseline_free(wn_baseline_parse("b", text, 40, err, sizeof(err)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes), cmocka_unit_test(refuses),
		cmocka_unit_test(parts), cmocka_unit_test(survives),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
