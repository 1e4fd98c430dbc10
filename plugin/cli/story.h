/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A finding as a story: what CPU threads, device and mirror do, step by step,
 * until something goes wrong, or with nothing wrong at the end.
 */
#ifndef WNOTIFY_STORY_H
#define WNOTIFY_STORY_H

#include "report.h"

/**
 * struct wn_story_step - one moment
 * @who: "CPU0" runs the function; "CPU1", "CPU2" other threads, "DEV" a device
 *	with a TLB, "MIRROR" one with a page table of its own
 * @event: "lock", "clear", ...; the last one is "broken" or "safe"
 * @text: in the words of this function
 * @loc: where the function does it, .line 0 for others
 */
struct wn_story_step {
	const char *who, *event, *text;
	struct wn_loc loc;
};

/**
 * struct wn_story - all of them
 * @intro: one line
 * @source: the file it was made from, NULL for a story without steps
 * @why: for a story without steps
 */
struct wn_story {
	const char *intro, *source, *why;
	uint32_t n, cap;
	struct wn_story_step *steps;
};

/* The names that take the place of {func}, {clear}, ... */
struct wn_story_names {
	const struct wn_finding *f;
	const struct wn_site *site;
	const char *func, *clear, *set, *lock, *unlock, *end, *free, *addr, *notify;
	const char *bracket_func, *locker;
	struct wn_loc start_loc, lock_loc, clear_loc, set_loc, unlock_loc, end_loc;
	struct wn_loc free_loc, notify_loc;
	bool in_place, left_empty;
	bool given_up, given_up_in_lock;
};

/* story-names.c */
void wn_story_names(const struct wn_result *r, const struct wn_finding *f,
		    struct wn_story_names *n);

/**
 * wn_story_tell() - the story of a finding
 * @r: with .run
 * @f: one of its findings
 * @s: filled; release it with free(s->steps)
 */
void wn_story_tell(const struct wn_result *r, const struct wn_finding *f,
		   struct wn_story *s);

/* The section "Why" of the rule's page, else the few words of wn_rule_text(). */
const char *wn_rule_why(const struct wn_run *run, const char *rule);

/* Who is behind the name in a step, "" for one that needs no words. */
const char *wn_who_is(const char *who);

#endif
