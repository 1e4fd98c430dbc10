// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The facts reader and writer: what is written is read back, and nothing that
 * happened to the file in between does harm.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "../../plugin/core/facts.h"

static char dir[] = "/tmp/wnotify-facts-XXXXXX";
static char path[64], other[64];

static struct wn_step deref_field[] = {
	{ WN_STEP_DEREF, "", "", 0 },
	{ WN_STEP_FIELD, "vm_mm", "vm_area_struct", 0 },
};

static struct wn_step indexes[] = {
	{ WN_STEP_INDEX, "", "", -7 },
	{ WN_STEP_INDEX, "", "", WN_INDEX_ANY },
	{ WN_STEP_FIELD, "", "", 0 },
};

static struct wn_opnd args[] = {
	{ .base = WN_BASE_SSA, .id = 0, .name = "", .nsteps = 2, .steps = deref_field },
	{ .base = WN_BASE_CONST, .val = INT64_MIN, .name = "" },
	{ .base = WN_BASE_STR, .addr = true, .name = "two\nlines \\x41 \t" },
	{ .base = WN_BASE_VAR, .addr = true, .id = 1, .name = "" },
	{ .base = WN_BASE_GLOBAL, .name = "init_mm", .nsteps = 3, .steps = indexes },
	{ .base = WN_BASE_FUNC, .addr = true, .name = "try_to_unmap_one" },
	{ .base = WN_BASE_NONE, .name = "" },
};

#define LOC(l, c, m) { "mm/a.c", l, c, m }

static struct wn_stmt first[] = {
	{ .kind = WN_CLOBBER, .loc = { "", 0, 0, "" }, .type = "",
	  .lhs = { .base = WN_BASE_VAR, .id = 1, .name = "" } },
	{ .kind = WN_CALL, .loc = LOC(12, 3, "notify>outer"), .type = "pte_t",
	  .lhs = { .base = WN_BASE_VAR, .id = 0, .name = "" },
	  .callee = { .base = WN_BASE_FUNC, .name = "ptep_clear_flush" },
	  .nargs = 7, .args = args },
	{ .kind = WN_CALL, .loc = LOC(12, 3, "notify>outer"), .type = "void",
	  .lhs = { .name = "" },
	  .callee = { .base = WN_BASE_SSA, .id = 1, .name = "" } },
	{ .kind = WN_ASSIGN, .op = WN_OP_COPY, .loc = LOC(12, 3, ""),
	  .type = "unsigned long", .lhs = { .base = WN_BASE_SSA, .id = 2, .name = "" },
	  .nargs = 1, .args = args },
	{ .kind = WN_ASM, .loc = { "include/b.h", 4000, 1, "" }, .type = "",
	  .nargs = 2, .args = args },
};

static struct wn_stmt second[] = {
	{ .kind = WN_ASSIGN, .op = WN_OP_OTHER, .loc = LOC(2, 0, ""),
	  .type = "long", .lhs = { .base = WN_BASE_SSA, .id = 2, .name = "" } },
	{ .kind = WN_ASSIGN, .op = WN_OP_ADD, .loc = LOC(2, 0, ""), .type = "int",
	  .lhs = { .base = WN_BASE_SSA, .id = 0, .name = "", .nsteps = 2,
		   .steps = deref_field },
	  .nargs = 2, .args = args },
};

static struct wn_stmt last[] = {
	{ .kind = WN_RETURN, .loc = LOC(20, 1, ""), .type = "", .nargs = 1,
	  .args = args },
};

static struct wn_edge cond_edges[] = {
	{ 1, WN_EDGE_TRUE, 0, 0 }, { 3, WN_EDGE_FALSE, 0, 0 },
};

static struct wn_edge case_edges[] = {
	{ 2, WN_EDGE_CASE, -1, -1 }, { 2, WN_EDGE_CASE, 5, INT64_MAX },
	{ 3, WN_EDGE_DEFAULT, 0, 0 },
};

static struct wn_edge any_edges[] = {
	{ 3, WN_EDGE_ABNORMAL, 0, 0 }, { 0, WN_EDGE_ALWAYS, 0, 0 },
};

static uint32_t phi_preds[] = { 0, 2 };
static struct wn_phi phis[] = {
	{ .dst = 2, .n = 2, .preds = phi_preds, .args = args },
};

static struct wn_block blocks[] = {
	{ .nstmts = 5, .stmts = first, .nsucc = 2, .succ = cond_edges,
	  .cond_op = WN_OP_NE, .cond_loc = LOC(13, 2, "if"),
	  .cond = { { .base = WN_BASE_SSA, .id = 2, .name = "" },
		    { .base = WN_BASE_CONST, .val = 0, .name = "" } } },
	{ .nstmts = 2, .stmts = second, .nsucc = 3, .succ = case_edges,
	  .cond_loc = LOC(14, 2, ""),
	  .cond = { { .base = WN_BASE_VAR, .id = 0, .name = "" }, { .name = "" } } },
	{ .nsucc = 2, .succ = any_edges },
	{ .nphis = 1, .phis = phis, .nstmts = 1, .stmts = last },
};

