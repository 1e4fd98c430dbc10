// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs a body over states. One table of states a block; states with the same
 * properties are joined, others stay apart. Calls that matter are run in place
 * in the calling context, the rest are opaque.
 */
#include <stdlib.h>
#include <string.h>

#include "deadline.h"
#include "engine.h"

#define MAX_BLOCK_STATES 96
#define MAX_CALL_STATES 48
#define MAX_DEPTH 22
#define MAX_STEPS 60000

struct slot {
	struct wn_state *s;
	bool dirty;
};

struct table {
	struct slot *slots;
	uint32_t n, cap;
	bool dirty;
};

struct run {
	struct wn_engine *e;
	struct wn_frame f;
	struct table *blocks;
	struct wn_states exits;
};

const struct wn_ctx *wn_ctx(struct wn_engine *e, const struct wn_ctx *up,
			    const struct wn_func *fn, const struct wn_stmt *call)
{
	struct wn_ctx *c = wn_new(e->keep, struct wn_ctx);

	c->up = up;
	c->fn = fn;
	c->call = call;
	c->depth = up ? up->depth + 1 : 0;
	return c;
}

static void give_up(struct wn_engine *e, const struct wn_func *fn, const char *what)
{
	if (e->trace->bound)
		return;
	e->trace->bound = true;
	e->trace->bound_fn = fn;
	e->trace->bound_text = what;
}

/* ---- properties and joining ---- */

static uint64_t mix_ptr(uint64_t h, const void *p)
{
	return wn_mix(h, (uintptr_t)p);
}

static bool entry_type(const char *type)
{
	return type && (!strcmp(type, "pte_t") || !strcmp(type, "pmd_t") ||
			!strcmp(type, "pud_t") || !strcmp(type, "swp_entry_t"));
}

static uint64_t state_key(struct run *r, const struct wn_state *s, uint32_t block)
{
	const struct wn_func *fn = r->f.fn;
	uint64_t h = s->released, w = 0;
	uint32_t i;

	for (i = 0; i < s->nheld; i++)
		h = wn_mix(h, wn_mix(s->held[i].kind, s->held[i].term ? s->held[i].term->id : 0));
	for (i = 0; i < s->nbr; i++)
		h = wn_mix(h, mix_ptr(s->br[i].obj->id, s->br[i].at.stmt));
	/* Order of obligations says nothing. */
	for (i = 0; i < s->nact; i++)
		w += wn_ob_meaning(s->act[i]);
	h = wn_mix(h, w);
	h = wn_mix(h, s->fill);
	/* A copied page stays apart from one that was not copied. */
	for (i = 0, w = 0; i < s->nknown; i++) {
		if (s->known[i].term->kind == WN_T_CALL && !s->known[i].term->loopy &&
		    s->known[i].term->name == r->e->same_content)
			w += wn_mix(11, s->known[i].term->id);
	}
	h = wn_mix(h, w);
	if (block == UINT32_MAX) {
		int64_t v;

		if (!s->ret)
			return h;
		/* One error is as good as another. */
		if (wn_st_const(s, s->ret, &v))
			return wn_mix(h, v < 0 ? 2 : (uint64_t)v + 3);
		return wn_mix(h, (uint64_t)(wn_st_truth(s, s->ret) + 1));
	}
	for (i = 0; i < fn->nvars; i++) {
		const struct wn_term *t;

		if (!entry_type(fn->vars[i].type) ||
		    !wn_cfg_live_var(r->f.cfg, fn, block, i))
			continue;
		t = wn_st_load(r->e->ts, s, wn_t_varaddr(r->e->ts, fn, i));
		h = wn_mix(h, wn_value_key(r->e->model, s, t));
	}
	return h;
}

/*
 * Two values of one variable: unknown from here on. A pointer or address that a
 * loop steps on keeps what it started from, so that "somewhere in this table"
 * stays known.
 */
