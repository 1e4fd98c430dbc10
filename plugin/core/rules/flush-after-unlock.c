// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The page-table lock is dropped, the CPU TLB still holds the old translation, and
 * nothing says so: no flush on any path, no gather, no batch. A deferred flush must
 * be recorded (mm_tlb_flush_pending, mmu_gather, the batched unmap flush).
 *
 * Judged by all paths of one change, as a flush may hang on a count of what was
 * present. A downgrade in a function that others call may be flushed by them (fork).
 */
#include "../rules.h"

static bool never_flushed(struct wn_analysis *an, const struct wn_ob *o)
{
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *p = an->changes[i].ob;

		if (p->site.stmt == o->site.stmt && p->c != WN_TOLD_NO)
			return false;
	}
	return true;
}

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;

		if (o->c != WN_TOLD_NO || !o->locked || o->present == WN_PRESENT_NO ||
		    o->detached || o->released || (o->row->flags & WN_F_TABLE))
			continue;
		switch (o->cls) {
		case WN_C_DOWNGRADE:
			if (!an->changes[i].trace->root->is_static)
				continue;
			break;
		case WN_C_NEW_PAGE:
		case WN_C_SAME_CONTENT:
		case WN_C_MIGRATION:
		case WN_C_FREE:
			break;
		default:
			continue;
		}
		if (!never_flushed(an, o))
			continue;
		wn_report(an, rule, &(struct wn_report){
			.at = o->site, .ob = o, .confidence = "medium",
			.message = wn_text(an, "%s: the CPU TLB is not flushed, and no flush is recorded",
					   o->primitive),
			.reason = wn_text(an, "%s, and a CPU goes on with the old translation", o->why),
			.hint = "flush before the page-table lock is dropped",
		});
	}
}

const struct wn_rule wn_rule_flush_after_unlock = { "flush-after-unlock", check };
