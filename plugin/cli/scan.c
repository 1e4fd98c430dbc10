// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wnotify scan: compile parts of a kernel with the plugin, then check.
 *
 * Driving Kbuild is a shell script's job: this hands the options over to
 * scripts/scan.sh.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "script.h"

static const char doc[] =
	"Compile parts of a kernel with the plugin, analysis only, and check them.\v"
	"DIR... are directories of the kernel tree: mm fs kernel/events when there is none. "
	"Without --kdir: the distribution's kernel source.";

static const struct argp_option options[] = {
	{ "kdir", 'k', "DIR", 0, "Kernel source tree", 0 },
	{ "out", 'O', "DIR", 0,
	  "Build directory; the .config in it is used when there is one", 0 },
	{ "format", 'f', "FORMAT", 0, "text, json, sarif or html", 0 },
	{ "all", 'a', NULL, 0,
	  "Compile also what cannot matter by its text: for wnotify locks and calls", 0 },
	{ "build", 'b', NULL, 0,
	  "A normal build with real objects in the build directory", 0 },
	{ "release", 'r', "6.1|6.12", 0,
	  "Which kernel source package without --kdir", 0 },
	{}
};

struct args {
	char *dirs;
};

static void add_dir(struct args *a, const char *dir)
{
	size_t n = a->dirs ? strlen(a->dirs) : 0;

	a->dirs = wn_xrealloc(a->dirs, n + strlen(dir) + 2);
	sprintf(a->dirs + n, "%s%s", n ? " " : "", dir);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'f':
		wn_parse_format(state, arg, 1 << WN_TEXT | 1 << WN_JSON |
				1 << WN_SARIF | 1 << WN_HTML);
		wn_env("FORMAT", arg);
		break;
	case 'a':
		wn_env("FULL", "y");
		break;
	case 'b':
		wn_env("NOTIFY", "build");
		break;
	case ARGP_KEY_ARG:
		add_dir(state->input, arg);
		break;
	default:
		return wn_tree_option(key, arg) ? 0 : ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[DIR...]",
	.doc = doc,
};

int wn_cmd_scan(int argc, char **argv)
{
	char *script[] = { "scan.sh", NULL };
	struct args a = {};

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (a.dirs)
		wn_env("DIRS", a.dirs);
	free(a.dirs);
	return wn_run_script(script[0], script);
}
