/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which sources can matter, by their text alone.
 *
 * A unit that names no helper of the model, no type of the page tables and
 * nothing that reaches them cannot change an entry or open a range. What it
 * calls elsewhere is looked at there; that its calls of some functions matter
 * for them (a lock it holds, a range it has opened), or what a function of it does
 * with what it is given, is known after these were analysed: wn_outside().
 */
#ifndef WNOTIFY_WORDS_H
#define WNOTIFY_WORDS_H

#include "model.h"
#include "util.h"

struct wn_words;
struct wn_program;

/**
 * wn_words_new() - the names by which a source matters
 * @m: its helpers, as far as they do more than read; NULL for none
 */
struct wn_words *wn_words_new(const struct wn_model *m);
void wn_words_add(struct wn_words *w, const char *name);
void wn_words_free(struct wn_words *w);

/**
 * wn_words_header() - add the macros and inline functions that name one of @w
 *
 * Return: whether there was a new one; then other headers may have more.
 */
bool wn_words_header(struct wn_words *w, const char *text, size_t len);

/* The first of @w that the text names outside comments and strings, or NULL. */
const char *wn_words_find(const struct wn_words *w, const char *text, size_t len);

/* Does the text define a function of @w? */
bool wn_words_defines(const struct wn_words *w, const char *text, size_t len);

enum wn_outside {
	WN_OUTSIDE_CALL,	/* who calls it matters */
	WN_OUTSIDE_BODY,	/* what it does matters */
};

/**
 * wn_outside() - what to look for in units that are not here
 * @p: analysed
 * @cb: gets each name
 */
void wn_outside(struct wn_program *p,
		void (*cb)(void *arg, enum wn_outside what, const char *name), void *arg);

#endif
