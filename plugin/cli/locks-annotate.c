// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify locks --annotate: what to write where; scripts/annotate.pl writes it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "locks-cmd.h"
#include "locks-count.h"
#include "script.h"

/* Functions that a log names, or all of the sources that have no marker and need one. */
static uint32_t wanted(struct wn_locks *l, const struct wn_locks_args *a,
		       struct wn_lk_sum ***out)
{
	uint32_t n = 0, cap = 0, i;
	struct wn_sp_item *items;
	int k, nitems;

	*out = NULL;
	if (a->sparse) {
		nitems = wn_sp_read(l, a->sparse, &items);
		if (nitems < 0) {
			wn_error("%s: %m", a->sparse);
			exit(WN_EXIT_FAILED);
		}
		for (k = 0; k < nitems; k++) {
			/* what is not settled is not annotated either */
			if (items[k].sum && items[k].verdict != WN_SP_UNSETTLED)
				WN_PUSH(*out, n, cap, items[k].sum);
		}
		free(items);
		return n;
	}
	for (i = 0; i < l->p->ninfos; i++) {
		struct wn_lk_sum *s = wn_locks_of(l, l->p->infos[i]);

		if (!s->neutral && !s->bound && !wn_in_header(s->fi->fn))
			WN_PUSH(*out, n, cap, s);
	}
	return n;
}

static FILE *plan_file(char *name, size_t size)
{
	FILE *f = tmpfile();

	if (!f || dup2(fileno(f), 9) < 0) {
		wn_error("no temporary file: %m");
		exit(WN_EXIT_FAILED);
	}
	snprintf(name, size, "/dev/fd/9");
	return f;
}

int wn_locks_annotate(struct wn_locks *l, const struct wn_locks_args *a)
{
	const char *kdir = a->kdir ? a->kdir : getenv("KDIR");
	struct wn_count c = { .l = l };
	struct wn_lk_sum **sums;
	char name[32], *argv[4] = { "annotate.pl" };
	uint32_t n, i;
	FILE *f;

	if (!kdir || !*kdir) {
		wn_error("which kernel tree? --kdir DIR");
		return WN_EXIT_FAILED;
	}
	n = wanted(l, a, &sums);
	/* Without a log there is nothing to settle: markers only. */
	if (a->sparse)
		wn_ct_plan(&c, sums, n);
	else
		for (i = 0; i < n; i++)
			wn_ct_mark(&c, sums[i]);
	f = plan_file(name, sizeof(name));
	for (i = 0; i < c.nfuncs; i++) {
		const struct wn_func *fn = c.funcs[i]->fi->fn;

		if (c.funcs[i]->marked)
			fprintf(f, "mark\t%s\t%u\t%s\t%s\t%d\n", fn->file, fn->line, fn->name,
				c.funcs[i]->marker, fn->is_static);
	}
	for (i = 0; i < c.nedits; i++)
		fprintf(f, "%s\t%s\t%u\t%u\t%s\t%s\n", c.edits[i].acquire ? "acquire" : "release",
			c.edits[i].fn->file, c.edits[i].line, c.edits[i].col,
			c.edits[i].call, c.edits[i].fn->name);
	fflush(f);
	lseek(9, 0, SEEK_SET);
	argv[1] = (char *)kdir;
	argv[2] = name;
	return wn_run_script("annotate.pl", argv);
}
