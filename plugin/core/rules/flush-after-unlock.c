// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The page-table lock is dropped, the CPU TLB still holds the old translation, and
 * nothing says so: no flush before the drop on any path, no gather, no batch. A
 * deferred flush must be recorded (mm_tlb_flush_pending, mmu_gather, the batched
 * unmap flush).
 *
 * Judged by all paths of one change, as a flush may hang on a count of what was
 * present. A downgrade may be flushed later, in a function that others call by them
 * (fork). A page that moves may be cleaned or freed at its new place as soon as the
 * lock goes (5d1904204c99, eb66ae030829); i_mmap_rwsem keeps off who would.
 */
#include "../rules.h"

static bool open_at(uint8_t told)
{
	return told == WN_TOLD_NO;
}

/* Does the change leave the locks that protect it with the flush neither done nor recorded? */
static bool late(const struct wn_ob *o)
{
	switch (o->cls) {
	case WN_C_DOWNGRADE:
		return open_at(o->c);
	case WN_C_MOVE:
		if (o->rmap_locked)
			return o->rmap_locked == 2 ? open_at(o->c_at_rmap) ||
				o->c_at_rmap == WN_TOLD_RECORDED : open_at(o->c);
		return open_at(o->c_at_drop);
	default:
		return open_at(o->c_at_drop);
	}
}

static bool always_late(struct wn_analysis *an, const struct wn_ob *o)
{
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *p = an->changes[i].ob;

		if (p->site.stmt == o->site.stmt && !late(p))
			return false;
	}
	return true;
}

/* Does the function flush what it changes? Else a caller may owe it, as for fork. */
static bool flushes(const struct wn_trace *t)
{
	for (uint32_t i = 0; i < t->nobs; i++) {
		if (t->obs[i]->c != WN_TOLD_NO && t->obs[i]->c != WN_TOLD_PRIM)
			return true;
	}
	return false;
}

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;
		bool ever = o->c != WN_TOLD_NO;

		if (!o->locked || o->present == WN_PRESENT_NO || o->detached || o->released ||
		    ((o->row->flags & WN_F_TABLE) && o->cls != WN_C_MOVE))
			continue;
		switch (o->cls) {
		case WN_C_DOWNGRADE:
			if (!an->changes[i].trace->root->is_static &&
			    !flushes(an->changes[i].trace))
				continue;
			break;
		case WN_C_NEW_PAGE:
		case WN_C_SAME_CONTENT:
		case WN_C_MIGRATION:
		case WN_C_FREE:
		case WN_C_MOVE:
			break;
		default:
			continue;
		}
		if (!late(o) || !always_late(an, o))
			continue;
		wn_report(an, rule, &(struct wn_report){
			.at = o->site, .ob = o, .confidence = "medium",
			.message = wn_text(an, ever ?
				"%s: the CPU TLB is flushed after the lock is dropped only" :
				"%s: the CPU TLB is not flushed, and no flush is recorded",
				o->primitive),
			.reason = wn_text(an, "%s, and a CPU goes on with the old translation",
					  o->why),
			.hint = "flush before the page-table lock is dropped",
		});
	}
}

const struct wn_rule wn_rule_flush_after_unlock = { "flush-after-unlock", check };
