/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All units joined: names resolved, callers known, tables of callbacks. */
#ifndef WNOTIFY_PROGRAM_H
#define WNOTIFY_PROGRAM_H

#include "facts.h"
#include "model.h"
#include "result.h"
#include "term.h"

struct wn_cfg;
struct wn_trace;

/* What the program knows of one function beside its facts (wn_func.priv). */
struct wn_finfo {
	struct wn_func *fn;
	const struct wn_cfg *cfg;
	struct wn_finfo **callers;
	uint32_t ncallers, callers_cap;
	struct wn_trace *trace;
	uint32_t round;		/* of the last analysis */
	uint32_t place;		/* in the order of the analysis, from 1 */
	int8_t pure;		/* -1 not asked yet */
	bool seed;		/* touches something that the model knows */
	bool changer;		/* changes entries, or opens or closes a range */
	bool queued;
	bool visible, needs_ctx;
	bool moves_lock;	/* see struct wn_trace */
	bool damaged;
	bool both_ends;		/* calls range_end and range_only_end */
	bool puts;		/* gives a page up, or its rmap */
	bool behind;		/* the model stands for it, see wn_find_behind() */
};

/* A function that some unit keeps in a field. */
struct wn_kept {
	const char *field, *type;
	struct wn_finfo *fi;
};

/**
 * struct wn_unknown - is given entries, and has neither row nor body
 * @unit: that declares it
 * @reached: called on a way that was followed
 */
struct wn_unknown {
	const char *name;
	const struct wn_unit *unit;
	bool reached;
};

struct wn_waiter {
	struct wn_finfo *fi;
	const char *type, *field;
};

struct wn_program {
	struct wn_arena arena;
	struct wn_strtab *strs;
	struct wn_terms *ts;
	struct wn_model *model;
	struct wn_unit **units;
	uint32_t nunits, units_cap;
	struct wn_finfo **infos;	/* every distinct function */
	uint32_t ninfos, infos_cap;
	struct wn_symtab *syms;
	struct wn_waiter *waiters;
	uint32_t nwaiters, waiters_cap;
	struct wn_result *result;
	struct wn_unsettled *unsettled;
	uint32_t nunsettled, unsettled_cap;
	struct wn_kept *kept;		/* sorted, each once; of the first @kept_of units */
	uint32_t nkept, kept_cap, kept_of;
	struct wn_unknown *unknown;
	uint32_t nunknown, unknown_cap;
	const char **missing;		/* callees whose body was asked for in vain */
	uint32_t nmissing, missing_cap;
};

/* The function that a call of @name in @unit reaches; NULL when no body is known. */
struct wn_finfo *wn_resolve(struct wn_program *p, const struct wn_unit *unit,
			    const char *name);
struct wn_finfo *wn_finfo(const struct wn_func *fn);
/* Body and control flow present? Parses on first use; false when damaged. */
bool wn_ready(struct wn_program *p, struct wn_finfo *fi);
/*
 * Name of the function in field @field of global table @var, NULL if none; @fn
 * receives its definition, NULL when no unit has it.
 */
const char *wn_table_func(struct wn_program *p, const char *var, const char *field,
			  const struct wn_func **fn);
bool wn_in_header(const struct wn_func *fn);
bool wn_is_table(struct wn_program *p, const char *var);
/* Result depends on arguments and memory only, and nothing is written. */
bool wn_is_pure(struct wn_program *p, struct wn_finfo *fi, int depth);
/* Does @fi do nothing but return a constant, as what asks for an option does? */
bool wn_returns_const(struct wn_program *p, struct wn_finfo *fi, int64_t *val);
/* The same of a function that is known to answer a question, of any type. */
bool wn_answers_const(struct wn_program *p, struct wn_finfo *fi, int64_t *val);
/* Is there nothing in it? */
bool wn_is_empty(struct wn_program *p, struct wn_finfo *fi);
/*
 * Call @cb for each store of @fi through its parameter @n, with its path; with NULL
 * for "all of it": what a callee without a body may do.
 */
void wn_written(struct wn_program *p, struct wn_finfo *fi, uint32_t n, int depth,
		void (*cb)(void *arg, const struct wn_opnd *lhs), void *arg);
/*
 * Is a function kept in this field of struct @type that only its caller's context
 * can settle? Then who calls through the field must be seen from its callers.
 */
bool wn_field_matters(struct wn_program *p, const char *type, const char *field);
/* @fi calls through the field: run it again when a function in it comes to matter. */
void wn_add_waiter(struct wn_program *p, struct wn_finfo *fi, const char *type,
		   const char *field);
/* A body would have said more of what this callee does. */
void wn_missing_add(struct wn_program *p, const char *name);
/* Link what has been added since the last call. */
void wn_link(struct wn_program *p);
/* Do rows of the model say what @fn does, so that its body is not looked into? */
bool wn_is_modelled(struct wn_program *p, const struct wn_func *fn);
/*
 * Set .behind of each such function, and of those that only they call. @p is linked
 * and has a model.
 */
void wn_find_behind(struct wn_program *p);
void wn_unsettled_add(struct wn_program *p, const char *what, const char *name,
		      struct wn_loc loc, const char *text);

#endif
