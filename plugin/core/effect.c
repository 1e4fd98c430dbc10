// SPDX-License-Identifier: GPL-2.0-or-later
/* Changes of entries: obligations are opened, settled, and put on deadline. */
#include <string.h>

#include "engine.h"

static const struct wn_term *arg(const struct wn_term **args, uint32_t nargs, int n)
{
	return n >= 0 && (uint32_t)n < nargs ? args[n] : NULL;
}

struct wn_ob *wn_ob_edit(struct wn_engine *e, struct wn_state *s, bool act, uint32_t i)
{
	struct wn_ob *o = wn_ob_copy(e->arena, act ? s->act[i] : s->wait[i]);

	if (act)
		s->act[i] = o;
	else
		s->wait[i] = o;
	return o;
}

/* A table reached through the address of a local is not linked anywhere. */
static bool unlinked(const struct wn_term *t)
{
	if (t->kind == WN_T_VARADDR)
		return true;
	if (t->kind == WN_T_LOAD)
		return false;
	for (uint32_t i = 0; i < t->nargs; i++) {
		if (unlinked(t->args[i]))
			return true;
	}
	return false;
}

/* Is it the table, held in a local now, that an obligation has unlinked? */
static bool is_detached(const struct wn_term *t, void *arg)
{
	const struct wn_state *s = arg;
	uint32_t i, k;

	for (i = 0; t->kind == WN_T_VARADDR && i < s->nmem; i++) {
		if (s->mem[i].addr != t)
			continue;
		for (k = 0; k < s->nact + s->nwait; k++) {
			const struct wn_ob *o = k < s->nact ? s->act[k] : s->wait[k - s->nact];

			if ((o->row->flags & WN_F_DETACH) && o->old &&
			    wn_t_contains(s->mem[i].val, o->old))
				return true;
		}
	}
	return false;
}

bool wn_kernel_mm(struct wn_engine *e, const struct wn_term *mm)
{
	return mm && mm->kind == WN_T_GLOBADDR &&
	       wn_model_row(e->model, mm->name, WN_K_KERNEL_MM);
}

static const char *lock_names(struct wn_engine *e, const struct wn_state *s)
{
	const char *r = "";

	for (uint32_t i = 0; i < s->nheld; i++)
		r = wn_printf(e->arena, "%s%s%s", r, *r ? " " : "",
			      wn_lock_name(s->held[i].kind));
	return wn_intern(e->prog->strs, r);
}

/* The name that the author wrote: a macro that people know, else the function. */
static const char *written_name(struct wn_engine *e, const struct wn_stmt *st,
				const char *callee)
{
	const char *m = st->loc.macros ? st->loc.macros : "", *end;
	uint32_t n;

	for (; *m; m = *end ? end + 1 : end) {
		const char *name;

		end = m + strcspn(m, ">");
		name = wn_intern_n(e->prog->strs, m, (size_t)(end - m));
		if (wn_model_rows(e->model, name, &n))
			return name;
	}
	return callee;
}

static struct wn_ob *new_ob(struct wn_engine *e, struct wn_state *s,
			    const struct wn_row *row, struct wn_at at,
			    const struct wn_term *entry, const struct wn_term *addr)
{
	struct wn_ob *o = wn_new(e->arena, struct wn_ob);
	uint32_t i;

	o->row = row;
	o->site = at;
	o->primitive = written_name(e, at.stmt, row->name);
	o->entry = entry;
	o->level = (uint8_t)row->level;
	o->present = (uint8_t)wn_entry_present(e->model, s, entry);
	o->locks = lock_names(e, s);
	o->released = s->released;
	o->event = -1;
	for (i = s->nheld; i--; ) {
		if (s->held[i].kind == WN_LK_PTL) {
			o->lock = s->held[i].at;
			o->batch_seen = s->held[i].batch_seen;
			o->locked = 1;
			break;
		}
	}
	/* A range of the kernel's own address space tells nobody. */
	for (i = s->nbr; i && s->br[i - 1].mm && wn_kernel_mm(e, s->br[i - 1].mm); i--)
		;
	if (i) {
		const struct wn_bracket *b = &s->br[i - 1];

		o->br_start = b->at;
		o->br_obj = b->obj;
		o->nested = s->nbr > 1;
		if (b->event && b->event->kind == WN_T_CONST)
			o->event = (int8_t)b->event->val;
		o->short_range = wn_range_too_short(b, o->level, addr);
	}
	return o;
}

