// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The CPU TLB is flushed, or a flush recorded, of an entry that was flushed before
 * under the same lock: an interrupt to every CPU that runs the process for nothing.
 * Between the first flush and the set no CPU can have loaded what was there.
 */
#include "../rules.h"

/* One call may be for several changes on several paths: judged by all, in all traces. */
static bool used(struct wn_analysis *an, const struct wn_mark *idle)
{
	for (uint32_t i = 0; i < an->prog->ninfos; i++) {
		const struct wn_trace *t = an->prog->infos[i]->trace;

		for (uint32_t k = 0; t && k < t->nmarks; k++) {
			if (t->marks[k].kind == WN_M_FLUSH_USED &&
			    t->marks[k].at.stmt == idle->at.stmt)
				return true;
		}
	}
	return false;
}

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	for (uint32_t i = 0; i < an->ntraces; i++) {
		for (uint32_t k = 0; k < an->traces[i]->nmarks; k++) {
			const struct wn_mark *m = &an->traces[i]->marks[k];
			const char *name;

			/* without the place of the first flush there is nothing to show */
			if (m->kind != WN_M_FLUSH_IDLE || !m->other.stmt || used(an, m))
				continue;
			name = wn_call_name(an, m->at.stmt);
			wn_report(an, rule, &(struct wn_report){
				.at = m->at, .ob = m->ob,
				.other = m->other, .other_text = "CPU TLB flushed here first",
				/* A record adds to a flush that may be needed for others. */
				.remark = !wn_model_row(an->prog->model, name, WN_K_FLUSH),
				.message = wn_text(an,
						   "%s: the CPU TLB was flushed of this entry at line %u",
						   name, m->other.stmt->loc.line),
				.reason =
					"under this lock no CPU can have loaded the old entry again",
				.hint =
					"drop it, or use the form of the helper that does not flush",
			});
		}
	}
}

const struct wn_rule wn_rule_redundant_flush = { "redundant-flush", check };
