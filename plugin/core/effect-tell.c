// SPDX-License-Identifier: GPL-2.0-or-later
/* Telling: CPU TLB flushes, gathers, batches, notifications, pages. */
#include <string.h>

#include "compiler.h"
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

static bool dropped(const struct wn_ob *o)
{
	return o->drop.stmt || !o->locked;
}

void wn_mark(struct wn_engine *e, enum wn_mark_kind kind, struct wn_at at,
	     struct wn_at other, const struct wn_ob *ob, const char *text)
{
	struct wn_trace *t = e->trace;

	for (uint32_t i = 0; i < t->nmarks; i++) {
		struct wn_mark *m = &t->marks[i];

		if (m->kind == kind && m->at.stmt == at.stmt && m->at.ctx == at.ctx &&
		    m->other.stmt == other.stmt)
			return;
	}
	WN_PUSH(t->marks, t->nmarks, e->marks_cap,
		((struct wn_mark){ .kind = kind, .at = at, .other = other,
				   .text = text,
				   .ob = ob ? wn_ob_copy(e->keep, ob) : NULL }));
}

/*
 * The gather frees the page after its flush, but flushes only what it was told of.
 * A page table goes by the record that its helper makes.
 */
static void page_gathered(struct wn_engine *e, struct wn_state *s,
			  const struct wn_term *page, struct wn_at at)
{
	page = wn_page_base(e->model, page);
	for (uint32_t i = 0; i < s->nact + s->nwait; i++) {
		const struct wn_ob *o = ob_at(s, i);

		if (o->c == WN_TOLD_NO && !o->early.stmt && !(o->row->flags & WN_F_TABLE) &&
		    wn_from_entry(o, page))
			edit_at(e, s, i)->early = at;
	}
}

static bool length_within(struct wn_engine *e, const struct wn_term *start,
			  const struct wn_term *end, int64_t n)
{
	const struct wn_term *d[2] = { end, start }, *len;

	if (!start || !end)
		return false;
	len = wn_t_op(e->ts, WN_OP_SUB, d, 2);
	return len->kind == WN_T_CONST && len->val >= 0 && len->val <= n;
}

/* One page does not cover a huge entry, nor an entry that a loop left behind. */
static bool covers(const struct wn_ob *o, bool one_page)
{
	return !one_page || (o->entry && o->level == WN_L_PTE);
}

/*
 * Is there anything that this flush, or record of one, is for? What it is for may be
 * the caller's, so that "no" is said only where the same entry is flushed already and
 * its lock has not been dropped since.
 */
static void judge_flush(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
			struct wn_at at, const struct wn_term **args, uint32_t nargs)
{
	const struct wn_term *addr = wn_arg(args, nargs, r->addr);
	const struct wn_ob *idle = NULL;

	for (uint32_t i = 0; i < s->nact + s->nwait; i++) {
		const struct wn_ob *o = ob_at(s, i);

		if (o->c == WN_TOLD_NO || o->c == WN_TOLD_RECORDED || o->c == WN_TOLD_BATCHED) {
			if (o->present == WN_PRESENT_NO ||
			    (r->kind == WN_K_TLB_RECORD && (o->c != WN_TOLD_NO || o->drop.stmt)))
				continue;
			idle = NULL;
			break;
		}
		if (o->locked && !o->drop.stmt && addr && o->addr == addr &&
		    o->c_at.stmt && o->c_at.stmt != at.stmt)
			idle = o;
	}
	if (idle)
		wn_mark(e, WN_M_FLUSH_IDLE, at, idle->c_at, idle, NULL);
	else
		wn_mark(e, WN_M_FLUSH_USED, at, (struct wn_at){ NULL, NULL }, NULL, NULL);
}

static void flush(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		  struct wn_at at, const struct wn_term **args, uint32_t nargs)
{
	bool one_page = length_within(e, wn_arg(args, nargs, r->addr), wn_arg(args, nargs, r->val),
				  4096) && r->val >= 0;
	uint32_t i;

	for (i = 0; i < s->nact + s->nwait; i++) {
		const struct wn_ob *o = ob_at(s, i);
		struct wn_ob *c;

		if (o->c != WN_TOLD_NO && o->c != WN_TOLD_RECORDED && o->c != WN_TOLD_BATCHED)
			continue;
		if (!covers(o, one_page))
			continue;
		c = edit_at(e, s, i);
		c->c = dropped(o) ? WN_TOLD_LATE : WN_TOLD_INLOCK;
		c->c_at = at;
		if (wn_model_version(e->model) >= 606 && c->t == WN_TOLD_NO) {
			c->t = c->c;
			c->t_at = at;
		}
	}
}

