// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "value.h"

static const struct wn_row *value_row(const struct wn_model *m, const struct wn_term *t)
{
	return t->kind == WN_T_CALL && t->name ?
	       wn_model_row_kept(m, t->name, WN_K_VALUE) : NULL;
}

static const struct wn_row *pure_row(const struct wn_model *m, const struct wn_term *t)
{
	return t->kind == WN_T_CALL && t->name ?
	       wn_model_row_kept(m, t->name, WN_K_PURE) : NULL;
}

struct wn_value wn_value_of(const struct wn_model *m, const struct wn_state *s,
			    const struct wn_term *t)
{
	struct wn_value v = { .kind = WN_V_NONE };
	const struct wn_row *r;
	bool entry = false;

	for (;;) {
		if (t->kind == WN_T_CALL && t->name && !strcmp(t->name, "{}") &&
		    t->nargs == 1) {
			t = t->args[0];
			continue;
		}
		r = value_row(m, t);
		if (!r || r->ptep < 0 || (uint32_t)r->ptep >= t->nargs)
			break;
		switch (r->vkind) {
		case WN_V_RESTRICT:
			v.restricts = true;
			break;
		case WN_V_OLD:
			v.old = true;
			break;
		case WN_V_WRITE:
			v.write = true;
			break;
		case WN_V_SAME:
			break;
		case WN_V_ENTRY:
			entry = true;
			break;
		case WN_V_PAGE_PROT:
			v.kind = WN_V_PAGE;
			v.page = t->args[r->ptep];
			if ((uint32_t)r->val < t->nargs &&
			    wn_st_truth(s, t->args[r->val]) != 0)
				v.write = true;
			return v;
		default:
			v.kind = r->vkind;
			v.page = t->args[r->ptep];
			return v;
		}
		t = t->args[r->ptep];
	}
	v.base = t;
	if (entry)
		v.kind = WN_V_SWAP;
	else if (t->kind == WN_T_CONST && !t->val)
		v.kind = WN_V_EMPTY;
	else if (t->kind == WN_T_LOAD || (t->kind == WN_T_CALL && t->origin))
		v.kind = WN_V_SAME;
	return v;
}

uint64_t wn_value_key(const struct wn_model *m, const struct wn_state *s,
		      const struct wn_term *t)
{
	struct wn_value v = wn_value_of(m, s, t);
	uint64_t h = wn_mix(v.kind, v.restricts | v.old << 1 | v.write << 2);

	return v.page ? wn_mix(h, wn_page_base(m, v.page)->id) : h;
}

static bool is_first_page(const struct wn_term *t)
{
	return t->kind == WN_T_FIELD && !strcmp(t->name, "page");
}

/* arm64 computes where the struct pages begin from two numbers and a global. */
static bool is_offset(const struct wn_term *t)
{
	for (uint32_t i = 0; t->kind == WN_T_OP && i < t->nargs; i++) {
		if (!is_offset(t->args[i]))
			return false;
	}
	return t->kind == WN_T_CONST || t->kind == WN_T_OP ||
	       (t->kind == WN_T_LOAD && t->args[0]->kind == WN_T_GLOBADDR);
}

const struct wn_term *wn_page_base(const struct wn_model *m, const struct wn_term *t)
{
	const struct wn_row *r;

	for (;;) {
		if (t->kind == WN_T_FIELD &&
		    (!strcmp(t->name, "page") || !strcmp(t->name, "rlock"))) {
			t = t->args[0];
			continue;
		}
		if (t->kind == WN_T_CALL && t->name && !strcmp(t->name, "{}") &&
		    t->nargs == 1) {
			t = t->args[0];
			continue;
		}
		/* folio_page(): the folio's first page and an index */
		if (t->kind == WN_T_OP && t->op == WN_OP_ADD &&
		    (is_first_page(t->args[0]) || is_first_page(t->args[1]))) {
			t = t->args[is_first_page(t->args[0]) ? 0 : 1];
			continue;
		}
		/* page_to_pfn() and pfn_to_page() are arithmetic on a global base */
		if (t->kind == WN_T_OP && t->nargs == 2 && is_offset(t->args[1])) {
			t = t->args[0];
			continue;
		}
		if (t->kind == WN_T_OP && t->nargs == 2 && is_offset(t->args[0])) {
			t = t->args[1];
			continue;
		}
		r = pure_row(m, t);
		if (!r || r->vkind != WN_V_PAGE_OF || !t->nargs)
			return t;
		t = t->args[0];
	}
}

