// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A notification, a range or a gather record that is smaller than the entry: what
 * lies beyond is not told. 'assumed this could never be a huge page' is the usual
 * reason; a shared PMD table makes a hugetlb range PUD-sized.
 */
#include "../rules.h"

/*
 * The same call tells of small entries, for which it is right: that a huge one gets
 * here may be a path that the function's own assertions exclude.
 */
static bool right_for_others(struct wn_analysis *an, const struct wn_ob *o)
{
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *p = an->changes[i].ob;

		if (p->t_at.stmt == o->t_at.stmt && p->level != o->level && !p->short_notify)
			return true;
	}
	return false;
}

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	uint32_t i, k;

	for (i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;
		const char *why;

		if (wn_ob_deadline(o, &why) == WN_D_NEVER && o->cls != WN_C_SPLIT && !o->lent)
			continue;
		if (o->short_range)
			wn_report(an, rule, &(struct wn_report){
				.at = o->br_start, .ob = o,
				.message = wn_text(an,
						   "range is smaller than the %s entry that %s changes",
						   wn_level_name(o->level), o->primitive),
				.reason = o->row->flags & WN_F_GATHER ?
					"dropping a shared page table takes away a PUD's worth of mappings" :
					"observers are told of less than what changes",
				.hint = o->row->flags & WN_F_GATHER ?
					"widen it with adjust_range_if_pmd_sharing_possible()" :
					"use the size of the entry",
			});
		if (o->short_notify)
			wn_report(an, rule, &(struct wn_report){
				.at = o->t_at.stmt ? o->t_at : o->site, .ob = o,
				.remark = right_for_others(an, o),
				.message = wn_text(an,
						   "the notification after %s covers one small page only",
						   o->primitive),
				.reason = "the entry is larger, so a device keeps the rest",
				.hint = "use the size of the entry",
			});
	}
	for (i = 0; i < an->ntraces; i++) {
		for (k = 0; k < an->traces[i]->nmarks; k++) {
			const struct wn_mark *m = &an->traces[i]->marks[k];
			bool batch = m->ob && m->ob->level == WN_L_PTE;

			if (m->kind != WN_M_SHORT_RECORD)
				continue;
			wn_report(an, rule, &(struct wn_report){
				.at = m->at, .ob = m->ob,
				.message = wn_text(an, "%s: the gather is told of one small page",
						   wn_call_name(an, m->at.stmt)),
				.reason = wn_text(an, "%s at line %u took out %s",
						  wn_call_name(an, m->other.stmt),
						  m->other.stmt->loc.line,
						  batch ? "a batch of entries" : "a larger entry"),
				.hint = batch ? "use the number of entries" :
					"use the size of the entry",
			});
		}
	}
}

const struct wn_rule wn_rule_range_size = { "range-size", check };
