// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Notifications under the lock that buy nothing: range_end comes anyway and is
 * early enough, or nobody can hold a translation that became wrong. Each costs an
 * IOMMU invalidation, microseconds on the fault path (commit 0f10851ea475).
 *
 * One call may tell of several changes on several paths, so it is judged by all.
 */
#include "../rules.h"

static bool size_change(const struct wn_ob *o)
{
	return o->cls == WN_C_SPLIT ||
	       (o->cls == WN_C_SAME_CONTENT && o->level != WN_L_PTE && o->level != WN_L_HUGE);
}

bool wn_redundant_notify(struct wn_analysis *an, const struct wn_ob *o,
			 uint32_t only, bool *size_only)
{
	uint32_t seen = 0;

	*size_only = true;
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *p = an->changes[i].ob;
		const char *why;

		if (p->t_at.stmt != o->t_at.stmt || !wn_told_in_lock(p))
			continue;
		switch (wn_ob_deadline(p, &why)) {
		case WN_D_NEVER:
			break;
		case WN_D_RANGE_END:
			if (p->end != WN_END_PLAIN)
				return false;
			break;
		default:
			return false;
		}
		if (p->cls == WN_C_ROLLBACK || p->present == WN_PRESENT_NO)
			continue;
		*size_only &= size_change(p);
		seen |= 1u << p->cls;
	}
	return seen && !(seen & ~only);
}

static void check(struct wn_analysis *an, const struct wn_rule *rule, uint32_t only,
		  const char *what)
{
	if (an->version >= 606)
		return;
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;
		const char *why;
		bool size_only;

		if (!wn_told_in_lock(o) || !(1u << o->cls & only) ||
		    o->t == WN_TOLD_GATHER_INLOCK ||
		    !wn_redundant_notify(an, o, only, &size_only))
			continue;
		wn_ob_deadline(o, &why);
		wn_report(an, rule, &(struct wn_report){
			.at = o->t_at, .ob = o, .remark = size_only,
			.message = wn_text(an,
					   "%s: secondary TLBs need not be told under the lock of %s",
					   wn_call_name(an, o->t_at.stmt), what),
			.reason = wn_text(an, "%s; %s", why, o->end == WN_END_PLAIN ?
					  "range_end tells them in time" :
					  "nothing that they hold becomes wrong"),
			.hint = wn_text(an,
					"%s: drop the notification, or use the plain form of the helper",
					wn_call_name(an, o->t_at.stmt)),
			.call = wn_without_notify(an, o->t_at),
		});
	}
}

static void downgrade(struct wn_analysis *an, const struct wn_rule *rule)
{
	check(an, rule, 1u << WN_C_DOWNGRADE, "a downgrade");
}

static void same_content(struct wn_analysis *an, const struct wn_rule *rule)
{
	check(an, rule, 1u << WN_C_SAME_CONTENT | 1u << WN_C_SPLIT,
	      "a change that keeps the content");
}

static void migration(struct wn_analysis *an, const struct wn_rule *rule)
{
	check(an, rule, 1u << WN_C_MIGRATION, "a migration or other special entry");
}

const struct wn_rule wn_rule_redundant_downgrade = { "redundant-downgrade", downgrade };
const struct wn_rule wn_rule_redundant_same_content = { "redundant-same-content", same_content };
const struct wn_rule wn_rule_redundant_migration = { "redundant-migration", migration };
