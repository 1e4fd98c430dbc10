// SPDX-License-Identifier: GPL-2.0-or-later
/* What a call does to the locks: a primitive's row, or the callee's summary. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "locks-run.h"

#define MAX_ARGS 32

struct rebase {
	struct wn_lk_frame *r;
	const struct wn_state *s;	/* the caller's, before the call */
	const struct wn_stmt *st;
	const struct wn_func *callee;
	const struct wn_term **args;
	uint32_t nargs;
	const struct wn_term *memo_from[24], *memo_to[24];
	uint32_t nmemo;
	int depth;
};

/* A term of the callee's, in the caller: what only the callee knows gets a new name. */
static const struct wn_term *rebase(struct rebase *b, const struct wn_term *t)
{
	struct wn_terms *ts = b->r->e->ts;
	const struct wn_term *args[8], *v;
	uint32_t i;
	bool same = true;

	if (!t)
		return NULL;
	switch (t->kind) {
	case WN_T_CONST: case WN_T_STR: case WN_T_GLOBADDR: case WN_T_FUNCADDR:
		return t;
	case WN_T_PARAM:
		if (!strcmp(t->name, b->callee->name) && (uint32_t)t->val < b->nargs)
			return b->args[t->val];
		break;
	case WN_T_FIELD:
		return wn_t_field(ts, rebase(b, t->args[0]), t->name, t->type);
	case WN_T_ELEM:
		return wn_t_elem(ts, rebase(b, t->args[0]), t->val);
	case WN_T_SEL:
		return wn_t_sel(ts, rebase(b, t->args[0]), t->name);
	case WN_T_LOAD:
		return wn_st_load(ts, b->s, rebase(b, t->args[0]));
	case WN_T_OP:
	case WN_T_CALL:
		if (t->origin || t->nargs > 8 || t->loopy || ++b->depth > 60)
			break;
		for (i = 0; i < t->nargs; i++) {
			args[i] = rebase(b, t->args[i]);
			same &= args[i] == t->args[i];
		}
		if (same && t->nargs)
			return t;
		return t->kind == WN_T_OP ? wn_t_op(ts, t->op, args, t->nargs) :
			wn_t_call(ts, t->name, args, t->nargs, NULL);
	default:
		break;
	}
	for (i = 0; i < b->nmemo; i++) {
		if (b->memo_from[i] == t)
			return b->memo_to[i];
	}
	v = wn_t_unknown(ts, b->st, 100 + (int64_t)(t->id));
	if (b->nmemo < WN_ARRAY_SIZE(b->memo_from)) {
		b->memo_from[b->nmemo] = t;
		b->memo_to[b->nmemo++] = v;
	}
	return v;
}

static void apply_exit(struct rebase *b, const struct wn_lk_exit *x, struct wn_lk_state *s,
		       bool many, struct wn_lk_states *out)
{
	struct wn_lk_frame *r = b->r;
	const struct wn_stmt *st = b->st;
	const struct wn_term *ret, *t;
	uint32_t i;
	int k;

	for (i = 0; i < x->nknown; i++) {
		t = rebase(b, x->known[i].term);
		if (!wn_st_assume(r->a, s->v, t, x->known[i].equal, x->known[i].val))
			return;
	}
	for (i = 0; i < x->nents; i++) {
		const struct wn_lk_ent *e = &x->ents[i];

		t = rebase(b, e->term);
		if (t && (e->kind == WN_LK_REF || e->kind == WN_LK_FOLIO))
			t = wn_lk_base(r, t);
		if (!wn_lk_not_null(r, s, t))
			return;
		if (e->min < 0)
			wn_lk_need(r->a, s, e->kind, t, st);
		for (k = 0; k < e->delta; k++)
			wn_lk_take(r->a, s, e->kind, t, st);
		for (k = 0; k > e->delta; k--)
			wn_lk_drop(r->a, s, e->kind, t, st);
		if (e->delta)
			wn_lk_note_site(r, st, b->callee->name, e->kind, e->delta, t, many);
	}
	for (i = 0; i < x->ncells; i++) {
		const struct wn_term *addr = rebase(b, x->cells[i].addr), *v;

		v = x->cells[i].val ? rebase(b, x->cells[i].val) :
			wn_t_unknown(r->e->ts, st, 50 + i);
		if (x->truth[i] >= 0 && !wn_st_assume_truth(r->a, s->v, v, x->truth[i]))
			return;
		if (addr && !addr->loopy)
			wn_st_store(r->a, s->v, addr, v);
	}
	ret = x->is_const ? wn_t_const(r->e->ts, x->val) : x->ret ? rebase(b, x->ret) : NULL;
	if (ret && ret->kind == WN_T_UNKNOWN && ret->origin == st)
		wn_st_kill(r->a, s->v, ret);
	if (!ret)
		ret = wn_t_unknown(r->e->ts, st, 0);
	if ((x->cls == WN_LK_ZERO && !wn_st_assume_truth(r->a, s->v, ret, false)) ||
	    ((x->cls == WN_LK_NONZERO || x->cls == WN_LK_ERROR) &&
	     !wn_st_assume_truth(r->a, s->v, ret, true)))
		return;
	wn_assign(r->e, &r->f, s->v, &st->lhs, ret);
	wn_lk_push(r->a, out, s);
}

