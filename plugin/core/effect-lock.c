// SPDX-License-Identifier: GPL-2.0-or-later
/* Locks: which are held, and what it means when the page-table lock goes. */
#include <string.h>

#include "engine.h"

static enum wn_lock place_lock(const char *type, const char *name, enum wn_lock dflt)
{
	return wn_place_lock(type, name) == WN_LK_PTL ? WN_LK_PTL : dflt;
}

/*
 * A spinlock is a page-table lock when a helper says so that returns one, or when
 * it is kept where the kernel keeps them, by model-place.c.
 */
enum wn_lock wn_lock_kind(struct wn_engine *e, const struct wn_term *t,
			  enum wn_lock dflt)
{
	const struct wn_row *r;

	t = wn_page_base(e->model, t);
	if (t->kind == WN_T_CALL && t->name) {
		r = wn_model_row_kept(e->model, t->name, WN_K_PURE);
		if (r && r->lock)
			return r->lock;
		if (wn_model_row_kept(e->model, t->name, WN_K_LOCK_RET) ||
		    wn_model_row_kept(e->model, t->name, WN_K_LOCK_RET_COND) ||
		    wn_model_row_kept(e->model, t->name, WN_K_MAP_LOCK) ||
		    wn_model_row_kept(e->model, t->name, WN_K_WALK))
			return WN_LK_PTL;
	}
	if (t->kind == WN_T_PARAM && !strcmp(t->name, e->root->name) &&
	    e->root->param_names && (uint32_t)t->val < e->root->nparams)
		return place_lock(NULL, e->root->param_names[t->val], dflt);
	if (t->kind == WN_T_LOAD)
		t = t->args[0];
	if ((t->kind == WN_T_FIELD || t->kind == WN_T_VARADDR || t->kind == WN_T_PHI ||
	     t->kind == WN_T_UNKNOWN) && t->name)
		return place_lock(t->kind == WN_T_FIELD ? t->type : NULL, t->name, dflt);
	return dflt;
}

static uint32_t count_ptl(const struct wn_state *s)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->nheld; i++)
		n += s->held[i].kind == WN_LK_PTL;
	return n;
}

static void drop_held(struct wn_engine *e, struct wn_state *s, uint32_t i,
		      struct wn_at at)
{
	bool ptl = s->held[i].kind == WN_LK_PTL;
	uint32_t k;

	/* Another sharer of the table may free it once i_mmap_rwsem is gone. */
	for (k = 0; s->held[i].kind == WN_LK_IMMAP && k < s->nact + s->nwait; k++) {
		const struct wn_ob *o = k < s->nact ? s->act[k] : s->wait[k - s->nact];
		struct wn_ob *c;

		if (o->rmap_locked == 1) {
			c = wn_ob_edit(e, s, k < s->nact, k < s->nact ? k : k - s->nact);
			c->rmap_locked = 2;
			c->c_at_rmap = o->c;
			o = c;
		}
		if (!(o->row->flags & WN_F_GATHER) || o->c != WN_TOLD_RECORDED || o->put.stmt)
			continue;
		c = wn_ob_edit(e, s, k < s->nact, k < s->nact ? k : k - s->nact);
		c->put = at;
		c->early = at;
		c->t_at_put = o->t;
		c->c_at_put = o->c;
	}

	if (ptl && count_ptl(s) == 1)
		wn_ptl_drop(e, s, at);
	memmove(&s->held[i], &s->held[i + 1], (s->nheld - i - 1) * sizeof(*s->held));
	s->nheld--;
}

static void take(struct wn_engine *e, struct wn_state *s, enum wn_lock kind,
		 const struct wn_term *t, struct wn_at at)
{
	uint32_t i, same = 0, folios = 0;

	/*
	 * The same name in a loop: one lock; RCU nests, but not for ever. Of folios
	 * only "one is locked" is asked, and two are the most that mm/ locks at once.
	 */
	for (i = 0; i < s->nheld; i++) {
		same += s->held[i].kind == kind && s->held[i].term == t;
		folios += s->held[i].kind == WN_LK_FOLIO;
	}
	if (same > (kind == WN_LK_RCU ? 2 : 0) || (kind == WN_LK_FOLIO && folios > 1))
		return;
	wn_st_push_held(e->arena, s, (struct wn_held){ .kind = kind, .term = t, .at = at });
}

static bool same_kind(enum wn_lock a, enum wn_lock b)
{
	/* A lock whose kind is not known yet may be the page-table lock. */
	return a == b || (a == WN_LK_PTL && b == WN_LK_SPIN);
}