static bool is_content(const struct wn_term *t)
{
	return t->kind == WN_T_LOAD || (t->kind == WN_T_CALL && t->origin);
}

const struct wn_term *wn_page_entry(const struct wn_model *m, const struct wn_term *page)
{
	const struct wn_term *t = wn_page_base(m, page);
	const struct wn_row *r;

	if (wn_t_is_either(t))
		return t->args[0];
	r = pure_row(m, t);
	if (!r || r->vkind != WN_V_PAGE_IN || t->nargs != 1)
		return NULL;
	/* The number may be that of a swap entry that was made of the value. */
	for (t = t->args[0]; t->kind == WN_T_CALL && t->nargs == 1 && !t->origin; t = t->args[0]) {
		if (!wn_model_row_kept(m, t->name, WN_K_SWAP_ONLY) && strcmp(t->name, "{}"))
			return NULL;
	}
	return is_content(t) ? t : NULL;
}

static bool has_page_entry(const struct wn_term *t, void *model)
{
	return wn_page_entry(model, t);
}

static bool loads_from(const struct wn_term *t, void *entry)
{
	return t->kind == WN_T_LOAD && t->args[0] == entry;
}

bool wn_from_entry(const struct wn_ob *o, const struct wn_term *t)
{
	if (o->old && wn_t_contains(t, o->old))
		return true;
	return o->entry && wn_t_find(t, loads_from, (void *)o->entry);
}

/*
 * Facts about what the entry holds are facts about a load from it, or about a
 * value that was compared equal to such a load (pte_same() and a retry).
 */
static bool about_entry(const struct wn_model *m, const struct wn_state *s,
			const struct wn_term *x, const struct wn_term *entry, int depth)
{
	if (x->kind == WN_T_LOAD && x->args[0] == entry)
		return true;
	if (x->kind == WN_T_CALL && x->nargs == 1 && wn_model_row_kept(m, x->name, WN_K_SWAP_ONLY))
		return about_entry(m, s, x->args[0], entry, depth);
	if (depth)
		return false;
	for (uint32_t i = 0; i < s->nknown; i++) {
		const struct wn_term *t = s->known[i].term;
		const struct wn_row *r = pure_row(m, t);

		if (!r || r->vkind != WN_V_EQUAL || t->nargs < 2 ||
		    wn_st_truth(s, t) != 1)
			continue;
		if ((t->args[0] == x && about_entry(m, s, t->args[1], entry, 1)) ||
		    (t->args[1] == x && about_entry(m, s, t->args[0], entry, 1)))
			return true;
	}
	return false;
}

bool wn_is_entry_value(const struct wn_model *m, const struct wn_state *s,
		       const struct wn_term *x, const struct wn_term *entry)
{
	return about_entry(m, s, x, entry, 0);
}

static bool tells_absence(const struct wn_row *r)
{
	return r->vkind == WN_V_PRESENT && r->flags & WN_F_EXACT;
}

enum wn_present wn_value_present(const struct wn_model *m, const struct wn_state *s,
				 const struct wn_term *val)
{
	for (uint32_t i = 0; i < s->nknown; i++) {
		const struct wn_term *t = s->known[i].term;
		const struct wn_row *r = pure_row(m, t);

		if (!r || !t->nargs || !wn_t_contains(t->args[0], val))
			continue;
		if (r->vkind == WN_V_NOTPRESENT && wn_st_truth(s, t) == 1)
			return WN_PRESENT_NO;
		if (tells_absence(r) && wn_st_truth(s, t) == 0)
			return WN_PRESENT_NO;
	}
	return WN_PRESENT_MAYBE;
}

enum wn_present wn_entry_present(const struct wn_model *m, const struct wn_state *s,
				 const struct wn_term *entry)
{
	for (uint32_t i = 0; i < s->nknown; i++) {
		const struct wn_term *t = s->known[i].term;
		const struct wn_row *r = pure_row(m, t);
		int truth;

		if (!r || !t->nargs ||
		    (r->vkind != WN_V_PRESENT && r->vkind != WN_V_NOTPRESENT))
			continue;
		if (!about_entry(m, s, t->args[t->nargs - 1], entry, 0))
			continue;
		truth = wn_st_truth(s, t);
		if (r->vkind == WN_V_PRESENT && truth == 1)
			return WN_PRESENT_YES;
		if (r->vkind == WN_V_NOTPRESENT && truth == 1)
			return WN_PRESENT_NO;
		if (tells_absence(r) && truth == 0)
			return WN_PRESENT_NO;
	}
	return WN_PRESENT_MAYBE;
}

