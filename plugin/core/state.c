// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "state.h"

const char *wn_class_name(enum wn_class c)
{
	static const char *const names[] = {
		"open", "downgrade", "same-content", "free", "new-page",
		"migration", "move", "split", "collapse", "rollback", "young",
		"unknown",
	};

	return names[c];
}

struct wn_state *wn_st_new(struct wn_arena *a, uint32_t nssa)
{
	struct wn_state *s = wn_new(a, struct wn_state);

	s->nssa = nssa;
	s->ssa = wn_new_n(a, const struct wn_term *, nssa + 1);
	return s;
}

static void *dup_mem(struct wn_arena *a, const void *p, size_t n)
{
	return n ? memcpy(wn_alloc_raw(a, n), p, n) : NULL;
}

#define DUP(field, n) \
	(c->field = dup_mem(a, s->field, (n) * sizeof(*s->field)))

struct wn_state *wn_st_clone(struct wn_arena *a, const struct wn_state *s)
{
	struct wn_state *c = wn_alloc_raw(a, sizeof(*c));

	*c = *s;
	DUP(ssa, s->nssa + 1);
	DUP(held, s->nheld);
	DUP(br, s->nbr);
	DUP(act, s->nact);
	DUP(wait, s->nwait);
	DUP(mem, s->nmem);
	DUP(known, s->nknown);
	return c;
}

/* Arrays grow by copying: they are short, and a clone must not share them. */
static void *grown(struct wn_arena *a, const void *p, uint32_t n, size_t size)
{
	void *q = wn_alloc_raw(a, (n + 1) * size);

	if (n)
		memcpy(q, p, n * size);
	return q;
}

void wn_st_push_held(struct wn_arena *a, struct wn_state *s, struct wn_held h)
{
	s->held = grown(a, s->held, s->nheld, sizeof(h));
	s->held[s->nheld++] = h;
}

void wn_st_push_act(struct wn_arena *a, struct wn_state *s, const struct wn_ob *o)
{
	s->act = grown(a, s->act, s->nact, sizeof(o));
	s->act[s->nact++] = o;
}

uint64_t wn_ob_meaning(const struct wn_ob *o)
{
	struct wn_ob *w = (struct wn_ob *)(uintptr_t)o;
	struct wn_ob c;

	if (o->meaning)
		return o->meaning;
	memcpy(&c, o, sizeof(c));
	c.locks = NULL;
	c.c_at = (struct wn_at){ NULL, NULL };
	c.lock.ctx = NULL;
	if (c.batch_seen || c.level != WN_L_PTE)
		c.lock.stmt = NULL;
	c.drop.ctx = NULL;
	if (c.drop.stmt)
		c.drop.stmt = c.site.stmt;
	/* Computed once: the object does not change any more. */
	w->meaning = wn_hash(3, &c, sizeof(c)) | 1;
	return o->meaning;
}

bool wn_ob_same(const struct wn_ob *a, const struct wn_ob *b)
{
	return a == b || wn_ob_meaning(a) == wn_ob_meaning(b);
}

bool wn_st_push_wait(struct wn_arena *a, struct wn_state *s, const struct wn_ob *o)
{
	uint64_t meaning;
	uint32_t i;

	/* most are brought by both paths to a join: found without a look into them */
	for (i = 0; i < s->nwait; i++) {
		if (s->wait[i] == o)
			return true;
	}
	meaning = wn_ob_meaning(o);
	for (i = 0; i < s->nwait; i++) {
		if (wn_ob_meaning(s->wait[i]) == meaning)
			return true;
	}
	if (s->nwait >= WN_MAX_WAIT) {
		s->full = true;
		return false;
	}
	s->wait = grown(a, s->wait, s->nwait, sizeof(o));
	s->wait[s->nwait++] = o;
	return true;
}

struct wn_ob *wn_ob_copy(struct wn_arena *a, const struct wn_ob *o)
{
	struct wn_ob *c = wn_alloc_raw(a, sizeof(*c));

	memcpy(c, o, sizeof(*c));
	c->meaning = 0;
	return c;
}

bool wn_st_holds(const struct wn_state *s, enum wn_lock kind)
{
	for (uint32_t i = 0; i < s->nheld; i++) {
		if (s->held[i].kind == kind)
			return true;
	}
	return false;
}

/* ---- memory ---- */

