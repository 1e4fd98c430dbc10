// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The range's event says less than what happens in it. A listener may skip work
 * for MMU_NOTIFY_PROTECTION_* and MMU_NOTIFY_SOFT_DIRTY: the pages stay the same.
 */
#include "../rules.h"

/* include/linux/mmu_notifier.h, enum mmu_notifier_event, the same from 5.0 to 7.2 */
enum { UNMAP, CLEAR, PROTECTION_VMA, PROTECTION_PAGE, SOFT_DIRTY, RELEASE, MIGRATE, EXCLUSIVE };

static const char *wrong(const struct wn_ob *o)
{
	bool other_page = o->cls == WN_C_SAME_CONTENT &&
			  (o->level == WN_L_PTE || o->level == WN_L_HUGE);
	bool kept = o->cls == WN_C_DOWNGRADE || o->cls == WN_C_SPLIT ||
		    (o->cls == WN_C_SAME_CONTENT && !other_page) || o->cls == WN_C_YOUNG ||
		    o->cls == WN_C_ROLLBACK || o->cls == WN_C_UNKNOWN;

	switch (o->event) {
	case PROTECTION_VMA:
	case PROTECTION_PAGE:
	case SOFT_DIRTY:
		return kept ? NULL : "promises that the pages stay, and they do not";
	case RELEASE:
		return "is for the end of the address space";
	case EXCLUSIVE:
		return o->cls == WN_C_MIGRATION || kept ? NULL :
			"lets the owner skip it, and the page goes away";
	default:
		return NULL;
	}
}

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;
		const char *why;

		/* A shared table that is dropped keeps its pages in the page cache. */
		if (!o->br_start.stmt || o->row->flags & WN_F_GATHER ||
		    o->present == WN_PRESENT_NO || !wrong(o))
			continue;
		why = wrong(o);
		wn_report(an, rule, &(struct wn_report){
			.at = o->br_start, .ob = o, .confidence = "medium",
			.message = wn_text(an, "the range's event does not describe %s at line %u",
					   o->primitive, o->site.stmt->loc.line),
			.reason = wn_text(an, "the event %s: %s", why, o->why),
			.hint = "use MMU_NOTIFY_CLEAR",
		});
	}
}

const struct wn_rule wn_rule_event = { "event", check };
