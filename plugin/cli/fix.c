// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify fix: patches for findings, each proved; scripts/fix.sh does it. */
#include "cmd.h"
#include "script.h"

static const char doc[] =
	"Write a patch for each finding that has a mechanical repair, after the repair "
	"compiled, the analysis had the finding no longer and nothing new, and "
	"checkpatch.pl was silent. The kernel tree is not touched.\v"
	"FINDING is an id as in the report. The options about the tree are those of "
	"wnotify scan. Exit status: 0 every finding that was asked for has a patch, "
	"1 some have none, 2 it could not run.";

static const struct argp_option options[] = {
	{ "all", 'a', NULL, 0, "All findings", 0 },
	{ "patches", 'd', "DIR", 0, "Where the patches go; it must have none yet", 0 },
	{ "aggressive", 'g', NULL, 0,
	  "Also changes of translation size, as in wnotify check", 0 },
	{ "plain", 'p', NULL, 0,
	  "Without spatch: edit what the findings name", 0 },
	{ "kdir", 'k', "DIR", 0, "Kernel source tree", 0 },
	{ "out", 'O', "DIR", 0, "Build directory of the scan", 0 },
	{ "release", 'r', "6.1|6.12", 0,
	  "Which kernel source package without --kdir", 0 },
	{}
};

struct args {
	struct wn_script_args script;
	bool all, dir;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 'a':
	case 'd':
	case 'g':
	case 'p':
		a->all |= key == 'a';
		a->dir |= key == 'd';
		wn_script_option(&a->script, key, arg);
		break;
	case ARGP_KEY_ARGS:
		wn_script_rest(&a->script, state);
		break;
	case ARGP_KEY_END:
		if (!a->dir)
			argp_error(state, "where do the patches go? --patches DIR");
		if (a->all ? state->arg_num : !state->arg_num)
			argp_error(state, "which findings? their ids, or --all");
		break;
	default:
		return wn_tree_option(key, arg) ? 0 : ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "--all | FINDING...",
	.doc = doc,
};

int wn_cmd_fix(int argc, char **argv)
{
	struct args a = {};

	wn_script_arg(&a.script, "fix.sh");
	argp_parse(&argp, argc, argv, 0, NULL, &a);
	wn_script_arg(&a.script, NULL);
	return wn_run_script("fix.sh", a.script.argv);
}
