// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify locks --sparse: each context imbalance settled. */
#include <stdlib.h>
#include <string.h>

#include "locks-cmd.h"

static const char *const verdicts[] = { "balanced", "by design", "unsettled" };

int wn_locks_sparse(struct wn_locks *l, const struct wn_locks_args *a)
{
	struct wn_sp_item *items;
	int n = wn_sp_read(l, a->sparse, &items), count[3] = { 0 }, i;
	json_t *all = json_array();

	if (n < 0) {
		wn_error("%s: %m", a->sparse);
		json_decref(all);
		return WN_EXIT_FAILED;
	}
	for (i = 0; i < n; i++) {
		const struct wn_sp_item *it = &items[i];

		count[it->verdict]++;
		if (a->json)
			json_array_append_new(all, json_pack("{s:s, s:i, s:s, s:s, s:s, s:s}",
				"file", it->file, "line", (int)it->line, "function", it->func,
				"warning", it->why, "verdict", verdicts[it->verdict],
				"argument", it->reason));
		else
			printf("%s:%u: %s (%s): %s: %s\n", it->file, it->line, it->func,
			       it->why, verdicts[it->verdict], it->reason);
	}
	if (a->json) {
		json_dumpf(all, stdout, JSON_INDENT(1));
		putchar('\n');
	} else {
		fprintf(stdout,
			"%d context imbalances: %d balanced, %d unbalanced by design, %d unsettled\n",
			n, count[WN_SP_BALANCED], count[WN_SP_DESIGN], count[WN_SP_UNSETTLED]);
	}
	json_decref(all);
	free(items);
	return WN_EXIT_CLEAN;
}
