// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which states stay apart (their properties differ), and what is left of the rest
 * when two of them become one.
 */
#include <string.h>

#include "engine.h"

const struct wn_term *wn_ssa_phi(struct wn_run *r, const struct wn_block *bb, uint32_t id,
				 bool loop, const struct wn_term *from)
{
	const struct wn_ssa *v = &r->f.fn->ssa[id];
	const struct wn_term *t = wn_t_phi(r->e->ts, bb, id, loop, from);

	return wn_is_spinlock(v->type) ? wn_t_named(r->e->ts, t, v->name) : t;
}

static uint64_t mix_ptr(uint64_t h, const void *p)
{
	return wn_mix(h, (uintptr_t)p);
}

/*
 * Where a function has both ends, the right one depends on whether secondary TLBs
 * are still to be told of a change: "if (told) range_only_end() else range_end()".
 */
static bool waits_for_end(const struct wn_state *s)
{
	for (uint32_t i = 0; i < s->nwait; i++) {
		const struct wn_ob *o = s->wait[i];

		if (o->br_start.stmt && !o->br_end.stmt && o->t == WN_TOLD_NO)
			return true;
	}
	return false;
}

uint64_t wn_state_key(struct wn_run *r, const struct wn_state *s, uint32_t block)
{
	const struct wn_func *fn = r->f.fn;
	const struct wn_cfg *cfg = r->f.cfg;
	uint64_t h = s->released, w = 0;
	uint32_t i;

	/* Which page-table lock matters: it is compared, and one may be dropped of two. */
	for (i = 0; i < s->nheld; i++) {
		const struct wn_held *l = &s->held[i];
		bool which = l->term && (l->kind == WN_LK_PTL || l->kind == WN_LK_SPIN);

		h = wn_mix(h, wn_mix(l->kind, which ? l->term->id : 0));
		/* Taken again, it is another one as long as nobody asked what is pending. */
		if (l->kind == WN_LK_PTL && !l->batch_seen)
			h = mix_ptr(h, l->at.stmt);
	}
	for (i = 0; i < s->nbr; i++) {
		h = wn_mix(h, mix_ptr(s->br[i].obj->id, s->br[i].at.stmt));
		h = wn_mix(h, s->br[i].len && !s->br[i].start);
	}
	/* Order of obligations says nothing. */
	for (i = 0; i < s->nact; i++)
		w += wn_ob_meaning(s->act[i]);
	h = wn_mix(h, w);
	if (s->nbr && wn_finfo(fn)->both_ends)
		h = wn_mix(h, waits_for_end(s));
	h = wn_mix(h, s->fill);
	h = wn_mix(h, s->fill_from ? s->fill_from->id : 0);
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
	/* "if (ptl1 > ptl2) swap(ptl1, ptl2)": which lock is which decides what is held. */
	for (i = 0; i < cfg->nlocks; i++) {
		uint32_t id = cfg->locks[i];

		if (s->ssa[id] && wn_cfg_live_ssa(cfg, block, id))
			h = wn_mix(h, s->ssa[id]->id);
	}
	/* A call that was run and says whether it changed something goes by its answer. */
	for (i = 0; i < cfg->nanswers; i++) {
		const struct wn_term *t = s->ssa[cfg->answers[i]];

		if (t && t->kind == WN_T_CONST && wn_cfg_live_ssa(cfg, block, cfg->answers[i]))
			h = wn_mix(h, wn_mix(cfg->answers[i] + 1, (uint64_t)t->val));
	}
	for (i = 0; i < cfg->nentries; i++) {
		const struct wn_term *t;

		if (!wn_cfg_live_var(cfg, fn, block, cfg->entries[i]))
			continue;
		t = wn_st_load(r->e->ts, s, wn_t_varaddr(r->e->ts, fn, cfg->entries[i]));
		h = wn_mix(h, wn_value_key(r->e->model, s, t));
	}
	return h;
}

/*
 * Two values of one variable: unknown from here on. A pointer or address that a
 * loop steps on keeps what it started from, so that "somewhere in this table"
 * stays known. Two names of the page that one entry is for, present or not, join to
 * a name of it.
 */
