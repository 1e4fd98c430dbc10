/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Terms: symbolic values. Hash-consed and immutable, so equal terms are one
 * pointer and "the same flag tested twice" is a pointer comparison.
 *
 * A value made by something that may differ each time (an allocation, a read
 * of a live page-table entry, a loop variable) carries its origin; when the
 * origin runs again, the state forgets what it knew about the older instance
 * (recency abstraction: Balakrishnan and Reps, SAS 2006).
 */
#ifndef WNOTIFY_TERM_H
#define WNOTIFY_TERM_H

#include "facts.h"

enum wn_term_kind {
	WN_T_CONST,		/* .val */
	WN_T_STR,		/* .name */
	WN_T_PARAM,		/* parameter .val of the root function .name */
	WN_T_UNKNOWN,		/* anything; .origin tells where it comes from */
	WN_T_PHI,		/* join at block .val of function .origin, of args[0] or ssa */
	WN_T_CALL,		/* .name(args); impure when .origin is set */
	WN_T_OP,		/* .op(args) */
	WN_T_VARADDR,		/* address of local .val of function .origin */
	WN_T_GLOBADDR,		/* address of global .name */
	WN_T_FUNCADDR,		/* function .name, its definition .origin when known */
	WN_T_FIELD,		/* address of field .name in what args[0] points to */
	WN_T_ELEM,		/* address of element of what args[0] points to; .val */
	WN_T_LOAD,		/* what args[0] points to; .origin for a live entry */
	WN_T_SEL,		/* member .name of the aggregate value args[0] */
};

struct wn_term {
	enum wn_term_kind kind;
	enum wn_op op;
	uint32_t id;
	uint32_t nargs;
	uint32_t depth;
	bool loopy;		/* depends on a loop variable */
	const char *name;
	const char *type;	/* FIELD: struct tag */
	int64_t val;
	const void *origin;
	uint32_t leaf;		/* number of its own origin or param, 0: has none */
	uint64_t leaves;	/* Bloom filter of the origins and params inside */
	uint64_t hash;
	const struct wn_term *args[];
};

struct wn_terms;

struct wn_terms *wn_terms_new(void);
void wn_terms_free(struct wn_terms *ts);

const struct wn_term *wn_t_const(struct wn_terms *ts, int64_t val);
const struct wn_term *wn_t_str(struct wn_terms *ts, const char *s);
const struct wn_term *wn_t_param(struct wn_terms *ts, const char *func, uint32_t n);
const struct wn_term *wn_t_unknown(struct wn_terms *ts, const void *origin, int64_t n);
/*
 * @loop: @block is a loop's header; @from: what the loop started from, or the entry
 * value whose page all that meets there is, or NULL
 */
const struct wn_term *wn_t_phi(struct wn_terms *ts, const void *block, int64_t ssa,
			       bool loop, const struct wn_term *from);
/* The unknown value @t, named after the field or variable that keeps it: its role. */
const struct wn_term *wn_t_named(struct wn_terms *ts, const struct wn_term *t,
				 const char *name);
const struct wn_term *wn_t_call(struct wn_terms *ts, const char *name,
				const struct wn_term **args, uint32_t nargs,
				const void *origin);
const struct wn_term *wn_t_op(struct wn_terms *ts, enum wn_op op,
			      const struct wn_term **args, uint32_t nargs);
const struct wn_term *wn_t_varaddr(struct wn_terms *ts, const struct wn_func *fn,
				   uint32_t var);
const struct wn_term *wn_t_globaddr(struct wn_terms *ts, const char *name);
/* @fn: the definition, as static functions of two units may share a name; or NULL */
const struct wn_term *wn_t_funcaddr(struct wn_terms *ts, const char *name,
				    const struct wn_func *fn);
const struct wn_term *wn_t_field(struct wn_terms *ts, const struct wn_term *base,
				 const char *name, const char *type);
const struct wn_term *wn_t_elem(struct wn_terms *ts, const struct wn_term *base,
				int64_t idx);
const struct wn_term *wn_t_load(struct wn_terms *ts, const struct wn_term *addr,
				const void *origin);
const struct wn_term *wn_t_sel(struct wn_terms *ts, const struct wn_term *agg,
			       const char *name);

/* Does @t contain @leaf as a subterm (or equal it)? */
/*
 * Which origins and params are reachable: those of all @t that were added since
 * the last start; then whether @t has no others. Exact, so that the result does not
 * depend on what else is in the program.
 */
void wn_t_reach_start(struct wn_terms *ts);
void wn_t_reach_add(struct wn_terms *ts, const struct wn_term *t);
bool wn_t_reached(struct wn_terms *ts, const struct wn_term *t);

bool wn_t_contains(const struct wn_term *t, const struct wn_term *leaf);

/* @t with every @from in it replaced by @to. */
const struct wn_term *wn_t_subst(struct wn_terms *ts, const struct wn_term *t,
				 const struct wn_term *from, const struct wn_term *to);

/* First subterm of @t, outermost first, that @pred accepts; NULL if none. */
const struct wn_term *wn_t_find(const struct wn_term *t,
				bool (*pred)(const struct wn_term *, void *),
				void *arg);

/* The object an address lies in: strips FIELD and ELEM. */
const struct wn_term *wn_t_object(const struct wn_term *addr);

/* Is address @a equal to @b or inside it? */
bool wn_t_within(const struct wn_term *a, const struct wn_term *b);

static inline bool wn_t_is_const(const struct wn_term *t, int64_t *val)
{
	if (t->kind != WN_T_CONST)
		return false;
	if (val)
		*val = t->val;
	return true;
}

/* One of two names for the page of one entry value, which is args[0]. */
static inline bool wn_t_is_either(const struct wn_term *t)
{
	return t->kind == WN_T_PHI && t->op == WN_OP_COPY && t->nargs;
}

/* Readable form for reports and debugging; in @a. */
const char *wn_t_show(struct wn_arena *a, const struct wn_term *t);

#endif
