// SPDX-License-Identifier: GPL-2.0-or-later
/* The locks of one state: taken, released, given back to the caller. */
#include <string.h>

#include "locks.h"

#define MAX_NEST 2
#define MAX_ENTS 24

struct wn_lk_state *wn_lk_clone(struct wn_arena *a, const struct wn_lk_state *s)
{
	struct wn_lk_state *c = wn_new(a, struct wn_lk_state);

	*c = *s;
	c->v = wn_st_clone(a, s->v);
	c->ents = wn_new_n(a, struct wn_lk_ent, s->nents ? s->nents : 1);
	if (s->nents)
		memcpy(c->ents, s->ents, s->nents * sizeof(*s->ents));
	return c;
}

void wn_lk_push(struct wn_arena *a, struct wn_lk_states *v, struct wn_lk_state *s)
{
	struct wn_lk_state **n;

	if (!(v->n & (v->n - 1))) {
		n = wn_new_n(a, struct wn_lk_state *, v->n ? v->n * 2 : 1);
		if (v->n)
			memcpy(n, v->s, v->n * sizeof(*n));
		v->s = n;
	}
	v->s[v->n++] = s;
}

static struct wn_lk_ent *add(struct wn_arena *a, struct wn_lk_state *s, struct wn_lk_ent e)
{
	struct wn_lk_ent *n = wn_new_n(a, struct wn_lk_ent, s->nents + 1);

	if (s->nents)
		memcpy(n, s->ents, s->nents * sizeof(*n));
	s->ents = n;
	n[s->nents] = e;
	return &n[s->nents++];
}

static void del(struct wn_lk_state *s, uint32_t i)
{
	memmove(&s->ents[i], &s->ents[i + 1], (s->nents - i - 1) * sizeof(*s->ents));
	s->nents--;
}

static bool same_kind(enum wn_lock a, enum wn_lock b)
{
	/* A lock whose kind is not known yet may be the page-table lock. */
	if ((a == WN_LK_PTL && b == WN_LK_SPIN) || (a == WN_LK_SPIN && b == WN_LK_PTL))
		return true;
	return a == b;
}

static bool rigid_leaf(const struct wn_term *t, void *unused)
{
	(void)unused;
	return t->kind == WN_T_PHI || t->kind == WN_T_UNKNOWN || t->kind == WN_T_CALL ||
	       t->kind == WN_T_LOAD || t->kind == WN_T_ELEM;
}

/* Could @a be another name of @b? Two fields or globals that both can be named are not. */
static bool may_alias(const struct wn_term *a, const struct wn_term *b)
{
	if (!a || !b)
		return true;
	return wn_t_find(a, rigid_leaf, NULL) || wn_t_find(b, rigid_leaf, NULL) ||
	       a->kind == WN_T_PARAM || b->kind == WN_T_PARAM;
}

void wn_lk_take(struct wn_arena *a, struct wn_lk_state *s, enum wn_lock kind,
		const struct wn_term *t, const struct wn_stmt *at)
{
	uint32_t i;

	for (i = s->nents; i--; ) {
		struct wn_lk_ent *e = &s->ents[i];

		if (!same_kind(e->kind, kind) || e->term != t)
			continue;
		/* an element of a list stands for all of them */
		if (e->delta < MAX_NEST && !(t && t->loopy && e->delta > 0))
			e->delta++;
		e->at = at;
		return;
	}
	/* The caller's lock, dropped under another name and taken again. */
	for (i = s->nents; i-- && kind != WN_LK_REF; ) {
		struct wn_lk_ent *e = &s->ents[i];

		if (same_kind(e->kind, kind) && e->delta < 0 && may_alias(e->term, t)) {
			e->delta++;
			e->at = at;
			s->fuzzy = true;
			return;
		}
	}
	if (s->nents < MAX_ENTS)
		add(a, s, (struct wn_lk_ent){ kind, t, 1, 0, at, NULL, false, false });
}

