// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A page, or a page table, is given up while the CPU TLB may still hold the entry
 * that mapped it: put before the flush, or given to a gather that was not told of
 * the entry and so flushes nothing for it (CVE-2022-39188, CVE-2018-18281).
 */
#include "../rules.h"

/* The page stays mapped by this entry: the put is not the mapping's reference. */
static bool still_mapped(const struct wn_ob *o)
{
	return o->cls == WN_C_YOUNG || o->cls == WN_C_DOWNGRADE || o->cls == WN_C_ROLLBACK;
}

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;
		bool gathered = !o->put.stmt || o->early.stmt != o->put.stmt;

		if (!o->early.stmt || o->present == WN_PRESENT_NO || o->detached || o->released ||
		    still_mapped(o))
			continue;
		wn_report(an, rule, &(struct wn_report){
			.at = o->early, .ob = o,
			.message = wn_text(an, gathered ?
				"%s: the gather frees what %s took out, and is not told of the entry" :
				"%s: given up before the CPU TLB is flushed of what %s took out",
				wn_call_name(an, o->early.stmt), o->primitive),
			.reason = gathered ?
				"it flushes what it is told of: a CPU can still use the freed page" :
				"a CPU can still use the freed page, or walk the freed table",
			.hint = gathered ? "record the entry in the gather after it is cleared" :
				"flush before the page is given up, or give it to the gather",
		});
	}
}

const struct wn_rule wn_rule_free_before_flush = { "free-before-flush", check };