static const struct wn_term *join_value(struct run *r, uint32_t block, int64_t id,
					const struct wn_term *addr,
					const struct wn_state *sa, const struct wn_term *a,
					const struct wn_state *sb, const struct wn_term *b)
{
	const struct wn_block *bb = block == UINT32_MAX ?
		r->f.fn->blocks : &r->f.fn->blocks[block];
	struct wn_terms *ts = r->e->ts;
	bool loop = block != UINT32_MAX && r->f.cfg->header[block];

	if (a == b)
		return a;
	if (!a || !b)
		return NULL;
	if (a->kind == WN_T_PHI && a->origin == bb && a->val == id)
		return a;
	if (addr) {
		/* Two entry values of one kind: any of them stands for both. */
		if (addr->kind == WN_T_VARADDR &&
		    entry_type(((const struct wn_func *)addr->origin)->vars[addr->val].type) &&
		    wn_value_key(r->e->model, sa, a) == wn_value_key(r->e->model, sb, b))
			return a;
		return wn_t_phi(ts, bb, -1 - (int64_t)addr->id, loop, NULL);
	}
	if (wn_t_contains(b, a) && b->kind == WN_T_OP && a->kind != WN_T_CONST &&
	    a->depth < 8)
		return wn_t_phi(ts, bb, id, loop, a);
	return wn_t_phi(ts, bb, id, loop, NULL);
}

/*
 * A fact about a variable that is joined holds for the join when both sides
 * have it of their own value: pte_same(*vmf->pte, orig) after two ways to map
 * the table again.
 */
static void carry_facts(struct run *r, struct wn_state *into, const struct wn_state *s,
			struct wn_known *extra, uint32_t *n, uint32_t max,
			const struct wn_term *a, const struct wn_term *b,
			const struct wn_term *phi)
{
	struct wn_terms *ts = r->e->ts;
	uint32_t i, k;

	if (!phi || a->kind == WN_T_CONST || b->kind == WN_T_CONST)
		return;
	for (i = 0; i < into->nknown; i++) {
		const struct wn_known *x = &into->known[i];
		const struct wn_term *t;

		if (!wn_t_contains(x->term, a))
			continue;
		t = wn_t_subst(ts, x->term, a, phi);
		for (k = 0; k < s->nknown; k++) {
			const struct wn_known *y = &s->known[k];

			if (x->equal != y->equal || x->val != y->val || *n >= max ||
			    wn_t_subst(ts, y->term, b, phi) != t)
				continue;
			extra[(*n)++] = (struct wn_known){ t, x->equal, x->val };
			break;
		}
	}
}

static bool join_known(struct wn_state *into, const struct wn_state *s)
{
	uint32_t i, k, n = 0;

	for (i = 0; i < into->nknown; i++) {
		for (k = 0; k < s->nknown; k++) {
			if (into->known[i].term == s->known[k].term &&
			    into->known[i].equal == s->known[k].equal &&
			    into->known[i].val == s->known[k].val)
				break;
		}
		if (k < s->nknown)
			into->known[n++] = into->known[i];
	}
	if (n == into->nknown)
		return false;
	into->nknown = n;
	return true;
}

static bool unknown_whole(const struct wn_state *s, const struct wn_term *addr)
{
	for (uint32_t i = 0; i < s->nmem; i++) {
		if (s->mem[i].addr != addr && s->mem[i].val->kind == WN_T_PHI &&
		    wn_t_within(addr, s->mem[i].addr))
			return true;
	}
	return false;
}

#define MAX_CARRIED 24

struct carried { struct wn_known v[MAX_CARRIED]; uint32_t n; };

static bool join_mem(struct run *r, uint32_t block, struct wn_state *into,
		     const struct wn_state *s, struct carried *c)
{
	struct wn_terms *ts = r->e->ts;
	bool changed = false;
	uint32_t i;

	for (i = 0; i < into->nmem; i++) {
		const struct wn_term *a = into->mem[i].addr, *v;

		if (wn_st_has(s, a, into->mem[i].val))
			continue;
		v = join_value(r, block, 0, a, into,
						     into->mem[i].val, s,
						     wn_st_load(ts, s, a));

		carry_facts(r, into, s, c->v, &c->n, MAX_CARRIED, into->mem[i].val,
			    wn_st_load(ts, s, a), v);
		if (v != into->mem[i].val) {
			into->mem[i].val = v;
			changed = true;
		}
	}
	for (i = 0; i < s->nmem; i++) {
		const struct wn_term *a = s->mem[i].addr, *old, *v;

		/* An object that is unknown as a whole has no known parts. */
		if (wn_st_has(into, a, s->mem[i].val) || unknown_whole(into, a))
			continue;
		old = wn_st_load(ts, into, a);
		v = join_value(r, block, 0, a, into, old, s, s->mem[i].val);
		if (v == old)
			continue;
		carry_facts(r, into, s, c->v, &c->n, MAX_CARRIED, old, s->mem[i].val, v);
		wn_st_store(r->e->arena, into, a, v);
		changed = true;
	}
	return changed;
}