static struct wn_cell *find_cell(const struct wn_state *s, const struct wn_term *addr)
{
	uint32_t lo = 0, hi = s->nmem;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (s->mem[mid].addr == addr)
			return &s->mem[mid];
		if (s->mem[mid].addr->id < addr->id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

bool wn_st_has(const struct wn_state *s, const struct wn_term *addr,
	       const struct wn_term *val)
{
	const struct wn_cell *c = find_cell(s, addr);

	return c && c->val == val;
}

#define MAX_AGG 4

/* A value made of members that were stored one by one. */
static const struct wn_term *aggregate(struct wn_terms *ts, const struct wn_state *s,
				       const struct wn_term *addr)
{
	const struct wn_term *part[MAX_AGG];
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->nmem && n < MAX_AGG; i++) {
		if (s->mem[i].addr->depth > addr->depth && wn_t_within(s->mem[i].addr, addr))
			part[n++] = s->mem[i].val;
	}
	return n ? wn_t_call(ts, "{}", part, n, NULL) : NULL;
}

const struct wn_term *wn_st_load(struct wn_terms *ts, const struct wn_state *s,
				 const struct wn_term *addr)
{
	const struct wn_term *t = aggregate(ts, s, addr);
	const struct wn_cell *c;

	if (t)
		return t;
	c = find_cell(s, addr);
	if (c)
		return c->val;
	if (addr->kind == WN_T_FIELD || addr->kind == WN_T_ELEM) {
		const struct wn_term *up = addr->args[0];

		/* Only what was stored as a whole can be taken apart. */
		for (; up->kind == WN_T_FIELD || up->kind == WN_T_ELEM || find_cell(s, up);
		     up = up->args[0]) {
			c = find_cell(s, up);
			if (c && c->val->kind == WN_T_CONST)
				return c->val;
			if (c && addr->kind == WN_T_FIELD)
				return wn_t_sel(ts, c->val, addr->name);
			if (!up->nargs)
				break;
		}
	}
	return wn_t_load(ts, addr, NULL);
}

void wn_st_forget(struct wn_state *s, const struct wn_term *obj)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->nmem; i++) {
		if (!wn_t_within(s->mem[i].addr, obj))
			s->mem[n++] = s->mem[i];
	}
	s->nmem = n;
}

void wn_st_store(struct wn_arena *a, struct wn_state *s,
		 const struct wn_term *addr, const struct wn_term *val)
{
	struct wn_cell *c;
	uint32_t i;

	wn_st_forget(s, addr);
	c = grown(a, s->mem, s->nmem, sizeof(*c));
	/* Sorted by address, so that equal memories are equal arrays. */
	for (i = s->nmem; i && c[i - 1].addr->id > addr->id; i--)
		c[i] = c[i - 1];
	c[i].addr = addr;
	c[i].val = val;
	s->mem = c;
	s->nmem++;
}

/* ---- facts ---- */

static bool is_address(const struct wn_term *t)
{
	return t->kind == WN_T_VARADDR || t->kind == WN_T_GLOBADDR ||
	       t->kind == WN_T_FUNCADDR || t->kind == WN_T_STR ||
	       (t->kind == WN_T_FIELD && is_address(t->args[0]));
}

int wn_st_equals(const struct wn_state *s, const struct wn_term *t, int64_t val)
{
	if (t->kind == WN_T_CONST)
		return t->val == val;
	if (!val && is_address(t))
		return 0;
	for (uint32_t i = 0; i < s->nknown; i++) {
		if (s->known[i].term != t)
			continue;
		if (s->known[i].equal)
			return s->known[i].val == val;
		if (s->known[i].val == val)
			return 0;
	}
	return -1;
}

bool wn_st_const(const struct wn_state *s, const struct wn_term *t, int64_t *val)
{
	if (wn_t_is_const(t, val))
		return true;
	for (uint32_t i = 0; i < s->nknown; i++) {
		if (s->known[i].term == t && s->known[i].equal) {
			*val = s->known[i].val;
			return true;
		}
	}
	return false;
}

static bool is_compare(enum wn_op op)
{
	return op >= WN_OP_EQ && op <= WN_OP_GE;
}

static bool is_bool(const struct wn_term *t)
{
	if (t->kind == WN_T_CONST)
		return t->val == 0 || t->val == 1;
	if (t->kind == WN_T_OP) {
		if (is_compare(t->op) || t->op == WN_OP_LNOT)
			return true;
		if (t->op == WN_OP_AND || t->op == WN_OP_OR)
			return is_bool(t->args[0]) && is_bool(t->args[1]);
	}
	return false;
}

static int compare_truth(const struct wn_state *s, const struct wn_term *t)
{
	const struct wn_term *a = t->args[0], *b = t->args[1];
	int64_t va, vb;
	int r;

	if (b->kind == WN_T_CONST && (t->op == WN_OP_EQ || t->op == WN_OP_NE)) {
		r = b->val ? wn_st_equals(s, a, b->val) : wn_st_truth(s, a);
		if (r >= 0 && !b->val)
			r = !r;
		return r < 0 ? r : t->op == WN_OP_EQ ? r : !r;
	}
	if (!wn_st_const(s, a, &va) || !wn_st_const(s, b, &vb))
		return -1;
	if (t->op != WN_OP_EQ && t->op != WN_OP_NE && (va < 0) != (vb < 0))
		return -1;
	switch (t->op) {
	case WN_OP_EQ:
		return va == vb;
	case WN_OP_NE:
		return va != vb;
	case WN_OP_LT:
		return va < vb;
	case WN_OP_LE:
		return va <= vb;
	case WN_OP_GT:
		return va > vb;
	default:
		return va >= vb;
	}
}

