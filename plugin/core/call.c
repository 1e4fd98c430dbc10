// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Calls run in place, in the calling context. A callee that is entered in a state
 * in which it was before, by the same path, gives what it gave then.
 */
#include <stdlib.h>

#include "aside.h"

struct wn_memo {
	uint64_t key[2];
	const struct wn_func *fn;
	const struct wn_ctx *ctx;
	struct wn_states exits;
};

/* Equal contexts are one object, so that equal obligations are equal bytes. */
static const struct wn_ctx *call_ctx(struct wn_engine *e, const struct wn_ctx *up,
				     const struct wn_func *fn, const struct wn_stmt *st)
{
	const struct wn_ctx *c;
	uint32_t i;

	for (i = 0; i < e->nctxs; i++) {
		c = e->ctxs[i];
		if (c->up == up && c->call == st && c->fn == fn)
			return c;
	}
	c = wn_ctx(e, up, fn, st);
	WN_PUSH(e->ctxs, e->nctxs, e->ctxs_cap, c);
	return c;
}

static void hash_state(const struct wn_state *s, uint64_t key[2])
{
	uint64_t h = wn_mix(wn_mix(s->fill, s->released + 2u * s->flagged),
			    s->fill_from ? s->fill_from->id : 0);
	uint64_t w = 0;
	uint32_t i;

	for (i = 0; i < s->nssa; i++) {
		if (s->ssa[i])
			h = wn_mix(h, (uint64_t)i << 32 | s->ssa[i]->id);
	}
	for (i = 0; i < s->nmem; i++)
		h = wn_mix(h, (uint64_t)s->mem[i].addr->id << 32 | s->mem[i].val->id);
	for (i = 0; i < s->nknown; i++)
		w += wn_mix(wn_mix(s->known[i].term->id, s->known[i].equal),
			    (uint64_t)s->known[i].val);
	h = wn_mix(h, w);
	for (i = 0; i < s->nheld; i++)
		h = wn_mix(h, wn_mix(wn_mix(s->held[i].kind + (s->held[i].batch_seen ? 100 : 0),
					    (uintptr_t)s->held[i].at.stmt),
				     s->held[i].term ? s->held[i].term->id : 0));
	for (i = 0; i < s->nbr; i++)
		h = wn_mix(h, wn_hash(5, &s->br[i], sizeof(s->br[i])));
	for (i = 0, w = 0; i < s->nact; i++)
		w += wn_ob_meaning(s->act[i]) * 3;
	h = wn_mix(h, w);
	for (i = 0, w = 0; i < s->nwait; i++)
		w += wn_ob_meaning(s->wait[i]);
	key[0] = wn_mix(h, w);
	key[1] = wn_mix(wn_mix(key[0], w), h * 31 + s->nwait);
}

static struct wn_states run(struct wn_engine *e, const struct wn_ctx *ctx,
			    struct wn_finfo *fi, struct wn_state *s)
{
	struct wn_states exits = { 0 };
	struct wn_memo m = { .fn = fi->fn, .ctx = ctx };
	uint32_t i, k;

	hash_state(s, m.key);
	for (i = 0; i < e->nmemo; i++) {
		if (e->memo[i].key[0] != m.key[0] || e->memo[i].key[1] != m.key[1] ||
		    e->memo[i].fn != fi->fn || e->memo[i].ctx != ctx)
			continue;
		for (k = 0; k < e->memo[i].exits.n; k++)
			wn_states_push(e, &exits, wn_st_clone(e->arena, e->memo[i].exits.s[k]));
		return exits;
	}
	exits = wn_run_body(e, fi->fn, fi->cfg, ctx, s);
	for (k = 0; k < exits.n; k++)
		wn_states_push(e, &m.exits, wn_st_clone(e->arena, exits.s[k]));
	WN_PUSH(e->memo, e->nmemo, e->memo_cap, m);
	return exits;
}

void wn_run_call(struct wn_engine *e, const struct wn_frame *f, struct wn_state *s,
		 const struct wn_stmt *st, struct wn_finfo *fi,
		 const struct wn_term **args, uint32_t nargs, struct wn_states *out)
{
	const struct wn_func *fn = fi->fn;
	const struct wn_term *in[32];
	struct wn_aside a = { 0 };
	struct wn_states exits;
	uint32_t i, k;

	wn_name_args(e, &a, s, st, args, nargs, in);
	wn_set_aside(e, f, s, &a, in, nargs);
	s->ssa = wn_new_n(e->arena, const struct wn_term *, fn->nssa + 1);
	s->nssa = fn->nssa;
	for (i = 0; i < fn->nssa; i++) {
		if (fn->ssa[i].param >= 0 && (uint32_t)fn->ssa[i].param < nargs)
			s->ssa[i] = in[fn->ssa[i].param];
	}
	for (i = 0; i < fn->nvars; i++) {
		if (fn->vars[i].param >= 0 && (uint32_t)fn->vars[i].param < nargs)
			wn_st_store(e->arena, s, wn_t_varaddr(e->ts, fn, i),
				    in[fn->vars[i].param]);
		else if (s->nmem)
			wn_st_forget(s, wn_t_varaddr(e->ts, fn, i));
	}
	exits = run(e, call_ctx(e, f->ctx, fn, st), fi, s);
	for (k = 0; k < exits.n; k++) {
		struct wn_state *x = exits.s[k];

		/* What no page-table lock protects is settled when its function ends. */
		if (!wn_st_holds(x, WN_LK_PTL) && x->nact)
			wn_unlocked_drop(e, x, (struct wn_at){ st, f->ctx });
		wn_bring_back(e, &a, x);
		for (i = 0; i < fn->nvars; i++)
			wn_st_forget(x, wn_t_varaddr(e->ts, fn, i));
		wn_assign(e, f, x, &st->lhs, x->ret ? x->ret : wn_t_unknown(e->ts, st, 0));
		x->ret = NULL;
		wn_states_push(e, out, x);
	}
}
