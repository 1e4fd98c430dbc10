// SPDX-License-Identifier: GPL-2.0-or-later
/* What a call does to the locks: a primitive's row, or the callee's summary. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "locks.h"

#define MAX_ARGS 16

const struct wn_term *wn_lk_base(struct wn_lk_frame *r, const struct wn_term *t)
{
	return t ? wn_page_base(r->e->model, t) : NULL;
}

/* The kind of a lock by where it is kept. */
static enum wn_lock refine(struct wn_lk_frame *r, const struct wn_term *t, enum wn_lock kind)
{
	if (!t)
		return kind;
	if (kind == WN_LK_SPIN)
		return wn_lock_kind(r->e, t, kind);
	if (kind == WN_LK_MUTEX && t->kind == WN_T_FIELD) {
		if (!strcmp(t->name, "i_mmap_rwsem"))
			return WN_LK_IMMAP;
		if (!strcmp(t->name, "rwsem") && t->type && !strcmp(t->type, "anon_vma"))
			return WN_LK_ANON_VMA;
	}
	return kind;
}

static void note_site(struct wn_lk_frame *r, const struct wn_stmt *st, const char *name,
		      enum wn_lock kind, int delta, const struct wn_term *t, bool cond)
{
	struct wn_lk_sum *s = r->sum;

	for (uint32_t i = 0; i < s->nsites; i++) {
		if (s->sites[i].stmt == st && s->sites[i].kind == kind &&
		    (kind != WN_LK_REF || s->sites[i].term == t) &&
		    (s->sites[i].delta > 0) == (delta > 0))
			return;
	}
	WN_PUSH(s->sites, s->nsites, s->sites_cap,
		((struct wn_lk_site){ st, name, kind, delta, t, cond }));
}

/* Two states: the call returned zero or NULL, or it did not. */
static void split(struct wn_lk_frame *r, struct wn_lk_state *s, const struct wn_term *ret,
		  struct wn_lk_state **yes, struct wn_lk_state **no)
{
	*no = wn_lk_clone(r->a, s);
	*yes = s;
	if (!wn_st_assume_truth(r->a, (*no)->v, ret, false))
		*no = NULL;
	if (!wn_st_assume_truth(r->a, s->v, ret, true))
		*yes = NULL;
}

/* Who locks something in an object has the object. */
static bool not_null(struct wn_lk_frame *r, struct wn_lk_state *s, const struct wn_term *t)
{
	if (!t)
		return true;
	while (t->kind == WN_T_FIELD || t->kind == WN_T_ELEM)
		t = t->args[0];
	if (t->kind == WN_T_VARADDR || t->kind == WN_T_GLOBADDR || t->kind == WN_T_CONST)
		return true;
	return wn_st_assume_truth(r->a, s->v, t, true);
}

static void step(struct wn_lk_frame *r, struct wn_lk_state *s, const struct wn_stmt *st,
		 const struct wn_term *obj, const struct wn_term *ret,
		 struct wn_lk_states *out)
{
	static const char *const moved[] = { "pte", "pmd", "ptl", "address" };
	const struct wn_term *lock = obj ? wn_t_field(r->e->ts, obj,
		wn_intern(r->e->prog->strs, "ptl"), NULL) : ret;
	struct wn_lk_state *yes, *no;
	uint32_t i;

	for (i = s->nents; i--; ) {
		if (s->ents[i].kind == WN_LK_PTL && s->ents[i].term == lock &&
		    s->ents[i].delta > 0)
			wn_lk_drop(r->a, s, WN_LK_PTL, lock, st);
	}
	split(r, s, ret, &yes, &no);
	if (no)
		wn_lk_push(r->a, out, no);
	if (!yes)
		return;
	for (i = 0; obj && i < WN_ARRAY_SIZE(moved); i++) {
		const struct wn_term *v = wn_t_unknown(r->e->ts, st, i + 1);

		wn_st_kill(r->a, yes->v, v);
		wn_st_store(r->a, yes->v, wn_t_field(r->e->ts, obj,
			wn_intern(r->e->prog->strs, moved[i]), NULL), v);
		if (i == 2)
			wn_st_assume_truth(r->a, yes->v, v, true);
	}
	/* By the place it is kept in: there is one at a time. */
	wn_lk_take(r->a, yes, WN_LK_PTL, lock, st);
	wn_lk_push(r->a, out, yes);
}