static bool join(struct run *r, uint32_t block, struct wn_state *into,
		 const struct wn_state *s)
{
	struct carried c = { .n = 0 };
	bool changed = false;
	uint32_t i, n;

	if (block != UINT32_MAX) {
		for (i = 0; i < into->nssa; i++) {
			const struct wn_term *v;

			if (into->ssa[i] == s->ssa[i] ||
			    !wn_cfg_live_ssa(r->f.cfg, block, i))
				continue;
			v = join_value(r, block, i, NULL, into, into->ssa[i], s,
				       s->ssa[i]);
			if (into->ssa[i] && s->ssa[i])
				carry_facts(r, into, s, c.v, &c.n, MAX_CARRIED,
					    into->ssa[i], s->ssa[i], v);
			if (v != into->ssa[i]) {
				into->ssa[i] = v;
				changed = true;
			}
		}
	} else if (into->ret != s->ret && into->ret && s->ret) {
		into->ret = wn_t_phi(r->e->ts, r->f.fn, 1, false, NULL);
		if (wn_st_truth(s, s->ret) == 1)
			wn_st_assume_truth(r->e->arena, into, into->ret, true);
	}
	changed |= join_mem(r, block, into, s, &c);
	n = into->nknown;
	join_known(into, s);
	for (i = 0; i < c.n; i++)
		wn_st_assume(r->e->arena, into, c.v[i].term, c.v[i].equal, c.v[i].val);
	changed |= into->nknown != n;
	for (i = 0; i < s->nwait; i++) {
		n = into->nwait;
		if (!wn_st_push_wait(r->e->arena, into, s->wait[i]))
			give_up(r->e, r->f.fn, "too many changes at once");
		changed |= into->nwait != n;
	}
	return changed;
}

/*
 * A back edge makes a loop variable the next one. It gets one name for all
 * rounds, and what was said of the entry it pointed to is about an older entry.
 * Small constants are flags and error codes, not counters: they stay.
 */
static void next_round(struct run *r, uint32_t block, struct wn_state *s)
{
	const struct wn_block *bb = &r->f.fn->blocks[block];
	const struct table *t = &r->blocks[block];
	uint32_t i, k;

	for (i = 0; i < bb->nphis; i++) {
		uint32_t dst = bb->phis[i].dst;
		const struct wn_term *v = s->ssa[dst], *first, *phi;

		if (!v || !t->n)
			continue;
		first = t->slots[0].s->ssa[dst];
		if (v == first)
			continue;
		for (k = 0; k < t->n; k++) {
			const struct wn_term *p = t->slots[k].s->ssa[dst];

			if (p && p != v && p->kind != WN_T_CONST)
				wn_st_kill(r->e->arena, s, p);
		}
		if (v->kind == WN_T_CONST && v->val <= 1 && v->val > -4096)
			continue;
		phi = join_value(r, block, dst, NULL, s, first, s, v);
		if (!phi || phi == v)
			continue;
		wn_st_kill(r->e->arena, s, phi);
		s->ssa[dst] = phi;
	}
}

static void add_state(struct run *r, uint32_t from, uint32_t block, struct wn_state *s)
{
	struct table *t = &r->blocks[block];
	bool back = r->f.cfg->rpo[block] <= r->f.cfg->rpo[from];
	uint32_t i;

	if (back)
		next_round(r, block, s);
	s->key = state_key(r, s, block);
	for (i = 0; i < t->n; i++) {
		if (t->slots[i].s->key != s->key)
			continue;
		if (join(r, block, t->slots[i].s, s))
			t->slots[i].dirty = t->dirty = true;
		return;
	}
	if (t->n >= MAX_BLOCK_STATES) {
		give_up(r->e, r->f.fn, "too many states in one block");
		return;
	}
	WN_PUSH(t->slots, t->n, t->cap, ((struct slot){ s, true }));
	t->dirty = true;
}

