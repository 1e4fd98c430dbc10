/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lock contexts: what a function needs held, takes, releases and holds on
 * return, by return value; and what its callers hold around it. Separate from
 * the obligation engine: one summary a function, used wherever it is called.
 */
#ifndef WNOTIFY_LOCKS_H
#define WNOTIFY_LOCKS_H

#include "engine.h"

/* What a primitive does; rows of model-locks.c and of the model. */
enum wn_lk_op {
	WN_LK_TAKE, WN_LK_DROP,
	WN_LK_TRY,		/* held when it returns true */
	WN_LK_TRY0,		/* held when it returns 0 */
	WN_LK_RETURNS,		/* returns the lock, held */
	WN_LK_RETURNS_COND,	/* the same or NULL */
	WN_LK_STORES,		/* stores the held lock to *arg unless it returns NULL */
	WN_LK_STEP, WN_LK_STEP_DONE,	/* page_vma_mapped_walk() */
	WN_LK_DOWNGRADE,
	WN_LK_GET, WN_LK_PUT,	/* folio references */
	WN_LK_TRYGET, WN_LK_TRYGET0,	/* taken when it returns true; when it returns 0 */
	WN_LK_RETGET,		/* returns an object with a reference, or NULL */
	WN_LK_STOREGET,		/* stores one to *arg, locked, or NULL, when it returns 0 */
	WN_LK_FILL,		/* fills *arg with objects, referenced and, with a lock, locked */
	WN_LK_EMPTY,		/* puts them all */
	WN_LK_NOOBJ,		/* true: *arg is a value, no object: nothing of it is held */
	WN_LK_NONNULL,		/* returns a pointer, never NULL */
	WN_LK_NEUTRAL,		/* known to leave locks alone: body not asked */
};

/**
 * struct wn_lk_row - a helper
 * @arg: what it locks, -1
 * @flags: RETGET: the argument with flags, when @bit is not 0
 * @bit: it also locks what it returns when this bit is set in it; always when
 *	@flags is -1
 */
struct wn_lk_row {
	const char *name;
	enum wn_lk_op op;
	enum wn_lock lock;
	int8_t arg;
	int8_t flags;
	uint8_t bit;
};

/* Row for a helper: model-locks.c first, then the model's lock rows. */
bool wn_lk_find(const struct wn_model *m, const char *name, struct wn_lk_row *row);
/* Is this a macro, or helper, that gives an element of a list? */
bool wn_lk_of_list(const char *name);
/* One name for all spellings of a question about a flag of a page; false: it is none. */
bool wn_lk_page_flag(const char *name, char *flag, size_t size);
/* Does sparse's counter move for it? Only for what does not sleep. */
bool wn_lk_counted(enum wn_lock kind);

/* A folio reference is kept among the locks under this kind. */
#define WN_LK_REF ((enum wn_lock)(WN_LK_MUTEX + 1))

/**
 * struct wn_lk_ent - one lock of a state or summary
 * @term: which; parameters of the function, globals, or inner names
 * @delta: 1 held, -1 the caller's was released, 0 taken and given back or only needed
 * @min: lowest that delta was: negative means the caller must hold it
 * @at: the call that took or released it last
 * @need_at: first call that released what was not taken
 * @maybe: only on some of the joined paths (references, and locks that sleep)
 * @many: of all elements of a batch: releasing one leaves the others
 */
struct wn_lk_ent {
	enum wn_lock kind;
	const struct wn_term *term;
	int delta, min;
	const struct wn_stmt *at, *need_at;
	bool maybe;
	bool many;
};

enum wn_lk_class {
	WN_LK_VOID, WN_LK_ANY, WN_LK_ZERO, WN_LK_NONZERO, WN_LK_ERROR,
};

/**
 * struct wn_lk_exit - one way in which a function returns
 * @fuzzy: a release was matched by the kind of lock, not by its name
 * @paths: states that were joined into it
 */
struct wn_lk_exit {
	enum wn_lk_class cls;
	bool is_const, fuzzy;
	int64_t val;
	const struct wn_term *ret;
	uint32_t nents, nknown, ncells, paths;
	struct wn_lk_ent *ents;
	struct wn_known *known;		/* about parameters, for the caller's branches */
	struct wn_cell *cells;		/* stored for the caller; .val NULL: unknown */
	int8_t *truth;			/* of each cell's value, -1 unknown */
	const struct wn_stmt *at;	/* the return */
};

