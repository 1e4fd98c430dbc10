// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify model: functions whose bodies are not looked into. */
#include <argp.h>
#include <stdio.h>

#include "cmd.h"
#include "profile.h"
#include "util.h"

static const char doc[] =
	"Print the functions whose bodies are not looked into: rows of the model say what they do, "
	"or only such functions call them. One a line: name, file, helper or behind.\v"
	"FACTS are files, or directories that are searched for them; without any, those of the last scan.";

struct args { char **facts; size_t nfacts; };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	(void)arg;
	if (key != ARGP_KEY_ARGS)
		return ARGP_ERR_UNKNOWN;
	a->facts = state->argv + state->next;
	a->nfacts = state->argc - state->next;
	return 0;
}

static const struct argp argp = { .parser = parse, .args_doc = "[FACTS...]", .doc = doc };

int wn_cmd_model(int argc, char **argv)
{
	struct args a = {};
	struct wn_program *p;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	p = wn_load(a.facts, a.nfacts);
	if (!p)
		return WN_EXIT_FAILED;
	p->model = wn_profile_model(p, NULL, NULL);
	wn_link(p);
	wn_find_behind(p);
	for (uint32_t i = 0; i < p->ninfos; i++) {
		const struct wn_func *fn = p->infos[i]->fn;

		if (p->infos[i]->behind)
			printf("%s\t%s\t%s\n", fn->name, fn->file,
			       wn_is_modelled(p, fn) ? "helper" : "behind");
	}
	wn_program_free(p);
	return WN_EXIT_CLEAN;
}