static void do_clear(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		     struct wn_at at, const struct wn_term **args, uint32_t nargs,
		     const struct wn_term *ret)
{
	const struct wn_term *ptep = arg(args, nargs, r->ptep);
	struct wn_ob *o;
	bool detached;
	uint32_t i;

	if (!ptep || wn_kernel_mm(e, arg(args, nargs, r->mm)) || (r->flags & WN_F_NOTPRESENT))
		return;
	detached = wn_t_find(ptep, is_detached, s);
	if (!detached && unlinked(ptep))
		return;
	o = new_ob(e, s, r, at, ptep, arg(args, nargs, r->addr));
	o->old = ret;
	o->addr = arg(args, nargs, r->addr);
	o->len = arg(args, nargs, r->nr);
	o->cleared = 1;
	o->detached = detached;
	if (r->flags & WN_F_GATHER && s->nbr && o->addr)
		o->short_range |= wn_range_misses_table(e, at.ctx->fn, &s->br[s->nbr - 1],
							o->addr);
	if (r->flags & WN_F_FLUSH) {
		o->c = WN_TOLD_PRIM;
		o->c_at = at;
		if (wn_model_version(e->model) >= 606) {
			o->t = WN_TOLD_PRIM;
			o->t_at = at;
		}
	}
	if (r->flags & WN_F_GATHER) {
		o->c = WN_TOLD_RECORDED;
		o->gather = arg(args, nargs, 0);
	}
	for (i = 0; i < s->nact + s->nwait; i++) {
		const struct wn_ob *up = i < s->nact ? s->act[i] : s->wait[i - s->nact];

		if ((up->row->flags & WN_F_DETACH) && up->entry && up->entry != ptep &&
		    (up->cleared || up->left_none) && wn_t_contains(ptep, up->entry))
			o->detached = 1;
	}
	wn_st_push_act(e->arena, s, o);
}

#define CLEARS_DIRTY	2	/* CYDP_CLEAR_DIRTY in include/linux/mm_types.h */

static void do_change(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		      struct wn_at at, const struct wn_term **args, uint32_t nargs)
{
	const struct wn_term *ptep = arg(args, nargs, r->ptep), *which;
	struct wn_ob *o;

	if (!ptep || unlinked(ptep) || wn_kernel_mm(e, arg(args, nargs, r->mm)) ||
	    (r->flags & WN_F_UPGRADE))
		return;
	o = new_ob(e, s, r, at, ptep, arg(args, nargs, r->addr));
	o->addr = arg(args, nargs, r->addr);
	o->len = arg(args, nargs, r->nr);
	o->set = at;
	which = arg(args, nargs, r->val);
	if (r->flags & WN_F_DOWNGRADE &&
	    !(which && which->kind == WN_T_CONST && !(which->val & CLEARS_DIRTY))) {
		o->cls = WN_C_DOWNGRADE;
		o->why = "permission or the dirty bit is taken away from the same page";
	} else {
		o->cls = WN_C_YOUNG;
		o->why = "only the accessed bit is dropped";
	}
	wn_st_push_wait(e->arena, s, o);
}

static void settle(struct wn_engine *e, struct wn_state *s, bool act, uint32_t i,
		   enum wn_class cls, struct wn_at at, const struct wn_term *val)
{
	struct wn_ob *o = wn_ob_edit(e, s, act, i);

	o->cls = (uint8_t)cls;
	o->set = at;
	o->set_value = val;
	o->t_at_set = o->t;
	o->cleared = 0;
	if (!act)
		return;
	memmove(&s->act[i], &s->act[i + 1], (s->nact - i - 1) * sizeof(*s->act));
	s->nact--;
	wn_st_push_wait(e->arena, s, o);
}

/*
 * A page that a device has to itself is mapped again: the device loses what it may do,
 * and is told by the range (MMU_NOTIFY_EXCLUSIVE in include/linux/mmu_notifier.h).
 * The entry was not present, so TLBs hold nothing.
 */
