// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loop-dependent arguments are "argument n of this call" while the callee runs, so
 * that all rounds of a loop call it with the same.
 */
#include <string.h>

#include "aside.h"

/* Numbers of unknown values of a call: those above stand for its arguments. */
#define LOOP_ARG 10000

bool wn_is_loop_arg(const struct wn_term *t)
{
	return t->kind == WN_T_UNKNOWN && t->val >= LOOP_ARG;
}

void wn_rename_ranges(struct wn_engine *e, const struct wn_aside *a, struct wn_state *s,
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

static const struct wn_term *rename_arg(struct wn_engine *e, struct wn_aside *a,
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
	if (a->nrenamed < WN_MAX_RENAMED) {
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

static const struct wn_term *rename_made(struct wn_engine *e, struct wn_aside *a,
					 struct wn_state *s, const struct wn_stmt *st,
					 const struct wn_term *arg, uint32_t n)
{
	const struct wn_term *t = arg;

	for (uint32_t i = 0; i < a->nrenamed; i++)
		t = wn_t_subst(e->ts, t, a->orig[i], a->sym[i]);
	return t->loopy ? rename_arg(e, a, s, st, arg, n) : t;
}

/* What the caller found out about an argument holds under its new name too. */
static void rename_facts(struct wn_engine *e, const struct wn_aside *a, struct wn_state *s)
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

const struct wn_term *wn_name_back(const struct wn_aside *a, const struct wn_term *t)
{
	for (uint32_t i = 0; i < a->nrenamed; i++) {
		if (t == a->sym[i])
			return a->orig[i];
	}
	return t;
}

void wn_name_ranges_back(struct wn_engine *e, const struct wn_aside *a, struct wn_state *x)
{
	struct wn_bracket *br;
	uint32_t i;

	if (!a->nrenamed || !x->nbr)
		return;
	br = wn_new_n(e->arena, struct wn_bracket, x->nbr);
	for (i = 0; i < x->nbr; i++) {
		br[i] = x->br[i];
		br[i].obj = wn_name_back(a, br[i].obj);
	}
	x->br = br;
	for (i = 0; i < x->nact + x->nwait; i++) {
		bool act = i < x->nact;
		uint32_t k = act ? i : i - x->nact;
		const struct wn_ob *o = act ? x->act[k] : x->wait[k];

		if (o->br_obj && !o->br_end.stmt && wn_name_back(a, o->br_obj) != o->br_obj)
			wn_ob_edit(e, x, act, k)->br_obj = wn_name_back(a, o->br_obj);
	}
}

void wn_name_args(struct wn_engine *e, struct wn_aside *a, struct wn_state *s,
		  const struct wn_stmt *st, const struct wn_term **args, uint32_t nargs,
		  const struct wn_term **in)
{
	uint32_t i;

	for (i = 0; i < nargs; i++)
		in[i] = made_from_others(args, nargs, i) ? NULL :
			rename_arg(e, a, s, st, args[i], i);
	for (i = 0; i < nargs; i++) {
		if (!in[i])
			in[i] = rename_made(e, a, s, st, args[i], i);
	}
	wn_rename_ranges(e, a, s, false);
	rename_facts(e, a, s);
}
