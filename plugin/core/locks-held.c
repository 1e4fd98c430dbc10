// SPDX-License-Identifier: GPL-2.0-or-later
/* What the callers of a function hold around the call, and where it is from. */
#include <stdlib.h>
#include <string.h>

#include "cfg.h"
#include "locks.h"
#include "value.h"

#define MAX_UP 6
#define MAX_CALLERS 64
#define MAX_HELD 16

struct path { const struct path *up; const struct wn_finfo *fi; };

/* The object is an element of a list that is walked or taken apart here. */
static const struct wn_stmt *from_list(const struct wn_model *m, const struct wn_func *fn,
				       const struct wn_opnd *o, int depth)
{
	const struct wn_phi *phi;
	const struct wn_stmt *st;
	const struct wn_row *row;
	const char *call;

	if (o->base != WN_BASE_SSA || depth > 6)
		return NULL;
	st = wn_def_of(fn, o->id, &phi);
	call = st && st->kind == WN_CALL && st->callee.base == WN_BASE_FUNC ?
	       st->callee.name : NULL;
	if (st && (wn_lk_of_list(st->loc.macros) || (call && wn_lk_of_list(call))))
		return st;
	if (st && st->kind == WN_ASSIGN && st->nargs &&
	    (!st->args[0].nsteps || st->args[0].addr))
		return from_list(m, fn, &st->args[0], depth + 1);
	/* another name of the page */
	row = call ? wn_model_row(m, call, WN_K_PURE) : NULL;
	if (row && row->vkind == WN_V_PAGE_OF && st->nargs == 1)
		return from_list(m, fn, &st->args[0], depth + 1);
	for (uint32_t i = 0; phi && i < phi->n; i++) {
		st = from_list(m, fn, &phi->args[i], depth + 1);
		if (st)
			return st;
	}
	return NULL;
}

/* The local that the object was read from an element of: a batch that was filled. */
static bool from_batch(const struct wn_func *fn, const struct wn_opnd *o, uint32_t *var)
{
	const struct wn_phi *phi;
	const struct wn_stmt *st;

	for (int i = 0; i < 6; i++) {
		if (o->base == WN_BASE_VAR && o->nsteps &&
		    o->steps[o->nsteps - 1].kind == WN_STEP_INDEX) {
			*var = o->id;
			return true;
		}
		if (o->base != WN_BASE_SSA || (o->nsteps && !o->addr))
			return false;
		st = wn_def_of(fn, o->id, &phi);
		if (!st || st->kind != WN_ASSIGN || st->op != WN_OP_COPY)
			return false;
		o = &st->args[0];
	}
	return false;
}

static void add(struct wn_lk_caller *c, struct wn_lk_held h)
{
	if (c->nheld < MAX_HELD && !wn_lk_holds(c, &h))
		c->held[c->nheld++] = h;
}

/* The same lock for a callee: the argument it belongs to, or its kind. */
bool wn_lk_holds(const struct wn_lk_caller *c, const struct wn_lk_held *h)
{
	for (uint32_t i = 0; i < c->nheld; i++) {
		if (c->held[i].kind == h->kind && c->held[i].arg == h->arg)
			return true;
	}
	return false;
}

/* Is @e a lock of argument @i, or in it? Two arguments may name one object. */
static bool is_of_arg(struct wn_locks *l, const struct wn_lk_call *c, uint32_t i,
		      const struct wn_lk_ent *e)
{
	const struct wn_term *a = wn_page_base(l->p->model, c->args[i]);

	return e->term && a->kind != WN_T_CONST &&
	       (a == e->term || wn_t_contains(e->term, a));
}

static void from_callers(struct wn_locks *l, struct wn_finfo *fi, struct wn_lk_caller *out,
			 const struct path *up, int depth);

/* Locks and references that @sum's function holds at one call, and inherits. */
static void at_call(struct wn_locks *l, struct wn_lk_sum *sum, const struct wn_lk_call *c,
		    struct wn_lk_caller *out, const struct path *up, int depth)
{
	const struct wn_func *fn = sum->fi->fn;
	struct wn_lk_caller in = { .fn = fn };
	uint32_t i, k, var;
	int *param;
	bool any;

