// SPDX-License-Identifier: GPL-2.0-or-later
/* Summaries: which functions matter, running them once, what callers may use. */
#include <stdlib.h>
#include <string.h>

#include "callback.h"
#include "locks-run.h"
#include "profile.h"

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
		p->model = wn_profile_model(p, NULL, NULL);
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
	wn_callbacks_free(l->cb);
	free(l->sums);
	free(l->matters);
	wn_arena_free(&l->arena);
	free(l);
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
	sum->exits = wn_new_n(&l->arena, struct wn_lk_exit, WN_LK_MAX_EXITS);
	wn_lk_run_body(&f, s, wn_lk_leave);
	wn_arena_free(&arena);
}

struct wn_lk_sum *wn_locks_calls(struct wn_locks *l, struct wn_finfo *fi)
{
	struct wn_lk_sum *sum = slot(l, fi);

	if (!l->matters[sum - l->sums] && !sum->busy) {
		l->matters[sum - l->sums] = true;
		sum->done = false;
	}
	return wn_locks_of(l, fi);
}

struct wn_lk_sum *wn_locks_of(struct wn_locks *l, struct wn_finfo *fi)
{
	struct wn_lk_sum *sum = slot(l, fi);

	if (sum->done || sum->busy)
		return sum;
	if (!l->matters[sum - l->sums]) {
		sum->done = true;
		sum->neutral = true;
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
	wn_lk_drop_disputed(sum);
	sum->neutral = is_neutral(sum);
	/* The recursive call was taken as neutral: right when it is. */
	if (sum->assumed && !sum->neutral && !sum->bound)
		sum->bound = "recursion";
	sum->disputed = !sum->neutral && !sum->bound && wn_lk_conflict(l, sum);
	l->nrun++;
	l->nbound += !!sum->bound;
	return sum;
}