static void gather_flush(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
			 struct wn_at at, const struct wn_term *gather)
{
	uint32_t i;

	for (i = 0; i < s->nact + s->nwait; i++) {
		const struct wn_ob *o = ob_at(s, i);
		bool shared = o->row->flags & WN_F_GATHER;
		struct wn_ob *c;

		if (o->c != WN_TOLD_RECORDED)
			continue;
		/*
		 * One for tables that were shared does nothing when none was; where the
		 * gather itself keeps count of them, nothing less will do for them
		 * (lockless walkers are waited for, 1013af4f585f).
		 */
		if (r->flags & WN_F_TABLE ? !shared :
		    shared && o->gather && o->gather == gather)
			continue;
		c = edit_at(e, s, i);
		c->c = !dropped(o) ? WN_TOLD_GATHER_INLOCK :
			o->rmap_locked ? WN_TOLD_LATE : WN_TOLD_GATHER;
		c->c_at = at;
		if (c->t == WN_TOLD_NO) {
			c->t = c->c;
			c->t_at = at;
		}
	}
}

/* Batches that another thread left are flushed; this one's, too. */
static void batch_flush(struct wn_engine *e, struct wn_state *s, struct wn_at at)
{
	for (uint32_t i = 0; i < s->nact + s->nwait; i++) {
		struct wn_ob *c;

		if (ob_at(s, i)->c != WN_TOLD_BATCHED)
			continue;
		c = edit_at(e, s, i);
		c->c = WN_TOLD_LATE;
		c->c_at = at;
	}
}

static void record(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		   struct wn_at at, const struct wn_term **args, uint32_t nargs,
		   enum wn_told how)
{
	const struct wn_term *size = wn_arg(args, nargs, r->nr);
	const struct wn_term *count = wn_arg(args, nargs, r->val);
	bool batch = how == WN_TOLD_BATCHED;
	uint32_t i;

	for (i = 0; i < s->nact + s->nwait; i++) {
		const struct wn_ob *o = ob_at(s, i);

		struct wn_ob *c;

		/* Too late, but where rmap walkers are still kept out from before. */
		if (o->c != WN_TOLD_NO || (dropped(o) && o->locked &&
					   (batch || o->rmap_locked != 1)))
			continue;
		/* nr entries of a batch were taken out, one of them is recorded. */
		if (count && o->len && count->kind == WN_T_CONST &&
		    wn_st_equals(s, o->len, count->val) != 1)
			wn_mark(e, WN_M_SHORT_RECORD, at, o->site, o, "one entry of a batch");
		/* A record for one small page does not hold for a huge entry. */
		if (size && size->kind == WN_T_CONST && size->val == 4096 &&
		    o->level != WN_L_PTE && !(o->row->flags & WN_F_TABLE))
			wn_mark(e, WN_M_SHORT_RECORD, at, o->site, o,
				"the gather is told of one small page, the entry is larger");
		c = edit_at(e, s, i);
		c->c = (uint8_t)how;
		if (!batch)
			c->gather = wn_arg(args, nargs, r->mm);
	}
}

#define HUGE_ENTRY	(1 << 21)	/* what one PMD entry maps */

static void tell_secondary(struct wn_engine *e, const struct wn_row *r,
			   struct wn_state *s, struct wn_at at,
			   const struct wn_term **args, uint32_t nargs)
{
	bool one_page = length_within(e, wn_arg(args, nargs, r->addr), wn_arg(args, nargs, r->val),
				  4096);
	bool one_entry = length_within(e, wn_arg(args, nargs, r->addr),
				       wn_arg(args, nargs, r->val), HUGE_ENTRY);
	const struct wn_term *mm = wn_arg(args, nargs, r->mm);
	uint32_t i;

	/* An empty range, or the kernel's own address space, has no observers. */
	if (length_within(e, wn_arg(args, nargs, r->addr), wn_arg(args, nargs, r->val), 0))
		return;
	if (wn_kernel_mm(e, mm))
		return;
	for (i = 0; i < s->nact + s->nwait; i++) {
		const struct wn_ob *o = ob_at(s, i);
		struct wn_ob *c;

		if (o->present == WN_PRESENT_NO && o->t != WN_TOLD_NO)
			continue;
		if (o->t != WN_TOLD_NO) {
			if (!o->drop.stmt && o->t_at.stmt && o->t_at.stmt != at.stmt &&
			    o->entry && o->t_at.ctx == at.ctx && o->site.ctx == at.ctx) {
				edit_at(e, s, i)->again = at;
			}
			continue;
		}
		if (!covers(o, one_page) && (!o->entry || o->drop.stmt))
			continue;
		/* The loop has gone on to the next one, which this is about. */
		if (one_entry && !o->entry && o->drop.stmt)
			continue;
		c = edit_at(e, s, i);
		/* Told, but not of all of it: that is another mistake than not told. */
		if (!covers(o, one_page))
			c->short_notify = 1;
		if (dropped(o))
			c->t = WN_TOLD_LATE;
		else if (o->set.stmt && o->set.stmt != o->site.stmt)
			c->t = WN_TOLD_AFTER_SET;
		else
			c->t = WN_TOLD_INLOCK;
		c->t_at = at;
	}
}