/* ---- calls ---- */

/* Met over the paths to the call: held is what every one of them holds. */
static void note_call(struct wn_lk_frame *r, const struct wn_lk_state *s,
		      const struct wn_stmt *st, const struct wn_func *callee,
		      const struct wn_term **args, uint32_t nargs)
{
	struct wn_lk_sum *sum = r->sum;
	struct wn_lk_call *c = NULL;
	uint32_t i, k, n;

	for (i = 0; i < sum->ncalls && !c; i++) {
		if (sum->calls[i].stmt == st && sum->calls[i].callee == callee)
			c = &sum->calls[i];
	}
	if (!c) {
		struct wn_lk_call new = { .stmt = st, .callee = callee, .nents = s->nents,
					  .nargs = nargs };

		new.ents = wn_new_n(&r->l->arena, struct wn_lk_ent, s->nents + 1);
		memcpy(new.ents, s->ents, s->nents * sizeof(*s->ents));
		new.args = wn_new_n(&r->l->arena, const struct wn_term *, nargs + 1);
		memcpy(new.args, args, nargs * sizeof(*args));
		WN_PUSH(sum->calls, sum->ncalls, sum->calls_cap, new);
		return;
	}
	for (i = 0, n = 0; i < c->nents; i++) {
		struct wn_lk_ent e = c->ents[i];

		for (k = 0; k < s->nents; k++) {
			if (s->ents[k].kind == e.kind && s->ents[k].delta > 0 &&
			    (s->ents[k].term == e.term || e.kind == WN_LK_PTL))
				break;
		}
		if (e.delta <= 0 || k < s->nents) {
			c->ents[n++] = e;
		} else if (e.kind == WN_LK_REF || e.kind == WN_LK_FOLIO) {
			/* the object has another name on this path */
			for (k = 0; k < s->nents; k++) {
				uint32_t a;

				for (a = 0; a < nargs; a++) {
					if (s->ents[k].kind == e.kind && s->ents[k].delta > 0 &&
					    s->ents[k].term == wn_lk_base(r, args[a]) &&
					    wn_lk_base(r, c->args[a]) == e.term)
						break;
				}
				if (a < nargs) {
					c->ents[n++] = e;
					break;
				}
			}
		}
	}
	c->nents = n;
}

/* PageAnon(&folio->page) and folio_test_anon(folio) ask one question. */
static const struct wn_term *pure_value(struct wn_lk_frame *r, const char *name,
					const struct wn_term **args, uint32_t nargs)
{
	const struct wn_term *base;
	char flag[64];

	if (nargs != 1 || !wn_lk_page_flag(name, flag, sizeof(flag)))
		return wn_t_call(r->e->ts, name, args, nargs, NULL);
	base = wn_lk_base(r, args[0]);
	return wn_t_call(r->e->ts, wn_intern(r->e->prog->strs, flag), &base, 1, NULL);
}

/* What was given up or cannot be told apart does not spread: it is said instead. */
static void rest_on(struct wn_lk_frame *r, const char *name)
{
	struct wn_lk_sum *s = r->sum;
	const char *p = s->rests ? strstr(s->rests, name) : NULL;

	if (p && (p == s->rests || p[-1] == ' ') && (!p[strlen(name)] || p[strlen(name)] == ','))
		return;
	if (s->nrests++ < 12)
		s->rests = wn_printf(&r->l->arena, "%s%s%s", s->rests ? s->rests : "",
				     s->rests ? ", " : "", name);
}

