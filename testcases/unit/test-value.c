// SPDX-License-Identifier: GPL-2.0-or-later
/* Values of entries taken apart, and the class that a set of one makes. */
#include "unit.h"
#include "value.h"

static struct wn_model *model;
static struct wn_terms *ts;
static struct wn_strtab *strs;
static struct wn_arena arena;
static struct wn_stmt clear_stmt, alloc_stmt;
static const struct wn_row clear = {
	.name = "ptep_clear_flush", .kind = WN_K_CLEAR, .level = WN_L_PTE,
};

static const struct wn_term *mk2(const char *name, const struct wn_term *a,
				 const struct wn_term *b, const void *origin)
{
	const struct wn_term *args[2] = { a, b };

	return wn_t_call(ts, wn_intern(strs, name), args, b ? 2 : a ? 1 : 0, origin);
}

static const struct wn_term *mk(const char *name, const struct wn_term *a)
{
	return mk2(name, a, NULL, NULL);
}

static const struct wn_term *ptep(void)
{
	return wn_t_param(ts, wn_intern(strs, "f"), 0);
}

static const struct wn_term *old(void)
{
	return mk2("ptep_clear_flush", NULL, NULL, &clear_stmt);
}

static const struct wn_term *prot(void)
{
	return wn_t_param(ts, wn_intern(strs, "f"), 1);
}

static const struct wn_term *new_page(void)
{
	return mk2("alloc_page_vma", NULL, NULL, &alloc_stmt);
}

static enum wn_class classify(struct wn_state *s, const struct wn_term *val)
{
	struct wn_ob o = { .row = &clear, .entry = ptep(), .old = old(), .level = WN_L_PTE };
	enum wn_class c = wn_classify(model, s, &o, val, false);

	assert_non_null(o.why);
	return c;
}

static void test_value(void **state)
{
	struct wn_state *s = wn_st_new(&arena, 0);
	struct wn_value v;

	(void)state;
	v = wn_value_of(model, s, mk("pte_mkclean", mk("pte_wrprotect", old())));
	assert_int_equal(v.kind, WN_V_SAME);
	assert_true(v.restricts);
	assert_false(v.write);
	assert_ptr_equal(v.base, old());
	v = wn_value_of(model, s, mk("maybe_mkwrite", mk2("mk_pte", new_page(), prot(), NULL)));
	assert_int_equal(v.kind, WN_V_PAGE);
	assert_true(v.write);
	assert_ptr_equal(v.page, new_page());
	v = wn_value_of(model, s, mk("pte_mkold", old()));
	assert_true(v.old);
	assert_false(v.restricts);
	v = wn_value_of(model, s, wn_t_const(ts, 0));
	assert_int_equal(v.kind, WN_V_EMPTY);
	v = wn_value_of(model, s, mk("swp_entry_to_pte", mk("make_hwpoison_entry", new_page())));
	assert_int_equal(v.kind, WN_V_HWPOISON);
	v = wn_value_of(model, s, prot());
	assert_int_equal(v.kind, WN_V_NONE);
}

static void test_classes(void **state)
{
	struct wn_state *s = wn_st_new(&arena, 0);
	const struct wn_term *page = mk("vm_normal_page", old()), *entry;

	(void)state;
	assert_int_equal(classify(s, mk("pte_wrprotect", old())), WN_C_DOWNGRADE);
	assert_int_equal(classify(s, mk("pte_mkclean", old())), WN_C_DOWNGRADE);
	assert_int_equal(classify(s, mk("pte_mkold", old())), WN_C_YOUNG);
	assert_int_equal(classify(s, old()), WN_C_ROLLBACK);
	assert_int_equal(classify(s, mk("pte_mkdirty", old())), WN_C_ROLLBACK);
	assert_int_equal(classify(s, mk2("mk_pte", new_page(), prot(), NULL)), WN_C_NEW_PAGE);
	assert_int_equal(classify(s, mk2("mk_pte", page, prot(), NULL)), WN_C_ROLLBACK);
	assert_int_equal(classify(s, mk("pte_wrprotect", mk2("mk_pte", page, prot(), NULL))),
			 WN_C_DOWNGRADE);
	entry = mk("make_readable_migration_entry", page);
	assert_int_equal(classify(s, mk("swp_entry_to_pte", entry)), WN_C_MIGRATION);
	entry = mk("make_writable_device_exclusive_entry", page);
	assert_int_equal(classify(s, mk("swp_entry_to_pte", entry)), WN_C_MIGRATION);
	entry = mk("make_readable_device_private_entry", new_page());
	assert_int_equal(classify(s, mk("swp_entry_to_pte", entry)), WN_C_NEW_PAGE);
	entry = mk2("swp_entry", wn_t_const(ts, 0), wn_t_const(ts, 7), NULL);
	assert_int_equal(classify(s, mk("swp_entry_to_pte", entry)), WN_C_FREE);
	assert_int_equal(classify(s, wn_t_const(ts, 0)), WN_C_FREE);
	assert_int_equal(classify(s, prot()), WN_C_UNKNOWN);
}