void wn_states_push(struct wn_engine *e, struct wn_states *v, struct wn_state *s)
{
	struct wn_state **n;

	/* Grown by doubling; the count says when. */
	if (!(v->n & (v->n - 1)) || !v->n) {
		n = wn_new_n(e->arena, struct wn_state *, v->n ? v->n * 2 : 1);
		if (v->n)
			memcpy(n, v->s, v->n * sizeof(*n));
		v->s = n;
	}
	v->s[v->n++] = s;
}

/* ---- calls ---- */

static bool on_stack(const struct wn_ctx *c, const struct wn_func *fn)
{
	for (; c; c = c->up) {
		if (c->fn == fn)
			return true;
	}
	return false;
}

struct written {
	struct wn_engine *e;
	struct wn_state *s;
	const struct wn_term *obj;
	const struct wn_stmt *st;
	uint32_t n;
};

static void forget_field(void *arg, const char *field)
{
	struct written *w = arg;
	const struct wn_term *addr = w->obj;

	if (field)
		addr = wn_t_field(w->e->ts, addr, field, NULL);
	wn_st_forget(w->s, addr);
	wn_st_store(w->e->arena, w->s, addr, wn_t_unknown(w->e->ts, w->st, ++w->n));
}

/*
 * What a call is given the address of, it may have written: a scalar that it
 * returns in this way surely; an object only where its code says so.
 */
static void forget_written(struct run *r, struct wn_state *s, const struct wn_stmt *st,
			   struct wn_finfo *fi, const struct wn_term *arg, uint32_t n)
{
	const struct wn_term *o = wn_t_object(arg);
	struct written w = { r->e, s, arg, st, n * 16 };
	const struct wn_func *fn;

	if (o->kind != WN_T_VARADDR)
		return;
	fn = o->origin;
	if (fi)
		wn_written(r->e->prog, fi, n, 0, forget_field, &w);
	else if (strncmp(fn->vars[o->val].type, "struct ", 7))
		forget_field(&w, NULL);
}

static void opaque_call(struct run *r, struct wn_state *s, const struct wn_stmt *st,
			const char *name, const struct wn_term **args, uint32_t nargs,
			struct wn_finfo *fi, bool pure)
{
	struct wn_engine *e = r->e;
	const struct wn_term *ret;
	uint32_t i;

	ret = wn_t_call(e->ts, name, pure ? args : NULL, pure ? nargs : 0, pure ? NULL : st);
	if (!pure) {
		wn_st_kill(e->arena, s, ret);
		for (i = 0; i < nargs; i++)
			forget_written(r, s, st, fi, args[i], i);
	}
	wn_assign(e, &r->f, s, &st->lhs, ret);
}

static bool is_any_param(const struct wn_term *t, void *unused)
{
	(void)unused;
	return t->kind == WN_T_PARAM;
}

/*
 * Would a caller that passes the pointer, or the table it is in, show a function
 * that matters here? One that is kept in such a field and depends on its context,
 * or any that is called under a page-table lock.
 */
static bool caller_can_tell(const struct run *r, const struct wn_state *s,
			    const struct wn_term *target)
{
	if (!wn_t_find(target, is_any_param, NULL))
		return false;
	if (target->kind == WN_T_LOAD && target->args[0]->kind == WN_T_FIELD) {
		wn_add_waiter(r->e->prog, wn_finfo(r->e->root), target->args[0]->type,
			      target->args[0]->name);
		return wn_field_matters(r->e->prog, target->args[0]->type,
					target->args[0]->name);
	}
	return wn_st_holds(s, WN_LK_PTL);
}

static void do_call(struct run *r, struct wn_state *s, const struct wn_stmt *st,
		    struct wn_states *out)
{
	struct wn_engine *e = r->e;
	const struct wn_term *args[32], *target = NULL;
	const struct wn_row *const *rows;
	uint32_t i, nargs = st->nargs < 32 ? st->nargs : 32, nrows;
	const char *name = NULL;
	struct wn_finfo *fi;
	bool null = false;

