// SPDX-License-Identifier: GPL-2.0-or-later
/* Summaries: which functions matter, running them once, what callers may use. */
#include <stdlib.h>
#include <string.h>

#include "locks-run.h"

#define MAX_EXITS 24
#define MAX_CELLS 12

static unsigned int version_of(const struct wn_program *p)
{
	unsigned int major, minor;

	for (uint32_t i = 0; i < p->nunits; i++) {
		if (sscanf(p->units[i]->meta.kernel, "%u.%u", &major, &minor) == 2)
			return major * 100 + minor;
	}
	return 601;
}

static int by_info(const void *a, const void *b)
{
	const struct wn_finfo *x = ((const struct wn_lk_sum *)a)->fi;
	const struct wn_finfo *y = ((const struct wn_lk_sum *)b)->fi;

	return x < y ? -1 : x > y;
}

static struct wn_lk_sum *slot(struct wn_locks *l, const struct wn_finfo *fi)
{
	struct wn_lk_sum key = { .fi = (struct wn_finfo *)fi };

	return bsearch(&key, l->sums, l->p->ninfos, sizeof(key), by_info);
}

/* Whoever calls a primitive, and whoever calls such a one. */
static void find_matters(struct wn_locks *l)
{
	struct wn_program *p = l->p;
	uint32_t *work = wn_xrealloc(NULL, (p->ninfos + 1) * sizeof(*work)), n = 0, i, k;
	struct wn_lk_row row;

	for (i = 0; i < p->ninfos; i++) {
		const struct wn_func *fn = l->sums[i].fi->fn;

		for (k = 0; k < fn->ncallees && !l->matters[i]; k++)
			l->matters[i] = wn_lk_find(p->model, fn->callees[k], &row) &&
					row.op < WN_LK_NONNULL;
		if (l->matters[i])
			work[n++] = i;
	}
	while (n) {
		struct wn_finfo *fi = l->sums[work[--n]].fi;

		for (k = 0; k < fi->ncallers; k++) {
			i = slot(l, fi->callers[k]) - l->sums;
			if (l->matters[i])
				continue;
			l->matters[i] = true;
			work[n++] = i;
		}
	}
	free(work);
}

struct wn_locks *wn_locks_new(struct wn_program *p)
{
	struct wn_locks *l = wn_xrealloc(NULL, sizeof(*l));
	uint32_t i;

	memset(l, 0, sizeof(*l));
	l->p = p;
	if (!p->model) {
		p->model = wn_model_new(version_of(p));
		wn_link(p);
	}
	l->sums = wn_xrealloc(NULL, (p->ninfos + 1) * sizeof(*l->sums));
	memset(l->sums, 0, (p->ninfos + 1) * sizeof(*l->sums));
	l->matters = wn_xrealloc(NULL, p->ninfos + 1);
	memset(l->matters, 0, p->ninfos + 1);
	for (i = 0; i < p->ninfos; i++)
		l->sums[i].fi = p->infos[i];
	qsort(l->sums, p->ninfos, sizeof(*l->sums), by_info);
	find_matters(l);
	return l;
}

void wn_locks_free(struct wn_locks *l)
{
	if (!l)
		return;
	for (uint32_t i = 0; i < l->p->ninfos; i++) {
		free(l->sums[i].sites);
		free(l->sums[i].calls);
	}
	free(l->sums);
	free(l->matters);
	wn_arena_free(&l->arena);
	free(l);
}

/* ---- exits ---- */

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
		return t->origin != NULL;
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
		if (e->maybe)
			continue;
		if (e->kind == WN_LK_REF &&
		    ( !e->term || (!outer(fn, e->term) && e->term != s->v->ret)))
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

static void leave(struct wn_lk_frame *f, struct wn_lk_state *s, const struct wn_stmt *at)
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
			x.ret = s->v->ret = t->args[1];
		else if (t->args[1] == x.ret && outer(fn, t->args[0]))
			x.ret = s->v->ret = t->args[0];
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
	if (sum->nexits >= MAX_EXITS / 2) {
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
	if (sum->nexits >= MAX_EXITS) {
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
static void drop_disputed(struct wn_lk_sum *s)
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

/* Nothing that a caller could tell: it is an opaque call. */
static bool is_neutral(const struct wn_lk_sum *s)
{
	for (uint32_t i = 0; i < s->nexits; i++) {
		if (s->exits[i].nents)
			return false;
	}
	return true;
}

static void run(struct wn_locks *l, struct wn_lk_sum *sum)
{
	struct wn_program *p = l->p;
	struct wn_func *fn = sum->fi->fn;
	struct wn_arena arena = { 0 };
	struct wn_trace trace = { .root = fn };
	struct wn_engine e = {
		.prog = p, .model = p->model, .ts = p->ts, .arena = &arena, .keep = &arena,
		.root = fn, .trace = &trace,
	};
	struct wn_ctx ctx = { .fn = fn };
	struct wn_lk_frame f = {
		.l = l, .e = &e, .f = { fn, sum->fi->cfg, &ctx }, .sum = sum, .a = &arena,
	};
	struct wn_lk_state *s = wn_new(&arena, struct wn_lk_state);
	uint32_t i;

	s->v = wn_st_new(&arena, fn->nssa);
	for (i = 0; i < fn->nssa; i++) {
		if (fn->ssa[i].param >= 0)
			s->v->ssa[i] = wn_t_param(p->ts, fn->name, (uint32_t)fn->ssa[i].param);
	}
	for (i = 0; i < fn->nvars; i++) {
		if (fn->vars[i].param >= 0)
			wn_st_store(&arena, s->v, wn_t_varaddr(p->ts, fn, i),
				    wn_t_param(p->ts, fn->name, (uint32_t)fn->vars[i].param));
	}
	sum->exits = wn_new_n(&l->arena, struct wn_lk_exit, MAX_EXITS);
	wn_lk_run_body(&f, s, leave);
	wn_arena_free(&arena);
}

struct wn_lk_sum *wn_locks_of(struct wn_locks *l, struct wn_finfo *fi)
{
	struct wn_lk_sum *sum = slot(l, fi);

	if (sum->done || sum->busy)
		return sum;
	if (!l->matters[sum - l->sums]) {
		sum->done = sum->neutral = true;
		return sum;
	}
	if (!wn_ready(l->p, fi)) {
		sum->bound = "its facts are damaged";
		sum->done = true;
		return sum;
	}
	sum->busy = true;
	run(l, sum);
	sum->busy = false;
	sum->done = true;
	drop_disputed(sum);
	sum->neutral = is_neutral(sum);
	/* The recursive call was taken as neutral: right when it is. */
	if (sum->assumed && !sum->neutral && !sum->bound)
		sum->bound = "recursion";
	l->nrun++;
	l->nbound += sum->bound != NULL;
	return sum;
}