/* Equal content counts for read-only entries only. */
static void test_same_content(void **state)
{
	struct wn_state *s = wn_st_new(&arena, 0);
	const struct wn_term *page = mk("vm_normal_page", old()), *entry;

	(void)state;
	entry = mk2("mk_pte", new_page(), prot(), NULL);
	assert_false(wn_same_content(model, s, new_page()));
	assert_true(wn_st_assume_truth(&arena, s, mk2("same content", new_page(), page, NULL),
				       true));
	assert_true(wn_same_content(model, s, new_page()));
	assert_int_equal(classify(s, entry), WN_C_SAME_CONTENT);
	assert_int_equal(classify(s, mk("pte_mkwrite", entry)), WN_C_NEW_PAGE);
}

static void test_present(void **state)
{
	const struct wn_term *load = wn_t_load(ts, ptep(), &clear_stmt), *orig = prot();
	struct wn_state *s = wn_st_new(&arena, 0);

	(void)state;
	assert_int_equal(wn_entry_present(model, s, ptep()), WN_PRESENT_MAYBE);
	assert_true(wn_st_assume_truth(&arena, s, mk("pte_none", load), true));
	assert_int_equal(wn_entry_present(model, s, ptep()), WN_PRESENT_NO);
	s = wn_st_new(&arena, 0);
	assert_true(wn_st_assume_truth(&arena, s, mk("pte_present", load), true));
	assert_int_equal(wn_entry_present(model, s, ptep()), WN_PRESENT_YES);
	/* known of a copy, which is equal to what the entry holds */
	s = wn_st_new(&arena, 0);
	assert_true(wn_st_assume_truth(&arena, s, mk("pte_present", orig), true));
	assert_int_equal(wn_entry_present(model, s, ptep()), WN_PRESENT_MAYBE);
	assert_true(wn_st_assume_truth(&arena, s, mk2("pte_same", load, orig, NULL), true));
	assert_int_equal(wn_entry_present(model, s, ptep()), WN_PRESENT_YES);
	/* not a huge page is not yet nothing */
	s = wn_st_new(&arena, 0);
	assert_true(wn_st_assume_truth(&arena, s, mk("pmd_trans_huge", load), false));
	assert_int_equal(wn_entry_present(model, s, ptep()), WN_PRESENT_MAYBE);
}

static void test_page_base(void **state)
{
	const struct wn_term *folio = prot();

	(void)state;
	assert_ptr_equal(wn_page_base(model, mk("page_folio", folio)), folio);
	assert_ptr_equal(wn_page_base(model, mk("compound_head", mk("page_folio", folio))), folio);
	assert_ptr_equal(wn_page_base(model, wn_t_field(ts, folio, wn_intern(strs, "page"), NULL)),
			 folio);
	assert_ptr_not_equal(wn_page_base(model, mk("page_address", folio)), folio);
}

static void page_of_an_entry(void **state)
{
	const struct wn_term *entry = wn_t_load(ts, ptep(), NULL);
	const struct wn_term *swap = mk("pfn_swap_entry_to_page", mk("pmd_to_swp_entry", entry));
	const struct wn_term *page = wn_t_param(ts, wn_intern(strs, "f"), 1);

	(void)state;
	assert_ptr_equal(wn_page_entry(model, mk("pmd_page", entry)), entry);
	assert_ptr_equal(wn_page_entry(model, swap), entry);
	assert_ptr_equal(wn_page_entry(model, mk("compound_head", swap)), entry);
	/* where the two meet */
	assert_ptr_equal(wn_page_entry(model, wn_t_phi(ts, &clear_stmt, 1, false, entry)), entry);
	/* a loop's name says only where it began */
	assert_null(wn_page_entry(model, wn_t_phi(ts, &clear_stmt, 1, true, entry)));
	assert_null(wn_page_entry(model, page));
	assert_null(wn_page_entry(model, entry));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_value), cmocka_unit_test(test_classes),
		cmocka_unit_test(test_same_content), cmocka_unit_test(test_present),
		cmocka_unit_test(test_page_base),
		cmocka_unit_test(page_of_an_entry),
	};
	int status;

	model = wn_model_new(601);
	ts = wn_terms_new();
	strs = wn_strtab_new();
	status = cmocka_run_group_tests_name("value", tests, NULL, NULL);
	wn_model_free(model);
	wn_terms_free(ts);
	wn_strtab_free(strs);
	wn_arena_free(&arena);
	return status;
}
