// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify lint: what a change introduces; scripts/lint.sh does it. */
#include "compiler.h"
#include "cmd.h"
#include "script.h"

static const char doc[] =
	"Print the findings that a change of a kernel's git tree introduces, and only "
	"those: new ones after >>, those that it removes after <<. The tree need not be "
	"built, and is not touched.\v"
	"CHANGE is a commit, a range REV..REV, patches or mails (- reads one), or files as "
	"they are in the work tree; without one the work tree is compared with HEAD. The "
	"first run scans the tree, which takes minutes; a later one takes seconds. Exit "
	"status: 0 nothing new, 1 new findings, 2 it could not run.";

static const struct argp_option options[] = {
	{ "staged", 's', NULL, 0, "What is in the index", 0 },
	{ "base", 'b', "REV", 0,
	  "What patches, files and the index are compared with; else HEAD", 0 },
	{ "format", 'f', "FORMAT", 0, "text or json", 0 },
	{ "quiet", 'q', NULL, 0, "Print nothing when there is nothing new", 0 },
	{ "rescan", 'R', NULL, 0, "Scan the tree again first", 0 },
	{ "kdir", 'k', "DIR", 0, "Kernel tree; else the one around the current directory", 0 },
	{ "out", 'O', "DIR", 0,
	  "Build directory of the scan; the .config in it is used when there is one", 0 },
	{}
};

struct args {
	struct wn_script_args script;
	bool kdir;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 'f':
		wn_parse_format(state, arg, 1 << WN_TEXT | 1 << WN_JSON);
		fallthrough;
	case 's':
	case 'b':
	case 'q':
	case 'R':
		wn_script_option(&a->script, key, arg);
		break;
	case ARGP_KEY_ARGS:
		wn_script_rest(&a->script, state);
		break;
	default:
		a->kdir |= key == 'k';
		return wn_tree_option(key, arg) ? 0 : ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[CHANGE...]",
	.doc = doc,
};

int wn_cmd_lint(int argc, char **argv)
{
	struct args a = {};

	wn_script_arg(&a.script, "lint.sh");
	argp_parse(&argp, argc, argv, 0, NULL, &a);
	/* the tree is where one works, not the one of an earlier scan */
	if (!a.kdir)
		wn_env("KDIR", "");
	wn_script_arg(&a.script, NULL);
	return wn_run_script("lint.sh", a.script.argv);
}
