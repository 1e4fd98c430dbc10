// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A present user entry changes while no range is open, in a context that exists:
 * mirrors (KVM, GPU drivers) keep using the page (CVE-2022-48991).
 */
#include "../rules.h"

/*
 * Page tables go through the gather, after the range of the zap has been closed. Not
 * so a shared one: what it maps is still mapped for others, and goes away here only.
 */
static bool by_gather(const struct wn_ob *o)
{
	return (o->row->flags & WN_F_TABLE) && !(o->row->flags & WN_F_GATHER) &&
	       o->c != WN_TOLD_NO && o->c != WN_TOLD_PRIM;
}

/*
 * The page-table lock is the caller's, so the range must be: it may not be opened
 * under that lock. Without a caller this is a contract, which the report states.
 */
static bool left_to_callers(const struct wn_change *c)
{
	const struct wn_func *root = c->trace->root;

	return !c->ob->locked && !root->is_static && !wn_finfo(root)->ncallers;
}

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;
		const char *why;

		if (o->br_start.stmt || by_gather(o) || o->cls == WN_C_YOUNG ||
		    o->cls == WN_C_ROLLBACK || o->cls == WN_C_UNKNOWN ||
		    (wn_ob_deadline(o, &why) == WN_D_NEVER && !o->lent) ||
		    left_to_callers(&an->changes[i]))
			continue;
		/* Taken down by who sets it up, or told by nobody: unsettled. */
		if (!o->locked && (o->row->flags & WN_F_TABLE) && o->c == WN_TOLD_NO)
			continue;
		wn_report(an, rule, &(struct wn_report){
			.at = o->site, .ob = o,
			.confidence = an->changes[i].trace->root->is_static ? "high" : "medium",
			.message = wn_text(an, "%s outside any mmu_notifier range%s%s",
					   o->primitive,
					   o->site.ctx->up ? " when called from " : "",
					   o->site.ctx->up ? an->changes[i].trace->root->name : ""),
			.reason = wn_text(an, "%s, and mirrors are not told", why),
			.hint = "open a range around the change",
		});
	}
}

const struct wn_rule wn_rule_missing_bracket = { "missing-bracket", check };
