/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls through pointers: where the pointer is kept, which functions the program
 * stores there, and with which callbacks a walker is called.
 */
#ifndef WNOTIFY_CALLBACK_H
#define WNOTIFY_CALLBACK_H

#include "program.h"

enum wn_via {
	WN_VIA_FIELD,		/* member @field of struct @type */
	WN_VIA_PARAM,		/* parameter @param of function @of */
	WN_VIA_VAR,		/* global variable @field, or array */
	WN_VIA_VALUE,		/* what function @of computes itself */
};

struct wn_target {
	const char *name;
	struct wn_finfo *fi;	/* NULL: no body in these units */
};

/**
 * struct wn_targets - functions that a pointer may hold
 * @open: a value was stored that could not be followed to a function
 */
struct wn_targets {
	struct wn_target *v;
	uint32_t n, cap;
	bool open;
};

struct wn_via_call {
	struct wn_finfo *fi;
	const struct wn_stmt *st;
};

/**
 * struct wn_via_slot - one place that functions are called through
 */
struct wn_via_slot {
	enum wn_via via;
	const char *type, *field;
	struct wn_finfo *of;
	uint32_t param;
	struct wn_targets fns;
	struct wn_via_call *calls;
	uint32_t ncalls, calls_cap;
	bool busy, done;
};

struct wn_callbacks {
	struct wn_program *p;
	struct wn_arena arena;
	struct wn_via_slot **slots;
	uint32_t nslots, slots_cap;
	uint32_t *hash, hash_cap;
	uint32_t ncalls, nopen, nunresolved;	/* calls; to nobody known */
};

/**
 * wn_callbacks_new() - find all calls through pointers and what they reach
 * @p: linked program
 */
struct wn_callbacks *wn_callbacks_new(struct wn_program *p);
void wn_callbacks_free(struct wn_callbacks *cb);
/* "mm_walk_ops.pmd_entry", "argument 4 of apply_to_page_range()", ... */
const char *wn_via_name(struct wn_callbacks *cb, const struct wn_via_slot *s);

/* Count them for the summary; texts live as long as the program. */
void wn_pointers(struct wn_program *p, struct wn_pointers *out);
/* For qsort(): most calls first, then by name. */
int wn_via_by_calls(const void *a, const void *b);

/**
 * struct wn_cb_member - a member of the table that a user passes
 * @field: its name; "argument N" for a function that is passed itself
 */
struct wn_cb_member {
	const char *field;
	struct wn_targets fns;
};

/**
 * struct wn_cb_user - a call that hands over callbacks
 * @open: not all of them could be followed
 */
struct wn_cb_user {
	struct wn_finfo *fi;
	const struct wn_stmt *st;
	struct wn_cb_member *members;
	uint32_t nmembers, cap;
	bool open;
};

/**
 * wn_callback_users() - who calls function @name, or passes a struct @name on
 * @users: receives an array, sorted by place; free with wn_callback_users_free()
 *
 * A caller that only passes on what its own caller gave it is listed for a function,
 * with what its callers give, and not for a struct.
 */
uint32_t wn_callback_users(struct wn_callbacks *cb, const char *name,
			   struct wn_cb_user **users);
void wn_callback_users_free(struct wn_cb_user *users, uint32_t n);

/* ---- callback.c, for callback-user.c ---- */

/* Functions that @o of @fi may hold. */
void wn_targets_of(struct wn_callbacks *cb, struct wn_finfo *fi, const struct wn_opnd *o,
		   struct wn_targets *out, int depth);
void wn_targets_add(struct wn_targets *t, const char *name, struct wn_finfo *fi);
/* Slot of a member when functions are kept there, else NULL. */
struct wn_via_slot *wn_via_field(struct wn_callbacks *cb, const char *type,
				 const char *field);
/* Call @f for argument @n of each direct call of @fi; false when there is none. */
bool wn_each_call(struct wn_callbacks *cb, struct wn_finfo *fi, uint32_t n,
		  void (*f)(void *arg, struct wn_finfo *caller, const struct wn_opnd *o),
		  void *arg);

#endif