void wn_lk_drop(struct wn_arena *a, struct wn_lk_state *s, enum wn_lock kind,
		const struct wn_term *t, const struct wn_stmt *at)
{
	struct wn_lk_ent *e = NULL;
	uint32_t i;

	for (i = s->nents; i--; ) {
		if (same_kind(s->ents[i].kind, kind) && s->ents[i].term == t) {
			e = &s->ents[i];
			break;
		}
	}
	/* Another name of it, after a join: the innermost that it can be. */
	if (!e || e->delta <= 0) {
		uint32_t k;

		for (k = s->nents; k-- && kind != WN_LK_REF; ) {
			if (s->ents[k].delta > 0 && same_kind(s->ents[k].kind, kind) &&
			    may_alias(s->ents[k].term, t)) {
				e = &s->ents[k];
				i = k;
				s->fuzzy |= s->ents[k].term != t && t && s->ents[k].term;
				break;
			}
		}
	}
	if (!e) {
		if (s->nents < MAX_ENTS)
			add(a, s, (struct wn_lk_ent){ kind, t, -1, -1, at, at, false, false });
		return;
	}
	if (e->many)
		return;
	if (e->delta > -MAX_NEST && !(t && t->loopy && e->delta < 0))
		e->delta--;
	if (e->delta < e->min) {
		e->min = e->delta;
		e->need_at = at;
	}
	e->at = at;
	if (!e->delta && !e->min)
		del(s, i);
}

void wn_lk_need(struct wn_arena *a, struct wn_lk_state *s, enum wn_lock kind,
		const struct wn_term *t, const struct wn_stmt *at)
{
	uint32_t i;

	for (i = s->nents; i--; ) {
		if (same_kind(s->ents[i].kind, kind) &&
		    (s->ents[i].term == t || (s->ents[i].delta > 0 &&
					      may_alias(s->ents[i].term, t))))
			return;
	}
	if (s->nents < MAX_ENTS)
		add(a, s, (struct wn_lk_ent){ kind, t, 0, -1, at, at, false, false });
}

uint64_t wn_lk_key(const struct wn_lk_state *s, bool coarse)
{
	uint64_t h = 0;

	for (uint32_t i = 0; i < s->nents; i++) {
		const struct wn_lk_ent *e = &s->ents[i];

		if (e->kind == WN_LK_REF || e->many || (coarse && !wn_lk_counted(e->kind)))
			continue;
		h += wn_mix(wn_mix(e->kind, e->term ? e->term->id : 0),
			    (uint64_t)(e->delta + 8) * 32 + (uint64_t)(e->min + 8));
	}
	return h;
}

static struct wn_lk_ent *same_of(const struct wn_lk_state *s, const struct wn_lk_ent *e)
{
	for (uint32_t i = 0; i < s->nents; i++) {
		if (s->ents[i].kind == e->kind && s->ents[i].term == e->term)
			return &s->ents[i];
	}
	return NULL;
}

/* On a path without the object nothing is missing: held, unless it is NULL. */
static bool is_null(const struct wn_lk_state *s, const struct wn_lk_ent *e)
{
	return e->delta > 0 && e->term && wn_st_truth(s->v, e->term) == 0;
}

/* What counts is equal (the key says so); of the rest, what both have is sure. */
bool wn_lk_join_ents(struct wn_arena *a, struct wn_lk_state *into, const struct wn_lk_state *s)
{
	bool changed = s->fuzzy && !into->fuzzy;
	struct wn_lk_ent *e, *o;
	uint32_t i;

	into->fuzzy |= s->fuzzy;
	for (i = 0; i < into->nents; i++) {
		e = &into->ents[i];
		if (wn_lk_counted(e->kind) || e->maybe)
			continue;
		o = same_of(s, e);
		if ((o && o->delta == e->delta && !o->maybe) || (!o && is_null(s, e)))
			continue;
		e->maybe = true;
		if (o && o->min < e->min)
			e->min = o->min;
		changed = true;
	}
	for (i = 0; i < s->nents; i++) {
		o = &s->ents[i];
		if (wn_lk_counted(o->kind) || same_of(into, o) || into->nents >= MAX_ENTS)
			continue;
		add(a, into, *o)->maybe = o->maybe || !is_null(into, o);
		changed = true;
	}
	return changed;
}