	for (i = 0; i < nargs; i++)
		args[i] = wn_eval(e, &r->f, s, &st->args[i], NULL);
	if (st->callee.base == WN_BASE_FUNC) {
		name = st->callee.name;
	} else {
		target = wn_eval(e, &r->f, s, &st->callee, NULL);
		null = target->kind == WN_T_CONST && !target->val;
		name = target->kind == WN_T_FUNCADDR ? target->name : NULL;
		if (!name && !null) {
			if (caller_can_tell(r, s, target))
				e->trace->visible = e->trace->needs_ctx = true;
			opaque_call(r, s, st, wn_intern(e->prog->strs, "(*)()"), args,
				    nargs, NULL, false);
			wn_states_push(e, out, s);
			return;
		}
		if (null)
			return;		/* guarded by a test that the path contradicts */
	}
	rows = wn_model_rows(e->model, name, &nrows);
	if (rows && rows[0]->kind != WN_K_NAME && rows[0]->kind != WN_K_IGNORE) {
		wn_effects(e, &r->f, s, st, rows, nrows, args, nargs, out);
		return;
	}
	name = wn_intern(e->prog->strs, name);
	if (!strcmp(name, "__builtin_unreachable"))
		return;
	fi = target && target->origin ? wn_finfo(target->origin) :
		wn_resolve(e->prog, r->f.fn->unit, name);
	if (fi && !rows && fi->visible && !on_stack(r->f.ctx, fi->fn)) {
		if (r->f.ctx->depth >= MAX_DEPTH)
			give_up(e, fi->fn, "calls nested too deeply");
		else if (wn_ready(e->prog, fi)) {
			wn_run_call(e, &r->f, s, st, fi, args, nargs, out);
			return;
		}
	}
	/* A callee that is judged on its own may still be called at the wrong place. */
	if (fi && !rows && fi->trace && fi->trace->starts) {
		struct wn_at at = { st, r->f.ctx };

		wn_check_start(e, s, at);
		e->trace->plain_end |= fi->trace->plain_end;
		if (s->nbr && fi->trace->plain_end)
			wn_mark(e, WN_M_NESTED, at, s->br[s->nbr - 1].at, NULL, NULL);
	}
	opaque_call(r, s, st, name, args, nargs, fi, fi && wn_is_pure(e->prog, fi, 0));
	wn_states_push(e, out, s);
}

/* ---- statements, blocks ---- */

static void do_assign(struct run *r, struct wn_state *s, const struct wn_stmt *st)
{
	struct wn_engine *e = r->e;
	const struct wn_term *args[4], *v, *addr;
	uint32_t i, n = st->nargs < 4 ? st->nargs : 4;
	bool entry = entry_type(st->type);

	for (i = 0; i < n; i++)
		args[i] = wn_eval(e, &r->f, s, &st->args[i],
				  entry ? (const void *)st : NULL);
	if (!n || st->op == WN_OP_OTHER || (st->op == WN_OP_COND && n < 3)) {
		v = wn_t_unknown(e->ts, st, 0);
		wn_st_kill(e->arena, s, v);
	} else if (st->op == WN_OP_COPY) {
		v = args[0];
		if (v->kind == WN_T_LOAD && v->origin == st)
			wn_st_kill(e->arena, s, v);
	} else if (st->op >= WN_OP_EQ && st->op <= WN_OP_GE && n == 2) {
		v = wn_compare(e, st->op, args[0], args[1]);
	} else {
		v = wn_t_op(e->ts, st->op, args, n);
	}
	if (entry && st->lhs.nsteps && st->lhs.base != WN_BASE_GLOBAL) {
		addr = wn_eval_addr(e, &r->f, s, &st->lhs);
		/* a store through a pointer to an entry, not to a struct that keeps one */
		if (addr && addr->kind != WN_T_FIELD && addr->kind != WN_T_VARADDR &&
		    addr->kind != WN_T_GLOBADDR)
			wn_raw_store(e, &r->f, s, st, addr, v, NULL);
	}
	wn_assign(e, &r->f, s, &st->lhs, v);
}

static void exec_stmts(struct run *r, struct wn_state *s, const struct wn_block *bb,
		       struct wn_states *out)
{
	struct wn_states cur = { 0 };
	uint32_t i, k;

