// SPDX-License-Identifier: GPL-2.0-or-later
/* Which calls are nodes, which locks are held around them, where edges lead. */
#include <string.h>

#include "compiler.h"
#include "graph.h"

static uint32_t style_of(const struct wn_row *r)
{
	switch (r->kind) {
	case WN_K_CLEAR: case WN_K_CHANGE:
		return r->flags & WN_F_UPGRADE ? WN_N_SET : WN_N_CHANGE;
	case WN_K_SET: case WN_K_POPULATE:
		return WN_N_SET;
	case WN_K_FLUSH: case WN_K_TLB_BEGIN: case WN_K_TLB_RECORD: case WN_K_TLB_REMOVE:
	case WN_K_TLB_FLUSH: case WN_K_TLB_FINISH: case WN_K_BATCH: case WN_K_BATCH_FLUSH:
		return WN_N_FLUSH;
	case WN_K_TNOTIFY: case WN_K_PAGE_NOTIFY: case WN_K_YOUNG_NOTIFY: case WN_K_RELEASE:
		return WN_N_NOTIFY;
	case WN_K_RANGE_START: case WN_K_RANGE_START_NB: case WN_K_RANGE_END:
	case WN_K_RANGE_ONLY_END: case WN_K_RANGE_ADJUST:
		return WN_N_RANGE;
	case WN_K_PUT: case WN_K_FREE_TABLE:
		return WN_N_PAGE;
	case WN_K_LOCK: case WN_K_UNLOCK: case WN_K_TRYLOCK: case WN_K_LOCK_RET:
	case WN_K_LOCK_RET_COND: case WN_K_MAP_LOCK: case WN_K_WALK: case WN_K_WALK_DONE:
		return WN_N_LOCK;
	default:
		return WN_NOTHING;
	}
}

static uint32_t style_of_call(struct wn_graph *g, const char *name, int depth,
			      const struct wn_row **row)
{
	const struct wn_row *const *rows;
	struct wn_finfo *fi;
	uint32_t n, i;

	rows = wn_model_rows(g->model, name, &n);
	if (rows && rows[0]->kind != WN_K_NAME) {
		*row = rows[0];
		return style_of(rows[0]);
	}
	*row = NULL;
	fi = depth < 3 ? wn_resolve(g->prog, g->fn->unit, name) : NULL;
	for (i = 0; fi && fi->fn != g->fn && i < fi->fn->ncallees; i++) {
		const struct wn_row *r;
		uint32_t s = style_of_call(g, fi->fn->callees[i], depth + 1, &r);

		if (s != WN_NOTHING && s != WN_N_LOCK && s != WN_N_PAGE)
			return WN_N_CALL;
	}
	return WN_NOTHING;
}

static bool stores_entry(const struct wn_stmt *st)
{
	return st->kind == WN_ASSIGN && st->lhs.nsteps && st->type &&
	       st->lhs.steps[st->lhs.nsteps - 1].kind == WN_STEP_DEREF &&
	       (!strcmp(st->type, "pte_t") || !strcmp(st->type, "pmd_t") ||
		!strcmp(st->type, "pud_t"));
}

static const char *lock_text(struct wn_graph *g, const struct wn_stmt *st,
			     const struct wn_row *r)
{
	const char *s = "";

	if (r->kind == WN_K_LOCK_RET || r->kind == WN_K_LOCK_RET_COND)
		s = wn_result_text(&g->arena, g->fn, st);
	else if (r->ptep >= 0 && (uint32_t)r->ptep < st->nargs)
		s = wn_opnd_text(&g->arena, g->fn, &st->args[r->ptep]);
	return *s == '&' ? s + 1 : s;
}

/* A spinlock is a page-table lock by the name of its place, or by the helper that returned it. */
static enum wn_lock lock_kind(struct wn_graph *g, const struct wn_node_event *e)
{
	const struct wn_stmt *call;
	const struct wn_row *r;
	const char *name;

	if (e->row->lock != WN_LK_SPIN)
		return e->row->lock;
	name = strrchr(e->lock, '>');
	if (!name)
		name = strrchr(e->lock, '.');
	if (wn_place_lock(NULL, name ? name + 1 : e->lock) == WN_LK_PTL)
		return WN_LK_PTL;
	call = e->stmt->nargs ? wn_opnd_call(g->fn, &e->stmt->args[0]) : NULL;
	r = call && call->callee.base == WN_BASE_FUNC ?
	    wn_model_row(g->model, call->callee.name, WN_K_PURE) : NULL;
	return r && r->lock ? r->lock : WN_LK_SPIN;
}

void wn_graph_events(struct wn_graph *g)
{
	uint32_t b, k, s;

	for (b = 0; b < g->fn->nblocks; b++) {
		g->first[b] = g->nev;
		for (k = 0; k < g->fn->blocks[b].nstmts; k++) {
			const struct wn_stmt *st = &g->fn->blocks[b].stmts[k];
			const struct wn_row *row = NULL;

			s = stores_entry(st) ? WN_N_SET : WN_NOTHING;
			if (st->kind == WN_CALL && st->callee.base == WN_BASE_FUNC)
				s = style_of_call(g, st->callee.name, 0, &row);
			if (s == WN_NOTHING)
				continue;
			WN_PUSH(g->ev, g->nev, g->ev_cap,
				((struct wn_node_event){
					.stmt = st, .row = row, .node = s, .block = b,
					.lock = s == WN_N_LOCK ? lock_text(g, st, row) : "",
				}));
			if (s == WN_N_LOCK)
				g->ev[g->nev - 1].kind = lock_kind(g, &g->ev[g->nev - 1]);
		}
		g->end[b] = g->nev;
	}
}