/* Every call of a primitive, or of a function that is not neutral. */
struct wn_lk_site {
	const struct wn_stmt *stmt;
	const char *name;
	enum wn_lock kind;
	int delta;
	const struct wn_term *term;
	bool cond;			/* depends on what the call returns */
};

/* What is held at a call, met over all paths to it; @callee NULL: through a pointer. */
struct wn_lk_call {
	const struct wn_stmt *stmt;
	const struct wn_func *callee;
	uint32_t nents, nargs;
	struct wn_lk_ent *ents;
	const struct wn_term **args;
};

struct wn_lk_sum {
	struct wn_finfo *fi;
	uint32_t nexits, nsites, sites_cap, ncalls, calls_cap;
	struct wn_lk_exit *exits;
	struct wn_lk_site *sites;
	struct wn_lk_call *calls;
	const char *bound;		/* NULL, or what was given up */
	bool busy, done, neutral;
	bool disputed;			/* paths that look alike to a caller end with other locks */
	const char *rests;		/* callees given up or disputed: taken as neutral */
	uint32_t nrests;
	bool coarse;			/* sleeping locks were joined: some only maybe held */
	bool assumed;			/* taken as neutral while it was being run */
	bool indirect;			/* calls through a pointer: taken as neutral */
	uint32_t steps;
};

struct wn_locks {
	struct wn_program *p;
	struct wn_arena arena;		/* summaries */
	struct wn_lk_sum *sums;		/* by index of wn_program.infos */
	bool *matters;			/* reaches a lock primitive */
	uint32_t nbound, nrun;
	struct wn_callbacks *cb;	/* when first asked for */
};

struct wn_locks *wn_locks_new(struct wn_program *p);
void wn_locks_free(struct wn_locks *l);
/* Summary of a function, computed on first use, its callees' before. */
struct wn_lk_sum *wn_locks_of(struct wn_locks *l, struct wn_finfo *fi);
/* The same, also of one that reaches no lock: for the calls in it. */
struct wn_lk_sum *wn_locks_calls(struct wn_locks *l, struct wn_finfo *fi);

/* ---- locks-state.c ---- */

struct wn_lk_state {
	struct wn_state *v;
	struct wn_lk_ent *ents;
	uint32_t nents;
	bool fuzzy;
	uint64_t key;
};

struct wn_lk_run;

struct wn_lk_states { struct wn_lk_state **s; uint32_t n; };

struct wn_lk_state *wn_lk_clone(struct wn_arena *a, const struct wn_lk_state *s);
void wn_lk_push(struct wn_arena *a, struct wn_lk_states *v, struct wn_lk_state *s);
void wn_lk_take(struct wn_arena *a, struct wn_lk_state *s, enum wn_lock kind,
		const struct wn_term *t, const struct wn_stmt *at);
void wn_lk_drop(struct wn_arena *a, struct wn_lk_state *s, enum wn_lock kind,
		const struct wn_term *t, const struct wn_stmt *at);
void wn_lk_need(struct wn_arena *a, struct wn_lk_state *s, enum wn_lock kind,
		const struct wn_term *t, const struct wn_stmt *at);
/*
 * Key of the lock part; references do not keep states apart, nor do, in a
 * coarse key, locks that sleep.
 */
uint64_t wn_lk_key(const struct wn_lk_state *s, bool coarse);
bool wn_lk_join_ents(struct wn_arena *a, struct wn_lk_state *into, const struct wn_lk_state *s);

/* ---- locks-call.c ---- */
struct wn_lk_frame {
	struct wn_locks *l;
	struct wn_engine *e;
	struct wn_frame f;
	struct wn_lk_sum *sum;
	struct wn_arena *a;		/* states of this function */
};

void wn_lk_do_call(struct wn_lk_frame *r, struct wn_lk_state *s, const struct wn_stmt *st,
		   struct wn_lk_states *out);
const struct wn_term *wn_lk_base(struct wn_lk_frame *r, const struct wn_term *t);