/* Mirrors are told of what changed outside of a range: a range of this call alone. */
static void tell_mirrors(struct wn_engine *e, struct wn_state *s, struct wn_at at)
{
	for (uint32_t i = 0; i < s->nact + s->nwait; i++) {
		struct wn_ob *c;

		if (ob_at(s, i)->br_start.stmt)
			continue;
		c = edit_at(e, s, i);
		c->br_start = at;
		c->br_end = at;
		c->end = WN_END_PLAIN;
	}
}

void wn_effect_tell(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		    struct wn_at at, const struct wn_term **args, uint32_t nargs)
{
	uint32_t i;

	switch (r->kind) {
	case WN_K_FLUSH:
		judge_flush(e, r, s, at, args, nargs);
		flush(e, r, s, at, args, nargs);
		break;
	case WN_K_TLB_FLUSH:
	case WN_K_TLB_FINISH:
		gather_flush(e, r, s, at, wn_arg(args, nargs, r->mm));
		break;
	case WN_K_TLB_RECORD:
		judge_flush(e, r, s, at, args, nargs);
		record(e, r, s, at, args, nargs, WN_TOLD_RECORDED);
		break;
	case WN_K_BATCH:
		record(e, r, s, at, args, 0, WN_TOLD_BATCHED);
		break;
	case WN_K_BATCH_FLUSH:
	case WN_K_PENDING:
		batch_flush(e, s, at);
		for (i = 0; r->kind == WN_K_PENDING && i < s->nheld; i++)
			s->held[i].batch_seen |= s->held[i].kind == WN_LK_PTL;
		break;
	case WN_K_TLB_REMOVE:
		if (wn_arg(args, nargs, 1))
			page_gathered(e, s, args[1], at);
		break;
	case WN_K_PAGE_NOTIFY:
		tell_mirrors(e, s, at);
		fallthrough;
	case WN_K_TNOTIFY:
		tell_secondary(e, r, s, at, args, nargs);
		break;
	case WN_K_YOUNG_NOTIFY:
		for (i = 0; i < s->nact + s->nwait; i++) {
			if (ob_at(s, i)->cls == WN_C_YOUNG && !ob_at(s, i)->asked)
				edit_at(e, s, i)->asked = 1;
		}
		break;
	default:
		break;
	}
}

/* ---- pages ---- */

static void page_put(struct wn_engine *e, struct wn_state *s, const struct wn_term *page,
		     struct wn_at at, bool table)
{
	const struct wn_term *base = wn_page_base(e->model, page), *ref;
	uint32_t i, k;

	ref = wn_t_call(e->ts, e->ref, &base, 1, NULL);
	for (k = 0; k < s->nknown; k++) {
		if (s->known[k].term != ref)
			continue;
		/* One taken here goes; the entry's own is still there. */
		memmove(&s->known[k], &s->known[k + 1],
			(s->nknown - k - 1) * sizeof(*s->known));
		s->nknown--;
		return;
	}
	for (i = 0; i < s->nact + s->nwait; i++) {
		const struct wn_ob *o = ob_at(s, i);
		struct wn_ob *c;

		if (o->put.stmt || !wn_from_entry(o, table ? page : base))
			continue;
		if (o->detached) {
			/* Harmless, but it tells a freed page from an emptied slot. */
			if (o->cls == WN_C_COLLAPSE)
				edit_at(e, s, i)->cls = WN_C_FREE;
			continue;
		}
		if (table != !!(o->row->flags & WN_F_TABLE))
			continue;
		/* A page is locked as long as it has migration entries (swapops.h): kept. */
		if (o->cls == WN_C_MIGRATION)
			continue;
		c = edit_at(e, s, i);
		c->put = at;
		c->t_at_put = o->t;
		c->c_at_put = o->c;
		if (!c->early.stmt && (o->c == WN_TOLD_NO || o->c == WN_TOLD_RECORDED))
			c->early = at;
	}
}

/*
 * What is dirty may be cleaned and written back, and then a CPU that still has the
 * entry writes to it unseen. A locked page is not; hugetlbfs writes nothing back.
 */
