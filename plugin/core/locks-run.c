// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs one body over lock states. States with the same locks are joined, others
 * stay apart with what is known on their paths: property simulation, as in
 * engine.c, but one function at a time.
 */
#include <stdlib.h>
#include <string.h>

#include "locks-run.h"

#define MAX_BLOCK_STATES 40
#define MANY_STATES 12
#define MAX_CALL_STATES 40
#define MAX_STEPS 6000

struct slot { struct wn_lk_state *s; bool dirty; };
struct table { struct slot *slots; uint32_t n, cap; bool dirty; };

struct run {
	struct wn_lk_frame f;
	struct table *blocks;
	const struct wn_stmt *ret_at;
};

static void give_up(struct run *r, const char *what)
{
	if (!r->f.sum->bound)
		r->f.sum->bound = what;
}

/*
 * A flag that a branch sets is what a later branch asks: constants of locals
 * that are live keep states apart while there are few of them.
 */
static uint64_t flags_key(struct run *r, uint32_t block, const struct wn_lk_state *s)
{
	const struct wn_func *fn = r->f.f.fn;
	uint64_t h = 0;

	for (uint32_t i = 0; i < s->v->nssa; i++) {
		const struct wn_term *t = s->v->ssa[i];

		if (!t || t->kind != WN_T_CONST || t->val < -1 || t->val > WN_LK_MAX_FLAG ||
		    !wn_cfg_live_ssa(r->f.f.cfg, block, i) || !*fn->ssa[i].name)
			continue;
		h += wn_mix(i, (uint64_t)t->val + 7);
	}
	return h;
}

static bool from_memory(const struct wn_term *t, void *unused)
{
	(void)unused;
	return t->kind == WN_T_CALL || (t->kind == WN_T_LOAD &&
					wn_t_object(t->args[0])->kind != WN_T_VARADDR);
}

/*
 * What a round of a loop learned of memory is about that round: list_empty() is
 * asked again. What was known before the loop is taken to stay.
 */
static void forget_round(const struct table *t, struct wn_state *s)
{
	uint32_t i, k, m, n = 0;

	for (i = 0; i < s->nknown; i++) {
		bool keep = !wn_t_find(s->known[i].term, from_memory, NULL);

		for (m = 0; m < t->n && !keep; m++) {
			const struct wn_state *b = t->slots[m].s->v;

			for (k = 0; k < b->nknown && !keep; k++)
				keep = b->known[k].term == s->known[i].term &&
				       b->known[k].val == s->known[i].val &&
				       b->known[k].equal == s->known[i].equal;
		}
		if (keep)
			s->known[n++] = s->known[i];
	}
	s->nknown = n;
}

static void add_state(struct run *r, uint32_t from, uint32_t block, struct wn_lk_state *s)
{
	struct table *t = &r->blocks[block];
	bool back = r->f.f.cfg->rpo[block] <= r->f.f.cfg->rpo[from];
	uint64_t key;
	uint32_t i;

	if (back)
		forget_round(t, s->v);
	if (t->n >= MANY_STATES)
		r->f.sum->coarse = true;
	key = wn_lk_key(s, t->n >= MANY_STATES);
	if (!back && t->n < MANY_STATES)
		key += flags_key(r, block, s);
	s->key = key;
	for (i = 0; i < t->n; i++) {
		if (t->slots[i].s->key != s->key &&
		    (t->n < MANY_STATES || wn_lk_key(t->slots[i].s, true) != key))
			continue;
		if (wn_lk_join(&r->f, block, t->slots[i].s, s)) {
			t->slots[i].dirty = true;
			t->dirty = true;
		}
		return;
	}
	if (t->n >= MAX_BLOCK_STATES) {
		give_up(r, "too many lock states in one block");
		return;
	}
	WN_PUSH(t->slots, t->n, t->cap, ((struct slot){ s, true }));
	t->dirty = true;
}

/* ---- statements and edges ---- */

/* "mode == 1 || mode == 2" is compiled to (unsigned int)(mode - 1) <= 1. */
static int64_t wrapped(const char *type, int64_t val)
{
	if (!strcmp(type, "unsigned int"))
		return (uint32_t)val;
	return strcmp(type, "int") ? val : (int32_t)val;
}

