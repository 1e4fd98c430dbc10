// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify graph: DOT on stdout, or a picture through graphviz. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd.h"

static const char doc[] =
	"Draw the lock and PTE-write flow graph of a function, named as FUNCTION or FILE:FUNCTION.\v"
	"Without FACTS: those of the last scan. Without -o: DOT on the standard output.";

struct args {
	const char *func;
	const char *output;
	char **facts;
	size_t nfacts;
};

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0,
	  "Write FILE; its suffix says what: dot, or what graphviz can write, as svg, png, pdf",
	  0 },
	{}
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 'o':
		a->output = arg;
		break;
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
	.options = options,
	.parser = parse,
	.args_doc = "FUNCTION [FACTS...]",
	.doc = doc,
};

/* Run graphviz with @dot as its input. */
static int draw(FILE *dot, const char *type, const char *output)
{
	int status;
	pid_t pid;

	fflush(NULL);
	rewind(dot);
	pid = fork();
	if (!pid) {
		char arg[32];

		snprintf(arg, sizeof(arg), "-T%s", type);
		dup2(fileno(dot), STDIN_FILENO);
		execlp("dot", "dot", arg, "-o", output, (char *)NULL);
		_exit(errno == ENOENT ? 127 : 126);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0) {
		wn_error("cannot run dot: %m");
		return -1;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		wn_error("no dot to draw %s with: apt-get install graphviz",
			 output);
	else if (status)
		wn_error("dot could not write %s", output);
	return status ? -1 : 0;
}

static int copy(FILE *from, FILE *to)
{
	char buf[BUFSIZ];
	size_t n;

	rewind(from);
	while ((n = fread(buf, 1, sizeof(buf), from)))
		if (fwrite(buf, 1, n, to) != n)
			return -1;
	return 0;
}

static int put(FILE *dot, const char *output)
{
	const char *suffix;
	FILE *out;
	int ret;

	if (!output)
		return copy(dot, stdout);
	suffix = strrchr(output, '.');
	if (suffix && strcmp(suffix, ".dot"))
		return draw(dot, suffix + 1, output);
	out = fopen(output, "w");
	ret = out ? copy(dot, out) : -1;
	if (!out || fclose(out) || ret) {
		wn_error("%s: %m", output);
		return -1;
	}
	return 0;
}

int wn_cmd_graph(int argc, char **argv)
{
	int status = WN_EXIT_FAILED;
	struct wn_program *p;
	struct args a = {};
	char err[1024];
	FILE *dot;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	p = wn_load(a.facts, a.nfacts);
	if (!p)
		return status;
	dot = tmpfile();
	if (!dot)
		wn_error("no temporary file: %m");
	else if (wn_graph_dot(p, a.func, dot, err, sizeof(err)))
		wn_error("%s", err);
	else if (!put(dot, a.output))
		status = WN_EXIT_CLEAN;
	if (dot)
		fclose(dot);
	wn_program_free(p);
	return status;
}
