// SPDX-License-Identifier: GPL-2.0-or-later
/* From arguments to facts files to a linked program. */
#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"

#define MAX_ERRORS 3

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool is_facts(const char *name)
{
	size_t n = strlen(name);

	return n > 6 && !strcmp(name + n - 6, ".facts");
}

static void add(struct wn_inputs *in, const char *path)
{
	char *copy = strcpy(wn_xrealloc(NULL, strlen(path) + 1), path);

	WN_PUSH(in->paths, in->n, in->cap, copy);
}

static int walk(struct wn_inputs *in, char *dir)
{
	char *const roots[] = { dir, NULL };
	size_t before = in->n;
	FTS *fts = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
	FTSENT *e;
	int ret = 0;

	if (!fts) {
		wn_error("%s: %m", dir);
		return -1;
	}
	while ((e = fts_read(fts))) {
		if (e->fts_info == FTS_F && is_facts(e->fts_name)) {
			add(in, e->fts_path);
		} else if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR) {
			wn_error("%s: %s", e->fts_path, strerror(e->fts_errno));
			ret = -1;
		}
	}
	fts_close(fts);
	if (!ret && in->n == before) {
		wn_error("no facts below %s: run wnotify scan first", dir);
		ret = -1;
	}
	return ret;
}

/* Where scan.sh leaves a link to the facts it wrote last. */
static void last_scan(char *buf, size_t size)
{
	const char *facts = getenv("WNOTIFY_FACTS");
	const char *cache = getenv("WNOTIFY_CACHE");
	const char *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (facts)
		snprintf(buf, size, "%s", facts);
	else if (cache)
		snprintf(buf, size, "%s/last", cache);
	else if (!geteuid())
		snprintf(buf, size, "/var/cache/wnotify/last");
	else if (xdg)
		snprintf(buf, size, "%s/wnotify/last", xdg);
	else
		snprintf(buf, size, "%s/.cache/wnotify/last", home ? home : "");
}

int wn_inputs_collect(struct wn_inputs *in, char **args, size_t nargs)
{
	char last[PATH_MAX], *lastp = last;
	int ret = 0;

	if (!nargs) {
		last_scan(last, sizeof(last));
		args = &lastp;
		nargs = 1;
	}
	for (size_t i = 0; i < nargs; i++) {
		struct stat st;

		if (stat(args[i], &st)) {
			wn_error("%s: %m%s", args[i], args == &lastp ?
				 ": no scan yet, run wnotify scan" : "");
			ret = -1;
		} else if (S_ISDIR(st.st_mode)) {
			ret |= walk(in, args[i]);
		} else {
			add(in, args[i]);
		}
	}
	return ret;
}

void wn_inputs_free(struct wn_inputs *in)
{
	for (size_t i = 0; i < in->n; i++)
		free(in->paths[i]);
	free(in->paths);
}

struct wn_program *wn_load(char **args, size_t nargs)
{
	struct wn_program *p = wn_program_new();
	struct wn_inputs in = {};
	size_t bad = 0;
	char err[1024];
	int ret = wn_inputs_collect(&in, args, nargs);

	for (size_t i = 0; i < in.n; i++) {
		if (!wn_program_add(p, in.paths[i], err, sizeof(err)))
			continue;
		if (++bad <= MAX_ERRORS)
			wn_error("%s", err);
		ret = -1;
	}
	if (bad > MAX_ERRORS)
		wn_error("and %zu more", bad - MAX_ERRORS);
	wn_inputs_free(&in);
	if (!ret)
		ret = wn_check_stale(p);
	if (ret) {
		wn_program_free(p);
		return NULL;
	}
	return p;
}