static void do_row(struct wn_lk_frame *r, const struct wn_lk_row *row, struct wn_lk_state *s,
		   const struct wn_stmt *st, const struct wn_term **args, uint32_t nargs,
		   const struct wn_term *ret, struct wn_lk_states *out)
{
	const struct wn_term *t = row->arg >= 0 && (uint32_t)row->arg < nargs ?
				  args[row->arg] : NULL, *loc = t;
	struct wn_lk_state *yes = s, *no = NULL;
	enum wn_lock kind = row->lock;
	uint32_t i;

	if (t)
		t = wn_lk_base(r, t);
	kind = refine(r, t, kind);
	/* pvmw->ptl: known by the place it is kept in, as in step(). */
	for (i = 0; t && kind == WN_LK_PTL && t->kind == WN_T_UNKNOWN && i < s->v->nmem; i++) {
		if (s->v->mem[i].val == t && s->v->mem[i].addr->kind == WN_T_FIELD)
			t = s->v->mem[i].addr;
	}
	switch (row->op) {
	case WN_LK_TAKE:
		if (!not_null(r, s, t))
			return;
		wn_lk_take(r->a, s, kind, t, st);
		note_site(r, st, row->name, kind, 1, t, false);
		break;
	case WN_LK_DROP:
		if (!not_null(r, s, t))
			return;
		wn_lk_drop(r->a, s, kind, t, st);
		note_site(r, st, row->name, kind, -1, t, false);
		break;
	case WN_LK_TRY:
	case WN_LK_TRY0:
	case WN_LK_RETURNS_COND:
	case WN_LK_TRYGET:
	case WN_LK_TRYGET0:
	case WN_LK_RETGET:
		split(r, s, ret, &yes, &no);
		if (row->op == WN_LK_TRY0 || row->op == WN_LK_TRYGET0) {
			struct wn_lk_state *x = yes;

			yes = no;
			no = x;
		}
		if (row->op == WN_LK_RETURNS_COND || row->op == WN_LK_RETGET)
			t = wn_lk_base(r, ret);
		if (row->op >= WN_LK_TRYGET && row->op <= WN_LK_RETGET)
			kind = WN_LK_REF;
		if (yes && !not_null(r, yes, t))
			yes = NULL;
		if (yes)
			wn_lk_take(r->a, yes, kind, t, st);
		note_site(r, st, row->name, kind, 1, t, true);
		break;
	case WN_LK_RETURNS:
		if (!wn_st_assume_truth(r->a, s->v, ret, true))
			return;
		wn_lk_take(r->a, s, kind, ret, st);
		note_site(r, st, row->name, kind, 1, ret, false);
		break;
	case WN_LK_STORES:
		split(r, s, ret, &yes, &no);
		if (yes && loc) {
			wn_st_store(r->a, yes->v, loc, ret);
			wn_lk_take(r->a, yes, WN_LK_PTL, ret, st);
		}
		note_site(r, st, row->name, kind, 1, ret, true);
		break;
	case WN_LK_STEP:
		note_site(r, st, row->name, kind, 1, loc, true);
		step(r, s, st, loc, ret, out);
		return;
	case WN_LK_STEP_DONE:
		note_site(r, st, row->name, kind, -1, loc, false);
		for (i = s->nents; i--; ) {
			if (s->ents[i].kind == WN_LK_PTL && s->ents[i].delta > 0 &&
			    s->ents[i].term && s->ents[i].term->kind == WN_T_FIELD &&
			    s->ents[i].term->args[0] == loc)
				wn_lk_drop(r->a, s, WN_LK_PTL, s->ents[i].term, st);
		}
		break;
	case WN_LK_DOWNGRADE:
		wn_lk_drop(r->a, s, WN_LK_MMAP_WRITE, t, st);
		wn_lk_take(r->a, s, WN_LK_MMAP_READ, t, st);
		break;
	case WN_LK_GET:
		wn_lk_take(r->a, s, WN_LK_REF, t, st);
		break;
	case WN_LK_PUT:
		/* Not taken here: it was held before. */
		for (i = 0; i < s->nents; i++) {
			if (s->ents[i].kind == WN_LK_REF && s->ents[i].term == t &&
			    s->ents[i].delta > 0)
				break;
		}
		if (i == s->nents)
			note_site(r, st, row->name, WN_LK_REF, -1, t, false);
		wn_lk_drop(r->a, s, WN_LK_REF, t, st);
		break;
	case WN_LK_NONNULL:
		if (!wn_st_assume_truth(r->a, s->v, ret, true))
			return;
		break;
	case WN_LK_NEUTRAL:
		break;
	}
	if (no)
		wn_lk_push(r->a, out, no);
	if (yes)
		wn_lk_push(r->a, out, yes);
}

