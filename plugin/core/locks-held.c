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
static const struct wn_stmt *from_list(const struct wn_func *fn, const struct wn_opnd *o,
				       int depth)
{
	const struct wn_phi *phi;
	const struct wn_stmt *st;

	if (o->base != WN_BASE_SSA || depth > 6)
		return NULL;
	st = wn_def_of(fn, o->id, &phi);
	if (st && (strstr(st->loc.macros, "list_for_each") ||
		   strstr(st->loc.macros, "lru_to_") || strstr(st->loc.macros, "list_entry") ||
		   (st->kind == WN_CALL && st->callee.base == WN_BASE_FUNC &&
		    !strncmp(st->callee.name, "lru_to_", 7))))
		return st;
	if (st && st->kind == WN_ASSIGN && st->nargs && !st->args[0].nsteps)
		return from_list(fn, &st->args[0], depth + 1);
	if (st && st->kind == WN_ASSIGN && st->nargs && st->args[0].addr)
		return from_list(fn, &st->args[0], depth + 1);
	/* page_folio() */
	if (st && st->kind == WN_CALL && st->nargs == 1 && st->callee.base == WN_BASE_FUNC &&
	    strstr(st->callee.name, "compound_head"))
		return from_list(fn, &st->args[0], depth + 1);
	for (uint32_t i = 0; phi && i < phi->n; i++) {
		st = from_list(fn, &phi->args[i], depth + 1);
		if (st)
			return st;
	}
	return NULL;
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

static int arg_of(struct wn_locks *l, const struct wn_lk_call *c, const struct wn_lk_ent *e)
{
	for (uint32_t i = 0; i < c->nargs && e->term; i++) {
		const struct wn_term *a = wn_page_base(l->p->model, c->args[i]);

		if (a->kind != WN_T_CONST && (a == e->term || wn_t_contains(e->term, a)))
			return (int)i;
	}
	return -1;
}

static void from_callers(struct wn_locks *l, struct wn_finfo *fi, struct wn_lk_caller *out,
			 const struct path *up, int depth);

/* Locks and references that @sum's function holds at one call, and inherits. */
static void at_call(struct wn_locks *l, struct wn_lk_sum *sum, const struct wn_lk_call *c,
		    struct wn_lk_caller *out, const struct path *up, int depth)
{
	const struct wn_func *fn = sum->fi->fn;
	struct wn_lk_caller in = { .fn = fn };
	uint32_t i, k;
	int *param;

	out->fn = fn;
	out->stmt = c->stmt;
	out->lost = sum->bound != NULL;
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
		int arg = arg_of(l, c, e);

		if ((e->delta <= 0 && e->min >= 0) || e->delta < 0 || e->maybe)
			continue;
		if (arg < 0 && (e->kind == WN_LK_REF || e->kind == WN_LK_FOLIO))
			continue;
		add(out, (struct wn_lk_held){ e->kind,
			wn_lk_text(l, fn, e->term, e->kind, NULL),
			wn_printf(&l->arena, "line %u", e->at ? e->at->loc.line : 0), arg });
	}
	for (i = 0; i < c->nargs && i < c->stmt->nargs; i++) {
		const struct wn_stmt *list = from_list(fn, &c->stmt->args[i], 0);
		const struct wn_term *t = wn_page_base(l->p->model, c->args[i]);

		if (list)
			add(out, (struct wn_lk_held){ WN_LK_REF, "",
				wn_printf(&l->arena, "isolated: element of a list, line %u",
					  list->loc.line), (int)i });
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
		for (i = 0; i < c->nargs; i++) {
			if (param[i] != h.arg)
				continue;
			h.arg = (int)i;
			add(out, h);
			break;
		}
		if (i == c->nargs && h.kind != WN_LK_REF && h.kind != WN_LK_FOLIO) {
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
	uint32_t i, k, m, n, seen = 0;

	out->held = wn_new_n(&l->arena, struct wn_lk_held, MAX_HELD);
	if (depth >= MAX_UP || !fi->ncallers || fi->ncallers > MAX_CALLERS)
		return;
	for (i = 0; i < fi->ncallers; i++) {
		struct wn_lk_sum *s = wn_locks_of(l, fi->callers[i]);
		bool called = false;

		if (on_path(&here, fi->callers[i]))
			continue;
		for (k = 0; k < s->ncalls; k++) {
			struct wn_lk_caller c = { 0 };

			if (s->calls[k].callee != fi->fn)
				continue;
			called = true;
			at_call(l, s, &s->calls[k], &c, &here, depth + 1);
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
		}
		/* It only hands the function to somebody who calls it. */
		if (!called)
			out->nheld = 0;
		if (seen && !out->nheld)
			return;
	}
}

uint32_t wn_lk_callers(struct wn_locks *l, struct wn_finfo *fi, struct wn_lk_caller **out)
{
	struct path here = { NULL, fi };
	uint32_t n = 0, cap = 0, i, k;

	*out = NULL;
	for (i = 0; i < fi->ncallers; i++) {
		struct wn_lk_sum *s = wn_locks_of(l, fi->callers[i]);

		for (k = 0; k < s->ncalls; k++) {
			struct wn_lk_caller c = { 0 };

			if (s->calls[k].callee != fi->fn)
				continue;
			at_call(l, s, &s->calls[k], &c, &here, 0);
			WN_PUSH(*out, n, cap, c);
		}
	}
	return n;
}

struct lacking { const char *text; const struct wn_func *seen[16]; uint32_t n; };

static void lacking(struct wn_locks *l, struct wn_finfo *fi, int param, enum wn_lock kind,
		    struct lacking *out, int depth)
{
	struct wn_lk_held want = { .kind = kind, .arg = param };
	struct wn_lk_caller *c;
	uint32_t i, n, k;

	if (depth > MAX_UP || out->n >= WN_ARRAY_SIZE(out->seen))
		return;
	for (k = 0; k < out->n; k++) {
		if (out->seen[k] == fi->fn)
			return;
	}
	out->seen[out->n++] = fi->fn;
	n = wn_lk_callers(l, fi, &c);
	if (!n)
		out->text = wn_printf(&l->arena, "%s%s%s, entered from elsewhere", out->text,
				      *out->text ? "; " : "", fi->fn->name);
	for (i = 0; i < n; i++) {
		if (wn_lk_holds(&c[i], &want))
			continue;
		if ((uint32_t)param < c[i].nargs && c[i].param[param] >= 0)
			lacking(l, wn_finfo(c[i].fn), c[i].param[param], kind, out, depth + 1);
		else
			out->text = wn_printf(&l->arena, "%s%s%s at %s:%u", out->text,
					      *out->text ? "; " : "", c[i].fn->name,
					      c[i].fn->file, c[i].stmt->loc.line);
	}
	free(c);
}

const char *wn_lk_lacking(struct wn_locks *l, const struct wn_func *fn, int param,
			  enum wn_lock kind)
{
	struct lacking out = { .text = "" };

	lacking(l, wn_finfo(fn), param, kind, &out, 0);
	return out.text;
}
