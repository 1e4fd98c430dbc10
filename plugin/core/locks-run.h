/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WNOTIFY_LOCKS_RUN_H
#define WNOTIFY_LOCKS_RUN_H

#include "locks.h"

/* @into becomes what both states say at the start of @block; true when it changed. */
bool wn_lk_join(struct wn_lk_frame *f, uint32_t block, struct wn_lk_state *into,
		const struct wn_lk_state *s);

/* locks-phi.c: from block @from to block @to. */
void wn_lk_phis(struct wn_lk_frame *f, uint32_t from, uint32_t to, struct wn_lk_state *ls);
/* Constants up to it are flags, not counters. */
#define WN_LK_MAX_FLAG 4

/* Run the body of f->f.fn from @in; @leave is called for each state that returns. */
void wn_lk_run_body(struct wn_lk_frame *f, struct wn_lk_state *in,
		    void (*leave)(struct wn_lk_frame *, struct wn_lk_state *,
				  const struct wn_stmt *));

/* locks-row.c */
/* Remember that @st takes or releases: what arguments and markers are made of. */
void wn_lk_note_site(struct wn_lk_frame *r, const struct wn_stmt *st, const char *name,
		     enum wn_lock kind, int delta, const struct wn_term *t, bool cond);
/* Who locks something in an object has the object: false when it is known to be NULL. */
bool wn_lk_not_null(struct wn_lk_frame *r, struct wn_lk_state *s, const struct wn_term *t);
void wn_lk_do_row(struct wn_lk_frame *r, const struct wn_lk_row *row, struct wn_lk_state *s,
		  const struct wn_stmt *st, const struct wn_term **args, uint32_t nargs,
		  const struct wn_term *ret, struct wn_lk_states *out);

/* locks-exit.c */
/* A state that returns becomes, or joins, a way in which the function returns. */
void wn_lk_leave(struct wn_lk_frame *f, struct wn_lk_state *s, const struct wn_stmt *at);
/* Leave out what paths that look the same to a caller do not agree on. */
void wn_lk_drop_disputed(struct wn_lk_sum *s);

#define WN_LK_MAX_EXITS 24

#endif
