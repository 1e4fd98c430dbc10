// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify COMMAND ARG...: finds the subcommand and runs it. */
#include <limits.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "script.h"

static const struct wn_cmd cmds[] = {
	{ "scan", "compile parts of a kernel with the plugin and check them",
	  wn_cmd_scan },
	{ "check", "check facts and print the findings", wn_cmd_check },
	{ "lint", "print what a commit, a patch or a file introduces", wn_cmd_lint },
	{ "sites", "list every change of a user page-table entry",
	  wn_cmd_sites },
	{ "graph", "draw the lock and PTE-write flow graph of a function",
	  wn_cmd_graph },
	{ "explain", "show step by step how a finding goes wrong", wn_cmd_explain },
	{ "fix", "write patches for findings, each proved", wn_cmd_fix },
	{ "locks", "print lock contexts; settle and annotate for sparse", wn_cmd_locks },
	{ "calls", "print what calls through pointers reach", wn_cmd_calls },
	{ "model", "print the functions that the model stands for", wn_cmd_model },
	{ "pick", "print which sources can matter, by their text", wn_cmd_pick },
	{ "dump", "print the facts of a function", wn_cmd_dump },
};

void wn_error(const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	fputs("wnotify: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

static void usage(FILE *out)
{
	fputs("Usage: wnotify COMMAND [OPTION...] [ARG...]\n\n", out);
	for (size_t i = 0; i < WN_ARRAY_SIZE(cmds); i++)
		fprintf(out, "  %-8s%s\n", cmds[i].name, cmds[i].doc);
	fputs("\n'wnotify COMMAND --help' says more, 'wnotify --plugin' where the GCC plugin is.\n",
	      out);
	fputs("Exit status: 0 clean, 1 findings, 2 the check could not run.\n",
	      out);
}

static int run(const struct wn_cmd *cmd, int argc, char **argv)
{
	char name[32];
	int status;

	snprintf(name, sizeof(name), "wnotify %s", cmd->name);
	argv[0] = name;
	program_invocation_name = name;
	program_invocation_short_name = name;
	argp_err_exit_status = WN_EXIT_FAILED;
	status = cmd->run(argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		wn_error("cannot write the output: %m");
		status = WN_EXIT_FAILED;
	}
	return status;
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	/*
	 * Each root is analysed in an arena of its own. Giving that back to the
	 * kernel and asking for it again is half of the page faults.
	 */
	mallopt(M_MMAP_THRESHOLD, 64 << 20);
	mallopt(M_TRIM_THRESHOLD, 512 << 20);
	mallopt(M_TOP_PAD, 16 << 20);

	if (!strcmp(name, "--help") || !strcmp(name, "help")) {
		usage(stdout);
		return WN_EXIT_CLEAN;
	}
	if (!strcmp(name, "--version")) {
		wn_print_version(stdout);
		return WN_EXIT_CLEAN;
	}
	if (!strcmp(name, "--plugin")) {
		char path[PATH_MAX + 64];

		if (wn_find_plugin(path, sizeof(path))) {
			puts(path);
			return WN_EXIT_CLEAN;
		}
		wn_error("%s is missing: install wnotify again", path);
		return WN_EXIT_FAILED;
	}
	for (size_t i = 0; i < WN_ARRAY_SIZE(cmds); i++)
		if (!strcmp(name, cmds[i].name))
			return run(&cmds[i], argc - 1, argv + 1);
	if (*name)
		wn_error("no such command: %s", name);
	usage(stderr);
	return WN_EXIT_FAILED;
}
