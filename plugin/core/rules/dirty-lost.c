// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An entry is taken out, its accessed or dirty bits are looked at, and on no path does
 * the dirty one go anywhere: not to the page, not into another entry. What was written
 * through it is not written back. Who asks for no such bit may have replaced a page
 * that nobody can have written through it (copy-on-write).
 */
#include "../rules.h"

static bool marked(struct wn_analysis *an, const struct wn_ob *o, enum wn_mark_kind kind)
{
	for (uint32_t i = 0; i < an->prog->ninfos; i++) {
		const struct wn_trace *t = an->prog->infos[i]->trace;

		for (uint32_t k = 0; t && k < t->nmarks; k++) {
			if (t->marks[k].kind == kind && t->marks[k].at.stmt == o->site.stmt)
				return true;
		}
	}
	return false;
}

static bool drops_page(const struct wn_ob *o)
{
	if (o->row->kind != WN_K_CLEAR || (o->row->flags & WN_F_TABLE) || !o->old ||
	    o->present == WN_PRESENT_NO || o->clean || o->detached || o->released)
		return false;
	return o->cls == WN_C_FREE || o->cls == WN_C_MIGRATION || o->cls == WN_C_NEW_PAGE;
}

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;

		if (!drops_page(o) || !marked(an, o, WN_M_CONSULTED) ||
		    marked(an, o, WN_M_CARRIED))
			continue;
		wn_report(an, rule, &(struct wn_report){
			.at = o->site, .ob = o, .confidence = "medium",
			.message = wn_text(an,
					   "%s: the dirty bit of the old entry is not passed on",
					   o->primitive),
			.reason = "what was written through the entry is not written back",
			.hint = "mark the page dirty when the old entry was",
		});
	}
}

const struct wn_rule wn_rule_dirty_lost = { "dirty-lost", check };
