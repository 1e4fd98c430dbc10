/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers of the model that an architecture has as macros: what they expand to
 * becomes a call again.
 */
#ifndef WNOTIFY_MACRO_H
#define WNOTIFY_MACRO_H

#include "program.h"

/**
 * struct wn_use - one use of a macro that has a row
 * @row: of the model
 * @loc: of its first statement
 * @len: of the chain of names up to the macro's own
 */
struct wn_use {
	const struct wn_row *row;
	const struct wn_loc *loc;
	size_t len;
};

/* struct wn_body - a body that is being changed; room for one SSA name per statement */
struct wn_body {
	struct wn_program *p;
	struct wn_func *fn;
	bool grown;
};

/* Is @loc inside of the use of a macro? */
bool wn_use_has(const struct wn_use *u, const struct wn_loc *loc);
/* The statement is what the call of the macro would have been. */
void wn_use_call(struct wn_body *b, const struct wn_use *u, struct wn_stmt *st,
		 struct wn_opnd lhs, const char *type, const struct wn_opnd *args, uint32_t n);
/* @o without the member that is the number in it, when what remains is an entry. */
bool wn_entry_place(const struct wn_func *fn, const struct wn_opnd *o, struct wn_opnd *place);
struct wn_opnd wn_new_value(struct wn_body *b, const char *type);

/*
 * A question of an entry's value that begins at statement @i of block @blk.
 * Return: true when the block's end has become that of a call.
 */
bool wn_macro_test(struct wn_body *b, const struct wn_use *u, uint32_t blk, uint32_t i);

/* Make calls of what macros expanded to. @fn has its body, @p its model. */
void wn_macro_calls(struct wn_program *p, struct wn_func *fn);

#endif
