/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The abstract state: what is known at one point of one path.
 *
 * It has two parts. The property part (locks, brackets, obligations that are
 * still tied to an entry) decides which states stay apart; the value part
 * (variables, memory, facts from branches) is joined when two states agree in
 * their properties. That is property simulation: Das, Lerner, Seigle, "ESP:
 * path-sensitive program verification in polynomial time", PLDI 2002.
 */
#ifndef WNOTIFY_STATE_H
#define WNOTIFY_STATE_H

#include "facts.h"
#include "model.h"
#include "term.h"

/* Classes of a change; docs/classes.md says what each means. */
enum wn_class {
	WN_C_OPEN,		/* not settled yet */
	WN_C_DOWNGRADE, WN_C_SAME_CONTENT, WN_C_FREE, WN_C_NEW_PAGE,
	WN_C_MIGRATION, WN_C_MOVE, WN_C_SPLIT, WN_C_COLLAPSE, WN_C_ROLLBACK,
	WN_C_YOUNG, WN_C_UNKNOWN,
	WN_NR_CLASSES,
};

const char *wn_class_name(enum wn_class c);

/* Calling context: how the root got here. Interned, so compared as pointers. */
struct wn_ctx {
	const struct wn_ctx *up;	/* NULL for the root */
	const struct wn_func *fn;	/* the function running */
	const struct wn_stmt *call;	/* the call in @up->fn */
	uint32_t depth;
};

/* How far an observer has been told about one change. */
enum wn_told {
	WN_TOLD_NO,
	WN_TOLD_PRIM,		/* by the helper that changed the entry */
	WN_TOLD_INLOCK,		/* before the lock was dropped, and before a set */
	WN_TOLD_AFTER_SET,	/* under the lock, but after the entry was set */
	WN_TOLD_RECORDED,	/* recorded: gather or batch, not yet done */
	WN_TOLD_BATCHED,
	WN_TOLD_LATE,		/* after the lock was dropped */
	WN_TOLD_GATHER,		/* by the gather's flush, after the lock */
	WN_TOLD_GATHER_INLOCK,
	WN_TOLD_END,		/* by range_end */
};

enum wn_present { WN_PRESENT_MAYBE, WN_PRESENT_YES, WN_PRESENT_NO };

enum wn_end { WN_END_NONE, WN_END_PLAIN, WN_END_ONLY };

/* A place in the program, with the path of calls to it. */
struct wn_at {
	const struct wn_stmt *stmt;
	const struct wn_ctx *ctx;
};

/**
 * struct wn_ob - the obligation that one change of an entry opened
 *
 * Immutable once it is in a state; padding is zero, so equal obligations are
 * equal bytes. @entry is NULL once the pointer stands for another entry.
 */
struct wn_ob {
	uint64_t meaning;		/* hash of what rules look at; 0: not computed */
	const struct wn_row *row;
	struct wn_at site;
	const char *primitive;
	const struct wn_term *entry, *old, *addr, *len;
	struct wn_at lock;		/* where the lock held at the change was taken */
	const char *locks;		/* all locks held, readable */
	struct wn_at set;		/* what ended the change */
	const struct wn_term *set_value;
	struct wn_at drop;		/* where the page-table lock was dropped */
	struct wn_at t_at;		/* secondary TLB told */
	struct wn_at c_at;		/* CPU TLB flushed */
	struct wn_at again;		/* told under the lock although it was told before */
	struct wn_at put;		/* page or table freed by the change's owner */
	struct wn_at early;		/* ... or given to a gather, with a CPU flush still owed */
	struct wn_at rmap;		/* no rmap walk finds it from here, the flush is owed */
	const struct wn_term *gather;	/* the mmu_gather that it is recorded in */
	struct wn_at br_start, br_end;
	const struct wn_term *br_obj;
	const char *why;		/* reason that classify() found */
	uint8_t cls;			/* enum wn_class */
	uint8_t level;
	uint8_t present;		/* enum wn_present */
	uint8_t end;			/* enum wn_end */
	uint8_t t, c;			/* enum wn_told */
	uint8_t t_at_set;		/* @t when the entry was set or the lock dropped */
	uint8_t t_at_put, c_at_put, c_at_drop;
	uint8_t batch_seen;		/* what others left to a batched flush was flushed before */
	uint8_t clean;			/* the old value is known not to be dirty */
	uint8_t dirty;			/* its page was marked dirty: it may be written yet */
	uint8_t rmap_locked;		/* i_mmap_rwsem outlives the drop: 1, dropped as well: 2 */
	uint8_t c_at_rmap;		/* @c when it was dropped */
	uint8_t cleared;		/* the entry is none now, by this change */
	uint8_t left_none;		/* ... and was when the lock was dropped */
	uint8_t excluded;		/* no fault can fill it: why, enum wn_excluded */
	uint8_t detached;		/* below an unlinked table: no walker gets here */
	uint8_t released;		/* after mmu_notifier_release() */
	uint8_t asked;			/* mirrors asked for the accessed bit */
	uint8_t evidence;		/* class rests on a parameter of the root */
	uint8_t locked;			/* a page-table lock was held */
	uint8_t mmap_locked;		/* mmap_lock was taken on the way here */
	uint8_t short_notify;		/* a notification was smaller than the entry */
	uint8_t short_range;		/* the bracket was smaller than the entry */
	uint8_t told_later;		/* a later bracket would have told as well */
	int8_t event;			/* MMU_NOTIFY_* of the bracket, -1 unknown */
	uint8_t nested;			/* more than one bracket open around it */
	uint8_t lent;			/* a device had the page to itself: only mirrors know */
};