	wn_states_push(r->e, &cur, s);
	for (i = 0; i < bb->nstmts; i++) {
		const struct wn_stmt *st = &bb->stmts[i];
		struct wn_states next = { 0 };

		switch (st->kind) {
		case WN_ASSIGN:
			for (k = 0; k < cur.n; k++)
				do_assign(r, cur.s[k], st);
			continue;
		case WN_CLOBBER:
			for (k = 0; k < cur.n && st->lhs.base == WN_BASE_VAR; k++)
				wn_st_forget(cur.s[k], wn_t_varaddr(r->e->ts, r->f.fn,
								    st->lhs.id));
			continue;
		case WN_CALL:
			for (k = 0; k < cur.n; k++)
				do_call(r, cur.s[k], st, &next);
			if (next.n > MAX_CALL_STATES) {
				give_up(r->e, r->f.fn, "too many outcomes of calls");
				next.n = MAX_CALL_STATES;
			}
			cur = next;
			continue;
		case WN_RETURN:
			for (k = 0; k < cur.n; k++)
				cur.s[k]->ret = st->nargs ?
					wn_eval(r->e, &r->f, cur.s[k], &st->args[0], NULL) : NULL;
			continue;
		default:
			continue;
		}
	}
	*out = cur;
}

static bool take_edge(struct run *r, const struct wn_block *bb, const struct wn_edge *ed,
		      struct wn_state *s)
{
	struct wn_engine *e = r->e;
	const struct wn_term *a, *c;
	uint32_t i;

	switch (ed->kind) {
	case WN_EDGE_TRUE:
	case WN_EDGE_FALSE:
		c = wn_compare(e, bb->cond_op, wn_eval(e, &r->f, s, &bb->cond[0], NULL),
			       wn_eval(e, &r->f, s, &bb->cond[1], NULL));
		if (!wn_st_assume_truth(e->arena, s, c, ed->kind == WN_EDGE_TRUE) ||
		    wn_contradicts(e->model, s))
			return false;
		/* The branch may tell that what was taken out was not present. */
		for (i = 0; i < s->nact; i++) {
			if (s->act[i]->old && s->act[i]->present == WN_PRESENT_MAYBE &&
			    wn_value_present(e->model, s, s->act[i]->old) == WN_PRESENT_NO)
				wn_ob_edit(e, s, true, i)->present = WN_PRESENT_NO;
		}
		return true;
	case WN_EDGE_CASE:
		a = wn_eval(e, &r->f, s, &bb->cond[0], NULL);
		if (ed->lo == ed->hi)
			return wn_st_assume(e->arena, s, a, true, ed->lo);
		return true;
	case WN_EDGE_DEFAULT:
		a = wn_eval(e, &r->f, s, &bb->cond[0], NULL);
		for (i = 0; i < bb->nsucc; i++) {
			if (bb->succ[i].kind == WN_EDGE_CASE && bb->succ[i].lo == bb->succ[i].hi &&
			    !wn_st_assume(e->arena, s, a, false, bb->succ[i].lo))
				return false;
		}
		return true;
	default:
		return true;
	}
}

/* Does the loop change this variable? */
static bool changes_in_loop(const struct run *r, uint32_t block, const struct wn_phi *p)
{
	for (uint32_t k = 0; k < p->n; k++) {
		if (r->f.cfg->rpo[p->preds[k]] >= r->f.cfg->rpo[block] &&
		    r->f.cfg->rpo[p->preds[k]] != UINT32_MAX &&
		    (p->args[k].base != WN_BASE_SSA || p->args[k].id != p->dst))
			return true;
	}
	return false;
}

static void do_phis(struct run *r, uint32_t from, uint32_t to, struct wn_state *s)
{
	const struct wn_block *bb = &r->f.fn->blocks[to];
	const struct wn_term *vals[64];
	uint32_t i, k, n = bb->nphis < 64 ? bb->nphis : 64;

	for (i = 0; i < n; i++) {
		vals[i] = NULL;
		for (k = 0; k < bb->phis[i].n; k++) {
			if (bb->phis[i].preds[k] == from)
				vals[i] = wn_eval(r->e, &r->f, s, &bb->phis[i].args[k], NULL);
		}
	}
	for (i = 0; i < n; i++) {
		const struct wn_term *v = vals[i];

		if (!v)
			continue;
		/*
		 * The first round gets the name of all rounds at once: a pointer that
		 * a loop steps on would only double the states. Constants stay: they
		 * are flags ("first time round") as often as counters.
		 */
		if (v->kind != WN_T_CONST && v->depth < 8 &&
		    r->f.cfg->rpo[to] > r->f.cfg->rpo[from] &&
		    changes_in_loop(r, to, &bb->phis[i]))
			v = wn_t_phi(r->e->ts, bb, bb->phis[i].dst, true, v);
		s->ssa[bb->phis[i].dst] = v;
	}
}