static void page_dirtied(struct wn_engine *e, struct wn_state *s, const struct wn_term *page,
			 struct wn_at at, bool rmap)
{
	page = wn_page_base(e->model, page);
	for (uint32_t i = 0; !wn_st_holds(s, WN_LK_FOLIO) && i < s->nact + s->nwait; i++) {
		const struct wn_ob *o = ob_at(s, i);

		if (!o->old || o->level == WN_L_HUGE || (o->row->flags & WN_F_TABLE) ||
		    (o->c != WN_TOLD_NO && o->c != WN_TOLD_RECORDED) ||
		    (rmap ? !!o->rmap.stmt : o->dirty) || !wn_from_entry(o, page))
			continue;
		if (rmap)
			edit_at(e, s, i)->rmap = at;
		else
			edit_at(e, s, i)->dirty = 1;
	}
}

void wn_consult(struct wn_engine *e, struct wn_state *s, const struct wn_term **args,
		uint32_t nargs)
{
	for (uint32_t i = 0; i < s->nact + s->nwait; i++) {
		const struct wn_ob *o = ob_at(s, i);

		for (uint32_t k = 0; o->old && k < nargs; k++) {
			if (wn_t_contains(args[k], o->old))
				wn_mark(e, WN_M_CONSULTED, o->site,
					(struct wn_at){ NULL, NULL }, NULL, NULL);
		}
	}
}

int wn_old_dirty(struct wn_engine *e, const struct wn_state *s, const struct wn_ob *o)
{
	for (uint32_t i = 0; i < s->nknown; i++) {
		const struct wn_term *t = s->known[i].term;
		const struct wn_row *r = t->kind == WN_T_CALL && t->name && t->nargs ?
			wn_model_row_kept(e->model, t->name, WN_K_PURE) : NULL;

		if (r && r->vkind == WN_V_DIRTY && wn_st_truth(s, t) >= 0 &&
		    wn_from_entry(o, t->args[0]))
			return wn_st_truth(s, t);
	}
	return -1;
}

void wn_carry_dirty(struct wn_engine *e, struct wn_state *s, const struct wn_term *page)
{
	page = page ? wn_page_base(e->model, page) : NULL;
	for (uint32_t i = 0; i < s->nact + s->nwait; i++) {
		const struct wn_ob *o = ob_at(s, i);

		if (o->old && ((page && wn_from_entry(o, page)) || wn_old_dirty(e, s, o) == 1))
			wn_mark(e, WN_M_CARRIED, o->site, (struct wn_at){ NULL, NULL }, NULL, NULL);
	}
}

static void page_written(struct wn_engine *e, struct wn_state *s,
			 const struct wn_term *dst)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->nknown; i++) {
		const struct wn_term *t = s->known[i].term;
		bool hit = false;

		if (t->kind == WN_T_CALL && t->name == e->same_content) {
			for (uint32_t k = 0; k < t->nargs; k++)
				hit |= wn_t_contains(dst, wn_page_base(e->model, t->args[k]));
		}
		if (!hit)
			s->known[n++] = s->known[i];
	}
	s->nknown = n;
}

void wn_effect_page(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		    const struct wn_term **args, uint32_t nargs, struct wn_at at)
{
	const struct wn_term *a = wn_arg(args, nargs, r->ptep), *pair[2];

	if (!a)
		return;
	switch (r->kind) {
	case WN_K_PUT:
	case WN_K_FREE_TABLE:
		page_put(e, s, a, at, r->kind == WN_K_FREE_TABLE);
		break;
	case WN_K_DIRTY:
	case WN_K_RMAP_REMOVE:
		if (r->kind == WN_K_DIRTY)
			wn_carry_dirty(e, s, a);
		page_dirtied(e, s, a, at, r->kind == WN_K_RMAP_REMOVE);
		break;
	case WN_K_GET:
		a = wn_page_base(e->model, a);
		wn_st_assume(e->arena, s, wn_t_call(e->ts, e->ref, &a, 1, NULL), true, 1);
		break;
	case WN_K_WRITE_PAGE:
		page_written(e, s, a);
		if (wn_page_base(e->model, a)->kind == WN_T_PARAM ||
		    (a->kind != WN_T_VARADDR && a->leaves))
			e->trace->visible |= a->kind == WN_T_OP || a->kind == WN_T_CALL;
		break;
	default:
		pair[0] = a;
		pair[1] = wn_arg(args, nargs, r->val);
		if (!pair[1])
			return;
		e->trace->visible = true;
		wn_st_assume_truth(e->arena, s,
				   wn_t_call(e->ts, e->same_content, pair, 2, NULL), true);
		break;
	}
}
