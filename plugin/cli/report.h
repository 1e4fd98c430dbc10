/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reports: what check, scan and lint write, and what they know beside the
 * analysis. One file per format, report-*.c.
 */
#ifndef WNOTIFY_REPORT_H
#define WNOTIFY_REPORT_H

#include <jansson.h>

#include "baseline.h"
#include "cmd.h"

struct wn_program;

/**
 * struct wn_run - one run of the command
 * @program: of the facts
 * @kernel: version, "" when the facts do not say
 * @kdir: kernel tree that the paths are relative to, NULL when unknown
 * @baseline: NULL when there is none
 * @nstale: number of @stale
 * @stale: entries whose finding is gone although its file was analysed
 * @previous: of --previous, NULL without
 * @absent: findings of @previous that are gone, an array
 */
struct wn_run {
	struct wn_program *program;
	const char *kernel;
	char *kdir;
	struct wn_baseline *baseline;
	uint32_t nstale, stale_cap;
	const struct wn_suppression **stale;
	json_t *previous, *absent;
};

/**
 * struct wn_outputs - where reports go, and what they are compared with
 * @files: per format a file of its own, NULL for none
 * @output: for the format of --format, NULL for the standard output
 * @baseline, @previous, @kdir: as written, NULL when not
 * @outside: receives the names that matter in units that were left out
 * @no_baseline: do not look for one either
 */
struct wn_outputs {
	const char *files[WN_NR_FORMATS];
	const char *output;
	const char *baseline;
	const char *previous;
	const char *kdir;
	const char *outside;
	bool no_baseline;
};

/**
 * wn_run_open() - baseline, previous report and kernel tree
 * @run: filled; wn_run_close() also after an error
 * @o: what was asked for
 * @p: the program; nothing of it is needed before the analysis but its facts
 *
 * Return: 0, or -1 after an error line.
 */
int wn_run_open(struct wn_run *run, const struct wn_outputs *o, struct wn_program *p);

/**
 * wn_run_mark() - mark what is suppressed, new or gone; say what is stale
 * @run: opened
 * @r: its findings get .suppressed and .state
 * @opt: limits of the analysis: what was not looked at is not stale
 */
void wn_run_mark(struct wn_run *run, struct wn_result *r, const struct wn_options *opt);
void wn_run_close(struct wn_run *run);

/* Write every report that @a asks for. Return: 0, or -1 after an error line. */
int wn_run_report(const struct wn_result *r, const struct wn_analysis_args *a);

/* Warnings that no baseline suppresses: the exit status depends on them. */
bool wn_has_findings(const struct wn_result *r);
uint32_t wn_nsuppressed(const struct wn_result *r);

int wn_report_sarif(const struct wn_result *r, FILE *out);
int wn_report_html(const struct wn_result *r, FILE *out);

/* A JSON string of any bytes. */
json_t *wn_json_str(const char *s);
int wn_json_put(json_t *root, FILE *out);

/**
 * struct wn_rule_text - a rule in words
 * @name: of the rule
 * @brief: what it finds, one line
 * @why: what goes wrong, or why it is for nothing
 */
struct wn_rule_text {
	const char *name, *brief, *why;
};

/* Never NULL. A rule without words of its own is described by its name. */
const struct wn_rule_text *wn_rule_text(const char *name);
/* The @i-th rule, NULL behind the last. */
const struct wn_rule_text *wn_rule_text_at(size_t i);

/**
 * wn_data_path() - find what belongs to the command
 * @buf: receives the path
 * @tree: where it is in the source tree, "docs/model/traces"
 * @share: where it is below PREFIX/share, "wnotify/traces"
 *
 * Return: whether it is there.
 */
bool wn_data_path(char *buf, size_t size, const char *tree, const char *share);

/**
 * wn_source_read() - read a file of the kernel tree
 * @file: relative to the tree
 *
 * Return: number of its lines, 0 when there is no tree or no such file in it.
 */
uint32_t wn_source_read(const struct wn_run *run, const char *file);
/* A line of the file that was read last, 1-based; "" where there is none. */
const char *wn_source_line(uint32_t line);
void wn_source_forget(void);

/**
 * wn_put_edit() - the line that a finding changes, before and after
 *
 * Nothing is written when the repair is none of one line, or there is no source.
 */
void wn_put_edit(FILE *out, const struct wn_run *run, const struct wn_finding *f);

/* Text that lives as long as the program of the run. */
char *wn_run_text(const struct wn_run *run, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