	out->fn = fn;
	out->stmt = c->stmt;
	out->lost = !!sum->bound;
	out->held = wn_new_n(&l->arena, struct wn_lk_held, MAX_HELD);
	param = wn_new_n(&l->arena, int, c->nargs + 1);
	for (i = 0; i < c->nargs; i++) {
		const struct wn_term *t = wn_page_base(l->p->model, c->args[i]);

		param[i] = t->kind == WN_T_PARAM && !strcmp(t->name, fn->name) ?
			   (int)t->val : -1;
	}
	out->nargs = c->nargs;
	out->param = param;
	for (i = 0; i < c->nents; i++) {
		const struct wn_lk_ent *e = &c->ents[i];
		struct wn_lk_held h = { .kind = e->kind, .arg = -1 };

		if ((e->delta <= 0 && e->min >= 0) || e->delta < 0 || e->maybe)
			continue;
		h.lock = wn_lk_text(l, fn, e->term, e->kind, NULL);
		h.how = wn_printf(&l->arena, "line %u", e->at ? e->at->loc.line : 0);
		for (k = 0; k < c->nargs; k++) {
			if (!is_of_arg(l, c, k, e))
				continue;
			h.arg = (int)k;
			add(out, h);
		}
		if (h.arg < 0 && e->kind != WN_LK_REF && e->kind != WN_LK_FOLIO)
			add(out, h);
	}
	for (i = 0; i < c->nargs && i < c->stmt->nargs; i++) {
		const struct wn_stmt *list = from_list(l->p->model, fn, &c->stmt->args[i], 0);
		const struct wn_term *t = wn_page_base(l->p->model, c->args[i]);

		if (list)
			add(out, (struct wn_lk_held){ WN_LK_REF, "",
				wn_printf(&l->arena, "isolated: element of a list, line %u",
					  list->loc.line), (int)i });
		for (k = 0; k < c->nents && from_batch(fn, &c->stmt->args[i], &var); k++) {
			const struct wn_lk_ent *e = &c->ents[k];

			if (e->kind == WN_LK_REF && e->delta > 0 && !e->maybe && e->term &&
			    e->term == wn_t_varaddr(l->p->ts, fn, var))
				add(out, (struct wn_lk_held){ WN_LK_REF, "",
					wn_printf(&l->arena, "of a batch, filled at line %u",
						  e->at->loc.line), (int)i });
		}
		for (k = 0; k < sum->nsites; k++) {
			if (sum->sites[k].kind != WN_LK_REF || sum->sites[k].delta > 0 ||
			    sum->sites[k].term != t)
				continue;
			add(out, (struct wn_lk_held){ WN_LK_REF, "",
				wn_printf(&l->arena, "its own: put at line %u",
					  sum->sites[k].stmt->loc.line), (int)i });
		}
	}
	from_callers(l, sum->fi, &in, up, depth);
	for (k = 0; k < in.nheld; k++) {
		struct wn_lk_held h = in.held[k];

		h.how = "by all its callers";
		if (h.arg < 0) {
			add(out, h);
			continue;
		}
		for (i = 0, any = false; i < c->nargs; i++) {
			if (param[i] != in.held[k].arg)
				continue;
			h.arg = (int)i;
			add(out, h);
			any = true;
		}
		if (!any && h.kind != WN_LK_REF && h.kind != WN_LK_FOLIO) {
			h.arg = -1;
			add(out, h);
		}
	}
}

static bool on_path(const struct path *p, const struct wn_finfo *fi)
{
	for (; p; p = p->up) {
		if (p->fi == fi)
			return true;
	}
	return false;
}

/* What every caller holds; nothing when there is none, or one is not known. */
static void from_callers(struct wn_locks *l, struct wn_finfo *fi, struct wn_lk_caller *out,
			 const struct path *up, int depth)
{
	struct path here = { up, fi };
	uint32_t i, m, n, ncalls, seen = 0;
	struct wn_lk_in *in;
	bool handed;

	out->held = wn_new_n(&l->arena, struct wn_lk_held, MAX_HELD);
	if (depth >= MAX_UP)
		return;
	ncalls = wn_lk_calls_of(l, fi, &in, &handed);
	for (i = 0; i < ncalls && ncalls <= MAX_CALLERS && !handed; i++) {
		struct wn_lk_caller c = { 0 };

		if (on_path(&here, in[i].sum->fi))
			continue;
		at_call(l, in[i].sum, in[i].call, &c, &here, depth + 1);
		if (!seen++) {
			memcpy(out->held, c.held, c.nheld * sizeof(*c.held));
			out->nheld = c.nheld;
			continue;
		}
		for (m = 0, n = 0; m < out->nheld; m++) {
			if (wn_lk_holds(&c, &out->held[m]))
				out->held[n++] = out->held[m];
		}
		out->nheld = n;
		if (!n)
			break;
	}
	free(in);
}

uint32_t wn_lk_callers(struct wn_locks *l, struct wn_finfo *fi, struct wn_lk_caller **out)
{
	struct path here = { NULL, fi };
	uint32_t n = 0, cap = 0, i, ncalls;
	struct wn_lk_in *in;
	bool handed;

	*out = NULL;
	ncalls = wn_lk_calls_of(l, fi, &in, &handed);
	for (i = 0; i < ncalls; i++) {
		struct wn_lk_caller c = { .via = in[i].via };

		at_call(l, in[i].sum, in[i].call, &c, &here, 0);
		WN_PUSH(*out, n, cap, c);
	}
	free(in);
	return n;
}
