/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The model: what the kernel's helpers do to page tables, locks, TLBs and
 * observers. Data, not code: a helper is one or more rows of model-table.c,
 * a fact that is true of the helper wherever it is called.
 */
#ifndef WNOTIFY_MODEL_H
#define WNOTIFY_MODEL_H

#include <stdbool.h>
#include <stdint.h>

enum wn_kind {
	/* changes of entries */
	WN_K_CLEAR = 1,		/* entry -> none or not present; returns the old one */
	WN_K_CHANGE,		/* entry changed in place, see flags */
	WN_K_SET,		/* entry := value */
	WN_K_POPULATE,		/* entry := page table */
	/* CPU TLB */
	WN_K_FLUSH,
	WN_K_TLB_BEGIN, WN_K_TLB_RECORD, WN_K_TLB_REMOVE, WN_K_TLB_FLUSH, WN_K_TLB_FINISH,
	WN_K_BATCH,		/* try_to_unmap's batched flush: recorded */
	WN_K_BATCH_FLUSH,
	WN_K_PENDING,		/* flushes what another thread's batch left pending */
	/* notifiers */
	WN_K_TNOTIFY,		/* secondary TLB told now */
	WN_K_PAGE_NOTIFY,	/* mirrors and secondary TLBs told now, without a range */
	WN_K_RANGE_INIT, WN_K_RANGE_START, WN_K_RANGE_START_NB,
	WN_K_RANGE_END, WN_K_RANGE_ONLY_END,
	WN_K_RANGE_ADJUST,	/* widens start and end to the shareable table */
	WN_K_YOUNG_NOTIFY,	/* mirrors asked for or told of ageing */
	WN_K_RELEASE,		/* after it the mm has no observer */
	/* pages */
	WN_K_PUT, WN_K_GET, WN_K_FREE_TABLE,
	WN_K_ALLOC,		/* returns a page nobody else knows */
	WN_K_COPY_PAGE,		/* content of b is copied to a */
	WN_K_SAME_PAGE,		/* true: contents of a and b are equal */
	WN_K_DIRTY,		/* page a is marked dirty, to be written back */
	WN_K_RMAP_REMOVE,	/* the rmap of page a forgets this mapping */
	WN_K_WRITE_PAGE,	/* content behind the address a is written */
	/* locks */
	WN_K_LOCK, WN_K_UNLOCK, WN_K_TRYLOCK,
	WN_K_LOCK_RET,		/* returns the lock, held */
	WN_K_LOCK_RET_COND,	/* the same, or NULL and not held */
	WN_K_MAP_LOCK,		/* stores the lock to *lock, held unless it returns NULL */
	WN_K_LOCK_PTR,		/* stores the lock to *lock, not held */
	WN_K_WALK,		/* rmap walk step: true = page-table lock held */
	WN_K_WALK_DONE,
	/* values */
	WN_K_VALUE,		/* builds an entry value from others, see vkind */
	WN_K_PURE,		/* depends on its arguments only */
	WN_K_READ,		/* reads the entry at argument ptep */
	WN_K_SWAP_ONLY,		/* its argument is known to be not present */
	WN_K_IGNORE,		/* known to do nothing that matters here */
	WN_K_NAME,		/* macro that people know a helper by */
	WN_K_KERNEL_MM,		/* global, or what works on it: the kernel's own address space */
};

enum wn_level {
	WN_L_NONE, WN_L_PTE, WN_L_PMD, WN_L_PUD, WN_L_P4D, WN_L_PGD, WN_L_HUGE,
};