/* ---- held locks ---- */

static uint32_t push(struct wn_graph *g, uint32_t up, uint32_t event)
{
	for (uint32_t i = 1; i < g->nreg; i++) {
		if (g->reg[i].up == up && g->reg[i].event == event)
			return i;
	}
	WN_PUSH(g->reg, g->nreg, g->reg_cap, ((struct wn_region){ up, event }));
	return g->nreg - 1;
}

static uint32_t without(struct wn_graph *g, uint32_t r, uint32_t gone)
{
	return !r || r == gone ? g->reg[r].up :
	       push(g, without(g, g->reg[r].up, gone), g->reg[r].event);
}

static bool same_kind(enum wn_lock a, enum wn_lock b)
{
	return a == b || (a <= WN_LK_SPIN && b <= WN_LK_SPIN);
}

/* The lock that an unlock drops: the one of that name, else the innermost. */
static uint32_t drop(struct wn_graph *g, uint32_t r, enum wn_lock kind, const char *name)
{
	uint32_t i, best = 0;

	for (i = r; i; i = g->reg[i].up) {
		const struct wn_node_event *e = &g->ev[g->reg[i].event];

		if (!same_kind(e->kind, kind))
			continue;
		if (*name && !strcmp(e->lock, name))
			return without(g, r, i);
		best = best ? best : i;
	}
	return best ? without(g, r, best) : r;
}

static uint32_t apply(struct wn_graph *g, uint32_t i, uint32_t r)
{
	struct wn_node_event *e = &g->ev[i];

	e->region = r;
	if (e->node != WN_N_LOCK)
		return r;
	switch (e->row->kind) {
	case WN_K_WALK_DONE:
	case WN_K_UNLOCK:
		return drop(g, r, e->kind, e->row->kind == WN_K_UNLOCK ? e->lock : "");
	case WN_K_WALK:
		r = drop(g, r, e->kind, e->lock);
		fallthrough;
	default:
		return e->region = push(g, r, i);
	}
}

static bool conditional(enum wn_kind k)
{
	return k == WN_K_TRYLOCK || k == WN_K_LOCK_RET_COND || k == WN_K_MAP_LOCK ||
	       k == WN_K_WALK;
}

/* Locks held along @edge: one that was asked for and not got is not. */
static uint32_t along(struct wn_graph *g, const struct wn_block *bb,
		      const struct wn_edge *edge, uint32_t r)
{
	const struct wn_stmt *call;
	bool negate;

	if (edge->kind != WN_EDGE_TRUE && edge->kind != WN_EDGE_FALSE)
		return r;
	call = wn_cond_call(g->fn, bb, &negate);
	if (!call || (edge->kind == WN_EDGE_TRUE) != negate)
		return r;
	for (uint32_t i = r; i; i = g->reg[i].up) {
		const struct wn_node_event *e = &g->ev[g->reg[i].event];

		if (e->stmt == call && conditional(e->row->kind))
			return without(g, r, i);
	}
	return r;
}

/* What both stacks have in common. */
static uint32_t meet(struct wn_graph *g, uint32_t a, uint32_t b)
{
	while (a != b) {
		if (a > b)
			a = g->reg[a].up;
		else
			b = g->reg[b].up;
	}
	return a;
}

void wn_graph_regions(struct wn_graph *g)
{
	uint32_t b, i, k, r, m, rounds = 0;
	bool again = true;

	WN_PUSH(g->reg, g->nreg, g->reg_cap, ((struct wn_region){ 0, 0 }));
	for (b = 0; b < g->fn->nblocks; b++)
		g->in[b] = b ? WN_NOTHING : 0;
	while (again && rounds++ < 64) {
		again = false;
		for (b = 0; b < g->fn->nblocks; b++) {
			const struct wn_block *bb = &g->fn->blocks[b];

			r = g->in[b];
			for (i = g->first[b]; r != WN_NOTHING && i < g->end[b]; i++)
				r = apply(g, i, r);
			for (k = 0; r != WN_NOTHING && k < bb->nsucc; k++) {
				uint32_t *in = &g->in[bb->succ[k].dst];

				m = along(g, bb, &bb->succ[k], r);
				m = *in == WN_NOTHING ? m : meet(g, *in, m);
				again |= m != *in;
				*in = m;
			}
		}
	}
}

/* ---- edges ---- */

static uint32_t leads_to(const struct wn_graph *g, uint32_t b)
{
	const struct wn_block *bb = &g->fn->blocks[b];
	uint32_t one = WN_NOTHING, k;

	if (g->first[b] < g->end[b])
		return g->first[b];
	for (k = 0; k < bb->nsucc; k++) {
		uint32_t r = g->rep[bb->succ[k].dst];

		if (r == WN_NOTHING || r == one)
			continue;
		if (one != WN_NOTHING)
			return WN_TO_POINT | b;
		one = r;
	}
	if (bb->nsucc)
		return one;
	/* What ends without a return dies: BUG() and its kind. */
	return bb->nstmts && bb->stmts[bb->nstmts - 1].kind == WN_RETURN ?
	       WN_TO_EXIT : WN_NOTHING;
}

void wn_graph_edges(struct wn_graph *g)
{
	uint32_t n = g->fn->nblocks, b, r, rounds;
	bool again = true;

	for (b = 0; b < n; b++)
		g->rep[b] = WN_NOTHING;
	for (rounds = 0; again && rounds < n + 2; rounds++) {
		again = false;
		for (b = n; b--; ) {
			r = leads_to(g, b);
			again |= r != g->rep[b];
			g->rep[b] = r;
		}
	}
}
