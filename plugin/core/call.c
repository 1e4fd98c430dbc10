// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Calls run in place, in the calling context. What the callee cannot see (the
 * caller's variables, facts about its loop) is set aside, and loop-dependent
 * arguments get the name "argument n of this call", so that the rounds of a
 * loop enter the callee in one state, and the result is found, not computed.
 */
#include <stdlib.h>
#include <string.h>

#include "deadline.h"
#include "engine.h"

struct wn_memo {
	uint64_t key[2];
	const struct wn_func *fn;
	const struct wn_ctx *ctx;
	struct wn_states exits;
};

struct aside {
	const struct wn_term **ssa;
	uint32_t nssa;
	struct wn_cell *mem;
	uint32_t nmem;
	struct wn_known *known;
	uint32_t nknown;
	bool flagged;
	const struct wn_ob **done;	/* obligations that nothing can change any more */
	uint32_t ndone;
	const struct wn_term *orig[32], *sym[32];	/* renamed arguments */
	uint32_t nrenamed;
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

static bool private_cell(const struct wn_func *fn, const struct wn_cell *c)
{
	const struct wn_term *o = wn_t_object(c->addr);

	return o->kind == WN_T_VARADDR && o->origin == fn &&
	       !fn->vars[o->val].addressed;
}

/* Can the callee get at the range, through its arguments or what is stored? */
static bool range_reachable(const struct wn_state *s, const struct wn_term **args,
			    uint32_t nargs, const struct wn_term *range)
{
	const struct wn_term *obj = range ? wn_t_object(range) : NULL;
	uint32_t i;

	if (!obj || obj->kind != WN_T_VARADDR)
		return true;
	for (i = 0; i < nargs; i++) {
		if (wn_t_contains(args[i], obj))
			return true;
	}
	for (i = 0; i < s->nmem; i++) {
		if (wn_t_contains(s->mem[i].val, obj))
			return true;
	}
	return false;
}

static bool is_done(const struct wn_engine *e, const struct wn_state *s,
		    const struct wn_term **args, uint32_t nargs, const struct wn_ob *o)
{
	const char *why;
	bool flushed = o->c != WN_TOLD_NO || wn_model_version(e->model) < 606;

	/* Waits for the end of a range that only a caller can close. */
	if (o->drop.stmt && !o->br_end.stmt && o->br_obj && flushed &&
	    !(o->row->flags & WN_F_DETACH) &&
	    o->c != WN_TOLD_RECORDED && o->c != WN_TOLD_BATCHED &&
	    !range_reachable(s, args, nargs, o->br_obj))
		return true;
	if (!o->drop.stmt || !o->br_end.stmt || o->row->flags & WN_F_DETACH ||
	    o->c == WN_TOLD_NO ||
	    o->c == WN_TOLD_RECORDED || o->c == WN_TOLD_BATCHED)
		return false;
	return o->t != WN_TOLD_NO || wn_ob_deadline(o, &why) == WN_D_NEVER;
}

static void reach(struct wn_terms *ts, const struct wn_term *t)
{
	if (t)
		wn_t_reach_add(ts, t);
}

/*
 * Can the callee ask this again?  What a live entry held when the caller read it
 * is known to who is given the entry, not only to who is given the value.
 */
static bool can_ask(struct wn_terms *ts, const struct wn_term *t)
{
	if (wn_t_reached(ts, t))
		return true;
	if (t->kind == WN_T_LOAD)
		return wn_t_reached(ts, t->args[0]);
	if (t->kind != WN_T_CALL || t->origin || !t->nargs)
		return false;
	for (uint32_t i = 0; i < t->nargs; i++) {
		if (!can_ask(ts, t->args[i]))
			return false;
	}
	return true;
}

/*
 * What the callee can name: its arguments, what is pending on its behalf, and then
 * whatever is stored where these lead. The other cells, of the caller's own objects
 * and of its counters, would only make many states of the callee out of one.
 */
static void set_cells_aside(struct wn_engine *e, const struct wn_func *caller,
			    struct wn_state *s, struct aside *a,
			    const struct wn_term **args, uint32_t nargs)
{
	bool *in = wn_new_n(e->arena, bool, s->nmem + 1), more;
	struct wn_terms *ts = e->ts;
	uint32_t i, n = 0;

	wn_t_reach_start(ts);
	for (i = 0; i < nargs; i++)
		reach(ts, args[i]);
	for (i = 0; i < s->nact; i++) {
		reach(ts, s->act[i]->entry);
		reach(ts, s->act[i]->gather);
	}
	for (i = 0; i < s->nwait; i++)
		reach(ts, s->wait[i]->gather);
	for (i = 0; i < s->nbr; i++)
		reach(ts, s->br[i].obj);
	do {
		more = false;
		for (i = 0; i < s->nmem; i++) {
			if (in[i] || private_cell(caller, &s->mem[i]) ||
			    !wn_t_reached(ts, wn_t_object(s->mem[i].addr)))
				continue;
			in[i] = more = true;
			reach(ts, s->mem[i].val);
		}
	} while (more);
	a->mem = wn_new_n(e->arena, struct wn_cell, s->nmem + 1);
	for (i = 0; i < s->nmem; i++) {
		if (in[i])
			s->mem[n++] = s->mem[i];
		else
			a->mem[a->nmem++] = s->mem[i];
	}
	s->nmem = n;
	/* What is known of a flag that a walker carries counts, whoever is called. */
	for (i = 0; i < a->nmem; i++) {
		if (!private_cell(caller, &a->mem[i]))
			reach(ts, a->mem[i].val);
	}
	a->flagged = s->flagged;
	for (i = 0; i < s->nknown; i++)
		s->flagged |= wn_is_flag(s->known[i].term) && can_ask(ts, s->known[i].term);
}

/* A page that was copied is another one as soon as either of the two is written. */
static bool can_undo(const struct wn_engine *e, const struct wn_term *t)
{
	bool can = false;

	for (uint32_t i = 0; t->name == e->same_content && i < t->nargs; i++)
		can |= can_ask(e->ts, t->args[i]);
	return can;
}

static void set_aside(struct wn_engine *e, const struct wn_frame *f, struct wn_state *s,
		      struct aside *a, const struct wn_term **args, uint32_t nargs)
{
	uint32_t i, n = 0;