/* How a value builder changes the value it is given. */
enum wn_vkind {
	WN_V_NONE,
	WN_V_SAME,		/* same page, nothing taken away */
	WN_V_RESTRICT,		/* same page, less allowed or dirty bit dropped */
	WN_V_OLD,		/* same page, accessed bit dropped */
	WN_V_WRITE,		/* same page, may become writable */
	WN_V_PAGE,		/* maps page (argument a) */
	WN_V_PAGE_PROT,		/* maps page a; writable when argument b says so */
	WN_V_EMPTY,		/* the none entry */
	WN_V_ZERO,		/* PURE: names the zero page, or tests for it */
	WN_V_PRESENT,		/* PURE: true = argument is present */
	WN_V_NOTPRESENT,	/* PURE: true = argument is not present */
	WN_V_DIRTY,		/* PURE: true = argument is dirty */
	WN_V_BIT,		/* PURE: asks for another bit that accesses leave behind */
	WN_V_PROTNONE,		/* PURE: true = present, but not accessible */
	WN_V_EQUAL,		/* PURE: true = the two arguments are one value */
	WN_V_ANON,		/* PURE: true = anonymous page */
	WN_V_LENT,		/* PURE: true = not present, a device has the page to itself */
	WN_V_ANON_VMA, WN_V_COW_VMA, /* PURE: true = such a mapping; the first is the second */
	WN_V_OBSERVED,		/* PURE: false = nobody mirrors the address space */
	WN_V_NONNULL,		/* PURE: a pointer that is never NULL */
	WN_V_PAGE_OF,		/* PURE: another name of the page in the argument */
	WN_V_PAGE_IN,		/* PURE: the page that an entry (the argument) is for */
	/* not present: */
	WN_V_SWAP, WN_V_MIGRATION, WN_V_HWPOISON, WN_V_EXCLUSIVE,
	WN_V_DEVICE,		/* device-private entry of page a */
	WN_V_MARKER,
	WN_V_ENTRY,		/* pte of swap entry a: what that was built by decides */
};

enum wn_lock {
	WN_LK_NONE, WN_LK_PTL, WN_LK_SPIN, WN_LK_RCU, WN_LK_PREEMPT,
	WN_LK_MMAP_READ, WN_LK_MMAP_WRITE, WN_LK_VMA, WN_LK_IMMAP, WN_LK_ANON_VMA,
	WN_LK_FOLIO, WN_LK_MUTEX,
};

#define WN_F_FLUSH	0x0001	/* flushes the CPU TLB for the entry itself */
#define WN_F_YOUNG	0x0002	/* drops the accessed bit only */
#define WN_F_DOWNGRADE	0x0004	/* takes permission or dirty away */
#define WN_F_DETACH	0x0008	/* unlinks a page table: what hangs below is out of reach */
#define WN_F_COND	0x0010	/* only when the return value is not zero */
#define WN_F_GATHER	0x0020	/* recorded in the mmu_gather at argument a */
#define WN_F_UPGRADE	0x0040	/* only adds permission, or accessed and dirty */
#define WN_F_TABLE	0x0080	/* the entry pointed to a page table */
#define WN_F_NOTPRESENT	0x0100	/* the old entry is known to be not present */
#define WN_F_MM		0x0200	/* whole address space */
#define WN_F_DEFER	0x0400	/* freed only after the gather's flush */
#define WN_F_KERNEL	0x0800	/* kernel mappings only */
#define WN_F_WRITELOCK	0x1000	/* taken for write */
#define WN_F_NOSLEEP	0x2000
#define WN_F_MMAP_SEM	0x4000	/* any rwsem: this row is about mm->mmap_sem, until 5.8 */
#define WN_F_ZERO	0x8000	/* has succeeded when it returns 0 */
#define WN_F_MKDIRTY	0x20000	/* the value built is dirty */
#define WN_F_ERRPTR	0x10000	/* has failed when it returns an ERR_PTR() */
#define WN_F_EXACT	0x20000	/* PURE: false says the opposite, too */
#define WN_F_SEED	0x40000	/* PURE: who calls it may touch the content of a page */

#define WN_F_SELF	0x80000	/* VALUE: the argument itself, by another type */

/**
 * struct wn_row - one effect of one helper
 * @name: function or macro
 * @kind: what it does
 * @level: page-table level the effect is at
 * @vkind: WN_K_VALUE: what kind of value
 * @lock: lock rows: which lock
 * @mm, @addr, @ptep, @val, @nr: argument numbers, -1 when it has none. Lock
 *	rows: @ptep is the lock. Flush rows: @addr and @val are start and end.
 *	RANGE_INIT: @ptep range, @val event, @mm, @addr start, @nr end.
 * @flags: WN_F_*
 * @since, @until: kernel versions as major * 100 + minor; until is exclusive;
 *	0 means always
 * @source: where the fact is from
 */
struct wn_row {
	const char *name;
	enum wn_kind kind;
	enum wn_level level;
	enum wn_vkind vkind;
	enum wn_lock lock;
	int8_t mm, addr, ptep, val, nr;
	uint32_t flags;
	uint16_t since, until;
	const char *source;
};

/**
 * struct wn_profile - releases with one interface of the notifiers
 * @name: for people
 * @from, @to: first and last release, as in a row
 */
