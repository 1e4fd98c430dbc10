/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WNOTIFY_LOCKS_COUNT_H
#define WNOTIFY_LOCKS_COUNT_H

#include "locks.h"

/**
 * struct wn_ct_func - a function as sparse sees it
 * @net: count at its return, when all ways agree; else @bad
 * @marked: gets @marker, which says @mark_net
 * @untracked: its locks are taken out of sparse's count, statement by statement
 */
struct wn_ct_func {
	struct wn_finfo *fi;
	bool done, busy, bad, marked, untracked;
	int net, mark_net;
	const char *marker;
};

/* "__acquire(x)" before, or "__release(x)" after the call at this place. */
struct wn_ct_edit {
	const struct wn_func *fn;
	uint32_t line, col;
	bool acquire;
	const char *call;
};

struct wn_count {
	struct wn_locks *l;
	struct wn_ct_func **funcs;
	uint32_t nfuncs, cap;
	struct wn_ct_edit *edits;
	uint32_t nedits, edits_cap;
};

/* Effect of a call on sparse's count; *bad when it depends on what is returned. */
int wn_ct_effect(struct wn_count *c, const struct wn_func *in, const struct wn_stmt *st,
		 bool *bad);
struct wn_ct_func *wn_ct_run(struct wn_count *c, struct wn_finfo *fi);
void wn_ct_mark(struct wn_count *c, struct wn_lk_sum *s);
void wn_ct_untrack(struct wn_count *c, struct wn_finfo *fi, int depth);
/* Markers and edits for these functions, which sparse complains about. */
void wn_ct_plan(struct wn_count *c, struct wn_lk_sum **sums, uint32_t n);

#endif
