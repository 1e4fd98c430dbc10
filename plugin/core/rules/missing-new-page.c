// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An entry is pointed to another page before secondary TLBs are told: case B of
 * Documentation/mm/mmu_notifier.rst. A device goes on using the old page.
 *
 *	clear -> [notify] -> set
 *	           ^ missing
 */
#include "../rules.h"

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;
		const char *why;

		if (!wn_missed(an, o) || !o->set.stmt || o->t == WN_TOLD_AFTER_SET ||
		    (o->cls != WN_C_NEW_PAGE && o->cls != WN_C_COLLAPSE))
			continue;
		wn_ob_deadline(o, &why);
		wn_report(an, rule, &(struct wn_report){
			.at = o->site, .ob = o,
			.message = wn_text(an,
					   "%s: the entry is set to another page before secondary TLBs are told",
					   o->primitive),
			.reason = wn_text(an,
					  "%s; a device with a stale translation goes on using the old page",
					  why),
			.hint = "tell secondary TLBs between the clear and the set",
			/* the *_notify() helpers of later releases are for the accessed bit */
			.call = an->version < 606 ? wn_with_notify(an, o->site) : NULL,
		});
	}
}

const struct wn_rule wn_rule_missing_new_page = { "missing-new-page", check };
