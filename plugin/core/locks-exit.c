// SPDX-License-Identifier: GPL-2.0-or-later
/* The ways in which a function returns: what its callers are told. */
#include <string.h>

#include "locks-run.h"

#define MAX_CELLS 12

struct inner { const struct wn_func *fn; };

static bool is_foreign(const struct wn_term *t, void *arg)
{
	const struct inner *in = arg;

	switch (t->kind) {
	case WN_T_PARAM:
		return strcmp(t->name, in->fn->name) != 0;
	case WN_T_UNKNOWN: case WN_T_PHI: case WN_T_VARADDR:
		return true;
	case WN_T_CALL: case WN_T_LOAD:
		return !!t->origin;
	default:
		return false;
	}
}

/* Made of the function's parameters and globals only. */
static bool outer(const struct wn_func *fn, const struct wn_term *t)
{
	struct inner in = { fn };

	return !wn_t_find(t, is_foreign, &in);
}

static bool is_param(const struct wn_term *t, void *unused)
{
	(void)unused;
	return t->kind == WN_T_PARAM;
}

static enum wn_lk_class class_of(const struct wn_func *fn, const struct wn_state *s,
				 bool *is_const, int64_t *val)
{
	*is_const = false;
	if (!s->ret || !strcmp(fn->rettype, "void"))
		return WN_LK_VOID;
	if (wn_st_const(s, s->ret, val)) {
		*is_const = true;
		return !*val ? WN_LK_ZERO : *val < 0 && *val >= -4095 ? WN_LK_ERROR :
			WN_LK_NONZERO;
	}
	switch (wn_st_truth(s, s->ret)) {
	case 0:
		return WN_LK_ZERO;
	case 1:
		return WN_LK_NONZERO;
	default:
		return WN_LK_ANY;
	}
}

/*
 * Names that mean something to a caller: parameters, globals, what is returned.
 * A lock without such a name keeps only its kind.
 */
static const struct wn_term *outer_name(struct wn_terms *ts, const struct wn_func *fn,
					const struct wn_state *s, const struct wn_term *t,
					enum wn_lock kind)
{
	if (!t || outer(fn, t))
		return t;
	if (s->ret && s->ret->kind != WN_T_CONST && wn_t_contains(t, s->ret))
		return wn_t_subst(ts, t, s->ret, wn_t_unknown(ts, fn, 999));
	/* an address inside an object that is returned, or the other way round */
	if (t->kind == WN_T_FIELD)
		return wn_t_field(ts, wn_t_unknown(ts, fn, 100 + kind), t->name, t->type);
	return wn_t_unknown(ts, fn, 200 + kind);
}

static uint32_t keep_ents(struct wn_terms *ts, const struct wn_func *fn,
			  const struct wn_lk_state *s, struct wn_lk_ent *to)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->nents; i++) {
		const struct wn_lk_ent *e = &s->ents[i];

		/* A reference on what the caller never sees is no business of his. */
		if (e->maybe || e->many)
			continue;
		if (e->kind == WN_LK_REF &&
		    (!e->term || (!outer(fn, e->term) && e->term != s->v->ret)))
			continue;
		to[n] = *e;
		to[n++].term = outer_name(ts, fn, s->v, e->term, e->kind);
	}
	return n;
}

/* Leave out what does not count for sparse. */
static uint32_t drop_sleeping(struct wn_lk_ent *e, uint32_t n)
{
	uint32_t i, m = 0;

	for (i = 0; i < n; i++) {
		if (wn_lk_counted(e[i].kind))
			e[m++] = e[i];
	}
	return m;
}

static bool same_ents(const struct wn_lk_exit *x, const struct wn_lk_ent *e, uint32_t n)
{
	uint32_t i, k;

	if (x->nents != n)
		return false;
	for (i = 0; i < n; i++) {
		for (k = 0; k < n; k++) {
			if (x->ents[k].kind == e[i].kind && x->ents[k].term == e[i].term &&
			    x->ents[k].delta == e[i].delta && x->ents[k].min == e[i].min)
				break;
		}
		if (k == n)
			return false;
	}
	return true;
}

static void merge(struct wn_lk_exit *x, const struct wn_lk_exit *y)
{
	uint32_t i, k, n = 0;

	x->fuzzy |= y->fuzzy;
	x->paths++;
	if (x->ret != y->ret)
		x->ret = NULL;
	if (x->is_const && (!y->is_const || y->val != x->val))
		x->is_const = false;
	for (i = 0; i < x->nknown; i++) {
		for (k = 0; k < y->nknown; k++) {
			if (x->known[i].term == y->known[k].term &&
			    x->known[i].equal == y->known[k].equal &&
			    x->known[i].val == y->known[k].val)
				break;
		}
		if (k < y->nknown)
			x->known[n++] = x->known[i];
	}
	x->nknown = n;
	for (i = 0; i < x->ncells; i++) {
		for (k = 0; k < y->ncells && y->cells[k].addr != x->cells[i].addr; k++)
			;
		if (k == y->ncells || y->cells[k].val != x->cells[i].val)
			x->cells[i].val = NULL;
		if (k == y->ncells || y->truth[k] != x->truth[i])
			x->truth[i] = -1;
	}
	for (k = 0; k < y->ncells && x->ncells < MAX_CELLS; k++) {
		for (i = 0; i < x->ncells && x->cells[i].addr != y->cells[k].addr; i++)
			;
		if (i < x->ncells)
			continue;
		x->truth[i] = -1;
		x->cells[x->ncells++] = (struct wn_cell){ y->cells[k].addr, NULL };
	}
}