/* Pages that the caller does not know are of no interest to it. */
static void forget_own_pages(struct run *r, struct wn_state *s)
{
	const struct wn_func *fn = r->f.fn;
	uint32_t i, k, q, n = 0;

	for (i = 0; i < s->nknown; i++) {
		const struct wn_term *t = s->known[i].term;
		bool keep = t->kind != WN_T_CALL || t->name != r->e->same_content;

		for (k = 0; !keep && k < t->nargs; k++) {
			const struct wn_term *page = wn_page_base(r->e->model, t->args[k]);

			for (q = 0; q < fn->nssa; q++)
				keep |= fn->ssa[q].param >= 0 && s->ssa[q] &&
					wn_t_contains(s->ssa[q], page);
			keep |= s->ret && wn_t_contains(s->ret, page);
		}
		if (keep)
			s->known[n++] = s->known[i];
	}
	s->nknown = n;
}

static void add_exit(struct run *r, struct wn_state *s)
{
	uint32_t i;

	if (r->f.ctx->up)
		forget_own_pages(r, s);
	s->key = state_key(r, s, UINT32_MAX);
	for (i = 0; i < r->exits.n; i++) {
		if (r->exits.s[i]->key == s->key) {
			join(r, UINT32_MAX, r->exits.s[i], s);
			return;
		}
	}
	if (r->exits.n >= MAX_BLOCK_STATES) {
		give_up(r->e, r->f.fn, "too many states at the return");
		return;
	}
	wn_states_push(r->e, &r->exits, s);
}

static void exec_block(struct run *r, uint32_t b, struct wn_state *in)
{
	const struct wn_block *bb = &r->f.fn->blocks[b];
	struct wn_states out = { 0 };
	uint32_t i, k;

	/* A step costs what it carries. */
	r->e->steps += 1 + in->nwait / 16;
	exec_stmts(r, wn_st_clone(r->e->arena, in), bb, &out);
	for (k = 0; k < out.n; k++) {
		if (bb->nstmts && bb->stmts[bb->nstmts - 1].kind == WN_RETURN) {
			add_exit(r, out.s[k]);
			continue;
		}
		for (i = 0; i < bb->nsucc; i++) {
			struct wn_state *s = i + 1 < bb->nsucc ?
				wn_st_clone(r->e->arena, out.s[k]) : out.s[k];

			if (!take_edge(r, bb, &bb->succ[i], s))
				continue;
			do_phis(r, b, bb->succ[i].dst, s);
			add_state(r, b, bb->succ[i].dst, s);
		}
	}
}

struct wn_states wn_run_body(struct wn_engine *e, const struct wn_func *fn,
			     const struct wn_cfg *cfg, const struct wn_ctx *ctx,
			     struct wn_state *in)
{
	struct run r = { .e = e, .f = { fn, cfg, ctx } };
	uint32_t k, i;
	bool any;

	r.blocks = wn_new_n(e->arena, struct table, fn->nblocks + 1);
	if (!fn->nblocks)
		return r.exits;
	in->key = state_key(&r, in, 0);
	WN_PUSH(r.blocks[0].slots, r.blocks[0].n, r.blocks[0].cap,
		((struct slot){ in, true }));
	r.blocks[0].dirty = true;
	do {
		any = false;
		for (k = 0; k < cfg->nreach; k++) {
			struct table *t = &r.blocks[cfg->order[k]];

			if (!t->dirty)
				continue;
			t->dirty = false;
			any = true;
			for (i = 0; i < t->n; i++) {
				if (!t->slots[i].dirty)
					continue;
				t->slots[i].dirty = false;
				if (e->steps > MAX_STEPS) {
					give_up(e, fn, "too many steps");
					goto out;
				}
				exec_block(&r, cfg->order[k], t->slots[i].s);
			}
		}
	} while (any);
out:
	for (k = 0; k < fn->nblocks; k++)
		free(r.blocks[k].slots);
	return r.exits;
}