static bool asks_presence(const struct wn_term *t, void *model)
{
	const struct wn_row *r = t->nargs ? pure_row(model, t) : NULL;

	return r && (r->vkind == WN_V_PRESENT || r->vkind == WN_V_NOTPRESENT);
}

void wn_outdate_presence(const struct wn_model *m, struct wn_state *s, const struct wn_term *cond)
{
	const struct wn_term *now = wn_t_find(cond, asks_presence, (void *)m), *t;
	uint32_t i, n = 0;

	if (!now || wn_st_truth(s, now) != 1)
		return;
	for (i = 0; i < s->nknown; i++) {
		t = s->known[i].term;
		if (!asks_presence(t, (void *)m) || wn_st_truth(s, t) != 1 ||
		    pure_row(m, t)->vkind == pure_row(m, now)->vkind ||
		    t->args[t->nargs - 1] != now->args[now->nargs - 1])
			s->known[n++] = s->known[i];
	}
	s->nknown = n;
}

bool wn_entry_known(const struct wn_model *m, const struct wn_state *s,
		    const struct wn_term *entry, enum wn_vkind vk)
{
	for (uint32_t i = 0; i < s->nknown; i++) {
		const struct wn_term *t = s->known[i].term;
		const struct wn_row *r = pure_row(m, t);

		if (r && r->vkind == vk && t->nargs && wn_st_truth(s, t) == 1 &&
		    about_entry(m, s, t->args[0], entry, 0))
			return true;
	}
	return false;
}

bool wn_asks_observed(const struct wn_model *m, const struct wn_term *t)
{
	const struct wn_row *r = pure_row(m, t);

	return r && r->vkind == WN_V_OBSERVED;
}

bool wn_unobserved(const struct wn_model *m, const struct wn_state *s)
{
	for (uint32_t i = 0; i < s->nknown; i++) {
		if (wn_asks_observed(m, s->known[i].term) &&
		    !wn_st_truth(s, s->known[i].term))
			return true;
	}
	return false;
}

bool wn_same_content(const struct wn_model *m, const struct wn_state *s,
		     const struct wn_term *page)
{
	const struct wn_term *base = wn_page_base(m, page);

	for (uint32_t i = 0; i < s->nknown; i++) {
		const struct wn_term *t = s->known[i].term;

		if (t->kind != WN_T_CALL || t->nargs != 2 || !t->name ||
		    strcmp(t->name, "same content") || wn_st_truth(s, t) != 1)
			continue;
		if (wn_page_base(m, t->args[0]) == base ||
		    wn_page_base(m, t->args[1]) == base)
			return true;
	}
	return false;
}

static bool is_zero_page(const struct wn_term *t, void *model)
{
	const struct wn_row *r = pure_row(model, t);

	return r && r->vkind == WN_V_ZERO;
}

static bool is_param(const struct wn_term *t, void *unused)
{
	(void)unused;
	return t->kind == WN_T_PARAM;
}

enum wn_class wn_classify_fill(const struct wn_model *m, const struct wn_state *s,
			       const struct wn_term *val, const struct wn_term **from)
{
	struct wn_value v = wn_value_of(m, s, val);
	const struct wn_term *t;
	uint32_t i;

	*from = NULL;
	switch (v.kind) {
	case WN_V_MIGRATION:
	case WN_V_HWPOISON:
	case WN_V_EXCLUSIVE:
		return WN_C_MIGRATION;
	case WN_V_PAGE:
		if (wn_t_find(v.page, is_zero_page, (void *)m))
			return WN_C_SAME_CONTENT;
		for (i = 0; i < s->nact; i++) {
			if (wn_from_entry(s->act[i], v.page))
				return WN_C_SPLIT;
		}
		/* The entry may be cleared later: which one it is from is kept. */
		t = wn_t_find(v.page, has_page_entry, (void *)m);
		*from = t ? wn_page_entry(m, t) : NULL;
		return WN_C_NEW_PAGE;
	default:
		return WN_C_OPEN;
	}
}

bool wn_is_flag(const struct wn_term *t)
{
	if (t->kind == WN_T_PARAM)
		return true;
	for (uint32_t i = 0; t->kind == WN_T_OP && i < t->nargs; i++) {
		if (wn_is_flag(t->args[i]))
			return true;
	}
	return false;
}

/* Does the path hang on a flag that the caller passes? */
static bool on_flag(const struct wn_state *s)
{
	for (uint32_t i = 0; i < s->nknown; i++) {
		if (wn_is_flag(s->known[i].term))
			return true;
	}
	return s->flagged;
}