static bool take_back(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		      struct wn_at at, const struct wn_term *p,
		      const struct wn_term *val)
{
	struct wn_ob *o;

	if (wn_value_of(e->model, s, val).kind != WN_V_PAGE ||
	    !wn_entry_known(e->model, s, p, WN_V_LENT))
		return false;
	o = new_ob(e, s, r, at, p, NULL);
	o->set = at;
	o->set_value = val;
	o->cls = WN_C_DOWNGRADE;
	o->present = WN_PRESENT_NO;
	o->lent = 1;
	o->why = "a device loses the page that it had to itself";
	wn_st_push_wait(e->arena, s, o);
	return true;
}

/* Entry changed by a plain set over its own old content. */
static void set_in_place(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
			 struct wn_at at, const struct wn_term *p,
			 const struct wn_term *val)
{
	struct wn_value v = wn_value_of(e->model, s, val);
	struct wn_ob *o;

	if (v.kind != WN_V_SAME || !v.base || v.base == val)
		return;
	if (wn_entry_present(e->model, s, p) == WN_PRESENT_NO)
		return;
	/* read from the entry, or a copy of it that was compared equal under the lock */
	if (!wn_is_entry_value(e->model, s, v.base, p))
		return;
	o = new_ob(e, s, r, at, p, NULL);
	o->set = at;
	o->set_value = val;
	if (wn_entry_known(e->model, s, p, WN_V_PROTNONE)) {
		o->cls = WN_C_ROLLBACK;
		o->why = "a PROT_NONE entry is made accessible again: nobody holds it";
	} else if (v.restricts) {
		o->cls = WN_C_DOWNGRADE;
		o->why = "same page with less permission or without its dirty bit";
	} else if (v.write) {
		return;		/* an upgrade: nothing held can become wrong */
	} else {
		o->cls = WN_C_YOUNG;
		o->why = "same page, only accessed or dirty bits change";
	}
	wn_st_push_wait(e->arena, s, o);
}

static void do_set(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		   struct wn_at at, const struct wn_term *p, const struct wn_term *val)
{
	bool table = r->kind == WN_K_POPULATE;
	struct wn_ob tmp;
	uint32_t i;

	if (unlinked(p)) {
		enum wn_class c = table ? WN_C_OPEN :
				  wn_classify_fill(e->model, s, val);

		if (c != WN_C_OPEN) {
			s->fill = (uint8_t)c;
		}
		return;
	}
	for (i = 0; i < s->nact; i++) {
		if (s->act[i]->cleared && s->act[i]->entry == p) {
			tmp = *s->act[i];
			tmp.cls = (uint8_t)wn_classify(e->model, s, &tmp, val, table);
			if (tmp.row->flags & WN_F_DETACH && tmp.cls == WN_C_NEW_PAGE)
				tmp.cls = WN_C_COLLAPSE;
			wn_ob_edit(e, s, true, i)->why = tmp.why;
			((struct wn_ob *)s->act[i])->evidence = tmp.evidence;
			settle(e, s, true, i, tmp.cls, at, val);
			return;
		}
	}
	for (i = 0; i < s->nwait; i++) {
		if (!s->wait[i]->left_none || s->wait[i]->entry != p || s->wait[i]->set.stmt)
			continue;
		tmp = *s->wait[i];
		tmp.cls = (uint8_t)wn_classify(e->model, s, &tmp, val, table);
		if (tmp.cls == WN_C_NEW_PAGE && tmp.row->flags & WN_F_DETACH)
			tmp.cls = WN_C_COLLAPSE;
		wn_ob_edit(e, s, false, i)->why = tmp.why;
		settle(e, s, false, i, tmp.cls, at, val);
		return;
	}
	/* The old value turns up at another place: it has moved. */
	for (i = 0; i < s->nact; i++) {
		if (s->act[i]->cleared && wn_from_entry(s->act[i], val)) {
			wn_ob_edit(e, s, true, i)->why = "the entry moves to another address";
			settle(e, s, true, i, WN_C_MOVE, at, val);
			return;
		}
	}
	for (i = 0; i < s->nwait; i++) {
		if (s->wait[i]->cleared && s->wait[i]->old &&
		    wn_t_contains(val, s->wait[i]->old)) {
			wn_ob_edit(e, s, false, i)->why = "the entry moves to another address";
			settle(e, s, false, i, WN_C_MOVE, at, val);
			return;
		}
	}
	if (!table && !take_back(e, r, s, at, p, val))
		set_in_place(e, r, s, at, p, val);
}

