// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Entries are read and changed under the page-table lock, and the flush covers what
 * was found present. But what is none or read-only already may be so by reclaim, whose
 * flush is batched and still to come: a CPU goes on using it when the system call has
 * returned (3ea277194daa, 383c4613c67c). Each time the lock is taken, the flush that
 * is pending must be done.
 *
 * Only such flushes are judged: a gather, or the one of a move. Who flushes the whole
 * address space, or walks the rmap of a locked page, relies on no single entry.
 */
#include "../rules.h"

/* Where nobody batches nothing is ever pending. */
static bool batches(struct wn_program *p)
{
	for (uint32_t i = 0; i < p->ninfos; i++) {
		const struct wn_func *fn = p->infos[i]->fn;

		for (uint32_t k = 0; k < fn->ncallees; k++) {
			if (wn_model_row(p->model, fn->callees[k], WN_K_BATCH))
				return true;
		}
	}
	return false;
}

static bool relies(const struct wn_ob *o)
{
	if (o->level != WN_L_PTE || !o->locked || !o->lock.stmt || o->batch_seen)
		return false;
	if ((o->row->kind != WN_K_CLEAR && o->row->kind != WN_K_CHANGE) || o->detached ||
	    o->released ||
	    o->present == WN_PRESENT_NO)
		return false;
	/* One entry that was found present and is flushed for itself relies on no other. */
	return o->gather || (o->cls == WN_C_MOVE && o->c != WN_TOLD_PRIM);
}

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	if (!batches(an->prog))
		return;
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;

		if (!relies(o))
			continue;
		wn_report(an, rule, &(struct wn_report){
			.at = o->lock, .ob = o, .confidence = "medium",
			.message = wn_text(an,
					   "the lock for %s at line %u is taken with batched flushes pending",
					   o->primitive, o->site.stmt->loc.line),
			.reason =
				"entries that reclaim took out are none here and live in a CPU's TLB",
			.hint = "flush what is pending each time the lock is taken",
		});
	}
}

const struct wn_rule wn_rule_stale_reader = { "stale-reader", check };
