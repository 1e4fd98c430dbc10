// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Ranges themselves. A start without an end makes KVM spin and interval readers
 * wait for ever; an end without a start lets them go too early. A start may sleep.
 */
#include "../rules.h"

static void balance(struct wn_analysis *an, const struct wn_rule *rule)
{
	for (uint32_t i = 0; i < an->ntraces; i++) {
		for (uint32_t k = 0; k < an->traces[i]->nmarks; k++) {
			const struct wn_mark *m = &an->traces[i]->marks[k];
			struct wn_report r = { .at = m->at };

			switch (m->kind) {
			case WN_M_UNENDED:
				r.message = "range is opened here and not closed on some path";
				r.reason = "mirrors keep waiting for the end of the change";
				break;
			case WN_M_END_UNSTARTED:
				r.message = "range is closed here and was not opened on some path";
				r.reason =
					"the count of running changes goes wrong, or the range is uninitialised";
				break;
			case WN_M_RESTARTED:
				r.message = "range is opened here while it is open";
				r.reason = "one of the two is never closed";
				r.other = m->other;
				r.other_text = "opened here first";
				break;
			default:
				continue;
			}
			wn_report(an, rule, &r);
		}
	}
}

static void atomic_start(struct wn_analysis *an, const struct wn_rule *rule)
{
	for (uint32_t i = 0; i < an->ntraces; i++) {
		for (uint32_t k = 0; k < an->traces[i]->nmarks; k++) {
			const struct wn_mark *m = &an->traces[i]->marks[k];

			if (m->kind != WN_M_START_ATOMIC)
				continue;
			wn_report(an, rule, &(struct wn_report){
				.at = m->at, .other = m->other,
				.other_text = wn_text(an, "%s taken here", m->text),
				.message = wn_text(an, "range is opened under %s", m->text),
				.reason = "mmu_notifier_invalidate_range_start() may sleep",
				.hint = "open the range before the lock is taken",
			});
		}
	}
}

const struct wn_rule wn_rule_bracket_balance = { "bracket-balance", balance };
const struct wn_rule wn_rule_atomic_start = { "atomic-start", atomic_start };