static enum wn_excluded excluded(struct wn_engine *e, const struct wn_state *s,
				 const struct wn_ob *o)
{
	uint32_t i;

	if (o->c == WN_TOLD_RECORDED || o->c == WN_TOLD_BATCHED || o->c == WN_TOLD_GATHER ||
	    o->c == WN_TOLD_GATHER_INLOCK)
		return WN_EXCL_STALE_CPU;
	if (o->row->flags & WN_F_TABLE)
		return WN_EXCL_TABLE;
	if (wn_st_holds(s, WN_LK_MMAP_WRITE))
		return WN_EXCL_WRITE_LOCK;
	/* A page-cache page stays the one that a fault finds while it is locked. */
	for (i = 0; i < s->nheld; i++) {
		const struct wn_term *t = s->held[i].term;

		if (s->held[i].kind == WN_LK_FOLIO && t && t->kind == WN_T_CALL && t->name &&
		    wn_model_row(e->model, t->name, WN_K_LOCK_RET_COND))
			return WN_EXCL_PAGE_CACHE;
	}
	for (i = 0; i < s->nknown; i++) {
		const struct wn_term *t = s->known[i].term;
		const struct wn_row *r = t->kind == WN_T_CALL && t->name ?
			wn_model_row(e->model, t->name, WN_K_PURE) : NULL;

		/*
		 * Locked here, or by whoever started the walk: try_to_unmap() and
		 * try_to_migrate() document that the caller holds the folio lock.
		 */
		if (r && r->vkind == WN_V_ANON && wn_st_truth(s, t) == 0 && t->nargs &&
		    (wn_st_holds(s, WN_LK_FOLIO) ||
		     wn_page_base(e->model, t->args[0])->kind == WN_T_PARAM))
			return WN_EXCL_PAGE_CACHE;
	}
	return WN_EXCL_NO;
}

static void drop_one(struct wn_engine *e, const struct wn_state *s, struct wn_ob *o,
		     struct wn_at at)
{
	o->drop = at;
	o->clean |= o->old && wn_old_dirty(e, s, o) == 0;
	o->c_at_drop = o->c;
	/* Nothing else leads from a hugetlb page to its entries. */
	if (o->cls == WN_C_MOVE && o->level == WN_L_HUGE && wn_st_holds(s, WN_LK_IMMAP))
		o->rmap_locked = 1;
	o->addr = o->len = o->set_value = NULL;
	if (!o->cleared)
		return;
	o->cleared = 0;
	o->left_none = 1;
	if (o->old && wn_value_present(e->model, s, o->old) == WN_PRESENT_NO)
		o->present = WN_PRESENT_NO;
	o->t_at_set = o->t;
	o->excluded = (uint8_t)excluded(e, s, o);
	if (o->cls != WN_C_OPEN)
		return;
	if (o->detached) {
		o->cls = WN_C_COLLAPSE;
		o->why = "an entry of a page table that was unlinked before";
	} else if (o->row->flags & WN_F_DETACH) {
		o->cls = WN_C_COLLAPSE;
		o->why = "the page table is unlinked";
	} else if (o->row->flags & WN_F_TABLE) {
		o->cls = WN_C_FREE;
		o->why = "the page table below is given up";
	} else {
		o->cls = WN_C_FREE;
		o->why = "the entry is left empty";
	}
}

void wn_ptl_drop(struct wn_engine *e, struct wn_state *s, struct wn_at at)
{
	uint32_t i;

	for (i = 0; i < s->nwait; i++) {
		if (!s->wait[i]->drop.stmt && !s->wait[i]->drop.ctx)
			drop_one(e, s, wn_ob_edit(e, s, false, i), at);
	}
	for (i = 0; i < s->nact; i++) {
		struct wn_ob *o = wn_ob_edit(e, s, true, i);

		drop_one(e, s, o, at);
		wn_st_push_wait(e->arena, s, o);
	}
	s->nact = 0;
	s->fill = WN_C_OPEN;
}

void wn_unlocked_drop(struct wn_engine *e, struct wn_state *s, struct wn_at at)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->nact; i++) {
		struct wn_ob *o;

		if (s->act[i]->locked) {
			s->act[n++] = s->act[i];
			continue;
		}
		o = wn_ob_edit(e, s, true, i);
		drop_one(e, s, o, at);
		wn_st_push_wait(e->arena, s, o);
	}
	s->nact = n;
}

