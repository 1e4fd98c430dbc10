// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify dump: the facts of a function, for people who debug rules. */
#include <string.h>

#include "cmd.h"

static const char doc[] =
	"Print the facts of every function of that name; FILE:FUNCTION tells those of one name apart.\v"
	"Without FACTS: those of the last scan.";

struct args {
	const char *func;
	char **facts;
	size_t nfacts;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	(void)arg;
	switch (key) {
	case ARGP_KEY_ARGS:
		a->func = state->argv[state->next];
		a->facts = state->argv + state->next + 1;
		a->nfacts = state->argc - state->next - 1;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "FUNCTION [FACTS...]",
	.doc = doc,
};

static bool is_named(const struct wn_func *fn, const char *name)
{
	const char *colon = strrchr(name, ':');

	if (!colon)
		return !strcmp(fn->name, name);
	return !strcmp(fn->name, colon + 1) &&
	       !strncmp(fn->file, name, colon - name) &&
	       !fn->file[colon - name];
}

/* Return: number of functions printed, -1 after an error line. */
static int dump_unit(const char *path, const char *name)
{
	struct wn_strtab *strs = wn_strtab_new();
	struct wn_unit *u;
	char err[1024];
	int n = 0;

	u = wn_facts_open(path, strs, err, sizeof(err));
	if (!u) {
		wn_error("%s", err);
		n = -1;
	}
	for (uint32_t i = 0; u && i < u->nfuncs && n >= 0; i++) {
		if (!is_named(&u->funcs[i], name))
			continue;
		if (wn_facts_body(&u->funcs[i], err, sizeof(err))) {
			wn_error("%s", err);
			n = -1;
			break;
		}
		printf("# %s\n", path);
		wn_func_dump(&u->funcs[i], stdout);
		n++;
	}
	if (u)
		wn_facts_close(u);
	wn_strtab_free(strs);
	return n;
}

int wn_cmd_dump(int argc, char **argv)
{
	struct wn_inputs in = {};
	struct args a = {};
	int found = 0, n = 0;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (wn_inputs_collect(&in, a.facts, a.nfacts))
		n = -1;
	for (size_t i = 0; i < in.n && n >= 0; i++) {
		n = dump_unit(in.paths[i], a.func);
		found += n;
	}
	if (n >= 0 && !found)
		wn_error("no function %s in these facts", a.func);
	wn_inputs_free(&in);
	return n < 0 || !found ? WN_EXIT_FAILED : WN_EXIT_CLEAN;
}
