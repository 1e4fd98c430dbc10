// SPDX-License-Identifier: GPL-2.0-or-later
/* Ranges: what opens and closes them, and whether they are as large as what changes. */
#include <string.h>

#include "engine.h"

static const struct wn_ob *ob_at(const struct wn_state *s, uint32_t i)
{
	return i < s->nact ? s->act[i] : s->wait[i - s->nact];
}

static struct wn_ob *edit_at(struct wn_engine *e, struct wn_state *s, uint32_t i)
{
	return i < s->nact ? wn_ob_edit(e, s, true, i) :
			     wn_ob_edit(e, s, false, i - s->nact);
}

static const struct wn_term *range_field(struct wn_engine *e, struct wn_state *s,
					 const struct wn_term *obj, const char *name)
{
	return wn_st_load(e->ts, s, wn_t_field(e->ts, obj,
					       wn_intern(e->prog->strs, name), NULL));
}

static void range_store(struct wn_engine *e, struct wn_state *s,
			const struct wn_term *obj, const char *name,
			const struct wn_term *val)
{
	if (val)
		wn_st_store(e->arena, s, wn_t_field(e->ts, obj,
						    wn_intern(e->prog->strs, name), NULL), val);
}

void wn_check_start(struct wn_engine *e, struct wn_state *s, struct wn_at at,
		    struct wn_at opened)
{
	if (!e->trace->start.stmt)
		e->trace->start = opened;
	for (uint32_t i = 0; i < s->nheld; i++) {
		enum wn_lock k = s->held[i].kind;

		if (k == WN_LK_PTL || k == WN_LK_SPIN || k == WN_LK_RCU || k == WN_LK_PREEMPT)
			wn_mark(e, WN_M_START_ATOMIC, at, s->held[i].at, NULL, wn_lock_name(k));
	}
}

const struct wn_term *wn_unwidened(struct wn_engine *e, const struct wn_term *t)
{
	while (t && t->kind == WN_T_CALL && t->name == e->widened)
		t = t->args[0];
	return t;
}

/* Of an open range, when it is a constant; what widening adds is not counted. */
static const struct wn_term *range_length(struct wn_engine *e, const struct wn_bracket *b)
{
	const struct wn_term *d[2] = { wn_unwidened(e, b->end), wn_unwidened(e, b->start) };
	const struct wn_term *len;

	if (!b->start || !b->end)
		return NULL;
	len = wn_t_op(e->ts, WN_OP_SUB, d, 2);
	return len->kind == WN_T_CONST ? len : NULL;
}

static void range_start(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
			struct wn_at at, const struct wn_term **args, uint32_t nargs)
{
	const struct wn_term *obj = wn_arg(args, nargs, r->ptep);
	struct wn_bracket b = { .at = at }, *br;
	uint32_t i;

	if (obj) {
		b.start = range_field(e, s, obj, "start");
		b.end = range_field(e, s, obj, "end");
		b.mm = range_field(e, s, obj, "mm");
		b.event = range_field(e, s, obj, "event");
	} else {
		obj = wn_arg(args, nargs, r->mm);
		b.start = wn_arg(args, nargs, r->addr);
		b.end = wn_arg(args, nargs, r->nr);
		b.mm = obj;
	}
	if (!obj)
		return;
	b.obj = obj;
	b.len = range_length(e, &b);
	for (i = 0; i < s->nbr; i++) {
		if (s->br[i].obj == obj && r->ptep >= 0) {
			wn_mark(e, WN_M_RESTARTED, at, s->br[i].at, NULL, NULL);
			return;
		}
	}
	if (r->kind == WN_K_RANGE_START) {
		e->trace->opens = true;
		wn_check_start(e, s, at, at);
	}
	/*
	 * User mappings do not begin at 0; kernel code tests range.start for it. What
	 * a loop steps on would be forgotten in the next round, so it gets a name.
	 */
	if (b.start->kind != WN_T_CONST) {
		const struct wn_term *t = b.start;

		if (t->loopy && r->ptep >= 0) {
			t = wn_t_call(e->ts, wn_intern(e->prog->strs, "start"), NULL, 0,
				      at.stmt);
			wn_st_kill(e->arena, s, t);
			range_store(e, s, obj, "start", t);
		}
		wn_st_assume_truth(e->arena, s, t, true);
	}
	br = wn_new_n(e->arena, struct wn_bracket, s->nbr + 1);
	if (s->nbr)
		memcpy(br, s->br, s->nbr * sizeof(*br));
	br[s->nbr++] = b;
	s->br = br;
}

/*
 * Is it the range that @o was changed in? Until 5.0 a range inside another has the
 * same name, the mm; where it was opened tells them apart.
 */
static bool changed_in(const struct wn_ob *o, const struct wn_bracket *b)
{
	return o->br_obj == b->obj && o->br_start.stmt == b->at.stmt &&
	       o->br_start.ctx == b->at.ctx;
}

