/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is kept from a callee while it runs, and the names that it knows instead. */
#ifndef WN_ASIDE_H
#define WN_ASIDE_H

#include "engine.h"

#define WN_MAX_RENAMED 32

struct wn_aside {
	const struct wn_term **ssa;
	uint32_t nssa;
	struct wn_cell *mem;
	uint32_t nmem;
	struct wn_known *known;
	uint32_t nknown;
	bool flagged;			/* see struct wn_state */
	const struct wn_ob **done;	/* obligations that nothing can change any more */
	uint32_t ndone;
	/* arguments, and what the callee knows them by */
	const struct wn_term *orig[WN_MAX_RENAMED], *sym[WN_MAX_RENAMED];
	uint32_t nrenamed;
};

/* aside.c: @args are those that the callee is given. */
void wn_set_aside(struct wn_engine *e, const struct wn_frame *f, struct wn_state *s,
		  struct wn_aside *a, const struct wn_term **args, uint32_t nargs);
/* State @x of a return becomes one of the caller again. */
void wn_bring_back(struct wn_engine *e, const struct wn_aside *a, struct wn_state *x);

/* aside-names.c: @in receives the arguments as the callee knows them. */
void wn_name_args(struct wn_engine *e, struct wn_aside *a, struct wn_state *s,
		  const struct wn_stmt *st, const struct wn_term **args, uint32_t nargs,
		  const struct wn_term **in);
/* The caller's name of what the callee calls @t */
const struct wn_term *wn_name_back(const struct wn_aside *a, const struct wn_term *t);
/* Ranges that are open go by the names that the callee knows, or @back by the old ones. */
void wn_rename_ranges(struct wn_engine *e, const struct wn_aside *a, struct wn_state *s,
		      bool back);
/* Until 5.0 a range is known by its mm, which may be a renamed argument. */
void wn_name_ranges_back(struct wn_engine *e, const struct wn_aside *a, struct wn_state *x);

#endif
