// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify locks: lock contexts of functions, and what sparse says about them. */
#include <stdlib.h>
#include <string.h>

#include "locks-cmd.h"

static const char doc[] =
	"Print which locks functions need, take, release and hold on return, and what their callers hold.\v"
	"FUNCTION is a name or FILE:NAME; without it, all functions that are not neutral. "
	"Without FACTS: those of the last scan.";

enum { KEY_SPARSE = 256, KEY_ANNOTATE, KEY_FORMAT, KEY_KDIR, KEY_MARKERS };

static const struct argp_option options[] = {
	{ "sparse", KEY_SPARSE, "LOG", 0, "settle each context imbalance in this output of sparse",
	  0 },
	{ "annotate", KEY_ANNOTATE, NULL, 0,
	  "write a patch with the markers that sparse misses (with --sparse: for the functions it names)",
	  0 },
	{ "markers", KEY_MARKERS, NULL, 0, "list markers that contradict the code", 0 },
	{ "kdir", KEY_KDIR, "DIR", 0, "kernel tree that --annotate reads", 0 },
	{ "format", KEY_FORMAT, "FORMAT", 0, "text or json", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct wn_locks_args *a = state->input;
	int n;

	switch (key) {
	case KEY_SPARSE:
		a->sparse = arg;
		break;
	case KEY_ANNOTATE:
		a->annotate = true;
		break;
	case KEY_MARKERS:
		a->markers = true;
		break;
	case KEY_KDIR:
		a->kdir = arg;
		break;
	case KEY_FORMAT:
		a->json = wn_parse_format(state, arg, 1 << WN_TEXT | 1 << WN_JSON) == WN_JSON;
		break;
	case ARGP_KEY_ARGS:
		n = state->next;
		/* A path is facts, a name a function. */
		if (!strchr(state->argv[n], '/') || strchr(state->argv[n], ':'))
			a->func = state->argv[n++];
		a->facts = state->argv + n;
		a->nfacts = state->argc - n;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options, .parser = parse, .args_doc = "[FUNCTION] [FACTS...]", .doc = doc,
};

bool wn_locks_named(const struct wn_func *fn, const char *name)
{
	const char *colon = strrchr(name, ':');

	if (!colon)
		return !strcmp(fn->name, name);
	return !strcmp(fn->name, colon + 1) && !strncmp(fn->file, name, colon - name) &&
	       !fn->file[colon - name];
}

static int list(struct wn_locks *l, const struct wn_locks_args *a)
{
	json_t *all = a->json ? json_array() : NULL;
	uint32_t i, n = 0;

	for (i = 0; i < l->p->ninfos; i++) {
		struct wn_finfo *fi = l->p->infos[i];
		struct wn_lk_sum *s;

		if (a->func && !wn_locks_named(fi->fn, a->func))
			continue;
		s = wn_locks_of(l, fi);
		if (!a->func && (s->neutral && !s->bound))
			continue;
		n++;
		if (a->json)
			json_array_append_new(all, wn_locks_json(l, s, !!a->func));
		else
			wn_locks_text(l, s, !!a->func, stdout);
	}
	if (a->json) {
		json_dumpf(all, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(all);
	} else if (!a->func) {
		printf("%u functions run, %u not neutral, %u given up in part\n", l->nrun, n,
		       l->nbound);
	}
	if (a->func && !n) {
		wn_error("no function %s in these facts", a->func);
		return WN_EXIT_FAILED;
	}
	return WN_EXIT_CLEAN;
}

static int markers(struct wn_locks *l)
{
	uint32_t i, n = 0, bad = 0;

	for (i = 0; i < l->p->ninfos; i++) {
		const struct wn_func *fn = l->p->infos[i]->fn;
		const char *why;

		if (!*fn->markers)
			continue;
		n++;
		why = wn_sp_contradiction(l, wn_locks_of(l, l->p->infos[i]));
		if (!why)
			continue;
		bad++;
		printf("%s:%u: %s: marked %s, but %s\n", fn->file, fn->line, fn->name,
		       fn->markers, why);
	}
	printf("%u functions with markers, %u contradicted\n", n, bad);
	return bad ? WN_EXIT_FINDINGS : WN_EXIT_CLEAN;
}

int wn_cmd_locks(int argc, char **argv)
{
	struct wn_locks_args a = { 0 };
	struct wn_program *p;
	struct wn_locks *l;
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	p = wn_load(a.facts, a.nfacts);
	if (!p)
		return WN_EXIT_FAILED;
	wn_check_whole(p);
	l = wn_locks_new(p);
	if (a.annotate)
		status = wn_locks_annotate(l, &a);
	else if (a.sparse)
		status = wn_locks_sparse(l, &a);
	else if (a.markers)
		status = markers(l);
	else
		status = list(l, &a);
	wn_locks_free(l);
	wn_program_free(p);
	return status;
}