struct wn_profile {
	const char *name;
	uint16_t from, to;
};

/* A definition that tells the profile, -1: with any number of parameters. */
struct wn_profile_mark {
	const char *helper;
	int nparams;
	uint8_t profile;
};

/**
 * struct wn_kernel - what is known of the kernel that the facts are from
 * @version: of its Makefile, major * 100 + minor
 * @api: release whose notifier interface it has: @version but for backports
 */
struct wn_kernel {
	unsigned int version, api;
};

struct wn_model;

/**
 * wn_model_new() - the rows that hold for one kernel version
 * @version: major * 100 + minor; rows whose since/until exclude it are left out
 */
struct wn_model *wn_model_new(unsigned int version);
struct wn_model *wn_model_for(const struct wn_kernel *k);
/* Release whose notifier interface the kernel has. */
void wn_model_free(struct wn_model *m);
unsigned int wn_model_version(const struct wn_model *m);

/**
 * wn_model_rows() - effects of a helper in the order in which they happen
 * @n: receives their number
 * Return: first of @n consecutive rows, NULL when the helper has none.
 */
const struct wn_row *const *wn_model_rows(const struct wn_model *m,
					  const char *name, uint32_t *n);

/* Does @name have a row of @kind? */
const struct wn_row *wn_model_row(const struct wn_model *m, const char *name,
				  enum wn_kind kind);

/*
 * The same for a name that stays where it is for as long as the model does, as those
 * of facts and terms: these are asked for all the time, and found by their address.
 */
const struct wn_row *const *wn_model_rows_kept(const struct wn_model *m,
					       const char *name, uint32_t *n);
const struct wn_row *wn_model_row_kept(const struct wn_model *m, const char *name,
				       enum wn_kind kind);

/* Does it reach entries, their locks, TLBs, observers or pages that are copied? */
bool wn_row_reaches(const struct wn_row *r);
/* PURE: does it ask what an entry's value is, so that none, all zero, has one answer? */
bool wn_row_is_question(const struct wn_row *r);
/* Is a function that calls it looked at on its own? */
bool wn_row_is_seed(const struct wn_row *r);

/* A type as facts write it: an entry, a pointer to one, to a spinlock. */
bool wn_is_entry_type(const char *type);
bool wn_is_entry_pointer(const char *type);
bool wn_is_spinlock(const char *type);

/* Types of page tables and of those who are told; NULL ends it. */
extern const char *const wn_model_types[];

/* May a callback of an implementer sleep? */
enum wn_op_sleep {
	WN_OP_ATOMIC,		/* never */
	WN_OP_BLOCKABLE,	/* when it was asked whether the range is blockable */
	WN_OP_MAY_SLEEP,
};

/**
 * struct wn_op_row - a callback that implementers of notifiers give
 * @type: struct of functions
 * @field: its member
 * @since, @until: as in struct wn_row
 * @source: why
 */
struct wn_op_row {
	const char *type, *field;
	enum wn_op_sleep sleep;
	uint16_t since, until;
	const char *source;
};

const struct wn_op_row *wn_model_op(const char *type, const char *field);
bool wn_model_sleeps(const struct wn_model *m, const char *name);
bool wn_model_asks_blockable(const char *name);

extern const struct wn_row wn_model_table[];
extern const uint32_t wn_model_table_size;
extern const struct wn_profile wn_profiles[];	/* oldest first */
extern const uint32_t wn_nprofiles;
extern const struct wn_profile_mark wn_profile_marks[];	/* first that fits */
extern const uint32_t wn_nprofile_marks;

/**
 * struct wn_place - where a lock is kept
 * @type: tag of the structure, "" for any, and for variables and parameters
 * @name: of the member, variable or parameter
 * @part: a name that contains it is meant, too
 * @lock: which lock that is
 * @source: where it is declared
 */
struct wn_place {
	const char *type, *name;
	bool part;
	enum wn_lock lock;
	const char *source;
};

/* Which lock is kept under that name, WN_LK_NONE when the name says nothing. */
enum wn_lock wn_place_lock(const char *type, const char *name);

#define WN_WALK_MEMBERS	4
#define WN_WALK_LOCK	2
extern const char *const wn_walk_members[WN_WALK_MEMBERS];

const char *wn_level_name(enum wn_level l);
const char *wn_lock_name(enum wn_lock l);

#endif
