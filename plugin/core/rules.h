/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rule is one file in rules/ and one line in the table of rules.c. */
#ifndef WNOTIFY_RULES_H
#define WNOTIFY_RULES_H

#include "analyse.h"

/**
 * struct wn_rule - one rule
 * @name: as users see it, the name of its page in docs/rules
 * @check: looks at the whole analysis and reports
 */
struct wn_rule {
	const char *name;
	void (*check)(struct wn_analysis *an, const struct wn_rule *rule);
};

/**
 * struct wn_report - what a rule has to say
 * @at: the call to look at; for redundant ones, the call to drop
 * @ob: the change it is about, NULL when it is not about one
 * @other: a second place that the path must show, .stmt NULL for none
 * @other_text: what happens there
 * @inner: a third place
 * @inner_text: what happens there
 * @message: one line, without the rule name
 * @reason: one sentence
 * @hint: the edit in words, NULL when there is none
 * @call: what to call at @at instead, "" to drop that call, NULL for another edit
 * @confidence: "high", "medium", "low"
 * @remark: said, but no finding
 */
struct wn_report {
	struct wn_at at;
	const struct wn_ob *ob;
	struct wn_at other;
	const char *other_text;
	struct wn_at inner;
	const char *inner_text;
	const char *message, *reason, *hint, *call, *confidence;
	bool remark;
};

void wn_report(struct wn_analysis *an, const struct wn_rule *rule,
	       const struct wn_report *r);

/* Printed into the program's arena. */
const char *wn_text(struct wn_analysis *an, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * For .call: the form of the helper at @at that does not tell mirrors, "" when the call
 * does nothing else; and the one that does. NULL when there is no such form.
 */
const char *wn_without_notify(struct wn_analysis *an, struct wn_at at);
const char *wn_with_notify(struct wn_analysis *an, struct wn_at at);

/* The deadline of @o was missed. */
bool wn_missed(struct wn_analysis *an, const struct wn_ob *o);

extern const struct wn_rule wn_rule_missing_new_page, wn_rule_missing_free,
	wn_rule_redundant_downgrade, wn_rule_redundant_same_content,
	wn_rule_redundant_migration, wn_rule_double, wn_rule_only_end_unsafe,
	wn_rule_order, wn_rule_range_size, wn_rule_missing_bracket,
	wn_rule_bracket_balance, wn_rule_atomic_start, wn_rule_young, wn_rule_event,
	wn_rule_flush_after_unlock, wn_rule_free_before_flush,
	wn_rule_missing_flush, wn_rule_rmap_before_flush,
	wn_rule_stale_reader, wn_rule_redundant_flush, wn_rule_dirty_lost,
	wn_rule_sleeping_callback, wn_rule_ignored_blockable, wn_rule_obsolete_callback;

/**
 * wn_redundant_notify() - is the notification of @o useless for all it tells of?
 * @only: every change it tells of must be of one of the classes in this bit set
 * @size_only: receives true when what it tells of changes in size only
 *
 * True when each change, in each context, could wait for a range_end that comes
 * anyway, or needs nothing.
 */
bool wn_redundant_notify(struct wn_analysis *an, const struct wn_ob *o,
			 uint32_t only, bool *size_only);

#endif
