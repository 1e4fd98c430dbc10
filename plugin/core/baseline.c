// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "baseline.h"

/* A baseline is written by hand; anything larger is another file. */
#define MAX_SIZE (16u << 20)

struct reader {
	struct wn_baseline *b;
	uint32_t cap;
	char *err;
	size_t errlen;
};

const char *wn_id_part(const char *id, unsigned int n, size_t *len)
{
	while (n--) {
		id = strchr(id, ':');
		if (!id)
			return NULL;
		id++;
	}
	*len = strcspn(id, ":");
	return id;
}

/* Five parts, none empty, the last a number. */
static bool is_id(const char *s, size_t len)
{
	unsigned int parts = 1;
	size_t i, start = 0;

	for (i = 0; i < len; i++) {
		if (iscntrl((unsigned char)s[i]))
			return false;
		if (s[i] != ':')
			continue;
		if (i == start)
			return false;
		start = i + 1;
		parts++;
	}
	if (parts < 5 || start == len)
		return false;
	for (i = start; i < len; i++)
		if (!isdigit((unsigned char)s[i]))
			return false;
	return true;
}

static int bad(struct reader *r, uint32_t line, const char *what)
{
	snprintf(r->err, r->errlen, "%s:%u: %s", r->b->path, line, what);
	return -1;
}

static size_t trim(const char *s, size_t len)
{
	while (len && isspace((unsigned char)s[len - 1]))
		len--;
	return len;
}

static int read_line(struct reader *r, const char *s, size_t len, uint32_t line)
{
	struct wn_baseline *b = r->b;
	struct wn_suppression e = { .line = line };
	const char *tab;

	len = trim(s, len);
	if (!len || *s == '#')
		return 0;
	if (memchr(s, 0, len))
		return bad(r, line, "a NUL byte: this is no text");
	tab = memchr(s, '\t', len);
	if (!is_id(s, tab ? (size_t)(tab - s) : len))
		return bad(r, line, "no id RULE:FILE:FUNCTION:HELPER:N, a tab and a reason");
	if (!tab)
		return bad(r, line, "no reason: write it behind the id and a tab");
	e.id = wn_strndup(&b->arena, s, tab - s);
	len -= tab - s;
	while (len && isspace((unsigned char)*tab)) {
		tab++;
		len--;
	}
	if (!len)
		return bad(r, line, "no reason: write it behind the id and a tab");
	e.reason = wn_strndup(&b->arena, tab, len);
	WN_PUSH(b->entries, b->n, r->cap, e);
	return 0;
}

static int by_id(const void *pa, const void *pb)
{
	const struct wn_suppression *a = pa, *b = pb;
	int c = strcmp(a->id, b->id);

	return c ? c : (a->line > b->line) - (a->line < b->line);
}

static int sort(struct reader *r)
{
	struct wn_baseline *b = r->b;
	char what[64];

	if (b->n)
		qsort(b->entries, b->n, sizeof(*b->entries), by_id);
	for (uint32_t i = 1; i < b->n; i++) {
		if (strcmp(b->entries[i - 1].id, b->entries[i].id))
			continue;
		snprintf(what, sizeof(what), "the same id as in line %u",
			 b->entries[i - 1].line);
		return bad(r, b->entries[i].line, what);
	}
	return 0;
}

struct wn_baseline *wn_baseline_parse(const char *path, const char *text,
				      size_t len, char *err, size_t errlen)
{
	struct wn_baseline *b = memset(wn_xrealloc(NULL, sizeof(*b)), 0, sizeof(*b));
	struct reader r = { .b = b, .err = err, .errlen = errlen };
	uint32_t line = 0;
	int ret = 0;

	b->path = wn_strndup(&b->arena, path, strlen(path));
	while (len && !ret) {
		const char *nl = memchr(text, '\n', len);
		size_t n = nl ? (size_t)(nl - text) : len;

		ret = read_line(&r, text, n, ++line);
		n += !!nl;
		text += n;
		len -= n;
	}
	if (ret || sort(&r)) {
		wn_baseline_free(b);
		return NULL;
	}
	return b;
}

struct wn_baseline *wn_baseline_read(const char *path, char *err, size_t errlen)
{
	struct wn_baseline *b = NULL;
	size_t len = 0, n;
	char *text = NULL;
	FILE *f = fopen(path, "r");

	if (!f) {
		snprintf(err, errlen, "%s: %s", path, strerror(errno));
		return NULL;
	}
	do {
		text = wn_xrealloc(text, len + 65536);
		n = fread(text + len, 1, 65536, f);
		len += n;
	} while (n && len <= MAX_SIZE);
	if (ferror(f))
		snprintf(err, errlen, "%s: %s", path, strerror(errno));
	else if (len > MAX_SIZE)
		snprintf(err, errlen, "%s: too large for a baseline", path);
	else
		b = wn_baseline_parse(path, text, len, err, errlen);
	fclose(f);
	free(text);
	return b;
}

struct wn_suppression *wn_baseline_find(const struct wn_baseline *b, const char *id)
{
	uint32_t lo = 0, hi = b->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int c = strcmp(id, b->entries[mid].id);

		if (!c)
			return &b->entries[mid];
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

void wn_baseline_free(struct wn_baseline *b)
{
	if (!b)
		return;
	wn_arena_free(&b->arena);
	free(b->entries);
	free(b);
}
