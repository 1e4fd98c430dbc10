// SPDX-License-Identifier: GPL-2.0-or-later
/* Changes of entries: obligations are opened, settled, and put on deadline. */
#include <string.h>

#include "engine.h"

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
	       wn_model_row_kept(e->model, mm->name, WN_K_KERNEL_MM);
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
	o->released = s->released || wn_unobserved(e->model, s);
	o->event = -1;
	o->mmap_locked = wn_st_holds(s, WN_LK_MMAP_READ) || wn_st_holds(s, WN_LK_MMAP_WRITE);
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

void wn_effect_clear(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		     struct wn_at at, const struct wn_term **args, uint32_t nargs,
		     const struct wn_term *ret)
{
	const struct wn_term *ptep = wn_arg(args, nargs, r->ptep);
	struct wn_ob *o;
	bool detached;
	uint32_t i;

	if (!ptep || wn_kernel_mm(e, wn_arg(args, nargs, r->mm)) || (r->flags & WN_F_NOTPRESENT))
		return;
	detached = wn_t_find(ptep, is_detached, s);
	if (!detached && unlinked(ptep))
		return;
	o = new_ob(e, s, r, at, ptep, wn_arg(args, nargs, r->addr));
	o->old = ret;
	o->addr = wn_arg(args, nargs, r->addr);
	o->len = wn_arg(args, nargs, r->nr);
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
		o->gather = wn_arg(args, nargs, 0);
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

void wn_effect_change(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		      struct wn_at at, const struct wn_term **args, uint32_t nargs)
{
	const struct wn_term *ptep = wn_arg(args, nargs, r->ptep), *which;
	struct wn_ob *o;

	if (!ptep || unlinked(ptep) || wn_kernel_mm(e, wn_arg(args, nargs, r->mm)) ||
	    (r->flags & WN_F_UPGRADE))
		return;
	o = new_ob(e, s, r, at, ptep, wn_arg(args, nargs, r->addr));
	o->addr = wn_arg(args, nargs, r->addr);
	o->len = wn_arg(args, nargs, r->nr);
	o->set = at;
	which = wn_arg(args, nargs, r->val);
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
	} else {
		o->cls = WN_C_YOUNG;
		o->why = "same page, only accessed or dirty bits change";
	}
	/* Of an upgrade nothing that is held can become wrong. */
	if (o->cls != WN_C_YOUNG || !v.write)
		wn_st_push_wait(e->arena, s, o);
}

void wn_effect_set(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		   struct wn_at at, const struct wn_term *p, const struct wn_term *val)
{
	bool table = r->kind == WN_K_POPULATE;
	struct wn_ob tmp;
	uint32_t i;

	if (unlinked(p)) {
		const struct wn_term *from = NULL;
		enum wn_class c = table ? WN_C_OPEN :
				  wn_classify_fill(e->model, s, val, &from);

		if (c != WN_C_OPEN) {
			s->fill = (uint8_t)c;
			s->fill_from = from;
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
		    wn_model_row_kept(e->model, t->name, WN_K_LOCK_RET_COND))
			return WN_EXCL_PAGE_CACHE;
	}
	for (i = 0; i < s->nknown; i++) {
		const struct wn_term *t = s->known[i].term;
		const struct wn_row *r = t->kind == WN_T_CALL && t->name ?
			wn_model_row_kept(e->model, t->name, WN_K_PURE) : NULL;

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
	o->addr = NULL;
	o->len = NULL;
	o->set_value = NULL;
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
	s->fill_from = NULL;
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

	wn_effect_set(e, &rows[!strcmp(st->type, "pmd_t")], s, at, addr, val);
}