static void rest_on_all(struct wn_lk_frame *r, const char *names)
{
	for (const char *p = names; *p; p += strspn(p, ", ")) {
		size_t n = strcspn(p, ",");

		rest_on(r, wn_intern_n(r->e->prog->strs, p, n));
		p += n;
	}
}

void wn_lk_do_call(struct wn_lk_frame *r, struct wn_lk_state *s, const struct wn_stmt *st,
		   struct wn_lk_states *out)
{
	struct wn_engine *e = r->e;
	const struct wn_term *args[MAX_ARGS], *ret, *target;
	uint32_t i, nargs = st->nargs < MAX_ARGS ? st->nargs : MAX_ARGS;
	const char *name = NULL;
	struct wn_finfo *fi = NULL;
	struct wn_lk_sum *sum = NULL;
	struct wn_lk_row row;
	bool pure, found;

	if (st->nargs > nargs && !r->sum->bound)
		r->sum->bound = "a call with more than 32 arguments";
	for (i = 0; i < nargs; i++)
		args[i] = wn_eval(e, &r->f, s->v, &st->args[i], NULL);
	if (st->callee.base == WN_BASE_FUNC) {
		name = st->callee.name;
		fi = wn_resolve(e->prog, r->f.fn->unit, name);
	} else {
		target = wn_eval(e, &r->f, s->v, &st->callee, NULL);
		if (target->kind == WN_T_CONST && !target->val)
			return;
		if (target->kind == WN_T_FUNCADDR) {
			name = target->name;
			fi = target->origin ? wn_finfo(target->origin) : NULL;
		} else {
			r->sum->indirect = true;
			name = "(*)()";
		}
	}
	name = wn_intern(e->prog->strs, name);
	if (!strcmp(name, "__builtin_unreachable"))
		return;
	if (fi || st->callee.base != WN_BASE_FUNC)
		note_call(r, s, st, fi ? fi->fn : NULL, args, nargs);
	found = wn_lk_find(e->model, name, &row);
	pure = fi && wn_is_pure(e->prog, fi, 0);
	if (!pure && wn_model_row(e->model, name, WN_K_PURE))
		pure = true;
	ret = pure ? pure_value(r, name, args, nargs) : wn_t_call(e->ts, name, NULL, 0, st);
	if (!pure) {
		wn_st_kill(r->a, s->v, ret);
		for (i = 0; i < nargs && !(found && row.op == WN_LK_STOREGET); i++)
			wn_forget_written(r->e->prog, r->a, s->v, st, fi, args[i], i);
	}
	if (found && row.op != WN_LK_NEUTRAL) {
		struct wn_lk_states after = { 0 };

		wn_lk_do_row(r, &row, s, st, args, nargs, ret, &after);
		for (i = 0; i < after.n; i++) {
			wn_assign(e, &r->f, after.s[i]->v, &st->lhs, ret);
			wn_lk_push(r->a, out, after.s[i]);
		}
		return;
	}
	if (!found && fi)
		sum = wn_locks_of(r->l, fi);
	if (!sum || sum->busy || sum->neutral || !sum->nexits || sum->bound || sum->disputed) {
		if (sum && sum->busy)
			sum->assumed = true;
		else if (sum && (sum->bound || sum->disputed))
			rest_on(r, name);
		/* sparse expands it: what it rests on is rested on here */
		if (sum && sum->rests && fi->fn->is_inline)
			rest_on_all(r, sum->rests);
		wn_assign(e, &r->f, s->v, &st->lhs, ret);
		wn_lk_push(r->a, out, s);
		return;
	}
	for (i = 0; i < sum->nexits; i++) {
		struct wn_lk_state *n = i + 1 < sum->nexits ? wn_lk_clone(r->a, s) : s;
		struct rebase b = { .r = r, .s = wn_st_clone(r->a, n->v), .st = st,
				    .callee = fi->fn, .args = args, .nargs = nargs };

		apply_exit(&b, &sum->exits[i], n, sum->nexits > 1, out);
	}
}