void wn_raw_store(struct wn_engine *e, const struct wn_frame *f, struct wn_state *s,
		  const struct wn_stmt *st, const struct wn_term *addr,
		  const struct wn_term *val)
{
	static const struct wn_row rows[] = {
		{ .name = "store", .kind = WN_K_SET, .level = WN_L_PTE, .ptep = 0,
		  .val = 1, .mm = -1, .addr = -1, .nr = -1 },
		{ .name = "store", .kind = WN_K_SET, .level = WN_L_PMD, .ptep = 0,
		  .val = 1, .mm = -1, .addr = -1, .nr = -1 },
	};
	struct wn_at at = { st, f->ctx };

	do_set(e, &rows[!strcmp(st->type, "pmd_t")], s, at, addr, val);
}

/* Telling with nothing to tell of: it is for a change that the caller made. */
static void tell(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		 struct wn_at at, const struct wn_term **args, uint32_t nargs)
{
	if (!s->nact && !s->nwait && r->kind != WN_K_TLB_BEGIN && r->kind != WN_K_TLB_REMOVE &&
	    r->kind != WN_K_TLB_FINISH)
		e->trace->visible = true;
	wn_effect_tell(e, r, s, at, args, nargs);
}

static void content_and_table(struct wn_engine *e, const struct wn_row *r,
			      struct wn_state *s, struct wn_at at,
			      const struct wn_term **args, uint32_t nargs)
{
	switch (r->kind) {
	case WN_K_CLEAR:
	case WN_K_CHANGE:
		break;
	case WN_K_PUT:
	case WN_K_GET:
	case WN_K_FREE_TABLE:
	case WN_K_COPY_PAGE:
	case WN_K_WRITE_PAGE:
	case WN_K_DIRTY:
	case WN_K_RMAP_REMOVE:
		wn_effect_page(e, r, s, args, nargs, at);
		break;
	case WN_K_RANGE_INIT:
	case WN_K_RANGE_START:
	case WN_K_RANGE_END:
	case WN_K_RANGE_ONLY_END:
	case WN_K_RANGE_ADJUST:
		wn_effect_range(e, r, s, at, args, nargs);
		break;
	case WN_K_RELEASE:
		s->released = 1;
		break;
	default:
		tell(e, r, s, at, args, nargs);
		break;
	}
}

/* "make_huge_pte(vma, page, !unshare)": a copy of @s in which it is read-only. */
static struct wn_state *split_on_write(struct wn_engine *e, const struct wn_row *r,
				       struct wn_state *s, const struct wn_term **args,
				       uint32_t nargs)
{
	const struct wn_term *val = arg(args, nargs, r->val), *how;
	const struct wn_row *v;
	struct wn_state *no;

	if (r->kind != WN_K_SET || !val || val->kind != WN_T_CALL || !val->name ||
	    !arg(args, nargs, r->ptep))
		return NULL;
	v = wn_model_row(e->model, val->name, WN_K_VALUE);
	if (!v || v->vkind != WN_V_PAGE_PROT || (uint32_t)v->val >= val->nargs)
		return NULL;
	how = val->args[v->val];
	if (wn_st_truth(s, how) >= 0)
		return NULL;
	no = wn_st_clone(e->arena, s);
	if (!wn_st_assume_truth(e->arena, no, how, false))
		return NULL;
	wn_st_assume_truth(e->arena, s, how, true);
	return no;
}

