// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Predicates on constants: "should_defer_flush(mm, 0)" is false, whatever mm is. The
 * body is followed for as long as constants alone decide where it goes.
 */
#include <string.h>

#include "engine.h"

#define MAX_FOLD_BLOCKS 16
#define MAX_FOLD_PHIS 16

/* Nothing but values: false where something is stored, called or asked of memory. */
static bool fold_block(struct wn_engine *e, const struct wn_frame *f, struct wn_state *s,
		       const struct wn_block *bb, const struct wn_term **ret)
{
	const struct wn_term *args[2];
	uint32_t i, k;

	for (i = 0; i < bb->nstmts; i++) {
		const struct wn_stmt *st = &bb->stmts[i];

		if (st->kind != WN_ASSIGN && st->kind != WN_RETURN)
			return false;
		if (!st->nargs || st->nargs > 2)
			return false;
		for (k = 0; k < st->nargs; k++) {
			if (st->args[k].nsteps)
				return false;
			args[k] = wn_eval(e, f, s, &st->args[k], NULL);
		}
		if (st->kind == WN_RETURN) {
			*ret = args[0];
			return true;
		}
		if (st->op == WN_OP_OTHER || st->lhs.base != WN_BASE_SSA || st->lhs.nsteps)
			return false;
		if (st->op == WN_OP_COPY)
			s->ssa[st->lhs.id] = args[0];
		else if (st->op >= WN_OP_EQ && st->op <= WN_OP_GE && st->nargs == 2)
			s->ssa[st->lhs.id] = wn_compare(e, st->op, args[0], args[1]);
		else
			s->ssa[st->lhs.id] = wn_t_op(e->ts, st->op, args, st->nargs);
	}
	return true;
}

/* The one way out of @bb; NULL when no constant says which. */
static const struct wn_edge *way_out(struct wn_engine *e, const struct wn_frame *f,
				     const struct wn_state *s, const struct wn_block *bb)
{
	const struct wn_term *c;
	uint32_t i;

	if (bb->nsucc == 1)
		return &bb->succ[0];
	if (bb->nsucc != 2 || bb->succ[0].kind == WN_EDGE_CASE ||
	    bb->succ[0].kind == WN_EDGE_DEFAULT || bb->cond[0].nsteps || bb->cond[1].nsteps)
		return NULL;
	c = wn_compare(e, bb->cond_op, wn_eval(e, f, s, &bb->cond[0], NULL),
		       wn_eval(e, f, s, &bb->cond[1], NULL));
	for (i = 0; c->kind == WN_T_CONST && i < 2; i++) {
		if ((bb->succ[i].kind == WN_EDGE_TRUE && c->val) ||
		    (bb->succ[i].kind == WN_EDGE_FALSE && !c->val))
			return &bb->succ[i];
	}
	return NULL;
}

static bool fold_phis(struct wn_engine *e, const struct wn_frame *f, struct wn_state *s,
		      uint32_t from, const struct wn_block *bb)
{
	const struct wn_term *vals[MAX_FOLD_PHIS];
	uint32_t i, k;

	if (bb->nphis > MAX_FOLD_PHIS)
		return false;
	for (i = 0; i < bb->nphis; i++) {
		vals[i] = NULL;
		for (k = 0; k < bb->phis[i].n; k++) {
			if (bb->phis[i].preds[k] == from)
				vals[i] = wn_eval(e, f, s, &bb->phis[i].args[k], NULL);
		}
	}
	for (i = 0; i < bb->nphis; i++)
		s->ssa[bb->phis[i].dst] = vals[i];
	return true;
}

bool wn_fold_call(struct wn_engine *e, const struct wn_state *caller, struct wn_finfo *fi,
		  const struct wn_term **args, uint32_t nargs, int64_t *val)
{
	const struct wn_func *fn = fi->fn;
	const struct wn_frame f = { .fn = fn };
	const struct wn_term *ret = NULL;
	const struct wn_edge *ed;
	struct wn_state *s;
	uint32_t i, n, b = 0;
	bool any = false;
	int64_t v;

	/*
	 * An int is no answer but what an operation comes to, which may fail on
	 * another architecture.
	 */
	if (strcmp(fn->rettype, "_Bool"))
		return false;
	for (i = 0; i < nargs; i++)
		any |= wn_st_const(caller, args[i], &v);
	if (!any || !wn_ready(e->prog, fi) || !fn->nblocks)
		return false;
	s = wn_st_new(e->arena, fn->nssa);
	for (i = 0; i < fn->nssa; i++) {
		int32_t p = fn->ssa[i].param;

		if (p >= 0 && (uint32_t)p < nargs)
			s->ssa[i] = wn_st_const(caller, args[p], &v) ?
				wn_t_const(e->ts, v) : args[p];
	}
	for (n = 0; n < MAX_FOLD_BLOCKS; n++) {
		if (!fold_block(e, &f, s, &fn->blocks[b], &ret))
			return false;
		if (ret)
			return wn_st_const(s, ret, val);
		ed = way_out(e, &f, s, &fn->blocks[b]);
		if (!ed || !fold_phis(e, &f, s, b, &fn->blocks[ed->dst]))
			return false;
		b = ed->dst;
	}
	return false;
}
