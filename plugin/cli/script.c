// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Subcommands that are scripts: driving Kbuild and patches is theirs. This finds
 * them, in the build tree or where `make install` put them.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "script.h"

void wn_env(const char *name, const char *value)
{
	if (setenv(name, value, 1)) {
		wn_error("no memory");
		exit(WN_EXIT_FAILED);
	}
}

/* build/wnotify has ../scripts, an installed one ../lib/wnotify/scripts. */
static bool find(char *buf, size_t size, const char *name)
{
	static const char *const places[] = {
		"..", "../..", "../lib/wnotify",
	};
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (n > 0) {
		exe[n] = 0;
		wn_env("WNOTIFY", exe);
		*strrchr(exe, '/') = 0;
		for (size_t i = 0; i < WN_ARRAY_SIZE(places); i++) {
			if (snprintf(buf, size, "%s/%s/scripts/%s", exe,
				     places[i], name) < (int)size &&
			    !access(buf, X_OK))
				return true;
		}
	}
	snprintf(buf, size, "%s/scripts/%s", WNOTIFY_LIBDIR, name);
	return !access(buf, X_OK);
}

/* build/wnotify has it beside it, an installed one in ../lib/wnotify. */
bool wn_find_plugin(char *buf, size_t size)
{
	static const char *const places[] = { "", "../lib/wnotify/" };
	static const char name[] = "wnotify_plugin.so";
	char exe[PATH_MAX], path[PATH_MAX + 64];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	exe[n > 0 ? n : 0] = 0;
	if (n > 0)
		*strrchr(exe, '/') = 0;
	for (size_t i = 0; n > 0 && i < WN_ARRAY_SIZE(places); i++) {
		snprintf(path, sizeof(path), "%s/%s%s", exe, places[i], name);
		if (size >= PATH_MAX && realpath(path, buf))
			return true;
	}
	snprintf(buf, size, "%s/%s", WNOTIFY_LIBDIR, name);
	return !access(buf, R_OK);
}

int wn_run_script(const char *name, char **argv)
{
	char script[PATH_MAX + 64];

	if (!find(script, sizeof(script), name)) {
		wn_error("%s is missing at %s: install wnotify again", name,
			 script);
		return WN_EXIT_FAILED;
	}
	execv(script, argv);
	wn_error("cannot run %s: %m", script);
	return WN_EXIT_FAILED;
}

void wn_script_arg(struct wn_script_args *a, const char *arg)
{
	WN_PUSH(a->argv, a->n, a->cap, (char *)arg);
}

void wn_script_option(struct wn_script_args *a, int key, const char *arg)
{
	char *opt = wn_xrealloc(NULL, 3);

	snprintf(opt, 3, "-%c", key);
	wn_script_arg(a, opt);
	if (arg)
		wn_script_arg(a, arg);
}

void wn_script_rest(struct wn_script_args *a, const struct argp_state *state)
{
	wn_script_arg(a, "--");
	for (int i = state->next; i < state->argc; i++)
		wn_script_arg(a, state->argv[i]);
}

bool wn_tree_option(int key, const char *arg)
{
	switch (key) {
	case 'k':
		wn_env("KDIR", arg);
		return true;
	case 'O':
		wn_env("O", arg);
		return true;
	case 'r':
		wn_env("KVER", arg);
		return true;
	default:
		return false;
	}
}
