/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the files of the facts writer and by nobody else. */
#ifndef WNOTIFY_FACTS_WRITE_H
#define WNOTIFY_FACTS_WRITE_H

#include "facts.h"

struct facts_buf {
	char *p;
	size_t n, cap;
};

struct facts_use {
	const char *s;		/* interned */
	uint32_t uses, order, ref;
};

/**
 * struct facts_writer - a facts file that is being put together
 * @uses: strings, in order of first use until they are numbered
 * @slots: hash of @uses by address of the interned string, index + 1
 * @counting: first walk: count how often each string occurs
 * @prev: location before, which the next one is relative to
 */
struct facts_writer {
	struct facts_buf out, body;
	struct wn_strtab *tab;
	struct wn_arena arena;
	struct facts_use *uses;
	size_t nuses, capuses;
	uint32_t *slots;
	size_t nslots;
	bool counting;
	struct wn_loc prev;
};

void facts_put_n(struct facts_buf *b, const char *s, size_t n);
void facts_put_c(struct facts_buf *b, char c);
void facts_put_s(struct facts_buf *b, const char *s);
void facts_put_u(struct facts_buf *b, uint64_t v);
void facts_put_i(struct facts_buf *b, int64_t v);
void facts_put_text(struct facts_buf *b, const char *s);
void facts_put_ref(struct facts_writer *w, struct facts_buf *b, const char *s);
void facts_sp_ref(struct facts_writer *w, struct facts_buf *b, const char *s);
void facts_sp_u(struct facts_buf *b, uint64_t v);
void facts_put_loc(struct facts_writer *w, struct facts_buf *b,
		   const struct wn_loc *l);
void facts_number_strings(struct facts_writer *w);
void facts_put_body(struct facts_writer *w, struct facts_buf *b,
		    const struct wn_func *fn);

/* facts-write-body.c */
const char *facts_usual_type(const struct wn_func *fn, const struct wn_opnd *o);

#endif