/* ---- locks-show.c ---- */
/* As C text in terms of the function's parameters; @generic when it cannot be said. */
const char *wn_lk_text(struct wn_locks *l, const struct wn_func *fn, const struct wn_term *t,
		       enum wn_lock kind, bool *generic);
const char *wn_lk_kind_name(enum wn_lock kind);
const char *wn_lk_class_name(const struct wn_lk_exit *x, const struct wn_func *fn);
/* Net count as sparse counts, of one exit. */
int wn_lk_count(const struct wn_lk_exit *x);

/* ---- locks-held.c ---- */
/**
 * struct wn_lk_held - what one caller holds when it calls
 * @lock: the callee's argument, or the lock itself, as text
 * @how: "taken at file:line", "by its caller", ...
 */
struct wn_lk_held {
	enum wn_lock kind;
	const char *lock, *how;
	int arg;			/* held on argument number, -1 */
};

struct wn_lk_caller {
	const struct wn_func *fn;
	const struct wn_stmt *stmt;
	const char *via;		/* "address_space_operations.writepage", NULL */
	uint32_t nheld;
	struct wn_lk_held *held;
	uint32_t nargs;
	const int *param;		/* the caller's parameter that is each argument, -1 */
	bool lost;			/* the analysis of the caller was bounded */
};

/**
 * struct wn_lk_in - a call that reaches a function
 */
struct wn_lk_in {
	struct wn_lk_sum *sum;		/* of the caller */
	const struct wn_lk_call *call;
	const char *via;		/* the place of the pointer, NULL: by name */
};

/**
 * wn_lk_calls_of() - all calls of @fi, by name and through pointers
 * @handed: set when somebody hands @fi to others, and no call through that is known
 *
 * Return: their number; *@in from malloc.
 */
uint32_t wn_lk_calls_of(struct wn_locks *l, struct wn_finfo *fi, struct wn_lk_in **in,
			bool *handed);

/* Callers of @fi with what they hold; malloc'ed array, its parts in the arena. */
uint32_t wn_lk_callers(struct wn_locks *l, struct wn_finfo *fi, struct wn_lk_caller **out);
/* Does the function release this lock somewhere, and take it nowhere? */
bool wn_lk_only_releases(const struct wn_lk_sum *s, enum wn_lock kind,
			 const struct wn_term *t);
/* Does @fi release the lock of its parameter, or need it held? */
bool wn_lk_needs(struct wn_locks *l, struct wn_finfo *fi, int param, enum wn_lock kind);

/**
 * struct wn_lk_lack - who does not hold a lock on what becomes a function's parameter
 * @lacking: callers of callers that hold none, or of whom no caller is known; or ""
 * @contracts: those of the latter that need it held: their callers must, or ""
 */
struct wn_lk_lack {
	const char *lacking, *contracts;
};

struct wn_lk_lack wn_lk_lacking(struct wn_locks *l, const struct wn_func *fn, int param,
				enum wn_lock kind);
bool wn_lk_holds(const struct wn_lk_caller *c, const struct wn_lk_held *h);

/* ---- locks-sparse.c ---- */
enum wn_sp_verdict { WN_SP_BALANCED, WN_SP_DESIGN, WN_SP_UNSETTLED };

struct wn_sp_item {
	const char *file, *func, *why;
	uint32_t line;
	enum wn_sp_verdict verdict;
	struct wn_lk_sum *sum;		/* NULL: no facts of it */
	const char *reason;
};

/* Can a caller, or the parameters, tell one way of returning from the other? */
bool wn_lk_told_apart(const struct wn_lk_exit *x, const struct wn_lk_exit *y);

/* Two ways of returning that look the same to the caller, with other locks held: text or NULL. */
const char *wn_lk_conflict(struct wn_locks *l, const struct wn_lk_sum *s);

/* Settle each context imbalance of a log; number of items, -1 when it cannot be read. */
int wn_sp_read(struct wn_locks *l, const char *path, struct wn_sp_item **items);

/* Contradiction of a marker and the code; NULL when they agree or nothing can be said. */
const char *wn_sp_contradiction(struct wn_locks *l, struct wn_lk_sum *s);

struct wn_sp_marks { int acquires, releases, must_hold, cond; };
struct wn_sp_marks wn_sp_marks(const char *markers);

#endif
