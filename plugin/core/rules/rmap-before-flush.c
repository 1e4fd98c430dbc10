// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An entry that made its page dirty is taken out, and while a CPU still has it in
 * its TLB nothing leads from the page to it any more: the rmap has forgotten it, or
 * the page-table lock that an rmap walk waits for is dropped. The page is cleaned and
 * written back, and what that CPU goes on writing is lost (1cf35d47712d, 5df397dec7c4).
 */
#include "../rules.h"

static bool owed(uint8_t told)
{
	return told == WN_TOLD_NO || told == WN_TOLD_RECORDED;
}

static bool unlocked(const struct wn_ob *o)
{
	return o->dirty && o->drop.stmt && o->locked && owed(o->c_at_drop);
}

/* The flush hangs on a flag that dirty entries set: one path with both is enough. */
static bool always_unlocked(struct wn_analysis *an, const struct wn_ob *o)
{
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *p = an->changes[i].ob;

		if (p->site.stmt == o->site.stmt && p->dirty && !unlocked(p))
			return false;
	}
	return true;
}

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	const char *why =
		"the page can be cleaned and written back now; what a CPU writes after it is lost";

	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;

		if (!o->dirty || o->present == WN_PRESENT_NO || o->detached || o->released)
			continue;
		if (o->rmap.stmt)
			wn_report(an, rule, &(struct wn_report){
				.at = o->rmap, .ob = o, .confidence = "medium",
				.message = wn_text(an,
						   "%s: the page is dirty, and the CPU TLB is not flushed of %s yet",
						   wn_call_name(an, o->rmap.stmt), o->primitive),
				.reason = why,
				.hint = "remove the rmap after the flush, or have the gather do it",
			});
		if (unlocked(o) && always_unlocked(an, o))
			wn_report(an, rule, &(struct wn_report){
				.at = o->drop, .ob = o, .confidence = "medium",
				.message = wn_text(an,
						   "page-table lock dropped with the CPU TLB not flushed of %s, which left a dirty page",
						   o->primitive),
				.reason = why,
				.hint = "flush before the page-table lock is dropped",
			});
	}
}

const struct wn_rule wn_rule_rmap_before_flush = { "rmap-before-flush", check };