/* ---- the root ---- */

static void collect(struct wn_engine *e, const struct wn_ob *o)
{
	struct wn_trace *t = e->trace;
	struct wn_ob *c;

	for (uint32_t i = 0; i < t->nobs; i++) {
		if (wn_ob_same(t->obs[i], o))
			return;
	}
	c = wn_ob_copy(e->keep, o);
	WN_PUSH(t->obs, t->nobs, e->obs_cap, c);
}

static bool needs_caller(const struct wn_engine *e, const struct wn_ob *o)
{
	if (o->evidence)
		return true;
	if (o->present == WN_PRESENT_NO || o->detached || o->cls == WN_C_YOUNG ||
	    o->cls == WN_C_ROLLBACK)
		return false;
	/* Page tables go by the gather alone: after it nothing is owed. */
	if (o->row->flags & WN_F_TABLE && o->t != WN_TOLD_NO)
		return false;
	if (!o->br_start.stmt)
		return true;
	/* Since 6.6 only the flush tells, and the gather may be the caller's. */
	return wn_model_version(e->model) >= 606 && o->t == WN_TOLD_NO;
}

static void finish(struct wn_engine *e, struct wn_states exits)
{
	struct wn_at nowhere = { NULL, NULL };
	uint32_t i, k;

	for (k = 0; k < exits.n; k++) {
		struct wn_state *s = exits.s[k];

		for (i = 0; i < s->nheld; i++) {
			if (s->held[i].kind == WN_LK_PTL || s->held[i].kind == WN_LK_IMMAP ||
			    s->held[i].kind == WN_LK_ANON_VMA ||
			    s->held[i].kind == WN_LK_MMAP_WRITE)
				e->trace->visible = true;
		}
		for (i = 0; i < s->nbr; i++) {
			const struct wn_term *obj = wn_t_object(s->br[i].obj);

			if (obj->kind == WN_T_VARADDR)
				wn_mark(e, WN_M_UNENDED, s->br[i].at, nowhere, NULL, NULL);
			else
				e->trace->visible = e->trace->needs_ctx = true;
		}
		if (s->nact)
			wn_ptl_drop(e, s, nowhere);
		for (i = 0; i < s->nwait; i++) {
			if (needs_caller(e, s->wait[i]))
				e->trace->visible = e->trace->needs_ctx = true;
			collect(e, s->wait[i]);
		}
	}
}

struct wn_trace *wn_run_root(struct wn_program *p, const struct wn_model *m,
			     struct wn_arena *keep, const struct wn_func *fn)
{
	struct wn_arena arena = { 0 };
	struct wn_engine e = {
		.prog = p, .model = m, .ts = p->ts, .arena = &arena, .keep = keep,
		.root = fn,
	};
	struct wn_finfo *fi = wn_finfo(fn);
	struct wn_state *s;
	uint32_t i;

	e.trace = wn_new(keep, struct wn_trace);
	e.trace->root = fn;
	e.same_content = wn_intern(p->strs, "same content");
	e.ref = wn_intern(p->strs, "reference");
	if (!wn_ready(p, fi))
		return e.trace;
	s = wn_st_new(&arena, fn->nssa);
	for (i = 0; i < fn->nssa; i++) {
		if (fn->ssa[i].param >= 0)
			s->ssa[i] = wn_t_param(p->ts, fn->name, (uint32_t)fn->ssa[i].param);
	}
	for (i = 0; i < fn->nvars; i++) {
		if (fn->vars[i].param >= 0)
			wn_st_store(&arena, s, wn_t_varaddr(p->ts, fn, i),
				    wn_t_param(p->ts, fn->name, (uint32_t)fn->vars[i].param));
	}
	finish(&e, wn_run_body(&e, fn, fi->cfg, wn_ctx(&e, NULL, fn, NULL), s));
	e.trace->nsteps = e.steps;
	free(e.ctxs);
	free(e.memo);
	wn_arena_free(&arena);
	return e.trace;
}
