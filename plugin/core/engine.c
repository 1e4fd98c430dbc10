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
#define MAX_STEPS 400000
#define MAX_PHIS 64

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

void wn_give_up(struct wn_engine *e, const struct wn_func *fn, const char *what)
{
	if (e->trace->bound)
		return;
	e->trace->bound = true;
	e->trace->bound_fn = fn;
	e->trace->bound_text = what;
}

/*
 * A back edge makes a loop variable the next one. It gets one name for all
 * rounds, and what was said of the entry it pointed to is about an older entry.
 * Small constants are flags and error codes, not counters: they stay.
 */
static void next_round(struct wn_run *r, uint32_t block, struct wn_state *s)
{
	const struct wn_block *bb = &r->f.fn->blocks[block];
	const struct wn_block_states *t = &r->blocks[block];
	uint32_t i, k, n = bb->nphis < MAX_PHIS ? bb->nphis : MAX_PHIS;
	int truth[MAX_PHIS];

	/* All before any is renamed: one may hold what another stepped on. */
	for (i = 0; i < n; i++) {
		const struct wn_term *v = s->ssa[bb->phis[i].dst];

		truth[i] = v ? wn_st_truth(s, v) : -1;
	}
	for (i = 0; i < n; i++) {
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
		phi = wn_join_value(r, block, dst, NULL, s, first, s, v);
		if (!phi || phi == v)
			continue;
		wn_st_kill(r->e->arena, s, phi);
		s->ssa[dst] = phi;
		/* "if (!ptep++)": the table is mapped and locked from an earlier round */
		if (truth[i] == 1)
			wn_st_assume_truth(r->e->arena, s, phi, true);
	}
}

static void add_state(struct wn_run *r, uint32_t from, uint32_t block, struct wn_state *s)
{
	struct wn_block_states *t = &r->blocks[block];
	bool back = r->f.cfg->rpo[block] <= r->f.cfg->rpo[from];
	uint32_t i;

	if (back)
		next_round(r, block, s);
	s->key = wn_state_key(r, s, block);
	for (i = 0; i < t->n; i++) {
		if (t->slots[i].s->key != s->key)
			continue;
		if (wn_join(r, block, t->slots[i].s, s)) {
			t->slots[i].dirty = true;
			t->dirty = true;
		}
		return;
	}
	if (t->n >= MAX_BLOCK_STATES) {
		wn_give_up(r->e, r->f.fn, "too many states in one block");
		return;
	}
	WN_PUSH(t->slots, t->n, t->cap, ((struct wn_slot){ s, true }));
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

/* ---- statements, blocks ---- */

static void do_assign(struct wn_run *r, struct wn_state *s, const struct wn_stmt *st)
{
	struct wn_engine *e = r->e;
	const struct wn_term *args[4], *v, *addr;
	uint32_t i, n = st->nargs < 4 ? st->nargs : 4;
	bool entry = wn_is_entry_type(st->type);

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
			wn_raw_store(e, &r->f, s, st, addr, v);
	}
	wn_assign(e, &r->f, s, &st->lhs, v);
}

static void exec_stmts(struct wn_run *r, struct wn_state *s, const struct wn_block *bb,
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
				wn_do_call(r, cur.s[k], st, &next);
			if (next.n > MAX_CALL_STATES) {
				wn_give_up(r->e, r->f.fn, "too many outcomes of calls");
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

static bool take_edge(struct wn_run *r, const struct wn_block *bb, const struct wn_edge *ed,
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
		wn_outdate_presence(e->model, s, c);
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
static bool changes_in_loop(const struct wn_run *r, uint32_t block, const struct wn_phi *p)
{
	for (uint32_t k = 0; k < p->n; k++) {
		if (r->f.cfg->rpo[p->preds[k]] >= r->f.cfg->rpo[block] &&
		    r->f.cfg->rpo[p->preds[k]] != UINT32_MAX &&
		    (p->args[k].base != WN_BASE_SSA || p->args[k].id != p->dst))
			return true;
	}
	return false;
}

static void do_phis(struct wn_run *r, uint32_t from, uint32_t to, struct wn_state *s)
{
	const struct wn_block *bb = &r->f.fn->blocks[to];
	const struct wn_term *vals[MAX_PHIS];
	uint32_t i, k, n = bb->nphis < MAX_PHIS ? bb->nphis : MAX_PHIS;

	if (bb->nphis > n)
		wn_give_up(r->e, r->f.fn, "more than 64 values join in one block");
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
		if (v->kind != WN_T_CONST && r->f.cfg->rpo[to] > r->f.cfg->rpo[from] &&
		    changes_in_loop(r, to, &bb->phis[i]))
			v = wn_ssa_phi(r, bb, bb->phis[i].dst, true,
				       v->depth < 8 ? v : NULL);
		s->ssa[bb->phis[i].dst] = v;
	}
}

/* Pages that the caller does not know are of no interest to it. */
static void forget_own_pages(struct wn_run *r, struct wn_state *s)
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

static void add_exit(struct wn_run *r, struct wn_state *s)
{
	uint32_t i;

	if (r->f.ctx->up)
		forget_own_pages(r, s);
	s->key = wn_state_key(r, s, UINT32_MAX);
	for (i = 0; i < r->exits.n; i++) {
		if (r->exits.s[i]->key == s->key) {
			wn_join(r, UINT32_MAX, r->exits.s[i], s);
			return;
		}
	}
	if (r->exits.n >= MAX_BLOCK_STATES) {
		wn_give_up(r->e, r->f.fn, "too many states at the return");
		return;
	}
	wn_states_push(r->e, &r->exits, s);
}

static void exec_block(struct wn_run *r, uint32_t b, struct wn_state *in)
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
	struct wn_run r = { .e = e, .f = { fn, cfg, ctx } };
	uint32_t k, i;
	bool any;

	r.blocks = wn_new_n(e->arena, struct wn_block_states, fn->nblocks + 1);
	if (!fn->nblocks)
		return r.exits;
	in->key = wn_state_key(&r, in, 0);
	WN_PUSH(r.blocks[0].slots, r.blocks[0].n, r.blocks[0].cap,
		((struct wn_slot){ in, true }));
	r.blocks[0].dirty = true;
	do {
		any = false;
		for (k = 0; k < cfg->nreach; k++) {
			struct wn_block_states *t = &r.blocks[cfg->order[k]];

			if (!t->dirty)
				continue;
			t->dirty = false;
			any = true;
			for (i = 0; i < t->n; i++) {
				if (!t->slots[i].dirty)
					continue;
				t->slots[i].dirty = false;
				if (e->steps > MAX_STEPS) {
					wn_give_up(e, fn, "too many steps");
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
