// SPDX-License-Identifier: GPL-2.0-or-later
/* What a primitive does to a state, by its row. */
#include <string.h>

#include "locks-run.h"

const struct wn_term *wn_lk_base(struct wn_lk_frame *r, const struct wn_term *t)
{
	return t ? wn_page_base(r->e->model, t) : NULL;
}

/* The kind of a lock by where it is kept. */
static enum wn_lock refine(struct wn_lk_frame *r, const struct wn_term *t, enum wn_lock kind)
{
	if (!t)
		return kind;
	if (kind == WN_LK_SPIN)
		return wn_lock_kind(r->e, t, kind);
	if (kind == WN_LK_MUTEX && t->kind == WN_T_FIELD) {
		enum wn_lock place = wn_place_lock(t->type, t->name);

		return place == WN_LK_IMMAP || place == WN_LK_ANON_VMA ? place : kind;
	}
	return kind;
}

void wn_lk_note_site(struct wn_lk_frame *r, const struct wn_stmt *st, const char *name,
		     enum wn_lock kind, int delta, const struct wn_term *t, bool cond)
{
	struct wn_lk_sum *s = r->sum;

	for (uint32_t i = 0; i < s->nsites; i++) {
		if (s->sites[i].stmt == st && s->sites[i].kind == kind &&
		    (kind != WN_LK_REF || s->sites[i].term == t) &&
		    (s->sites[i].delta > 0) == (delta > 0))
			return;
	}
	WN_PUSH(s->sites, s->nsites, s->sites_cap,
		((struct wn_lk_site){ st, name, kind, delta, t, cond }));
}

/* Lock and reference of this object, or of this batch, are no more. */
static void forget(struct wn_lk_state *s, const struct wn_term *t, bool many)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->nents; i++) {
		const struct wn_lk_ent *e = &s->ents[i];

		if (e->term != t || e->many != many || e->delta <= 0 ||
		    (e->kind != WN_LK_REF && e->kind != WN_LK_FOLIO))
			s->ents[n++] = *e;
	}
	s->nents = n;
}

static void forget_ref(struct wn_lk_state *s, const struct wn_term *t)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->nents; i++) {
		if (s->ents[i].kind != WN_LK_REF || s->ents[i].term != t)
			s->ents[n++] = s->ents[i];
	}
	s->nents = n;
}

/* Two states: the call returned zero or NULL, or it did not. */
static void split(struct wn_lk_frame *r, struct wn_lk_state *s, const struct wn_term *ret,
		  struct wn_lk_state **yes, struct wn_lk_state **no)
{
	*no = wn_lk_clone(r->a, s);
	*yes = s;
	if (!wn_st_assume_truth(r->a, (*no)->v, ret, false))
		*no = NULL;
	if (!wn_st_assume_truth(r->a, s->v, ret, true))
		*yes = NULL;
}

/* Who locks something in an object has the object. */
bool wn_lk_not_null(struct wn_lk_frame *r, struct wn_lk_state *s, const struct wn_term *t)
{
	if (!t)
		return true;
	while (t->kind == WN_T_FIELD || t->kind == WN_T_ELEM)
		t = t->args[0];
	if (t->kind == WN_T_VARADDR || t->kind == WN_T_GLOBADDR || t->kind == WN_T_CONST)
		return true;
	return wn_st_assume_truth(r->a, s->v, t, true);
}

static void step(struct wn_lk_frame *r, struct wn_lk_state *s, const struct wn_stmt *st,
		 const struct wn_term *obj, const struct wn_term *ret,
		 struct wn_lk_states *out)
{
	const struct wn_term *lock = obj ? wn_t_field(r->e->ts, obj,
		wn_intern(r->e->prog->strs, wn_walk_members[WN_WALK_LOCK]), NULL) : ret;
	struct wn_lk_state *yes, *no;
	uint32_t i;

