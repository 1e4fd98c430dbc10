// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wnotify scan: compile parts of a kernel with the plugin, then check.
 *
 * Driving Kbuild is a shell script's job: this finds scripts/scan.sh, in the
 * build tree or where `make install` put it, and hands the options over.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"

static const char doc[] =
	"Compile parts of a kernel with the plugin, analysis only, and check them.\v"
	"DIR... are directories of the kernel tree: mm fs kernel/events when there is none. "
	"Without --kdir: the distribution's kernel source.";

static const struct argp_option options[] = {
	{ "kdir", 'k', "DIR", 0, "Kernel source tree", 0 },
	{ "out", 'O', "DIR", 0,
	  "Build directory; the .config in it is used when there is one", 0 },
	{ "format", 'f', "FORMAT", 0, "text or json", 0 },
	{ "build", 'b', NULL, 0,
	  "A normal build with real objects in the build directory", 0 },
	{ "release", 'r', "6.1|6.12", 0,
	  "Which kernel source package without --kdir", 0 },
	{}
};

struct args {
	char *dirs;
};

static void env(const char *name, const char *value)
{
	if (setenv(name, value, 1)) {
		wn_error("no memory");
		exit(WN_EXIT_FAILED);
	}
}

static void add_dir(struct args *a, const char *dir)
{
	size_t n = a->dirs ? strlen(a->dirs) : 0;

	a->dirs = wn_xrealloc(a->dirs, n + strlen(dir) + 2);
	sprintf(a->dirs + n, "%s%s", n ? " " : "", dir);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'k':
		env("KDIR", arg);
		break;
	case 'O':
		env("O", arg);
		break;
	case 'f':
		wn_parse_format(state, arg, 1 << WN_TEXT | 1 << WN_JSON);
		env("FORMAT", arg);
		break;
	case 'b':
		env("NOTIFY", "build");
		break;
	case 'r':
		env("KVER", arg);
		break;
	case ARGP_KEY_ARG:
		add_dir(state->input, arg);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[DIR...]",
	.doc = doc,
};

/* build/wnotify has ../scripts, an installed one ../lib/wnotify/scripts. */
static bool find_script(char *buf, size_t size)
{
	static const char *const places[] = {
		"..", "../..", "../lib/wnotify",
	};
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (n > 0) {
		exe[n] = 0;
		env("WNOTIFY", exe);
		*strrchr(exe, '/') = 0;
		for (size_t i = 0; i < WN_ARRAY_SIZE(places); i++) {
			if (snprintf(buf, size, "%s/%s/scripts/scan.sh", exe,
				     places[i]) < (int)size &&
			    !access(buf, X_OK))
				return true;
		}
	}
	snprintf(buf, size, "%s/scripts/scan.sh", WNOTIFY_LIBDIR);
	return !access(buf, X_OK);
}

int wn_cmd_scan(int argc, char **argv)
{
	char script[PATH_MAX + 64];
	struct args a = {};

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (a.dirs)
		env("DIRS", a.dirs);
	free(a.dirs);
	if (!find_script(script, sizeof(script))) {
		wn_error("scan.sh is missing at %s: install wnotify again",
			 script);
		return WN_EXIT_FAILED;
	}
	execl(script, "scan.sh", (char *)NULL);
	wn_error("cannot run %s: %m", script);
	return WN_EXIT_FAILED;
}
