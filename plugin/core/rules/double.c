// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Secondary TLBs are told twice. Which call to drop follows from the class: where
 * they must be told under the lock, range_end may be range_only_end (commit
 * 4645b9fe84bf); where range_end is enough, the call under the lock goes.
 */
#include "../rules.h"

#define MANY (1u << WN_C_FREE | 1u << WN_C_COLLAPSE | 1u << WN_C_MOVE | \
	      1u << WN_C_MIGRATION | 1u << WN_C_DOWNGRADE | 1u << WN_C_SAME_CONTENT | \
	      1u << WN_C_SPLIT)
#define OTHERS (1u << WN_C_FREE | 1u << WN_C_COLLAPSE | 1u << WN_C_MOVE)

/* Is everything that this range_end closes told already, or in no need of it? */
static bool end_is_idle(struct wn_analysis *an, const struct wn_ob *o)
{
	bool told = false;

	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *p = an->changes[i].ob;
		const char *why;

		if (p->br_end.stmt != o->br_end.stmt)
			continue;
		if (wn_ob_deadline(p, &why) == WN_D_NEVER)
			continue;
		if (wn_told_in_lock(p) && p->t != WN_TOLD_GATHER_INLOCK) {
			told |= wn_ob_deadline(p, &why) == WN_D_IN_LOCK;
			continue;
		}
		if (p->t == WN_TOLD_END && p->told_later)
			continue;
		return false;
	}
	return told;
}

/* Where the function that is called at @at opens its range. */
static struct wn_at opened_in(struct wn_analysis *an, struct wn_at at)
{
	const struct wn_finfo *fi = wn_resolve(an->prog, at.ctx->fn->unit,
					       wn_call_name(an, at.stmt));

	return fi && fi->trace ? fi->trace->start : (struct wn_at){ NULL, NULL };
}

/* A callee opens and closes a range of its own where the caller has one open. */
static void nested(struct wn_analysis *an, const struct wn_rule *rule)
{
	for (uint32_t i = 0; i < an->ntraces; i++) {
		for (uint32_t k = 0; k < an->traces[i]->nmarks; k++) {
			const struct wn_mark *m = &an->traces[i]->marks[k];

			if (m->kind != WN_M_NESTED)
				continue;
			wn_report(an, rule, &(struct wn_report){
				.at = m->at, .other = m->other,
				.other_text = "the caller's range is opened here",
				.inner = opened_in(an, m->at),
				.inner_text = "the range inside it is opened here",
				.confidence = "medium",
				.message = wn_text(an,
						   "%s() opens a range inside this one: everybody is told twice",
						   wn_call_name(an, m->at.stmt)),
				.reason =
					"the outer range covers the same change, so its end is enough",
				.hint = "open the inner range only for callers that have none",
			});
		}
	}
}

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	if (an->version >= 606)
		return;
	nested(an, rule);
	for (uint32_t i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;
		bool size_only;

		if (o->again.stmt && o->end == WN_END_PLAIN)
			wn_report(an, rule, &(struct wn_report){
				.at = o->again, .ob = o,
				.message = wn_text(an,
						   "%s: secondary TLBs were told of this under the same lock",
						   wn_call_name(an, o->again.stmt)),
				.reason = wn_text(an,
						  "%s() at line %u told them, and range_end does it once more",
						  wn_call_name(an, o->t_at.stmt),
						  o->t_at.stmt->loc.line),
				.hint = "drop this call",
				.call = wn_without_notify(an, o->again),
			});
		if (o->nested && o->end == WN_END_PLAIN && o->t == WN_TOLD_END)
			wn_report(an, rule, &(struct wn_report){
				.at = o->br_start, .ob = o, .confidence = "medium",
				.message =
					"range opened inside the caller's range: everybody is told twice",
				.reason =
					"the caller's range covers the same change, so its range_end is enough",
				.hint = "open the range only where the caller has none",
			});
		if (o->end != WN_END_PLAIN || !wn_told_in_lock(o) ||
		    o->t == WN_TOLD_GATHER_INLOCK)
			continue;
		if (wn_redundant_notify(an, o, MANY, &size_only)) {
			if (1u << o->cls & OTHERS)
				wn_report(an, rule, &(struct wn_report){
					.at = o->t_at, .ob = o,
					.message = wn_text(an,
							   "%s: secondary TLBs are told here and again by range_end",
							   wn_call_name(an, o->t_at.stmt)),
					.reason = wn_text(an,
							  "%s, so range_end at line %u is early enough",
							  o->why, o->br_end.stmt->loc.line),
					.hint = "drop this call",
					.call = wn_without_notify(an, o->t_at),
				});
		} else if (end_is_idle(an, o)) {
			wn_report(an, rule, &(struct wn_report){
				.at = o->br_end, .ob = o,
				.message =
					"range_end tells secondary TLBs what they were told under the lock",
				.reason =
					"on every path that changes an entry they are told between the clear and the set or unlock",
				.hint = "use mmu_notifier_invalidate_range_only_end()",
				.call = "mmu_notifier_invalidate_range_only_end",
			});
		}
	}
}

const struct wn_rule wn_rule_double = { "double", check };