void wn_lk_leave(struct wn_lk_frame *f, struct wn_lk_state *s, const struct wn_stmt *at)
{
	struct wn_lk_sum *sum = f->sum;
	struct wn_arena *keep = &f->l->arena;
	const struct wn_func *fn = f->f.fn;
	struct wn_lk_exit x = { .at = at, .fuzzy = s->fuzzy, .paths = 1, .ret = s->v->ret };
	uint32_t i;

	/* "if (p == q) return p": the name that the caller knows */
	for (i = 0; x.ret && i < s->v->nknown && !outer(fn, x.ret); i++) {
		const struct wn_term *t = s->v->known[i].term;

		if (t->kind != WN_T_OP || t->op != WN_OP_EQ || wn_st_truth(s->v, t) != 1)
			continue;
		if (t->args[0] == x.ret && outer(fn, t->args[1]))
			s->v->ret = t->args[1];
		else if (t->args[1] == x.ret && outer(fn, t->args[0]))
			s->v->ret = t->args[0];
		else
			continue;
		x.ret = s->v->ret;
	}
	x.ents = wn_new_n(keep, struct wn_lk_ent, s->nents + 1);
	x.nents = keep_ents(f->e->ts, fn, s, x.ents);
	if (x.ret && x.ret->kind != WN_T_CONST && !outer(fn, x.ret))
		x.ret = wn_t_unknown(f->e->ts, fn, 999);
	x.cls = class_of(fn, s->v, &x.is_const, &x.val);
	x.known = wn_new_n(keep, struct wn_known, 8);
	for (i = 0; i < s->v->nknown && x.nknown < 8; i++) {
		if (outer(fn, s->v->known[i].term) &&
		    wn_t_find(s->v->known[i].term, is_param, NULL))
			x.known[x.nknown++] = s->v->known[i];
	}
	x.cells = wn_new_n(keep, struct wn_cell, MAX_CELLS);
	x.truth = wn_new_n(keep, int8_t, MAX_CELLS);
	for (i = 0; i < s->v->nmem && x.ncells < MAX_CELLS; i++) {
		const struct wn_term *a = s->v->mem[i].addr;

		if (outer(fn, a) && wn_t_find(a, is_param, NULL)) {
			x.truth[x.ncells] = (int8_t)wn_st_truth(s->v, s->v->mem[i].val);
			x.cells[x.ncells++] = s->v->mem[i];
		}
	}
	for (i = 0; i < sum->nexits; i++) {
		if (sum->exits[i].cls == x.cls && same_ents(&sum->exits[i], x.ents, x.nents)) {
			merge(&sum->exits[i], &x);
			return;
		}
	}
	/* Too many combinations: those of locks that sleep are given up first. */
	if (sum->nexits >= WN_LK_MAX_EXITS / 2) {
		uint32_t n = sum->nexits;

		sum->coarse = true;
		x.nents = drop_sleeping(x.ents, x.nents);
		for (i = 0, sum->nexits = 0; i < n; i++) {
			struct wn_lk_exit y = sum->exits[i];
			uint32_t k;

			y.nents = drop_sleeping(y.ents, y.nents);
			for (k = 0; k < sum->nexits; k++) {
				if (sum->exits[k].cls == y.cls &&
				    same_ents(&sum->exits[k], y.ents, y.nents))
					break;
			}
			if (k < sum->nexits)
				merge(&sum->exits[k], &y);
			else
				sum->exits[sum->nexits++] = y;
		}
		for (i = 0; i < sum->nexits; i++) {
			if (sum->exits[i].cls == x.cls &&
			    same_ents(&sum->exits[i], x.ents, x.nents)) {
				merge(&sum->exits[i], &x);
				return;
			}
		}
	}
	if (sum->nexits >= WN_LK_MAX_EXITS) {
		sum->bound = "too many ways to return";
		return;
	}
	sum->exits[sum->nexits++] = x;
}

static bool has_ent(const struct wn_lk_exit *x, const struct wn_lk_ent *e)
{
	for (uint32_t i = 0; i < x->nents; i++) {
		if (x->ents[i].kind == e->kind && x->ents[i].delta == e->delta &&
		    x->ents[i].min == e->min)
			return true;
	}
	return false;
}

/*
 * Locks that sleep, and references, are for people and for who holds what: where
 * paths that a caller cannot tell apart disagree on one, nothing is said of it.
 */
void wn_lk_drop_disputed(struct wn_lk_sum *s)
{
	uint32_t i, k, m, n;

	for (i = 0; i < s->nexits; i++) {
		struct wn_lk_exit *x = &s->exits[i];

		for (m = 0, n = 0; m < x->nents; m++) {
			bool keep = true;

			for (k = 0; k < s->nexits && keep; k++)
				keep = k == i || wn_lk_counted(x->ents[m].kind) ||
				       wn_lk_told_apart(x, &s->exits[k]) ||
				       has_ent(&s->exits[k], &x->ents[m]);
			if (keep)
				x->ents[n++] = x->ents[m];
			else
				s->coarse = true;
		}
		x->nents = n;
	}
}
