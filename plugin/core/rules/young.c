// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The accessed bit is read and dropped to judge how old a page is, and mirrors are
 * not asked: a page that only a guest or a device uses looks idle (1d4832becdc2).
 * Where the answer is thrown away (clear_refs), nobody needs to be asked.
 */
#include "../rules.h"

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;

		if (o->cls != WN_C_YOUNG || o->asked || o->row->kind != WN_K_CHANGE ||
		    o->site.stmt->lhs.base == WN_BASE_NONE)
			continue;
		wn_report(an, rule, &(struct wn_report){
			.at = o->site, .ob = o, .confidence = "medium",
			.message = wn_text(an,
					   "%s: the accessed bit decides here, and mirrors are not asked for theirs",
					   o->primitive),
			.reason = "a page that only a mirror uses looks idle",
			.hint = "use the *_young_notify() form",
			.call = wn_with_notify(an, o->site),
		});
	}
}

const struct wn_rule wn_rule_young = { "young", check };
