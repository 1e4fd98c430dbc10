// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

#define CHUNK_SIZE (256 * 1024)

struct wn_arena_chunk {
	struct wn_arena_chunk *next;
	size_t size, used;
	max_align_t data[];
};

static void out_of_memory(void)
{
	fputs("wnotify: out of memory: give the machine more, or analyse fewer directories (DIRS=)\n",
	      stderr);
	exit(2);
}

void *wn_xrealloc(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);

	if (!q)
		out_of_memory();
	return q;
}

void *wn_alloc_raw(struct wn_arena *a, size_t n)
{
	struct wn_arena_chunk *c = a->head;
	void *p;

	n = (n + sizeof(max_align_t) - 1) & ~(sizeof(max_align_t) - 1);
	if (!c || c->size - c->used < n) {
		size_t size = n > CHUNK_SIZE ? n : CHUNK_SIZE;

		c = wn_xrealloc(NULL, sizeof(*c) + size);
		c->size = size;
		c->used = 0;
		c->next = a->head;
		a->head = c;
	}
	p = (char *)c->data + c->used;
	c->used += n;
	a->used += n;
	return p;
}

void *wn_alloc(struct wn_arena *a, size_t n)
{
	return memset(wn_alloc_raw(a, n), 0, n);
}

char *wn_strndup(struct wn_arena *a, const char *s, size_t n)
{
	char *p = wn_alloc(a, n + 1);

	memcpy(p, s, n);
	return p;
}

char *wn_printf(struct wn_arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return wn_strndup(a, "", 0);
	p = wn_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

void wn_arena_free(struct wn_arena *a)
{
	struct wn_arena_chunk *c, *next;

	for (c = a->head; c; c = next) {
		next = c->next;
		free(c);
	}
	a->head = NULL;
	a->used = 0;
}

uint64_t wn_hash(uint64_t seed, const void *p, size_t n)
{
	const unsigned char *s = p;
	uint64_t h = seed ^ 0xcbf29ce484222325ULL, w = n;

	for (; n >= sizeof(w); n -= sizeof(w), s += sizeof(w)) {
		uint64_t v;

		memcpy(&v, s, sizeof(v));
		h = wn_mix(h, v);
	}
	while (n--)
		w = w << 8 | *s++;
	h = wn_mix(h, w);
	return h ^ (h >> 29);
}

struct str_slot {
	uint64_t hash;
	const char *s;
};

struct wn_strtab {
	struct wn_arena arena;
	struct str_slot *slots;
	size_t n, cap;
};

struct wn_strtab *wn_strtab_new(void)
{
	struct wn_strtab *t = wn_xrealloc(NULL, sizeof(*t));

	memset(t, 0, sizeof(*t));
	return t;
}

static void strtab_grow(struct wn_strtab *t)
{
	size_t cap = t->cap ? t->cap * 2 : 1024, i, j;
	struct str_slot *s = calloc(cap, sizeof(*s));

	if (!s)
		out_of_memory();
	for (i = 0; i < t->cap; i++) {
		if (!t->slots[i].s)
			continue;
		for (j = t->slots[i].hash & (cap - 1); s[j].s; j = (j + 1) & (cap - 1))
			;
		s[j] = t->slots[i];
	}
	free(t->slots);
	t->slots = s;
	t->cap = cap;
}

const char *wn_intern_n(struct wn_strtab *t, const char *s, size_t n)
{
	uint64_t h = wn_hash(0, s, n);
	size_t i;

	if (t->n * 2 >= t->cap)
		strtab_grow(t);
	for (i = h & (t->cap - 1); t->slots[i].s; i = (i + 1) & (t->cap - 1)) {
		if (t->slots[i].hash == h && !strncmp(t->slots[i].s, s, n) &&
		    !t->slots[i].s[n])
			return t->slots[i].s;
	}
	t->slots[i].hash = h;
	t->slots[i].s = wn_strndup(&t->arena, s, n);
	t->n++;
	return t->slots[i].s;
}

const char *wn_intern(struct wn_strtab *t, const char *s)
{
	return wn_intern_n(t, s, strlen(s));
}

void wn_strtab_free(struct wn_strtab *t)
{
	if (!t)
		return;
	wn_arena_free(&t->arena);
	free(t->slots);
	free(t);
}