enum wn_excluded {
	WN_EXCL_NO, WN_EXCL_STALE_CPU, WN_EXCL_WRITE_LOCK, WN_EXCL_PAGE_CACHE,
	WN_EXCL_TABLE,
};

struct wn_held {
	enum wn_lock kind;
	const struct wn_term *term;
	struct wn_at at;
	bool batch_seen;	/* others' batched flushes are done since it was taken */
};

/*
 * An open range. @start and @end are NULL once a loop has gone on from where it was
 * opened: then they are about an earlier entry. @len stays; it is a constant or NULL.
 */
struct wn_bracket {
	const struct wn_term *obj;
	const struct wn_term *start, *end, *mm, *event, *len;
	struct wn_at at;
};

struct wn_cell { const struct wn_term *addr, *val; };
struct wn_known { const struct wn_term *term; bool equal; int64_t val; };

struct wn_state {
	const struct wn_term **ssa;	/* of the running function */
	uint32_t nssa;
	uint32_t nheld, nbr, nact, nwait, nmem, nknown;
	struct wn_held *held;
	struct wn_bracket *br;
	const struct wn_ob **act;	/* still tied to an entry */
	const struct wn_ob **wait;	/* settled in class, waiting for the end */
	struct wn_cell *mem;
	struct wn_known *known;
	const struct wn_term *ret;
	uint8_t fill;			/* enum wn_class: last value put into an unlinked table */
	const struct wn_term *fill_from; /* ... and the entry whose page that is, not taken out */
	uint8_t released;
	bool flagged;			/* the path hangs on a flag, and the fact is set aside */
	bool full;			/* a change was dropped: WN_MAX_WAIT */
	uint64_t key;
};

struct wn_state *wn_st_new(struct wn_arena *a, uint32_t nssa);
struct wn_state *wn_st_clone(struct wn_arena *a, const struct wn_state *s);

/* Memory. A load of something never stored is its initial content. */
const struct wn_term *wn_st_load(struct wn_terms *ts, const struct wn_state *s,
				 const struct wn_term *addr);
/* Is exactly @val stored at exactly @addr? */
bool wn_st_has(const struct wn_state *s, const struct wn_term *addr,
	       const struct wn_term *val);
void wn_st_store(struct wn_arena *a, struct wn_state *s,
		 const struct wn_term *addr, const struct wn_term *val);
/* Forget all cells in @obj (NULL value: drop; the next load is the initial content). */
void wn_st_forget(struct wn_state *s, const struct wn_term *obj);

/* Facts. -1 unknown, else truth of "t == val" / "t != 0". */
int wn_st_equals(const struct wn_state *s, const struct wn_term *t, int64_t val);
int wn_st_truth(const struct wn_state *s, const struct wn_term *t);
bool wn_st_const(const struct wn_state *s, const struct wn_term *t, int64_t *val);
/* Record it; false when it contradicts what is known. */
bool wn_st_assume(struct wn_arena *a, struct wn_state *s,
		  const struct wn_term *t, bool equal, int64_t val);
bool wn_st_assume_truth(struct wn_arena *a, struct wn_state *s,
			const struct wn_term *t, bool truth);

/* The origin of @t runs again: what was said of it is about an older one. */
void wn_st_kill(struct wn_arena *a, struct wn_state *s, const struct wn_term *t);

void wn_st_push_held(struct wn_arena *a, struct wn_state *s, struct wn_held h);
void wn_st_push_act(struct wn_arena *a, struct wn_state *s, const struct wn_ob *o);
/* Set union; false when the set is full and @o was dropped. */
#define WN_MAX_WAIT 512
bool wn_st_push_wait(struct wn_arena *a, struct wn_state *s, const struct wn_ob *o);
/* Equal in all that a rule looks at; where exactly a lock was taken is not. */
bool wn_ob_same(const struct wn_ob *a, const struct wn_ob *b);
uint64_t wn_ob_meaning(const struct wn_ob *o);
struct wn_ob *wn_ob_copy(struct wn_arena *a, const struct wn_ob *o);
bool wn_st_holds(const struct wn_state *s, enum wn_lock kind);

#endif
