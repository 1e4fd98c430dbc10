// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * range_only_end() closes the range of a change that nobody told secondary TLBs of.
 * It is for ranges in which they are told under the lock on every path.
 */
#include "../rules.h"

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;
		const char *why;

		if (o->end != WN_END_ONLY || o->t != WN_TOLD_NO || !wn_missed(an, o) ||
		    wn_ob_deadline(o, &why) != WN_D_RANGE_END)
			continue;
		wn_report(an, rule, &(struct wn_report){
			.at = o->br_end, .ob = o,
			.message = wn_text(an,
					   "range_only_end after %s at line %u, of which secondary TLBs are never told",
					   o->primitive, o->site.stmt->loc.line),
			.reason = why,
			.hint = "use mmu_notifier_invalidate_range_end()",
			.call = "mmu_notifier_invalidate_range_end",
		});
	}
}

const struct wn_rule wn_rule_only_end_unsafe = { "only-end-unsafe", check };