static void do_assign(struct run *r, struct wn_state *s, const struct wn_stmt *st)
{
	struct wn_engine *e = r->f.e;
	const struct wn_term *args[4], *v;
	uint32_t i, n = st->nargs < 4 ? st->nargs : 4;

	for (i = 0; i < n; i++)
		args[i] = wn_eval(e, &r->f.f, s, &st->args[i], NULL);
	if (!n || st->op == WN_OP_OTHER || (st->op == WN_OP_COND && n < 3)) {
		v = wn_t_unknown(e->ts, st, 0);
		wn_st_kill(r->f.a, s, v);
	} else if (st->op == WN_OP_COPY) {
		v = args[0];
	} else if (st->op >= WN_OP_EQ && st->op <= WN_OP_GE && n == 2) {
		v = wn_compare(e, st->op, args[0], args[1]);
	} else {
		v = wn_t_op(e->ts, st->op, args, n);
	}
	if (v->kind == WN_T_CONST && st->type)
		v = wn_t_const(e->ts, wrapped(st->type, v->val));
	wn_assign(e, &r->f.f, s, &st->lhs, v);
}

static struct wn_lk_states exec_stmts(struct run *r, struct wn_lk_state *s,
				      const struct wn_block *bb)
{
	struct wn_lk_states cur = { 0 };
	uint32_t i, k;

	wn_lk_push(r->f.a, &cur, s);
	for (i = 0; i < bb->nstmts && cur.n; i++) {
		const struct wn_stmt *st = &bb->stmts[i];
		struct wn_lk_states next = { 0 };

		switch (st->kind) {
		case WN_ASSIGN:
			for (k = 0; k < cur.n; k++)
				do_assign(r, cur.s[k]->v, st);
			break;
		case WN_CLOBBER:
			for (k = 0; k < cur.n && st->lhs.base == WN_BASE_VAR; k++)
				wn_st_forget(cur.s[k]->v, wn_t_varaddr(r->f.e->ts, r->f.f.fn,
								       st->lhs.id));
			break;
		case WN_CALL:
			for (k = 0; k < cur.n; k++)
				wn_lk_do_call(&r->f, cur.s[k], st, &next);
			if (next.n > MAX_CALL_STATES) {
				give_up(r, "too many outcomes of calls");
				next.n = MAX_CALL_STATES;
			}
			cur = next;
			break;
		case WN_RETURN:
			for (k = 0; k < cur.n; k++)
				cur.s[k]->v->ret = st->nargs ? wn_eval(r->f.e, &r->f.f,
					cur.s[k]->v, &st->args[0], NULL) : NULL;
			r->ret_at = st;
			break;
		default:
			break;
		}
	}
	return cur;
}

/* "p != q" is known, and so is that both are NULL: no such path. */
static bool impossible(const struct wn_state *s)
{
	for (uint32_t i = 0; i < s->nknown; i++) {
		const struct wn_term *t = s->known[i].term;

		if (t->kind == WN_T_OP && t->op == WN_OP_EQ && wn_st_truth(s, t) == 0 &&
		    wn_st_truth(s, t->args[0]) == 0 && wn_st_truth(s, t->args[1]) == 0)
			return true;
	}
	return false;
}

static bool take_edge(struct run *r, const struct wn_block *bb, const struct wn_edge *ed,
		      struct wn_state *s)
{
	struct wn_engine *e = r->f.e;
	const struct wn_term *a, *c;

	switch (ed->kind) {
	case WN_EDGE_TRUE:
	case WN_EDGE_FALSE:
		c = wn_compare(e, bb->cond_op, wn_eval(e, &r->f.f, s, &bb->cond[0], NULL),
			       wn_eval(e, &r->f.f, s, &bb->cond[1], NULL));
		return wn_st_assume_truth(r->f.a, s, c, ed->kind == WN_EDGE_TRUE) &&
		       !impossible(s);
	case WN_EDGE_CASE:
		a = wn_eval(e, &r->f.f, s, &bb->cond[0], NULL);
		return ed->lo != ed->hi || wn_st_assume(r->f.a, s, a, true, ed->lo);
	case WN_EDGE_DEFAULT:
		a = wn_eval(e, &r->f.f, s, &bb->cond[0], NULL);
		for (uint32_t i = 0; i < bb->nsucc; i++) {
			if (bb->succ[i].kind == WN_EDGE_CASE && bb->succ[i].lo == bb->succ[i].hi &&
			    !wn_st_assume(r->f.a, s, a, false, bb->succ[i].lo))
				return false;
		}
		return true;
	default:
		return true;
	}
}