int wn_st_truth(const struct wn_state *s, const struct wn_term *t)
{
	int r = wn_st_equals(s, t, 0), x, y;

	if (r >= 0)
		return !r;
	/* "equal to 5" also says "not 0" */
	for (uint32_t i = 0; i < s->nknown; i++) {
		if (s->known[i].term == t && s->known[i].equal)
			return s->known[i].val != 0;
	}
	/* What steps on through a table from an entry that is there is not NULL. */
	if (t->kind == WN_T_PHI && t->loopy && t->nargs)
		return wn_st_truth(s, t->args[0]) == 1 ? 1 : -1;
	if (t->kind != WN_T_OP)
		return -1;
	if (t->op == WN_OP_ADD && t->args[1]->kind == WN_T_CONST && t->args[1]->val > 0 &&
	    t->args[1]->val % 8 == 0)
		return wn_st_truth(s, t->args[0]) == 1 ? 1 : -1;
	if (t->op == WN_OP_LNOT) {
		r = wn_st_truth(s, t->args[0]);
		return r < 0 ? r : !r;
	}
	if (is_compare(t->op))
		return compare_truth(s, t);
	if (t->op == WN_OP_AND && t->nargs == 2) {
		x = wn_st_truth(s, t->args[0]);
		y = wn_st_truth(s, t->args[1]);
		if (!x || !y)
			return 0;
		return is_bool(t) && x == 1 && y == 1 ? 1 : -1;
	}
	if (t->op == WN_OP_OR && t->nargs == 2) {
		x = wn_st_truth(s, t->args[0]);
		y = wn_st_truth(s, t->args[1]);
		if (x == 1 || y == 1)
			return 1;
		return !x && !y ? 0 : -1;
	}
	return -1;
}

bool wn_st_assume(struct wn_arena *a, struct wn_state *s,
		  const struct wn_term *t, bool equal, int64_t val)
{
	int r = wn_st_equals(s, t, val);
	struct wn_known *k;
	uint32_t i;

	if (r >= 0)
		return r == (equal ? 1 : 0);
	k = grown(a, s->known, s->nknown, sizeof(*k));
	for (i = s->nknown; i && k[i - 1].term->id > t->id; i--)
		k[i] = k[i - 1];
	k[i] = (struct wn_known){ .term = t, .equal = equal, .val = val };
	s->known = k;
	s->nknown++;
	return true;
}

bool wn_st_assume_truth(struct wn_arena *a, struct wn_state *s,
			const struct wn_term *t, bool truth)
{
	int r = wn_st_truth(s, t);

	if (r >= 0)
		return r == (truth ? 1 : 0);
	if (t->kind == WN_T_OP) {
		const struct wn_term *x = t->args[0];
		const struct wn_term *y = t->nargs > 1 ? t->args[1] : NULL;

		if (t->op == WN_OP_LNOT)
			return wn_st_assume_truth(a, s, x, !truth);
		if ((t->op == WN_OP_EQ || t->op == WN_OP_NE) && y->kind == WN_T_CONST) {
			bool eq = (t->op == WN_OP_EQ) == truth;

			if (!y->val)
				return wn_st_assume_truth(a, s, x, !eq);
			return wn_st_assume(a, s, x, eq, y->val);
		}
		if (t->op == WN_OP_AND && is_bool(t) && truth)
			return wn_st_assume_truth(a, s, x, true) &&
			       wn_st_assume_truth(a, s, y, true);
		if (t->op == WN_OP_OR && !truth)
			return wn_st_assume_truth(a, s, x, false) &&
			       wn_st_assume_truth(a, s, y, false);
	}
	return wn_st_assume(a, s, t, !truth, 0);
}

/* A range that was opened for an older round of a loop does not begin here. */
static void kill_ranges(struct wn_state *s, const struct wn_term *t)
{
	for (uint32_t i = 0; i < s->nbr; i++) {
		if (s->br[i].start && wn_t_contains(s->br[i].start, t)) {
			s->br[i].start = NULL;
			s->br[i].end = NULL;
		}
	}
}

void wn_st_kill(struct wn_arena *a, struct wn_state *s, const struct wn_term *t)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->nknown; i++) {
		if (!wn_t_contains(s->known[i].term, t))
			s->known[n++] = s->known[i];
	}
	s->nknown = n;
	if (s->fill_from && wn_t_contains(s->fill_from, t))
		s->fill_from = NULL;
	for (i = 0, n = 0; i < s->nact; i++) {
		const struct wn_ob *o = s->act[i];

		if (!o->entry || (!wn_t_contains(o->entry, t) &&
				  !(o->old && o->old == t))) {
			s->act[n++] = o;
			continue;
		}
		/* The pointer moves on to the next entry; the change stays. */
		struct wn_ob *c = wn_ob_copy(a, o);

		c->entry = NULL;
		wn_st_push_wait(a, s, c);
	}
	s->nact = n;
	kill_ranges(s, t);
	for (i = 0; i < s->nwait; i++) {
		if (s->wait[i]->entry && wn_t_contains(s->wait[i]->entry, t)) {
			struct wn_ob *c = wn_ob_copy(a, s->wait[i]);

			c->entry = NULL;
			s->wait[i] = c;
		}
	}
}
