// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The page, or the page table, may be freed or replaced before secondary TLBs are
 * told: case A of Documentation/mm/mmu_notifier.rst, and an entry that is left empty
 * when the lock is dropped, which another thread may fill without any notification.
 */
#include "../rules.h"

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;
		const char *why;
		bool early;

		if (!wn_missed(an, o) || o->t == WN_TOLD_AFTER_SET)
			continue;
		early = o->put.stmt && o->t_at_put == WN_TOLD_NO;
		if (!early && (o->set.stmt || o->cls != WN_C_FREE))
			continue;
		if (!early && wn_ob_deadline(o, &why) != WN_D_IN_LOCK)
			continue;
		wn_ob_deadline(o, &why);
		wn_report(an, rule, &(struct wn_report){
			.at = early ? o->put : o->site, .ob = o,
			.message = early ?
				wn_text(an,
					"what %s took out of the page table is given up before secondary TLBs are told",
					o->primitive) :
				wn_text(an,
					"%s: the entry is left empty and secondary TLBs are not told under the lock",
					o->primitive),
			.reason = early ?
				"a device can still use the freed page, or walk the freed table" : why,
			.hint =
				"tell secondary TLBs before the page-table lock is dropped and before the free",
		});
	}
}

const struct wn_rule wn_rule_missing_free = { "missing-free", check };