	for (i = s->nents; i--; ) {
		if (s->ents[i].kind == WN_LK_PTL && s->ents[i].term == lock &&
		    s->ents[i].delta > 0)
			wn_lk_drop(r->a, s, WN_LK_PTL, lock, st);
	}
	split(r, s, ret, &yes, &no);
	if (no)
		wn_lk_push(r->a, out, no);
	if (!yes)
		return;
	for (i = 0; obj && i < WN_WALK_MEMBERS; i++) {
		const struct wn_term *v = wn_t_unknown(r->e->ts, st, i + 1);

		wn_st_kill(r->a, yes->v, v);
		wn_st_store(r->a, yes->v, wn_t_field(r->e->ts, obj,
			wn_intern(r->e->prog->strs, wn_walk_members[i]), NULL), v);
		if (i == WN_WALK_LOCK)
			wn_st_assume_truth(r->a, yes->v, v, true);
	}
	/* By the place it is kept in: there is one at a time. */
	wn_lk_take(r->a, yes, WN_LK_PTL, lock, st);
	wn_lk_push(r->a, out, yes);
}

/* Each element, known by the place that is filled: see from_batch(). */
static void fill(struct wn_lk_frame *r, struct wn_lk_state *s, enum wn_lock kind,
		 const struct wn_term *place, const struct wn_stmt *st)
{
	if (!place)
		return;
	wn_st_forget(s->v, place);
	wn_lk_take(r->a, s, kind, place, st);
	if (s->nents && s->ents[s->nents - 1].term == place)
		s->ents[s->nents - 1].many = true;
}

/* The flags that the row names say that it locks, too. */
static bool has_bit(const struct wn_lk_row *row, const struct wn_lk_state *s,
		    const struct wn_term **args, uint32_t nargs)
{
	int64_t v;

	if (row->bit && row->flags < 0)
		return true;
	return row->bit && (uint32_t)row->flags < nargs &&
	       wn_st_const(s->v, args[row->flags], &v) && v & row->bit;
}

/* It failed; or it stored an object, locked and with a reference, or NULL. */
static void store_get(struct wn_lk_frame *r, const struct wn_lk_row *row,
		      struct wn_lk_state *s, const struct wn_stmt *st,
		      const struct wn_term *place, const struct wn_term *ret,
		      struct wn_lk_states *out)
{
	const struct wn_term *v = wn_t_unknown(r->e->ts, st, 1);
	struct wn_lk_state *failed, *done, *none;

	wn_st_kill(r->a, s->v, v);
	split(r, s, ret, &failed, &done);
	if (failed)
		wn_lk_push(r->a, out, failed);
	if (!done)
		return;
	wn_st_store(r->a, done->v, place, v);
	none = wn_lk_clone(r->a, done);
	if (wn_st_assume_truth(r->a, none->v, v, false))
		wn_lk_push(r->a, out, none);
	if (!wn_st_assume_truth(r->a, done->v, v, true))
		return;
	wn_lk_take(r->a, done, WN_LK_REF, v, st);
	wn_lk_take(r->a, done, row->lock, v, st);
	wn_lk_note_site(r, st, row->name, WN_LK_REF, 1, v, true);
	wn_lk_note_site(r, st, row->name, row->lock, 1, v, true);
	wn_lk_push(r->a, out, done);
}