static void exec_block(struct run *r, uint32_t b, struct wn_lk_state *in,
		       void (*leave)(struct wn_lk_frame *, struct wn_lk_state *,
				     const struct wn_stmt *))
{
	const struct wn_block *bb = &r->f.f.fn->blocks[b];
	struct wn_lk_states out;
	uint32_t i, k;

	r->f.sum->steps++;
	out = exec_stmts(r, wn_lk_clone(r->f.a, in), bb);
	for (k = 0; k < out.n; k++) {
		if (bb->nstmts && bb->stmts[bb->nstmts - 1].kind == WN_RETURN) {
			leave(&r->f, out.s[k], r->ret_at);
			continue;
		}
		for (i = 0; i < bb->nsucc; i++) {
			struct wn_lk_state *s = i + 1 < bb->nsucc ?
				wn_lk_clone(r->f.a, out.s[k]) : out.s[k];

			if (!take_edge(r, bb, &bb->succ[i], s->v))
				continue;
			wn_lk_phis(&r->f, b, bb->succ[i].dst, s);
			add_state(r, b, bb->succ[i].dst, s);
		}
	}
}

/* A loop that no state leaves: something that it changes was taken to stay. */
static bool trapped(const struct run *r)
{
	const struct wn_cfg *cfg = r->f.f.cfg;
	const struct wn_func *fn = r->f.f.fn;
	uint32_t h, b, i, last;

	for (h = 0; h < fn->nblocks; h++) {
		bool leaves = false, exits = false;

		if (!cfg->header[h] || !r->blocks[h].n)
			continue;
		for (b = 0, last = cfg->rpo[h]; b < fn->nblocks; b++) {
			for (i = 0; i < fn->blocks[b].nsucc; i++) {
				if (fn->blocks[b].succ[i].dst == h && cfg->rpo[b] != UINT32_MAX &&
				    cfg->rpo[b] > last)
					last = cfg->rpo[b];
			}
		}
		for (b = 0; b < fn->nblocks; b++) {
			if (cfg->rpo[b] < cfg->rpo[h] || cfg->rpo[b] > last)
				continue;
			exits |= !fn->blocks[b].nsucc;
			leaves |= !fn->blocks[b].nsucc && r->blocks[b].n;
			for (i = 0; i < fn->blocks[b].nsucc; i++) {
				uint32_t d = fn->blocks[b].succ[i].dst;

				if (cfg->rpo[d] >= cfg->rpo[h] && cfg->rpo[d] <= last)
					continue;
				exits = true;
				leaves |= r->blocks[b].n && r->blocks[d].n;
			}
		}
		if (exits && !leaves)
			return true;
	}
	return false;
}

void wn_lk_run_body(struct wn_lk_frame *f, struct wn_lk_state *in,
		    void (*leave)(struct wn_lk_frame *, struct wn_lk_state *,
				  const struct wn_stmt *))
{
	const struct wn_func *fn = f->f.fn;
	struct run r = { .f = *f };
	uint32_t k, i;
	bool any;

	if (!fn->nblocks)
		return;
	r.blocks = wn_new_n(f->a, struct table, fn->nblocks + 1);
	WN_PUSH(r.blocks[0].slots, r.blocks[0].n, r.blocks[0].cap, ((struct slot){ in, true }));
	r.blocks[0].dirty = true;
	do {
		any = false;
		for (k = 0; k < f->f.cfg->nreach; k++) {
			struct table *t = &r.blocks[f->f.cfg->order[k]];

			if (!t->dirty)
				continue;
			t->dirty = false;
			any = true;
			for (i = 0; i < t->n; i++) {
				if (!t->slots[i].dirty)
					continue;
				t->slots[i].dirty = false;
				if (f->sum->steps > MAX_STEPS) {
					give_up(&r, "too many steps");
					goto out;
				}
				exec_block(&r, f->f.cfg->order[k], t->slots[i].s, leave);
			}
		}
	} while (any);
	if (trapped(&r))
		give_up(&r, "a loop that no path leaves");
out:
	for (k = 0; k < fn->nblocks; k++)
		free(r.blocks[k].slots);
}
