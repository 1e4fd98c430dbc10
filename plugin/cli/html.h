/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of the HTML report. */
#ifndef WNOTIFY_HTML_H
#define WNOTIFY_HTML_H

#include "report.h"

extern const char wn_html_style[], wn_html_script[];

/* Text into an element or a quoted attribute. */
void wn_html_text(FILE *out, const char *s);
/* The same with printf's formats. */
void wn_html_printf(FILE *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * wn_html_source() - the lines around each step of a finding
 * Return: false when there is no tree or no such file in it; nothing was written.
 */
bool wn_html_source(FILE *out, const struct wn_run *run, const struct wn_finding *f);

/**
 * wn_html_graph() - flow graph of the finding's function as inline SVG
 * @n: number of the finding, part of the names in the graph
 *
 * Return: false when there is no graph or no graphviz; nothing was written.
 */
bool wn_html_graph(FILE *out, const struct wn_run *run, const struct wn_finding *f,
		   uint32_t n);

/* Counts by class and verdict, and by rule. */
void wn_html_summary(FILE *out, const struct wn_result *r);

#endif