static void one_effect(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		       struct wn_at at, const struct wn_term **args, uint32_t nargs,
		       const struct wn_term *ret, struct wn_states *out)
{
	struct wn_state *no;

	switch (r->kind) {
	case WN_K_CLEAR:
		if (r->flags & WN_F_COND) {
			no = wn_st_clone(e->arena, s);
			if (wn_st_assume_truth(e->arena, no, ret, false))
				wn_states_push(e, out, no);
			if (!wn_st_assume_truth(e->arena, s, ret, true))
				return;
		}
		do_clear(e, r, s, at, args, nargs, ret);
		break;
	case WN_K_CHANGE:
		do_change(e, r, s, at, args, nargs);
		break;
	case WN_K_SET:
	case WN_K_POPULATE:
		/* Writable or not decides the class: look at both. */
		no = split_on_write(e, r, s, args, nargs);
		if (no) {
			do_set(e, r, no, at, args[r->ptep], args[r->val]);
			wn_states_push(e, out, no);
		}
		if (arg(args, nargs, r->ptep) && arg(args, nargs, r->val) &&
		    !wn_kernel_mm(e, arg(args, nargs, r->mm)))
			do_set(e, r, s, at, args[r->ptep], args[r->val]);
		break;
	case WN_K_RANGE_START_NB:
		no = wn_st_clone(e->arena, s);
		if (wn_st_assume_truth(e->arena, no, ret, true))
			wn_states_push(e, out, no);
		if (!wn_st_assume_truth(e->arena, s, ret, false))
			return;
		wn_effect_range(e, r, s, at, args, nargs);
		break;
	case WN_K_SAME_PAGE:
		no = wn_st_clone(e->arena, s);
		if (wn_st_assume_truth(e->arena, no, ret, false))
			wn_states_push(e, out, no);
		if (!wn_st_assume_truth(e->arena, s, ret, true))
			return;
		wn_effect_page(e, r, s, args, nargs, at);
		break;
	case WN_K_LOCK:
	case WN_K_UNLOCK:
	case WN_K_TRYLOCK:
	case WN_K_LOCK_RET:
	case WN_K_LOCK_RET_COND:
	case WN_K_MAP_LOCK:
	case WN_K_LOCK_PTR:
	case WN_K_WALK:
	case WN_K_WALK_DONE:
		wn_effect_lock(e, r, s, at, args, nargs, ret, out);
		return;
	default:
		content_and_table(e, r, s, at, args, nargs);
		break;
	}
	wn_states_push(e, out, s);
}

void wn_effects(struct wn_engine *e, const struct wn_frame *f, struct wn_state *s,
		const struct wn_stmt *st, const struct wn_row *const *rows,
		uint32_t nrows, const struct wn_term **args, uint32_t nargs,
		struct wn_states *out)
{
	struct wn_at at = { st, f->ctx };
	const struct wn_row *r = rows[0];
	const struct wn_term *ret, *table;
	uint32_t i, first = out->n;

	/* One effect a call is the rule; a second row of the same call adds to it. */
	switch (r->kind) {
	case WN_K_SWAP_ONLY:
		/* Only a value that is not present may be taken apart as a swap entry. */
		for (i = 0; nargs && i < s->nact; i++) {
			if (wn_from_entry(s->act[i], args[0]))
				wn_ob_edit(e, s, true, i)->present = WN_PRESENT_NO;
		}
		/* fall through */
	case WN_K_VALUE:
	case WN_K_PURE:
		ret = wn_t_call(e->ts, wn_intern(e->prog->strs, r->name), args, nargs, NULL);
		wn_assign(e, f, s, &st->lhs, ret);
		if (r->vkind == WN_V_DIRTY || r->vkind == WN_V_BIT)
			wn_consult(e, s, args, nargs);
		if (r->flags & WN_F_MKDIRTY)
			wn_carry_dirty(e, s, NULL);
		if (r->vkind == WN_V_NONNULL)
			wn_st_assume_truth(e->arena, s, ret, true);
		wn_states_push(e, out, s);
		return;
	case WN_K_READ:
		ret = arg(args, nargs, r->ptep);
		if (ret) {
			ret = wn_t_load(e->ts, ret, st);
			wn_st_kill(e->arena, s, ret);
			wn_assign(e, f, s, &st->lhs, ret);
		}
		wn_states_push(e, out, s);
		return;
	default:
		break;
	}
	/*
	 * Named by its place alone: what it was called with would only make variants.
	 * But an entry belongs to the table that it was mapped from.
	 */
	table = r->kind == WN_K_MAP_LOCK || r->kind == WN_K_LOCK_PTR ?
		arg(args, nargs, r->val) : NULL;
	ret = wn_t_call(e->ts, wn_intern(e->prog->strs, r->name), &table, table ? 1 : 0, st);
	wn_st_kill(e->arena, s, ret);
	one_effect(e, r, s, at, args, nargs, ret, out);
	for (i = first; i < out->n; i++)
		wn_assign(e, f, out->s[i], &st->lhs, ret);
	for (i = 1; i < nrows; i++) {
		uint32_t n = out->n;

		for (uint32_t k = first; k < n; k++) {
			struct wn_states tmp = { 0 };

			one_effect(e, rows[i], out->s[k], at, args, nargs, ret, &tmp);
			if (tmp.n)
				out->s[k] = tmp.s[tmp.n - 1];
		}
	}
}
