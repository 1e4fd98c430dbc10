// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The order under one lock is clear, flush, notify, set. A notification after the
 * set lets a device fetch the old page after a CPU saw the new one; one before the
 * clear lets it fetch the old entry again.
 */
#include "../rules.h"

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;

		if (o->t != WN_TOLD_AFTER_SET || !wn_missed(an, o))
			continue;
		wn_report(an, rule, &(struct wn_report){
			.at = o->t_at, .ob = o,
			.message = wn_text(an,
					   "%s after the entry was set: it must come between the clear and the set",
					   wn_call_name(an, o->t_at.stmt)),
			.reason = wn_text(an, "%s, and until this call a device uses the old one",
					  o->why),
			.hint = "move the notification in front of the set",
		});
	}
}

const struct wn_rule wn_rule_order = { "order", check };