static void range_end(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		      struct wn_at at, const struct wn_term **args, uint32_t nargs)
{
	const struct wn_term *obj = wn_arg(args, nargs, r->ptep >= 0 ? r->ptep : r->mm);
	bool only = r->kind == WN_K_RANGE_ONLY_END;
	uint32_t i, b;

	if (!obj)
		return;
	for (b = s->nbr; b--; ) {
		if (s->br[b].obj == obj)
			break;
	}
	if (b == UINT32_MAX) {
		if (wn_t_object(obj)->kind != WN_T_VARADDR &&
		    wn_t_object(obj)->kind != WN_T_GLOBADDR) {
			e->trace->visible = true;
			e->trace->needs_ctx = true;
			e->trace->owed |= WN_OWED_END;
		} else {
			wn_mark(e, WN_M_END_UNSTARTED, at, at, NULL, NULL);
		}
		return;
	}
	e->trace->plain_end |= !only;
	for (i = 0; i < s->nact + s->nwait; i++) {
		const struct wn_ob *o = ob_at(s, i);
		struct wn_ob *c;

		/* A later bracket's plain end also tells of what an only_end left. */
		if (o->br_end.stmt && o->end == WN_END_ONLY && o->t == WN_TOLD_NO && !only &&
		    wn_model_version(e->model) < 606 && !changed_in(o, &s->br[b])) {
			c = edit_at(e, s, i);
			c->t = WN_TOLD_END;
			c->t_at = at;
			continue;
		}
		if (o->br_end.stmt && o->end == WN_END_PLAIN && !only &&
		    !changed_in(o, &s->br[b])) {
			edit_at(e, s, i)->told_later = 1;
			continue;
		}
		if (!changed_in(o, &s->br[b]) || o->br_end.stmt)
			continue;
		c = edit_at(e, s, i);
		c->br_end = at;
		c->end = only ? WN_END_ONLY : WN_END_PLAIN;
		if (!only && c->t == WN_TOLD_NO && wn_model_version(e->model) < 606) {
			c->t = WN_TOLD_END;
			c->t_at = at;
		}
	}
	memmove(&s->br[b], &s->br[b + 1], (s->nbr - b - 1) * sizeof(*s->br));
	s->nbr--;
}

void wn_effect_range(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		     struct wn_at at, const struct wn_term **args, uint32_t nargs)
{
	const struct wn_term *obj = wn_arg(args, nargs, r->ptep), *old, *p;
	int k;

	switch (r->kind) {
	case WN_K_RANGE_INIT:
		if (!obj)
			return;
		range_store(e, s, obj, "start", wn_arg(args, nargs, r->addr));
		range_store(e, s, obj, "end", wn_arg(args, nargs, r->nr));
		range_store(e, s, obj, "mm", wn_arg(args, nargs, r->mm));
		range_store(e, s, obj, "event", wn_arg(args, nargs, r->val));
		break;
	case WN_K_RANGE_ADJUST:
		for (k = 0; k < 2; k++) {
			p = wn_arg(args, nargs, k ? r->val : r->addr);
			if (!p)
				continue;
			old = wn_st_load(e->ts, s, p);
			wn_st_store(e->arena, s, p,
				    wn_t_call(e->ts, e->widened, &old, 1, NULL));
		}
		break;
	case WN_K_RANGE_END:
	case WN_K_RANGE_ONLY_END:
		range_end(e, r, s, at, args, nargs);
		break;
	default:
		range_start(e, r, s, at, args, nargs);
		break;
	}
}

/* What a loop steps on, also where it is passed on as an argument. */
static bool names_a_step(const struct wn_term *t, void *unused)
{
	(void)unused;
	return (t->kind == WN_T_PHI && t->loopy) || wn_is_loop_arg(t);
}

/*
 * Is the range smaller than what is changed in it: empty, or of one small page while
 * the entry is huge, or while a loop has gone on to other entries? What may have been
 * widened for a shared table need not have been.
 */
bool wn_range_too_short(const struct wn_bracket *b, uint8_t level,
			const struct wn_term *addr)
{
	const struct wn_term *step;

	if (!b->len)
		return false;
	if (b->len->val <= 0)
		return b->len->val != -1;
	if (b->len->val != 4096)
		return false;
	if (level != WN_L_PTE || !b->start)
		return true;
	step = addr ? wn_t_find(addr, names_a_step, NULL) : NULL;
	return step && !wn_t_contains(b->start, step);
}

#define TABLE_REACH	(1 << 30)	/* what one table of huge entries maps: a PUD */

/* Does the loop step on @addr, one of its variables, from table to table? */
static bool from_table_to_table(const struct wn_func *fn, const struct wn_term *addr)
{
	const struct wn_block *bb = addr->origin;
	const struct wn_phi *phi = NULL;
	uint32_t i, k;

	if (addr->kind != WN_T_PHI || bb < fn->blocks || bb >= fn->blocks + fn->nblocks)
		return true;
	for (i = 0; i < bb->nphis; i++) {
		if (bb->phis[i].dst == addr->val)
			phi = &bb->phis[i];
	}
	if (!phi)
		return true;
	for (bb = fn->blocks; bb < fn->blocks + fn->nblocks; bb++) {
		for (i = 0; i < bb->nstmts; i++) {
			const struct wn_stmt *st = &bb->stmts[i];

			if (st->kind != WN_ASSIGN || st->op != WN_OP_ADD ||
			    st->nargs != 2 || st->lhs.base != WN_BASE_SSA)
				continue;
			for (k = 0; k < phi->n; k++) {
				if (phi->args[k].base == WN_BASE_SSA &&
				    phi->args[k].id == st->lhs.id)
					return st->args[1].base == WN_BASE_CONST &&
					       st->args[1].val >= TABLE_REACH;
			}
		}
	}
	return true;
}

/*
 * A shared table is PUD_SIZE wide whatever the caller asked for. A loop that goes
 * from table to table has aligned its range to them; of one that does not, only that
 * is said which goes through its own range.
 */
bool wn_range_misses_table(struct wn_engine *e, const struct wn_func *fn,
			   const struct wn_bracket *b, const struct wn_term *addr)
{
	if (!b->start || wn_unwidened(e, b->start) != b->start ||
	    b->start->kind == WN_T_CALL || b->start->kind == WN_T_PHI)
		return false;
	if (!addr->loopy)
		return true;
	return addr->nargs && addr->args[0] == b->start && !from_table_to_table(fn, addr);
}