const struct wn_term *wn_join_value(struct wn_run *r, uint32_t block, int64_t id,
				    const struct wn_term *addr,
				    const struct wn_state *sa, const struct wn_term *a,
				    const struct wn_state *sb, const struct wn_term *b)
{
	const struct wn_block *bb = block == UINT32_MAX ?
		r->f.fn->blocks : &r->f.fn->blocks[block];
	struct wn_terms *ts = r->e->ts;
	bool loop = block != UINT32_MAX && r->f.cfg->header[block];
	const struct wn_term *phi, *from;
	int64_t x, y;

	if (a == b)
		return a;
	if (!a || !b)
		return NULL;
	from = wn_page_entry(r->e->model, a);
	if (from && from != wn_page_entry(r->e->model, b))
		from = NULL;
	/* NULL, and a pointer that was found to be NULL */
	if (wn_st_const(sa, a, &x) && wn_st_const(sb, b, &y) && x == y)
		return wn_t_const(ts, x);
	if (a->kind == WN_T_PHI && a->origin == bb && a->val == id &&
	    (a->loopy || !b->loopy) && (!wn_t_is_either(a) || from == a->args[0]))
		return a;
	/* What a loop steps on is such a thing also where it meets something else. */
	loop |= a->loopy || b->loopy;
	if (wn_unwidened(r->e, a) == wn_unwidened(r->e, b))
		return a->depth > b->depth ? a : b;
	if (addr) {
		const struct wn_func *fn = addr->origin;

		/* Two entry values of one kind: any of them stands for both. */
		if (addr->kind == WN_T_VARADDR &&
		    wn_is_entry_type(fn->vars[addr->val].type) &&
		    wn_value_key(r->e->model, sa, a) == wn_value_key(r->e->model, sb, b))
			return a;
		phi = wn_t_phi(ts, bb, -1 - (int64_t)addr->id, loop, loop ? NULL : from);

		return addr->kind == WN_T_FIELD ? wn_t_named(ts, phi, addr->name) : phi;
	}
	if (wn_t_contains(b, a) && b->kind == WN_T_OP && a->kind != WN_T_CONST &&
	    a->depth < 8)
		return wn_ssa_phi(r, bb, (uint32_t)id, loop, a);
	return wn_ssa_phi(r, bb, (uint32_t)id, loop, loop ? NULL : from);
}

/*
 * A fact about a variable that is joined holds for the join when both sides
 * have it of their own value: pte_same(*vmf->pte, orig) after two ways to map
 * the table again.
 */
static void carry_facts(struct wn_run *r, struct wn_state *into, const struct wn_state *s,
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
		/* "not NULL" need not be a fact of its own: a pointer stepped on is not */
		if (x->term == a && !x->equal && !x->val && *n < max &&
		    wn_st_truth(s, b) == 1) {
			extra[(*n)++] = (struct wn_known){ t, false, 0 };
			continue;
		}
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

static bool join_mem(struct wn_run *r, uint32_t block, struct wn_state *into,
		     const struct wn_state *s, struct carried *c)
{
	struct wn_terms *ts = r->e->ts;
	bool changed = false;
	uint32_t i;

	for (i = 0; i < into->nmem; i++) {
		const struct wn_term *a = into->mem[i].addr, *v;

		if (wn_st_has(s, a, into->mem[i].val))
			continue;
		v = wn_join_value(r, block, 0, a, into,
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
		v = wn_join_value(r, block, 0, a, into, old, s, s->mem[i].val);
		if (v == old)
			continue;
		carry_facts(r, into, s, c->v, &c->n, MAX_CARRIED, old, s->mem[i].val, v);
		wn_st_store(r->e->arena, into, a, v);
		changed = true;
	}
	return changed;
}

bool wn_join(struct wn_run *r, uint32_t block, struct wn_state *into,
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
			v = wn_join_value(r, block, i, NULL, into, into->ssa[i], s,
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
	into->full |= s->full;
	changed |= join_mem(r, block, into, s, &c);
	n = into->nknown;
	join_known(into, s);
	for (i = 0; i < c.n; i++)
		wn_st_assume(r->e->arena, into, c.v[i].term, c.v[i].equal, c.v[i].val);
	changed |= into->nknown != n;
	for (i = 0; i < s->nwait; i++) {
		/* what both brought along from before they parted */
		if (i < into->nwait && into->wait[i] == s->wait[i])
			continue;
		n = into->nwait;
		if (!wn_st_push_wait(r->e->arena, into, s->wait[i]))
			wn_give_up(r->e, r->f.fn, "too many changes at once");
		changed |= into->nwait != n;
	}
	return changed;
}
