/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside of the engine: runs bodies over states, applies the model's effects. */
#ifndef WNOTIFY_ENGINE_H
#define WNOTIFY_ENGINE_H

#include "cfg.h"
#include "program.h"
#include "state.h"
#include "value.h"

/* Something that a rule may want to report and that is no obligation. */
enum wn_mark_kind {
	WN_M_END_UNSTARTED,	/* range_end on a range that is not open */
	WN_M_UNENDED,		/* open at the return of the function that opened it */
	WN_M_RESTARTED,		/* started while open */
	WN_M_START_ATOMIC,	/* blockable start where one must not sleep */
	WN_M_NESTED,		/* a range is opened inside a range of a caller */
	WN_M_SHORT_RECORD,	/* gather record smaller than the entry */
	WN_M_CONSULTED,		/* bits of the value that a clear returned are looked at */
	WN_M_CARRIED,		/* the dirty bit of what was taken out is passed on */
	WN_M_FLUSH_USED,	/* a flush, or record of one, of something that needs it */
	WN_M_FLUSH_IDLE,	/* one of what was flushed before under the same lock */
};

struct wn_mark {
	enum wn_mark_kind kind;
	struct wn_at at;	/* the call to report */
	struct wn_at other;	/* the one it belongs to */
	const char *text;
	const struct wn_ob *ob;
};

/* What a root leaves to its callers, the contract of one that has none. */
enum wn_owed {
	WN_OWED_RANGE = 1,	/* a range around its changes */
	WN_OWED_ARGS = 2,	/* what its arguments are decides the class */
	WN_OWED_END = 4,	/* it opens or closes a range of its caller */
	WN_OWED_CALLBACK = 8,	/* it calls what it is given */
};

/* What the analysis of one root found. */
struct wn_trace {
	const struct wn_func *root;
	const struct wn_ob **obs;
	uint32_t nobs;
	struct wn_mark *marks;
	uint32_t nmarks;
	bool bound;		/* gave up somewhere: see text */
	const char *bound_text;
	const struct wn_func *bound_fn;
	struct wn_at start;	/* opens a range that may block, also in a callee: the first */
	bool opens;		/* opens one itself */
	bool plain_end;		/* closes one and tells secondary TLBs */
	bool needs_ctx;		/* only a caller can settle it */
	uint8_t owed;		/* enum wn_owed: why */
	bool visible;		/* callers must see what it does */
	bool moves_lock;	/* returns without a page-table lock it was given, or with one */
	uint32_t nsteps;
};

struct wn_states { struct wn_state **s; uint32_t n; };

struct wn_memo;

struct wn_engine {
	struct wn_memo *memo;		/* results of calls run before, see call.c */
	uint32_t nmemo, memo_cap;
	struct wn_program *prog;
	const struct wn_model *model;
	struct wn_terms *ts;
	struct wn_arena *arena;		/* states of this root */
	struct wn_arena *keep;		/* results */
	const struct wn_func *root;
	struct wn_trace *trace;
	uint32_t obs_cap, marks_cap;
	const struct wn_ctx **ctxs;
	uint32_t nctxs, ctxs_cap;
	uint32_t steps;
	const char *same_content, *ref;	/* interned names of facts */
	const char *widened;		/* of a value: it, or widened to a shareable table */
};

/* A running function: where the states' ssa[] belongs to. */
struct wn_frame {
	const struct wn_func *fn;
	const struct wn_cfg *cfg;
	const struct wn_ctx *ctx;
};

/* States of one block while its function runs. */
struct wn_slot {
	struct wn_state *s;
	bool dirty;
};

struct wn_block_states {
	struct wn_slot *slots;
	uint32_t n, cap;
	bool dirty;
};

struct wn_run {
	struct wn_engine *e;
	struct wn_frame f;
	struct wn_block_states *blocks;
	struct wn_states exits;
};

/* join.c */
/* Hash of the properties; @block UINT32_MAX: at the return, with its value. */
uint64_t wn_state_key(struct wn_run *r, const struct wn_state *s, uint32_t block);
/* The value of variable @id where paths meet; a lock keeps its name. */
const struct wn_term *wn_ssa_phi(struct wn_run *r, const struct wn_block *bb, uint32_t id,
				 bool loop, const struct wn_term *from);
const struct wn_term *wn_join_value(struct wn_run *r, uint32_t block, int64_t id,
				    const struct wn_term *addr,
				    const struct wn_state *sa, const struct wn_term *a,
				    const struct wn_state *sb, const struct wn_term *b);
/* Join @s into @into; true when @into knows less, or waits for more, than before. */
bool wn_join(struct wn_run *r, uint32_t block, struct wn_state *into,
	     const struct wn_state *s);

/* dispatch.c */
void wn_do_call(struct wn_run *r, struct wn_state *s, const struct wn_stmt *st,
		struct wn_states *out);

/* eval.c */
const struct wn_term *wn_eval(struct wn_engine *e, const struct wn_frame *f,
			      const struct wn_state *s, const struct wn_opnd *o,
			      const void *origin);
/* Address that @o denotes as an lvalue; NULL for an SSA name. */
const struct wn_term *wn_eval_addr(struct wn_engine *e, const struct wn_frame *f,
				   const struct wn_state *s, const struct wn_opnd *o);
void wn_assign(struct wn_engine *e, const struct wn_frame *f, struct wn_state *s,
	       const struct wn_opnd *lhs, const struct wn_term *val);
/*
 * What call @st gets the address of as argument @n, it may have written: a scalar
 * that it returns in this way surely; an object only where its code says so.
 */
void wn_forget_written(struct wn_program *p, struct wn_arena *a, struct wn_state *s,
		       const struct wn_stmt *st, struct wn_finfo *fi,
		       const struct wn_term *arg, uint32_t n);