static enum wn_class classify_table(const struct wn_model *m, const struct wn_state *s,
				    struct wn_ob *o, const struct wn_term *val)
{
	if (wn_from_entry(o, val)) {
		o->why = "the old page table is put back";
		return WN_C_ROLLBACK;
	}
	switch (s->fill_from && wn_from_entry(o, s->fill_from) ? WN_C_SPLIT : s->fill) {
	case WN_C_MIGRATION:
		/* ... because the old entry was one, or because somebody wants them */
		o->evidence = !wn_entry_known(m, s, o->entry, WN_V_NOTPRESENT) && on_flag(s);
		o->why = "the entries of the new table are migration entries";
		return WN_C_MIGRATION;
	case WN_C_SPLIT:
		o->why = "the entries of the new table map the same pages";
		return WN_C_SPLIT;
	case WN_C_SAME_CONTENT:
		o->why = "the huge zero page is replaced by zero pages";
		return WN_C_SAME_CONTENT;
	default:
		o->why = "another page table is put in place";
		return WN_C_NEW_PAGE;
	}
}

enum wn_class wn_classify(const struct wn_model *m, const struct wn_state *s,
			  struct wn_ob *o, const struct wn_term *val, bool table)
{
	struct wn_value v;

	if (table)
		return classify_table(m, s, o, val);
	v = wn_value_of(m, s, val);
	switch (v.kind) {
	case WN_V_MIGRATION:
		o->why = "replaced by a migration entry: everybody who faults on it waits";
		return WN_C_MIGRATION;
	case WN_V_HWPOISON:
		o->why = "replaced by a hwpoison entry: a fault on it fails";
		return WN_C_MIGRATION;
	case WN_V_EXCLUSIVE:
		o->why = "replaced by a device-exclusive entry of the same page";
		return WN_C_MIGRATION;
	case WN_V_SWAP:
		o->why = "replaced by a swap entry: the page goes away";
		return WN_C_FREE;
	case WN_V_MARKER:
	case WN_V_EMPTY:
		o->why = "nothing is mapped any more";
		return WN_C_FREE;
	case WN_V_DEVICE:
		o->why = "replaced by a device-private entry of another page";
		return WN_C_NEW_PAGE;
	case WN_V_PAGE:
		break;
	case WN_V_SAME:
		if (v.base && !wn_from_entry(o, v.base) && v.base->kind != WN_T_LOAD)
			break;
		if (wn_entry_known(m, s, o->entry, WN_V_PROTNONE)) {
			o->why = "a PROT_NONE entry is made accessible again: nobody holds it";
			return WN_C_ROLLBACK;
		}
		if (v.restricts) {
			o->why = "same page with less permission or without its dirty bit";
			return WN_C_DOWNGRADE;
		}
		if (v.old) {
			o->why = "same page, only the accessed bit is dropped";
			return WN_C_YOUNG;
		}
		o->why = "the old value is put back";
		return WN_C_ROLLBACK;
	default:
		o->why = "the value that is set is not known";
		o->evidence = !!wn_t_find(val, is_param, NULL);
		return WN_C_UNKNOWN;
	}
	if (!v.page)
		v.page = v.base;
	if (wn_from_entry(o, v.page)) {
		o->why = v.restricts ? "same page with less permission" :
			 "the same page is mapped again";
		return v.restricts ? WN_C_DOWNGRADE : WN_C_ROLLBACK;
	}
	if (wn_same_content(m, s, v.page) && !v.write) {
		o->why = "another page with the same content, read-only";
		return WN_C_SAME_CONTENT;
	}
	if (wn_page_base(m, v.page)->kind == WN_T_PARAM)
		o->evidence = 1;
	o->why = v.write ? "another page, which may be written" :
		 "a page with other content";
	return WN_C_NEW_PAGE;
}

bool wn_contradicts(const struct wn_model *m, const struct wn_state *s)
{
	bool private = false, not_cow = false;

	for (uint32_t i = 0; i < s->nknown; i++) {
		const struct wn_row *r = pure_row(m, s->known[i].term);

		if (!r)
			continue;
		/* Only pages of private mappings are lent to devices, as fork says. */
		private |= (r->vkind == WN_V_ANON_VMA || r->vkind == WN_V_LENT) &&
			   wn_st_truth(s, s->known[i].term) == 1;
		not_cow |= r->vkind == WN_V_COW_VMA && wn_st_truth(s, s->known[i].term) == 0;
	}
	return private && not_cow;
}