void wn_lk_do_row(struct wn_lk_frame *r, const struct wn_lk_row *row, struct wn_lk_state *s,
		  const struct wn_stmt *st, const struct wn_term **args, uint32_t nargs,
		  const struct wn_term *ret, struct wn_lk_states *out)
{
	const struct wn_term *t = row->arg >= 0 && (uint32_t)row->arg < nargs ?
				  args[row->arg] : NULL, *loc = t;
	struct wn_lk_state *yes = s, *no = NULL;
	enum wn_lock kind = row->lock;
	uint32_t i;

	if (t)
		t = wn_lk_base(r, t);
	kind = refine(r, t, kind);
	/* pvmw->ptl: known by the place it is kept in, as in step(). */
	for (i = 0; t && kind == WN_LK_PTL && t->kind == WN_T_UNKNOWN && i < s->v->nmem; i++) {
		if (s->v->mem[i].val == t && s->v->mem[i].addr->kind == WN_T_FIELD)
			t = s->v->mem[i].addr;
	}
	switch (row->op) {
	case WN_LK_TAKE:
		if (!wn_lk_not_null(r, s, t))
			return;
		wn_lk_take(r->a, s, kind, t, st);
		wn_lk_note_site(r, st, row->name, kind, 1, t, false);
		break;
	case WN_LK_DROP:
		if (!wn_lk_not_null(r, s, t))
			return;
		wn_lk_drop(r->a, s, kind, t, st);
		wn_lk_note_site(r, st, row->name, kind, -1, t, false);
		break;
	case WN_LK_TRY:
	case WN_LK_TRY0:
	case WN_LK_RETURNS_COND:
	case WN_LK_TRYGET:
	case WN_LK_TRYGET0:
	case WN_LK_RETGET:
		split(r, s, ret, &yes, &no);
		if (row->op == WN_LK_TRY0 || row->op == WN_LK_TRYGET0) {
			struct wn_lk_state *x = yes;

			yes = no;
			no = x;
		}
		if (row->op == WN_LK_RETURNS_COND || row->op == WN_LK_RETGET)
			t = wn_lk_base(r, ret);
		if (row->op >= WN_LK_TRYGET && row->op <= WN_LK_RETGET)
			kind = WN_LK_REF;
		/* the one of the last round has no name any more */
		if (yes && row->op == WN_LK_RETGET)
			forget_ref(yes, t);
		if (yes && !wn_lk_not_null(r, yes, t))
			yes = NULL;
		if (yes)
			wn_lk_take(r->a, yes, kind, t, st);
		wn_lk_note_site(r, st, row->name, kind, 1, t, true);
		if (yes && has_bit(row, yes, args, nargs)) {
			wn_lk_take(r->a, yes, WN_LK_FOLIO, t, st);
			wn_lk_note_site(r, st, row->name, WN_LK_FOLIO, 1, t, true);
		}
		break;
	case WN_LK_STOREGET:
		if (loc && loc->kind == WN_T_VARADDR) {
			store_get(r, row, s, st, loc, ret, out);
			return;
		}
		break;
	case WN_LK_FILL:
		split(r, s, ret, &yes, &no);
		if (yes)
			fill(r, yes, WN_LK_REF, loc, st);
		if (yes && kind)
			fill(r, yes, kind, loc, st);
		break;
	case WN_LK_NOOBJ:
		split(r, s, ret, &yes, &no);
		if (yes)
			forget(yes, t, false);
		break;
	case WN_LK_EMPTY:
		forget(s, loc, true);
		break;
	case WN_LK_RETURNS:
		if (!wn_st_assume_truth(r->a, s->v, ret, true))
			return;
		wn_lk_take(r->a, s, kind, ret, st);
		wn_lk_note_site(r, st, row->name, kind, 1, ret, false);
		break;
	case WN_LK_STORES:
		split(r, s, ret, &yes, &no);
		if (yes && loc) {
			wn_st_store(r->a, yes->v, loc, ret);
			wn_lk_take(r->a, yes, WN_LK_PTL, ret, st);
		}
		wn_lk_note_site(r, st, row->name, kind, 1, ret, true);
		break;
	case WN_LK_STEP:
		wn_lk_note_site(r, st, row->name, kind, 1, loc, true);
		step(r, s, st, loc, ret, out);
		return;
	case WN_LK_STEP_DONE:
		wn_lk_note_site(r, st, row->name, kind, -1, loc, false);
		for (i = s->nents; i--; ) {
			if (s->ents[i].kind == WN_LK_PTL && s->ents[i].delta > 0 &&
			    s->ents[i].term && s->ents[i].term->kind == WN_T_FIELD &&
			    s->ents[i].term->args[0] == loc)
				wn_lk_drop(r->a, s, WN_LK_PTL, s->ents[i].term, st);
		}
		break;
	case WN_LK_DOWNGRADE:
		wn_lk_drop(r->a, s, WN_LK_MMAP_WRITE, t, st);
		wn_lk_take(r->a, s, WN_LK_MMAP_READ, t, st);
		break;
	case WN_LK_GET:
		wn_lk_take(r->a, s, WN_LK_REF, t, st);
		break;
	case WN_LK_PUT:
		/* Not taken here: it was held before. */
		for (i = 0; i < s->nents; i++) {
			if (s->ents[i].kind == WN_LK_REF && s->ents[i].term == t &&
			    s->ents[i].delta > 0)
				break;
		}
		if (i == s->nents)
			wn_lk_note_site(r, st, row->name, WN_LK_REF, -1, t, false);
		wn_lk_drop(r->a, s, WN_LK_REF, t, st);
		break;
	case WN_LK_NONNULL:
		if (!wn_st_assume_truth(r->a, s->v, ret, true))
			return;
		break;
	case WN_LK_NEUTRAL:
		break;
	}
	if (no)
		wn_lk_push(r->a, out, no);
	if (yes)
		wn_lk_push(r->a, out, yes);
}
