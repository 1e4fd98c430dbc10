/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared by the files of the facts reader and by nobody else.
 *
 * A facts file may be damaged in any way: each number is checked against what
 * it indexes, and no count is trusted for an allocation before it was compared
 * with the bytes that are there. The first problem sets @bad and is kept; from
 * then on every read gives zero, so callers test once.
 */
#ifndef WNOTIFY_FACTS_READ_H
#define WNOTIFY_FACTS_READ_H

#include "facts.h"

struct facts_str {
	const char *raw;	/* in the file, with escapes */
	uint32_t len;
	const char *s;		/* interned when first used */
};

struct facts_file {
	struct wn_unit unit;
	struct wn_arena arena;
	struct wn_strtab *tab;
	char *text;
	size_t size, body;
	struct facts_str *strs;
	uint32_t nstrs;
};

/**
 * struct facts_in - where the parser is
 * @p: next byte, @end: the end of the line, @limit: the end of the section
 * @loc: the location before, which the next one is relative to
 */
struct facts_in {
	struct facts_file *file;
	const char *p, *end, *limit;
	const char *bad;
	struct wn_loc loc;
};

bool facts_line(struct facts_in *in);
bool facts_more(struct facts_in *in);
uint64_t facts_u(struct facts_in *in, uint64_t max);
int64_t facts_i(struct facts_in *in);
uint32_t facts_u32(struct facts_in *in);
void facts_space(struct facts_in *in);
bool facts_eat(struct facts_in *in, char c);
/* What the writer escaped, interned. */
const char *facts_string(struct facts_file *f, const char *raw, size_t len);
const char *facts_ref(struct facts_in *in);
struct wn_loc facts_loc(struct facts_in *in);
uint32_t facts_tokens(const struct facts_in *in);
void facts_bad(struct facts_in *in, const char *why);

/* facts-write-body.c */
const char *facts_usual_type(const struct wn_func *fn, const struct wn_opnd *o);

#endif