static struct wn_ssa ssa[] = {
	{ "vma", "struct vm_area_struct *", 0, false }, { "", "fn *", -1, true },
	{ "", "unsigned long", -1, false },
};

static struct wn_var vars[] = {
	{ "pte", "pte_t", 1, false },
	{ "range", "struct mmu_notifier_range", -1, true },
};

static const char *params[] = { "struct vm_area_struct *", "pte_t" };
static const char *param_names[] = { "vma", "" };
static const char *callees[] = { "ptep_clear_flush" };
static struct wn_func funcs[] = {
	{ .name = "wp_page", .file = "mm/a.c", .line = 10, .end_line = 21,
	  .markers = "__releases(vmf->ptl)", .is_static = true,
	  .address_taken = true, .rettype = "int", .nparams = 2,
	  .params = params, .param_names = param_names, .ncallees = 1,
	  .callees = callees, .touches = "pte_t,pmd_t", .nblocks = 4, .nssa = 3,
	  .nvars = 2, .blocks = blocks, .ssa = ssa, .vars = vars },
	{ .name = "empty", .file = "mm/a.c", .line = 30, .end_line = 32,
	  .markers = "", .is_weak = true, .is_inline = true,
	  .is_exported = true, .rettype = "void", .touches = "",
	  .nblocks = 1, .blocks = &(struct wn_block){ .nsucc = 0 } },
};

static struct wn_decl decls[] = {
	{ .name = "ptep_clear_flush", .rettype = "pte_t", .nparams = 2,
	  .params = params, .variadic = true, .markers = "__must_hold(x)" },
};

static struct wn_fnptr fnptrs[] = {
	{ "mm_walk_ops", "pmd_entry", "wp_page", "ops", LOC(40, 2, "OPS") },
};

static struct wn_unit unit = {
	.meta = { "mm/a\\x41 \t.c", "gcc 12.2.0", "6.1.192", "", "x86_64-linux-gnu", "0123" },
	.nfuncs = 2, .funcs = funcs, .ndecls = 1, .decls = decls,
	.nfnptrs = 1, .fnptrs = fnptrs,
};

static char *slurp(const char *name, size_t *n)
{
	FILE *in = fopen(name, "rb");
	char *text = calloc(1, 1 << 20);

	assert_non_null(in);
	*n = fread(text, 1, 1 << 20, in);
	fclose(in);
	return text;
}

static void spill(const char *name, const char *text, size_t n)
{
	FILE *out;

	unlink(name);	/* truncating it would make ext4 write it out */
	out = fopen(name, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, n, out), n);
	fclose(out);
}

/* Reads all of a file; with @again writes what was read. */
static int load(const char *name, const char *again, char *err, size_t errlen)
{
	struct wn_strtab *strs = wn_strtab_new();
	struct wn_unit *u = wn_facts_open(name, strs, err, errlen);
	FILE *null = fopen("/dev/null", "w");
	int ret = u ? 0 : -1;
	uint32_t i;

	for (i = 0; u && i < u->nfuncs; i++) {
		if (wn_facts_body(&u->funcs[i], err, errlen))
			ret = -1;
		else
			wn_func_dump(&u->funcs[i], null);
	}
	if (!ret && again)
		assert_int_equal(wn_facts_write(u, again, err, errlen), 0);
	fclose(null);
	wn_facts_close(u);
	wn_strtab_free(strs);
	return ret;
}

static int load_text(const char *text, size_t n, char *err, size_t errlen)
{
	spill(other, text, n);
	return load(other, NULL, err, errlen);
}

static int setup(void **state)
{
	char err[256];

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/a.facts", dir);
	snprintf(other, sizeof(other), "%s/b.facts", dir);
	return wn_facts_write(&unit, path, err, sizeof(err));
}

static int teardown(void **state)
{
	(void)state;
	unlink(path);
	unlink(other);
	return rmdir(dir);
}

static void test_round_trip(void **state)
{
	char err[256] = "", *a, *b;
	size_t n, m;

	(void)state;
	assert_int_equal(load(path, other, err, sizeof(err)), 0);
	a = slurp(path, &n);
	b = slurp(other, &m);
	assert_int_equal(n, m);
	assert_memory_equal(a, b, n);
	free(a);
	free(b);
}