	a->ssa = s->ssa;
	a->nssa = s->nssa;
	a->known = wn_new_n(e->arena, struct wn_known, s->nknown + 1);
	set_cells_aside(e, f->fn, s, a, args, nargs);
	for (i = n = 0; i < s->nknown; i++) {
		const struct wn_term *t = s->known[i].term;

		if (t->loopy || (!can_ask(e->ts, t) && !can_undo(e, t) &&
				 !wn_asks_observed(e->model, t)))
			a->known[a->nknown++] = s->known[i];
		else
			s->known[n++] = s->known[i];
	}
	s->nknown = n;
	a->done = wn_new_n(e->arena, const struct wn_ob *, s->nwait + 1);
	for (i = n = 0; i < s->nwait; i++) {
		if (is_done(e, s, args, nargs, s->wait[i]))
			a->done[a->ndone++] = s->wait[i];
		else
			s->wait[n++] = s->wait[i];
	}
	s->nwait = n;
}

/* Numbers of unknown values of a call: those above stand for its arguments. */
#define LOOP_ARG 10000

bool wn_is_loop_arg(const struct wn_term *t)
{
	return t->kind == WN_T_UNKNOWN && t->val >= LOOP_ARG;
}

/* Ranges that are open go by the names that the callee knows, or back by the old ones. */
static void rename_ranges(struct wn_engine *e, const struct aside *a, struct wn_state *s,
			  bool back)
{
	uint32_t i, k;

	for (i = 0; i < s->nbr; i++) {
		for (k = 0; k < a->nrenamed && s->br[i].start; k++)
			s->br[i].start = wn_t_subst(e->ts, s->br[i].start,
						    back ? a->sym[k] : a->orig[k],
						    back ? a->orig[k] : a->sym[k]);
	}
}

static const struct wn_term *rename_arg(struct wn_engine *e, struct aside *a,
					struct wn_state *s, const struct wn_stmt *st,
					const struct wn_term *t, uint32_t n)
{
	const struct wn_term *sym;
	uint32_t i;

	if (!t->loopy)
		return t;
	for (i = 0; i < a->nrenamed; i++) {
		if (a->orig[i] == t)
			return a->sym[i];
	}
	sym = wn_t_unknown(e->ts, st, LOOP_ARG + n);
	wn_st_kill(e->arena, s, sym);
	if (a->nrenamed < 32) {
		a->orig[a->nrenamed] = t;
		a->sym[a->nrenamed++] = sym;
	}
	return sym;
}

/*
 * An argument that is made from others (the page that an entry maps, next to the
 * pointer to the entry) stays made from them: it must come last.
 */
static bool made_from_others(const struct wn_term **args, uint32_t nargs, uint32_t n)
{
	for (uint32_t i = 0; args[n]->loopy && i < nargs; i++) {
		if (i != n && args[i] != args[n] && args[i]->loopy &&
		    wn_t_contains(args[n], args[i]))
			return true;
	}
	return false;
}

static const struct wn_term *rename_made(struct wn_engine *e, struct aside *a,
					 struct wn_state *s, const struct wn_stmt *st,
					 const struct wn_term *arg, uint32_t n)
{
	const struct wn_term *t = arg;

	for (uint32_t i = 0; i < a->nrenamed; i++)
		t = wn_t_subst(e->ts, t, a->orig[i], a->sym[i]);
	return t->loopy ? rename_arg(e, a, s, st, arg, n) : t;
}

/* What the caller found out about an argument holds under its new name too. */
static void rename_facts(struct wn_engine *e, const struct aside *a, struct wn_state *s)
{
	uint32_t i, k, n = s->nknown;
	struct wn_known *old = wn_new_n(e->arena, struct wn_known, n + 1);

	if (n)
		memcpy(old, s->known, n * sizeof(*old));
	for (i = 0; i < n && a->nrenamed; i++) {
		const struct wn_term *t = old[i].term;

		for (k = 0; k < a->nrenamed; k++)
			t = wn_t_subst(e->ts, t, a->orig[k], a->sym[k]);
		if (t != old[i].term && !t->loopy)
			wn_st_assume(e->arena, s, t, old[i].equal, old[i].val);
	}
}

static const struct wn_term *name_back(const struct aside *a, const struct wn_term *t)
{
	for (uint32_t i = 0; i < a->nrenamed; i++) {
		if (t == a->sym[i])
			return a->orig[i];
	}
	return t;
}

/* Until 5.0 a range is known by its mm, which may be a renamed argument. */
static void name_ranges_back(struct wn_engine *e, const struct aside *a, struct wn_state *x)
{
	struct wn_bracket *br;
	uint32_t i;

	if (!a->nrenamed || !x->nbr)
		return;
	br = wn_new_n(e->arena, struct wn_bracket, x->nbr);
	for (i = 0; i < x->nbr; i++) {
		br[i] = x->br[i];
		br[i].obj = name_back(a, br[i].obj);
	}
	x->br = br;
	for (i = 0; i < x->nact + x->nwait; i++) {
		bool act = i < x->nact;
		uint32_t k = act ? i : i - x->nact;
		const struct wn_ob *o = act ? x->act[k] : x->wait[k];

		if (o->br_obj && !o->br_end.stmt && name_back(a, o->br_obj) != o->br_obj)
			wn_ob_edit(e, x, act, k)->br_obj = name_back(a, o->br_obj);
	}
}

static void bring_back(struct wn_engine *e, const struct aside *a, struct wn_state *x)
{
	uint32_t i;

	name_ranges_back(e, a, x);
	x->flagged = a->flagged;
	x->ssa = wn_new_n(e->arena, const struct wn_term *, a->nssa + 1);
	memcpy(x->ssa, a->ssa, (a->nssa + 1) * sizeof(*a->ssa));
	x->nssa = a->nssa;
	for (i = 0; i < a->nmem; i++)
		wn_st_store(e->arena, x, a->mem[i].addr, a->mem[i].val);
	for (i = 0; i < a->nknown; i++)
		wn_st_assume(e->arena, x, a->known[i].term, a->known[i].equal,
			     a->known[i].val);
	for (i = 0; i < a->ndone; i++)
		wn_st_push_wait(e->arena, x, a->done[i]);
	for (i = 0; i < x->nact; i++) {
		const struct wn_term *t = x->act[i]->entry;

		if (t && name_back(a, t) != t)
			wn_ob_edit(e, x, true, i)->entry = name_back(a, t);
	}
	for (i = 0; i < x->nheld; i++) {
		if (x->held[i].term)
			x->held[i].term = name_back(a, x->held[i].term);
	}
	if (x->ret)
		x->ret = name_back(a, x->ret);
	rename_ranges(e, a, x, true);
}

static void hash_state(const struct wn_state *s, uint64_t key[2])
{
	uint64_t h = wn_mix(wn_mix(s->fill, s->released + 2u * s->flagged), s->fill_from ? s->fill_from->id : 0);
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
	struct aside a = { 0 };
	struct wn_states exits;
	uint32_t i, k;

	for (i = 0; i < nargs; i++)
		in[i] = made_from_others(args, nargs, i) ? NULL :
			rename_arg(e, &a, s, st, args[i], i);
	for (i = 0; i < nargs; i++) {
		if (!in[i])
			in[i] = rename_made(e, &a, s, st, args[i], i);
	}
	rename_ranges(e, &a, s, false);
	rename_facts(e, &a, s);
	set_aside(e, f, s, &a, in, nargs);
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
		bring_back(e, &a, x);
		for (i = 0; i < fn->nvars; i++)
			wn_st_forget(x, wn_t_varaddr(e->ts, fn, i));
		wn_assign(e, f, x, &st->lhs, x->ret ? x->ret : wn_t_unknown(e->ts, st, 0));
		x->ret = NULL;
		wn_states_push(e, out, x);
	}
}
