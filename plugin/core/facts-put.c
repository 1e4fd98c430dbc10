// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Prints what facts files are made of: numbers, texts, string references,
 * locations, and the string table behind them.
 */
#include <stdlib.h>
#include <string.h>

#include "facts-write.h"

void facts_put_n(struct facts_buf *b, const char *s, size_t n)
{
	if (b->cap - b->n < n) {
		b->cap = (b->n + n) * 2 + 4096;
		b->p = wn_xrealloc(b->p, b->cap);
	}
	memcpy(b->p + b->n, s, n);
	b->n += n;
}

void facts_put_c(struct facts_buf *b, char c)
{
	facts_put_n(b, &c, 1);
}

void facts_put_s(struct facts_buf *b, const char *s)
{
	facts_put_n(b, s, strlen(s));
}

void facts_put_u(struct facts_buf *b, uint64_t v)
{
	char tmp[24];
	char *p = tmp + sizeof(tmp);

	do
		*--p = (char)('0' + v % 10);
	while (v /= 10);
	facts_put_n(b, p, (size_t)(tmp + sizeof(tmp) - p));
}

void facts_put_i(struct facts_buf *b, int64_t v)
{
	if (v < 0)
		facts_put_c(b, '-');
	facts_put_u(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

/* One line of text: what would end or confuse a line is escaped. */
void facts_put_text(struct facts_buf *b, const char *s)
{
	static const char hex[] = "0123456789abcdef";

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '\\' || c < ' ' || c == 0x7f) {
			facts_put_s(b, "\\x");
			facts_put_c(b, hex[c >> 4]);
			facts_put_c(b, hex[c & 15]);
		} else {
			facts_put_c(b, (char)c);
		}
	}
}

static void grow_slots(struct facts_writer *w)
{
	size_t n = w->nslots ? w->nslots * 2 : 4096, i, j;

	free(w->slots);
	w->slots = wn_xrealloc(NULL, n * sizeof(*w->slots));
	memset(w->slots, 0, n * sizeof(*w->slots));
	w->nslots = n;
	for (i = 0; i < w->nuses; i++) {
		j = (uintptr_t)w->uses[i].s / 8 & (n - 1);
		while (w->slots[j])
			j = (j + 1) & (n - 1);
		w->slots[j] = (uint32_t)i + 1;
	}
}

/* Number of @s in the string table, 0 for the empty string. */
static uint32_t str_ref(struct facts_writer *w, const char *s)
{
	struct facts_use u = { .uses = 1 };
	size_t j;

	if (!s || !*s)
		return 0;
	s = wn_intern(w->tab, s);
	if (w->nuses * 2 >= w->nslots)
		grow_slots(w);
	for (j = (uintptr_t)s / 8 & (w->nslots - 1); w->slots[j];
	     j = (j + 1) & (w->nslots - 1)) {
		struct facts_use *have = &w->uses[w->slots[j] - 1];

		if (have->s != s)
			continue;
		have->uses += w->counting;
		return have->ref;
	}
	u.s = s;
	u.order = (uint32_t)w->nuses;
	WN_PUSH(w->uses, w->nuses, w->capuses, u);
	w->slots[j] = (uint32_t)w->nuses;
	return 0;
}

static int by_use(const void *a, const void *b)
{
	const struct facts_use *x = a, *y = b;

	if (x->uses != y->uses)
		return x->uses < y->uses ? 1 : -1;
	return x->order < y->order ? -1 : x->order > y->order;
}

void facts_number_strings(struct facts_writer *w)
{
	uint32_t i;

	if (w->nuses)
		qsort(w->uses, w->nuses, sizeof(*w->uses), by_use);
	for (i = 0; i < w->nuses; i++)
		w->uses[i].ref = i + 1;
	w->nslots /= 2;
	grow_slots(w);
}

void facts_put_ref(struct facts_writer *w, struct facts_buf *b, const char *s)
{
	facts_put_u(b, str_ref(w, s));
}

void facts_sp_ref(struct facts_writer *w, struct facts_buf *b, const char *s)
{
	facts_put_c(b, ' ');
	facts_put_ref(w, b, s);
}

void facts_sp_u(struct facts_buf *b, uint64_t v)
{
	facts_put_c(b, ' ');
	facts_put_u(b, v);
}

/* Line relative to the location before; file and macros only when needed. */
void facts_put_loc(struct facts_writer *w, struct facts_buf *b,
		   const struct wn_loc *l)
{
	struct wn_loc now = *l, *p = &w->prev;
	bool file;

	facts_put_c(b, ' ');
	if (!now.line) {
		facts_put_c(b, '^');
		return;
	}
	now.file = now.file ? now.file : "";
	now.macros = now.macros ? now.macros : "";
	file = strcmp(now.file, p->file ? p->file : "");
	if (!file && now.line == p->line && now.col == p->col &&
	    !strcmp(now.macros, p->macros)) {
		facts_put_c(b, '~');
		return;
	}
	if (now.line != p->line)
		facts_put_i(b, (int64_t)now.line - (int64_t)p->line);
	facts_put_c(b, ',');
	facts_put_u(b, now.col);
	if (*now.macros || file) {
		facts_put_c(b, ',');
		facts_put_ref(w, b, now.macros);
	}
	if (file) {
		facts_put_c(b, ',');
		facts_put_ref(w, b, now.file);
	}
	*p = now;
}
