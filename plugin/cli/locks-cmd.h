/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside of `wnotify locks`. */
#ifndef WNOTIFY_LOCKS_CMD_H
#define WNOTIFY_LOCKS_CMD_H

#include <jansson.h>

#include "cmd.h"
#include "locks.h"

struct wn_locks_args {
	const char *func, *sparse, *kdir;
	bool annotate, json, markers;
	char **facts;
	size_t nfacts;
};

bool wn_locks_named(const struct wn_func *fn, const char *name);
void wn_locks_text(struct wn_locks *l, struct wn_lk_sum *s, bool callers, FILE *out);
json_t *wn_locks_json(struct wn_locks *l, struct wn_lk_sum *s, bool callers);
int wn_locks_sparse(struct wn_locks *l, const struct wn_locks_args *a);
int wn_locks_annotate(struct wn_locks *l, const struct wn_locks_args *a);

#endif