static void release(struct wn_engine *e, struct wn_state *s, enum wn_lock kind,
		    const struct wn_term *t, struct wn_at at)
{
	uint32_t i;

	/* another function of the helper's name may have no argument */
	if (kind == WN_LK_SPIN && t)
		kind = wn_lock_kind(e, t, kind);
	for (i = s->nheld; i--; ) {
		if (s->held[i].term == t && same_kind(s->held[i].kind, kind)) {
			drop_held(e, s, i, at);
			return;
		}
	}
	/* Another name of it, after a join: the innermost of that kind. */
	for (i = s->nheld; i--; ) {
		if (s->held[i].kind == kind) {
			drop_held(e, s, i, at);
			return;
		}
	}
	/* A pointer that joins forgot the origin of: the page-table lock, if one is held. */
	for (i = s->nheld; i-- && kind == WN_LK_SPIN; ) {
		if (s->held[i].kind == WN_LK_PTL && t &&
		    (t->kind == WN_T_PHI || t->kind == WN_T_UNKNOWN)) {
			drop_held(e, s, i, at);
			return;
		}
	}
	/* Taken by the caller. */
	if (kind == WN_LK_PTL) {
		e->trace->visible = true;
		e->trace->moves_lock = true;
		wn_ptl_drop(e, s, at);
	}
}

static void walk_step(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		      struct wn_at at, const struct wn_term *obj,
		      const struct wn_term *ret, struct wn_states *out)
{
	const struct wn_term *lock = NULL;
	struct wn_state *no;
	uint32_t i;

	/* The next step may drop the lock of this table and take another. */
	for (i = s->nheld; i--; ) {
		if (s->held[i].kind == WN_LK_PTL)
			drop_held(e, s, i, at);
	}
	no = wn_st_clone(e->arena, s);
	if (wn_st_assume_truth(e->arena, no, ret, false))
		wn_states_push(e, out, no);
	if (!wn_st_assume_truth(e->arena, s, ret, true))
		return;
	for (i = 0; obj && i < WN_WALK_MEMBERS; i++) {
		const struct wn_term *a = wn_t_field(e->ts, obj,
			wn_intern(e->prog->strs, wn_walk_members[i]), NULL);
		const struct wn_term *v = wn_t_unknown(e->ts, at.stmt, i + 1);

		wn_st_kill(e->arena, s, v);
		wn_st_store(e->arena, s, a, v);
		if (i == 2)
			lock = v;
	}
	take(e, s, r->lock, lock ? lock : ret, at);
	wn_states_push(e, out, s);
}

void wn_effect_lock(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		    struct wn_at at, const struct wn_term **args, uint32_t nargs,
		    const struct wn_term *ret, struct wn_states *out)
{
	const struct wn_term *t = r->ptep >= 0 && (uint32_t)r->ptep < nargs ?
				  args[r->ptep] : NULL;
	enum wn_lock kind = r->lock;
	const struct wn_term *got = ret;	/* what tells whether it is held */
	bool zero = r->flags & WN_F_ZERO;
	struct wn_state *no;
	uint32_t i;

	if (t && kind != WN_LK_PTL)
		t = wn_page_base(e->model, t);
	if ((r->flags & WN_F_MMAP_SEM) &&
	    (!t || t->kind != WN_T_FIELD || !t->name || strcmp(t->name, "mmap_sem"))) {
		wn_states_push(e, out, s);
		return;
	}
	switch (r->kind) {
	case WN_K_LOCK:
		if (kind == WN_LK_SPIN && t)
			kind = wn_lock_kind(e, t, kind);
		take(e, s, kind, t, at);
		break;
	case WN_K_UNLOCK:
		release(e, s, kind, t, at);
		break;
	case WN_K_TRYLOCK:
	case WN_K_LOCK_RET_COND:
	case WN_K_MAP_LOCK:
		if (r->flags & WN_F_ERRPTR) {
			got = wn_t_call(e->ts, wn_intern(e->prog->strs, "IS_ERR"), &ret, 1, NULL);
			zero = true;
		}
		no = wn_st_clone(e->arena, s);
		if (wn_st_assume_truth(e->arena, no, got, zero))
			wn_states_push(e, out, no);
		if (!wn_st_assume_truth(e->arena, s, got, !zero))
			return;
		if (kind == WN_LK_SPIN && t)
			kind = wn_lock_kind(e, t, kind);
		if (r->kind == WN_K_MAP_LOCK && t) {
			/* the lock goes to *t */
			wn_st_store(e->arena, s, t, ret);
			take(e, s, WN_LK_PTL, ret, at);
		} else {
			take(e, s, kind, r->kind == WN_K_TRYLOCK ? t : ret, at);
		}
		break;
	case WN_K_LOCK_PTR:
		if (t)
			wn_st_store(e->arena, s, t,
				    wn_t_call(e->ts, wn_intern(e->prog->strs, "pte_lockptr"),
					      NULL, 0, at.stmt));
		break;
	case WN_K_LOCK_RET:
		if (!wn_st_assume_truth(e->arena, s, ret, true))
			return;
		take(e, s, kind, ret, at);
		break;
	case WN_K_WALK:
		walk_step(e, r, s, at, t, ret, out);
		return;
	case WN_K_WALK_DONE:
		for (i = s->nheld; i--; ) {
			if (s->held[i].kind == WN_LK_PTL)
				drop_held(e, s, i, at);
		}
		break;
	default:
		break;
	}
	wn_states_push(e, out, s);
}
