/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The `wnotify` command: one file per subcommand, reports in report-*.c.
 */
#ifndef WNOTIFY_CMD_H
#define WNOTIFY_CMD_H

#include <argp.h>
#include <stdio.h>

#include "result.h"

/* Exit status of every subcommand. */
enum {
	WN_EXIT_CLEAN = 0,
	WN_EXIT_FINDINGS = 1,
	WN_EXIT_FAILED = 2,
};

/**
 * struct wn_cmd - a subcommand
 * @name: what is typed
 * @doc: one line for the list
 * @run: gets its arguments with argv[0] "wnotify NAME"; returns the exit status
 */
struct wn_cmd {
	const char *name;
	const char *doc;
	int (*run)(int argc, char **argv);
};

int wn_cmd_calls(int argc, char **argv);
int wn_cmd_check(int argc, char **argv);
int wn_cmd_dump(int argc, char **argv);
int wn_cmd_explain(int argc, char **argv);
int wn_cmd_fix(int argc, char **argv);
int wn_cmd_graph(int argc, char **argv);
int wn_cmd_lint(int argc, char **argv);
int wn_cmd_locks(int argc, char **argv);
int wn_cmd_model(int argc, char **argv);
int wn_cmd_pick(int argc, char **argv);
int wn_cmd_scan(int argc, char **argv);
int wn_cmd_sites(int argc, char **argv);

enum wn_format {
	WN_TEXT,
	WN_TSV,
	WN_JSON,
	WN_SARIF,
	WN_HTML,
	WN_NR_FORMATS,
};

/**
 * wn_parse_format() - look @arg up in the formats that @allowed lists
 * @state: for the error, which does not return
 * @arg: what the user wrote
 * @allowed: bit mask of 1 << enum wn_format
 */
enum wn_format wn_parse_format(const struct argp_state *state, const char *arg,
			       unsigned int allowed);

/* What --version prints: also the compiler that can load the plugin. */
void wn_print_version(FILE *out);
const char *wn_version(void);

/* Which sources the plugin beside this command is built from, and the facts' format. */
const char *wn_plugin_id(void);

/* A line on stderr, prefixed as all our errors are. */
void wn_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * struct wn_inputs - facts files, in the order in which they are read
 */
struct wn_inputs {
	char **paths;
	size_t n, cap;
};

/**
 * wn_inputs_collect() - the facts files that the arguments name
 * @in: receives them
 * @args: files, or directories that are searched for *.facts; when there is
 *	none, $WNOTIFY_FACTS or what the last scan wrote
 * @nargs: number of @args
 *
 * Return: 0, or -1 after an error line.
 */
int wn_inputs_collect(struct wn_inputs *in, char **args, size_t nargs);
void wn_inputs_free(struct wn_inputs *in);

/**
 * wn_check_stale() - say which facts are older than what is there now
 * @p: program with all units added
 *
 * Return: 0, or -1 after an error line: facts of two configurations or compilers
 * do not make one program.
 */
int wn_check_stale(const struct wn_program *p);
/* For who asks for all callers: a line when the scan left units out. */
void wn_check_whole(const struct wn_program *p);
/* Path of what a scan keeps with the facts: "DIR/NAME", DIR is where they are. */
bool wn_near_facts(const struct wn_program *p, const char *name, char *buf, size_t size);

/* A program of all these units, or NULL after error lines. */
struct wn_program *wn_load(char **args, size_t nargs);

struct wn_outputs;

/*
 * Options that the subcommands share; .args are the facts. Only with .outputs
 * there are options for files, the baseline and a previous report.
 */
struct wn_analysis_args {
	struct wn_options opt;
	enum wn_format format;
	unsigned int formats;
	struct wn_outputs *outputs;
	bool quiet;
	char **args;
	size_t nargs;
};

/* Exits with 2 on a wrong option. */
void wn_analysis_parse(struct wn_analysis_args *a, const char *doc, int argc,
		       char **argv);

void wn_report_text(const struct wn_result *r, FILE *out, bool summary);
int wn_report_json(const struct wn_result *r, FILE *out);
void wn_sites_text(const struct wn_result *r, FILE *out);
void wn_sites_tsv(const struct wn_result *r, FILE *out);
int wn_sites_json(const struct wn_result *r, FILE *out);

#endif
