/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the analysis says: sites, findings, and what it could not settle.
 *
 * The engine fills a struct wn_result; reports and the command only read it.
 * All strings live as long as the struct wn_program that they came from.
 */
#ifndef WNOTIFY_RESULT_H
#define WNOTIFY_RESULT_H

#include "facts.h"

/* One step of a finding's path, in the order in which it happens. */
struct wn_event {
	struct wn_loc loc;
	const char *func;	/* function the step is in */
	const char *text;	/* "page-table lock taken", "entry cleared by ..." */
};

/**
 * struct wn_site - one path of one change of a user page-table entry
 * @loc: where the helper that changes the entry is called (as the author wrote
 *	it: a macro's expansion, not its inside)
 * @func: function that contains @loc
 * @primitive: helper as written ("ptep_clear_flush_notify")
 * @level: "pte", "pmd", "pud", "p4d", "pgd", "huge"
 * @cls: class, one of wn_class_name()
 * @resolved: what ended this path: "set_pte_at" at @resolved_loc, "none" when
 *	the lock was dropped with the entry empty, "" when in place
 * @resolved_loc: .line 0 when there is none
 * @value: which value flowed into the set ("migration entry", "same page,
 *	write-protected", "new page, writable")
 * @context: calling contexts that lead here, "a>b>c" outermost first, one or more
 *	joined by ' | '; "" for the function on its own
 * @locks: locks held at the change, joined by ' '
 * @inlock: secondary-TLB notification between the change and the end of the
 *	lock hold: "yes", "no", "some paths", with the place
 * @bracket: "FUNC start L1 / end L2", "none", "caller" (not known here),
 *	with "only_end" where that ends it
 * @flush: when the CPU TLB is flushed: "in primitive", "before PTL drop",
 *	"gather", "batched", "after PTL drop", "none"
 * @required: what the secondary TLB needs: "none", "in-lock", "either"
 * @verdict: "ok", "missing", "double", "redundant-notify", "debatable"
 * @reason: one sentence
 */
struct wn_site {
	struct wn_loc loc;
	const char *func;
	const char *primitive;
	const char *level;
	const char *cls;
	const char *resolved;
	struct wn_loc resolved_loc;
	const char *value;
	const char *context;
	const char *locks;
	const char *inlock;
	const char *bracket;
	const char *flush;
	const char *required;
	const char *verdict;
	const char *reason;
};

enum wn_severity {
	WN_REMARK,		/* conservative mode: said, not counted */
	WN_WARNING,
};

/**
 * struct wn_finding - one report
 * @rule: "missing-new-page"; the heading in docs/rules
 * @severity: remarks do not make the exit status 1
 * @loc: the call to look at (for redundant ones: the call to drop)
 * @func: function that contains @loc
 * @cls: class of the change, "" for rules that are not about a class
 * @message: one line without the rule name
 * @reason: one sentence: why
 * @hint: the edit in words, "" when there is none
 * @call: what to call at @loc instead, "" when that call is to be dropped; NULL
 *	when the edit is another
 * @context: as in struct wn_site
 * @confidence: "high", "medium", "low"
 * @id: stable, no line numbers: "rule:file:function:operands:n"
 * @suppressed: the reason that the baseline gives, NULL when it has none
 * @state: "new" or "unchanged" beside a previous report, NULL without one
 * @events: the path
 */
struct wn_finding {
	const char *rule;
	enum wn_severity severity;
	struct wn_loc loc;
	const char *func;
	const char *cls;
	const char *message;
	const char *reason;
	const char *hint;
	const char *call;
	const char *context;
	const char *confidence;
	const char *id;
	const char *suppressed;
	const char *state;
	uint32_t nevents;
	struct wn_event *events;
};

/* Something the analysis gave up on, never silently. */
struct wn_unsettled {
	const char *what;	/* "bound", "unmodelled", "unresolved-call", "damaged" */
	const char *name;	/* function or helper */
	struct wn_loc loc;
	const char *text;	/* one line */
};

/**
 * struct wn_contract - a function that only a caller could settle, and has none here
 * @how: "exported", "its address is taken", "defined for other units"
 * @owed: what it leaves to its callers, and is taken to be done by them
 */
struct wn_contract {
	const struct wn_func *fn;
	const char *how, *owed;
};

/**
 * struct wn_pointers - calls through pointers, counted
 * @calls: all of them
 * @part: to known functions and perhaps others
 * @unresolved: to no known function
 * @places: where most of the latter are kept, "type.field (count), ..."
 */
struct wn_pointers {
	uint32_t calls, part, unresolved;
	const char *places;
};

struct wn_run;

/*
 * @profile: kernel releases whose interface it was judged by; @profile_note: one
 * line when that is not what the version says, or NULL
 * @run: what the command knows beside the analysis, NULL when nothing
 */
struct wn_result {
	uint32_t nsites, nfindings, nunsettled;
	struct wn_site *sites;		/* sorted by file, line, resolved line */
	struct wn_finding *findings;	/* sorted by file, line, rule */
	struct wn_unsettled *unsettled;
	uint32_t ncontracts;
	struct wn_contract *contracts;
	struct wn_pointers pointers;
	/* statistics for the summary line */
	uint32_t nunits, nfuncs, nanalysed, nstates;
	const char *profile, *profile_note;
	const struct wn_run *run;
};

/**
 * struct wn_options - how to analyse
 * @aggressive: report changes of translation size as findings, not remarks
 * @profile: kernel version to assume ("6.1"), NULL to take it from the facts
 * @only_file: limit findings and sites to this source file, NULL for all
 * @only_func: limit to this function, NULL for all
 */
struct wn_options {
	bool aggressive;
	const char *profile;
	const char *only_file;
	const char *only_func;
};

struct wn_program;

/**
 * wn_program_new() - an empty program, to which units are added
 */
struct wn_program *wn_program_new(void);

/**
 * wn_program_add() - open the facts file @path and link it
 * Return: 0, or -1 with one line in @err.
 */
int wn_program_add(struct wn_program *p, const char *path, char *err,
		   size_t errlen);
void wn_program_free(struct wn_program *p);

/**
 * wn_analyse() - classify every change and check all rules
 * @p: program with all units added
 * @opt: options
 *
 * Return: the result; owned by @p. Never NULL.
 */
struct wn_result *wn_analyse(struct wn_program *p, const struct wn_options *opt);

/**
 * wn_graph_dot() - lock and PTE-write flow graph of one function as DOT
 * Return: 0, -1 when no such function (or more than one: name as file:func).
 */
int wn_graph_dot(struct wn_program *p, const char *func, FILE *out, char *err,
		 size_t errlen);

#endif
