// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify lint: what a change introduces; scripts/lint.sh does it. */
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
	char **argv;
	size_t n, cap;
	bool kdir;
};

static void add(struct args *a, const char *arg)
{
	WN_PUSH(a->argv, a->n, a->cap, (char *)arg);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 's':
		add(a, "-s");
		break;
	case 'b':
		add(a, "-b");
		add(a, arg);
		break;
	case 'f':
		wn_parse_format(state, arg, 1 << WN_TEXT | 1 << WN_JSON);
		add(a, "-f");
		add(a, arg);
		break;
	case 'q':
		add(a, "-q");
		break;
	case 'R':
		add(a, "-R");
		break;
	case 'k':
		a->kdir = true;
		wn_env("KDIR", arg);
		break;
	case 'O':
		wn_env("O", arg);
		break;
	case ARGP_KEY_ARGS:
		add(a, "--");
		for (int i = state->next; i < state->argc; i++)
			add(a, state->argv[i]);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
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

	add(&a, "lint.sh");
	argp_parse(&argp, argc, argv, 0, NULL, &a);
	/* the tree is where one works, not the one of an earlier scan */
	if (!a.kdir)
		wn_env("KDIR", "");
	add(&a, NULL);
	return wn_run_script("lint.sh", a.argv);
}