/* ---- summaries ---- */

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
		if (!not_null(r, s, t))
			return;
		if (e->min < 0)
			wn_lk_need(r->a, s, e->kind, t, st);
		for (k = 0; k < e->delta; k++)
			wn_lk_take(r->a, s, e->kind, t, st);
		for (k = 0; k > e->delta; k--)
			wn_lk_drop(r->a, s, e->kind, t, st);
		if (e->delta)
			note_site(r, st, b->callee->name, e->kind, e->delta, t, many);
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

struct written { struct wn_lk_frame *r; struct wn_lk_state *s; const struct wn_term *obj;
		 const struct wn_stmt *st; uint32_t n; };

static void forget_field(void *arg, const char *field)
{
	struct written *w = arg;
	const struct wn_term *addr = w->obj;

	if (field)
		addr = wn_t_field(w->r->e->ts, addr, field, NULL);
	wn_st_forget(w->s->v, addr);
	wn_st_store(w->r->a, w->s->v, addr, wn_t_unknown(w->r->e->ts, w->st, ++w->n));
}

static void forget_written(struct wn_lk_frame *r, struct wn_lk_state *s,
			   const struct wn_stmt *st, struct wn_finfo *fi,
			   const struct wn_term *arg, uint32_t n)
{
	const struct wn_term *o = wn_t_object(arg);
	struct written w = { r, s, arg, st, n * 16 };
	const struct wn_func *fn;

	if (o->kind != WN_T_VARADDR)
		return;
	fn = o->origin;
	if (fi)
		wn_written(r->e->prog, fi, n, 0, forget_field, &w);
	else if (strncmp(fn->vars[o->val].type, "struct ", 7))
		forget_field(&w, NULL);
}

/* Met over the paths to the call: held is what every one of them holds. */
static void note_call(struct wn_lk_frame *r, const struct wn_lk_state *s,
		      const struct wn_stmt *st, struct wn_finfo *fi,
		      const struct wn_term **args, uint32_t nargs)
{
	struct wn_lk_sum *sum = r->sum;
	struct wn_lk_call *c = NULL;
	uint32_t i, k, n;

	for (i = 0; i < sum->ncalls && !c; i++) {
		if (sum->calls[i].stmt == st && sum->calls[i].callee == fi->fn)
			c = &sum->calls[i];
	}
	if (!c) {
		struct wn_lk_call new = { .stmt = st, .callee = fi->fn, .nents = s->nents,
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
		if (e.delta <= 0 || k < s->nents)
			c->ents[n++] = e;
		else if (e.kind == WN_LK_REF || e.kind == WN_LK_FOLIO) {
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
	size_t i;

	if (nargs != 1 || (strncmp(name, "Page", 4) && strncmp(name, "folio_test_", 11)))
		return wn_t_call(r->e->ts, name, args, nargs, NULL);
	snprintf(flag, sizeof(flag), "folio_test_%s", name + (*name == 'P' ? 4 : 11));
	for (i = 11; flag[i]; i++)
		flag[i] = (char)tolower((unsigned char)flag[i]);
	base = wn_lk_base(r, args[0]);
	return wn_t_call(r->e->ts, wn_intern(r->e->prog->strs, flag), &base, 1, NULL);
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
	if (fi)
		note_call(r, s, st, fi, args, nargs);
	found = wn_lk_find(e->model, name, &row);
	pure = fi && wn_is_pure(e->prog, fi, 0);
	if (!pure && wn_model_row(e->model, name, WN_K_PURE))
		pure = true;
	ret = pure ? pure_value(r, name, args, nargs) : wn_t_call(e->ts, name, NULL, 0, st);
	if (!pure) {
		wn_st_kill(r->a, s->v, ret);
		for (i = 0; i < nargs; i++)
			forget_written(r, s, st, fi, args[i], i);
	}
	if (found && row.op != WN_LK_NEUTRAL) {
		struct wn_lk_states after = { 0 };

		do_row(r, &row, s, st, args, nargs, ret, &after);
		for (i = 0; i < after.n; i++) {
			wn_assign(e, &r->f, after.s[i]->v, &st->lhs, ret);
			wn_lk_push(r->a, out, after.s[i]);
		}
		return;
	}
	if (!found && fi)
		sum = wn_locks_of(r->l, fi);
	if (!sum || sum->busy || sum->neutral || !sum->nexits || sum->bound) {
		if (sum && sum->busy)
			sum->assumed = true;
		else if (sum && sum->bound && !sum->neutral && !r->sum->bound)
			r->sum->bound = wn_printf(&r->l->arena, "calls %s, which was given up: %s",
						  name, sum->bound);
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
