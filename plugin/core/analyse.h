/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a linked program to traces of all roots; sites and rules read those. */
#ifndef WNOTIFY_ANALYSE_H
#define WNOTIFY_ANALYSE_H

#include "deadline.h"
#include "engine.h"

/* One settled change with the root it was seen from. */
struct wn_change {
	const struct wn_ob *ob;
	const struct wn_trace *trace;
};

/**
 * struct wn_facts_of - everything the rules look at
 * @changes: of all contexts that count
 * @traces: of the roots that count
 */
struct wn_analysis {
	struct wn_program *prog;
	const struct wn_options *opt;
	unsigned int version;
	struct wn_change *changes;
	uint32_t nchanges, changes_cap;
	const struct wn_trace **traces;
	uint32_t ntraces, traces_cap;
	struct wn_finding *findings;
	uint32_t nfindings, findings_cap;
	struct wn_site *sites;
	uint32_t nsites, sites_cap;
};

/* sites.c */
void wn_build_sites(struct wn_analysis *an);

/* describe.c: strings in the program's arena */
const char *wn_describe_context(struct wn_analysis *an, const struct wn_ctx *c);
const char *wn_describe_bracket(struct wn_analysis *an, const struct wn_ob *o);
const char *wn_describe_inlock(struct wn_analysis *an, const struct wn_ob *o);
const char *wn_describe_flush(const struct wn_ob *o);
const char *wn_describe_value(struct wn_analysis *an, const struct wn_ob *o);
const char *wn_call_name(struct wn_analysis *an, const struct wn_stmt *st);
const char *wn_deadline_name(enum wn_deadline d);
const char *wn_verdict_name(enum wn_verdict v);

/* rules.c */
void wn_check_rules(struct wn_analysis *an);

#endif
