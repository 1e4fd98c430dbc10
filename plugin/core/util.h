/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory, strings and hashing shared by everything in plugin/core.
 *
 * All core data lives in arenas that are freed as a whole: the analysis builds
 * graphs of small immutable objects, and nobody but the owner of the arena can
 * say when the last of them is dead.
 */
#ifndef WNOTIFY_UTIL_H
#define WNOTIFY_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WN_ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

struct wn_arena_chunk;

/**
 * struct wn_arena - a region of memory that is freed as a whole
 * @head: newest chunk
 * @used: bytes handed out so far, for the memory bound and the statistics
 */
struct wn_arena {
	struct wn_arena_chunk *head;
	size_t used;
};

/* Zeroed, aligned for any type. Never returns NULL: exits with 2 on ENOMEM. */
void *wn_alloc(struct wn_arena *a, size_t n);
/* The same, not zeroed: for what is copied over at once. */
void *wn_alloc_raw(struct wn_arena *a, size_t n);
char *wn_strndup(struct wn_arena *a, const char *s, size_t n);
char *wn_printf(struct wn_arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void wn_arena_free(struct wn_arena *a);

#define wn_new(a, type) ((type *)wn_alloc(a, sizeof(type)))
#define wn_new_n(a, type, n) ((type *)wn_alloc(a, sizeof(type) * (n)))

/* malloc family for what must grow; exit with 2 on ENOMEM. */
void *wn_xrealloc(void *p, size_t n);

/**
 * WN_PUSH - append one element to a growing array
 * @vec: pointer variable, from malloc or NULL
 * @n: count variable
 * @cap: capacity variable
 * @elem: value to append
 */
#define WN_PUSH(vec, n, cap, elem) do {					\
	if ((n) == (cap)) {						\
		(cap) = (cap) ? (cap) * 2 : 8;				\
		(vec) = (__typeof__(vec))wn_xrealloc((vec),		\
					(cap) * sizeof(*(vec)));	\
	}								\
	(vec)[(n)++] = (elem);						\
} while (0)

uint64_t wn_hash(uint64_t seed, const void *p, size_t n);

static inline uint64_t wn_mix(uint64_t h, uint64_t v)
{
	h ^= v + 0x9e3779b97f4a7c15ULL + (h << 6) + (h >> 2);
	return h * 0xff51afd7ed558ccdULL;
}

struct wn_strtab;

/* Interned strings: equal strings are one pointer for the life of the table. */
struct wn_strtab *wn_strtab_new(void);
const char *wn_intern(struct wn_strtab *t, const char *s);
const char *wn_intern_n(struct wn_strtab *t, const char *s, size_t n);
void wn_strtab_free(struct wn_strtab *t);

#ifdef __cplusplus
}
#endif
#endif
