// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the callee cannot see, the caller's variables and facts about its loop, is
 * set aside while it runs: the rounds of a loop enter it in one state then.
 */
#include <string.h>

#include "aside.h"
#include "deadline.h"

/* A local whose address nobody has */
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
			    struct wn_state *s, struct wn_aside *a,
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
			in[i] = true;
			more = true;
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

void wn_set_aside(struct wn_engine *e, const struct wn_frame *f, struct wn_state *s,
		  struct wn_aside *a, const struct wn_term **args, uint32_t nargs)
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

void wn_bring_back(struct wn_engine *e, const struct wn_aside *a, struct wn_state *x)
{
	uint32_t i;

	wn_name_ranges_back(e, a, x);
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

		if (t && wn_name_back(a, t) != t)
			wn_ob_edit(e, x, true, i)->entry = wn_name_back(a, t);
	}
	for (i = 0; i < x->nheld; i++) {
		if (x->held[i].term)
			x->held[i].term = wn_name_back(a, x->held[i].term);
	}
	if (x->ret)
		x->ret = wn_name_back(a, x->ret);
	wn_rename_ranges(e, a, x, true);
}
