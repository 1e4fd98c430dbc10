// SPDX-License-Identifier: GPL-2.0-or-later
/* One root: from nothing known of its caller to what is left at its returns. */
#include <stdlib.h>
#include <string.h>

#include "deadline.h"
#include "engine.h"

static void collect(struct wn_engine *e, const struct wn_ob *o)
{
	struct wn_trace *t = e->trace;
	struct wn_ob *c;

	for (uint32_t i = 0; i < t->nobs; i++) {
		if (wn_ob_same(t->obs[i], o))
			return;
	}
	c = wn_ob_copy(e->keep, o);
	WN_PUSH(t->obs, t->nobs, e->obs_cap, c);
}

static bool needs_caller(const struct wn_ob *o)
{
	if (o->evidence)
		return true;
	if (o->lent)
		return !o->br_start.stmt;
	if (o->present == WN_PRESENT_NO || o->detached || o->cls == WN_C_YOUNG ||
	    o->cls == WN_C_ROLLBACK)
		return false;
	/* Page tables go by the gather alone: after it nothing is owed. */
	if (o->row->flags & WN_F_TABLE && o->t != WN_TOLD_NO)
		return false;
	/* A range is opened under mmap_lock, so whoever calls the one that takes it has none. */
	if (o->mmap_locked)
		return false;
	/* What is recorded in the caller's gather is flushed when that is finished. */
	return !o->br_start.stmt;
}

/* Only a caller can say. */
static void leave(struct wn_engine *e, enum wn_owed what)
{
	e->trace->visible = true;
	e->trace->needs_ctx = true;
	e->trace->owed |= what;
}

static void finish(struct wn_engine *e, struct wn_states exits)
{
	struct wn_at nowhere = { NULL, NULL };
	uint32_t i, k;

	for (k = 0; k < exits.n; k++) {
		struct wn_state *s = exits.s[k];

		if (s->full)
			wn_give_up(e, e->root, "too many changes at once");
		for (i = 0; i < s->nheld; i++) {
			if (s->held[i].kind == WN_LK_PTL || s->held[i].kind == WN_LK_IMMAP ||
			    s->held[i].kind == WN_LK_ANON_VMA ||
			    s->held[i].kind == WN_LK_MMAP_WRITE)
				e->trace->visible = true;
			e->trace->moves_lock |= s->held[i].kind == WN_LK_PTL;
		}
		for (i = 0; i < s->nbr; i++) {
			const struct wn_term *obj = wn_t_object(s->br[i].obj);

			if (obj->kind == WN_T_VARADDR)
				wn_mark(e, WN_M_UNENDED, s->br[i].at, nowhere, NULL, NULL);
			else
				leave(e, WN_OWED_END);
		}
		if (s->nact)
			wn_ptl_drop(e, s, nowhere);
		for (i = 0; i < s->nwait; i++) {
			if (needs_caller(s->wait[i]))
				leave(e, s->wait[i]->evidence ? WN_OWED_ARGS : WN_OWED_RANGE);
			collect(e, s->wait[i]);
		}
	}
}

struct wn_trace *wn_run_root(struct wn_program *p, const struct wn_model *m,
			     struct wn_arena *keep, const struct wn_func *fn)
{
	struct wn_arena arena = { 0 };
	struct wn_engine e = {
		.prog = p, .model = m, .ts = p->ts, .arena = &arena, .keep = keep,
		.root = fn,
	};
	struct wn_finfo *fi = wn_finfo(fn);
	struct wn_state *s;
	uint32_t i;

	e.trace = wn_new(keep, struct wn_trace);
	e.trace->root = fn;
	e.same_content = wn_intern(p->strs, "same content");
	e.ref = wn_intern(p->strs, "reference");
	e.widened = wn_intern(p->strs, "widened");
	if (!wn_ready(p, fi))
		return e.trace;
	s = wn_st_new(&arena, fn->nssa);
	for (i = 0; i < fn->nssa; i++) {
		if (fn->ssa[i].param >= 0)
			s->ssa[i] = wn_t_param(p->ts, fn->name, (uint32_t)fn->ssa[i].param);
	}
	for (i = 0; i < fn->nvars; i++) {
		if (fn->vars[i].param >= 0)
			wn_st_store(&arena, s, wn_t_varaddr(p->ts, fn, i),
				    wn_t_param(p->ts, fn->name, (uint32_t)fn->vars[i].param));
	}
	finish(&e, wn_run_body(&e, fn, fi->cfg, wn_ctx(&e, NULL, fn, NULL), s));
	e.trace->nsteps = e.steps;
	free(e.ctxs);
	free(e.memo);
	wn_arena_free(&arena);
	return e.trace;
}