const struct wn_term *wn_compare(struct wn_engine *e, enum wn_op op,
				 const struct wn_term *a, const struct wn_term *b);

/*
 * A member of a static table of functions: the function, or NULL where the
 * initialiser names none. Other values are returned as they are.
 */
const struct wn_term *wn_from_table(struct wn_engine *e, const struct wn_term *v);

static inline const struct wn_term *wn_arg(const struct wn_term **args, uint32_t nargs, int n)
{
	return n >= 0 && (uint32_t)n < nargs ? args[n] : NULL;
}

/* effect.c, effect-entry.c, effect-lock.c */
void wn_effects(struct wn_engine *e, const struct wn_frame *f, struct wn_state *s,
		const struct wn_stmt *st, const struct wn_row *const *rows,
		uint32_t nrows, const struct wn_term **args, uint32_t nargs,
		struct wn_states *out);
/* The kernel's own address space has no observers. */
bool wn_kernel_mm(struct wn_engine *e, const struct wn_term *mm);
void wn_raw_store(struct wn_engine *e, const struct wn_frame *f, struct wn_state *s,
		  const struct wn_stmt *st, const struct wn_term *addr,
		  const struct wn_term *val);
/* The last page-table lock is dropped at @at: deadlines of what was left none. */
void wn_ptl_drop(struct wn_engine *e, struct wn_state *s, struct wn_at at);
/* The same for what was changed with no such lock held, when its function returns. */
void wn_unlocked_drop(struct wn_engine *e, struct wn_state *s, struct wn_at at);
enum wn_lock wn_lock_kind(struct wn_engine *e, const struct wn_term *t,
			  enum wn_lock dflt);
void wn_mark(struct wn_engine *e, enum wn_mark_kind kind, struct wn_at at,
	     struct wn_at other, const struct wn_ob *ob, const char *text);
/* An entry is cleared, has bits taken away in place, or is set to @val. */
void wn_effect_clear(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		     struct wn_at at, const struct wn_term **args, uint32_t nargs,
		     const struct wn_term *ret);
void wn_effect_change(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		      struct wn_at at, const struct wn_term **args, uint32_t nargs);
void wn_effect_set(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		   struct wn_at at, const struct wn_term *p, const struct wn_term *val);
void wn_effect_lock(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		    struct wn_at at, const struct wn_term **args, uint32_t nargs,
		    const struct wn_term *ret, struct wn_states *out);
void wn_effect_tell(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		    struct wn_at at, const struct wn_term **args, uint32_t nargs);
void wn_effect_range(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		     struct wn_at at, const struct wn_term **args, uint32_t nargs);
/* effect-range.c */
/* Is the open range empty, or one small page that is not all of what changes at @addr? */
bool wn_range_too_short(const struct wn_bracket *b, uint8_t level,
			const struct wn_term *addr);
/* Is a shared page table dropped at @addr in a range that nobody widened to it? */
bool wn_range_misses_table(struct wn_engine *e, const struct wn_func *fn,
			   const struct wn_bracket *b, const struct wn_term *addr);
/* The value before it was, perhaps, widened. */
const struct wn_term *wn_unwidened(struct wn_engine *e, const struct wn_term *t);
/* Their accessed or dirty bit is looked at: are they what some change took out? */
void wn_consult(struct wn_engine *e, struct wn_state *s, const struct wn_term **args,
		uint32_t nargs);
/* Is what @o took out dirty? -1 when nothing says so. */
int wn_old_dirty(struct wn_engine *e, const struct wn_state *s, const struct wn_ob *o);
/* Something is made dirty: @page, or a value. Whose dirty bit was it? */
void wn_carry_dirty(struct wn_engine *e, struct wn_state *s, const struct wn_term *page);
/* A blockable range is opened at @at, or in what is called there, at @opened. */
void wn_check_start(struct wn_engine *e, struct wn_state *s, struct wn_at at,
		    struct wn_at opened);
void wn_effect_page(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		    const struct wn_term **args, uint32_t nargs, struct wn_at at);

/* fold.c */
/* Does @fi return the same truth whatever the arguments are that are no constants? */
bool wn_fold_call(struct wn_engine *e, const struct wn_state *caller, struct wn_finfo *fi,
		  const struct wn_term **args, uint32_t nargs, int64_t *val);

/* call.c */
void wn_run_call(struct wn_engine *e, const struct wn_frame *f, struct wn_state *s,
		 const struct wn_stmt *st, struct wn_finfo *fi,
		 const struct wn_term **args, uint32_t nargs, struct wn_states *out);

/* The name that a loop-dependent argument has inside the call. */
bool wn_is_loop_arg(const struct wn_term *t);

/* engine.c */
/* A bound is hit: said in the summary, with the first reason. */
void wn_give_up(struct wn_engine *e, const struct wn_func *fn, const char *what);
struct wn_states wn_run_body(struct wn_engine *e, const struct wn_func *fn,
			     const struct wn_cfg *cfg, const struct wn_ctx *ctx,
			     struct wn_state *in);
void wn_states_push(struct wn_engine *e, struct wn_states *v, struct wn_state *s);
const struct wn_ctx *wn_ctx(struct wn_engine *e, const struct wn_ctx *up,
			    const struct wn_func *fn, const struct wn_stmt *call);
/* Replace obligation @i of list @act (else wait) by a changed copy. */
struct wn_ob *wn_ob_edit(struct wn_engine *e, struct wn_state *s, bool act, uint32_t i);

/**
 * wn_run_root() - analyse @fn as an entry point with nothing known of its caller
 * @keep: results go there
 */
struct wn_trace *wn_run_root(struct wn_program *p, const struct wn_model *m,
			     struct wn_arena *keep, const struct wn_func *fn);

#endif