static void test_values(void **state)
{
	struct wn_strtab *strs = wn_strtab_new();
	struct wn_unit *u;
	struct wn_func *fn;
	struct wn_stmt *s;
	char err[256];

	(void)state;
	u = wn_facts_open(path, strs, err, sizeof(err));
	assert_non_null(u);
	assert_string_equal(u->meta.kernel, "6.1.192");
	assert_string_equal(u->meta.source, "mm/a\\x41 \t.c");
	assert_string_equal(u->fnptrs[0].loc.macros, "OPS");
	assert_string_equal(u->decls[0].params[1], "pte_t");
	fn = &u->funcs[0];
	assert_null(fn->blocks);
	assert_int_equal(wn_facts_body(fn, err, sizeof(err)), 0);
	assert_int_equal(wn_facts_body(fn, err, sizeof(err)), 0);
	assert_string_equal(fn->callees[0], "ptep_clear_flush");
	s = &fn->blocks[0].stmts[1];
	assert_string_equal(s->loc.macros, "notify>outer");
	assert_int_equal(s->loc.line, 12);
	assert_string_equal(s->type, "pte_t");
	assert_true(s->args[1].val == INT64_MIN);
	assert_string_equal(s->args[2].name, args[2].name);
	assert_true(s->args[4].steps[1].val == WN_INDEX_ANY);
	assert_int_equal(fn->blocks[0].stmts[0].loc.line, 0);
	assert_string_equal(fn->blocks[0].stmts[4].loc.file, "include/b.h");
	assert_int_equal(fn->blocks[3].npreds, 3);
	assert_int_equal(fn->blocks[3].preds[2], 2);
	assert_int_equal(fn->blocks[2].npreds, 1);
	assert_int_equal(fn->blocks[0].npreds, 1);
	assert_true(fn->blocks[1].succ[1].hi == INT64_MAX);
	assert_true(fn->ssa[1].undef && fn->ssa[0].param == 0);
	wn_facts_close(u);
	wn_strtab_free(strs);
}

static void test_truncated(void **state)
{
	char err[256], *text;
	size_t n, i;

	(void)state;
	text = slurp(path, &n);
	for (i = 0; i < n; i++) {
		*err = '\0';
		assert_int_equal(load_text(text, i, err, sizeof(err)), -1);
		assert_true(*err && !strchr(err, '\n'));
	}
	free(text);
}

static void test_checksum(void **state)
{
	char err[256], *text;
	size_t n;

	(void)state;
	text = slurp(path, &n);
	text[n / 2] ^= 1;
	assert_int_equal(load_text(text, n, err, sizeof(err)), -1);
	assert_non_null(strstr(err, "damaged"));
	free(text);
}

static void fix_checksum(char *text, size_t n)
{
	char crc[16];

	snprintf(crc, sizeof(crc), "crc %08lx\n",
		 crc32(0, (Bytef *)text, (uInt)n - 13));
	memcpy(text + n - 13, crc, 13);
}

/* Damage that the checksum agrees with: no crash, whatever the reader says. */
static void test_damaged(void **state)
{
	static const char with[] = "0-9 \n*.[]:%$@#!&\"_,~^+crahb?=x\0\377";
	char err[256], *text, *copy;
	size_t n, i, j;

	(void)state;
	text = slurp(path, &n);
	copy = malloc(n + 1);
	for (i = 0; i < n - 13; i++) {
		for (j = 0; j < sizeof(with) - 1; j++) {
			memcpy(copy, text, n);
			copy[i] = with[j];
			fix_checksum(copy, n);
			load_text(copy, n, err, sizeof(err));
		}
		/* and a byte less, and the byte twice */
		memcpy(copy, text, n);
		memmove(copy + i, copy + i + 1, n - i - 1);
		fix_checksum(copy, n - 1);
		load_text(copy, n - 1, err, sizeof(err));
		memcpy(copy, text, i + 1);
		memcpy(copy + i + 1, text + i, n - i);
		fix_checksum(copy, n + 1);
		load_text(copy, n + 1, err, sizeof(err));
	}
	free(copy);
	free(text);
}

static void test_foreign(void **state)
{
	static const char elf[] = "\177ELF\2\1\1", v2[] = "wnotify-facts 2\nrest\n";
	char err[256];

	(void)state;
	assert_int_equal(load_text("", 0, err, sizeof(err)), -1);
	assert_int_equal(load_text(elf, sizeof(elf), err, sizeof(err)), -1);
	assert_non_null(strstr(err, "not a facts file"));
	assert_int_equal(load_text(v2, sizeof(v2) - 1, err, sizeof(err)), -1);
	assert_non_null(strstr(err, "version 2"));
	assert_int_equal(load("/nonexistent", NULL, err, sizeof(err)), -1);
	assert_non_null(strstr(err, "No such file"));
	assert_int_equal(load(dir, NULL, err, sizeof(err)), -1);
}

static void test_write_fails(void **state)
{
	char err[256] = "", name[80];

	(void)state;
	assert_int_equal(wn_facts_write(&unit, "/nonexistent/a.facts", err,
					sizeof(err)), -1);
	assert_non_null(strstr(err, "No such file"));
	/* a directory in the way: the temporary file must go */
	snprintf(name, sizeof(name), "%s/dir", dir);
	assert_int_equal(mkdir(name, 0777), 0);
	assert_int_equal(wn_facts_write(&unit, name, err, sizeof(err)), -1);
	assert_int_equal(rmdir(name), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_checksum),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_write_fails),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}
