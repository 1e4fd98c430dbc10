/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WNOTIFY_LOCKS_RUN_H
#define WNOTIFY_LOCKS_RUN_H

#include "locks.h"

/* Run the body of f->f.fn from @in; @leave is called for each state that returns. */
void wn_lk_run_body(struct wn_lk_frame *f, struct wn_lk_state *in,
		    void (*leave)(struct wn_lk_frame *, struct wn_lk_state *,
				  const struct wn_stmt *));

#endif
