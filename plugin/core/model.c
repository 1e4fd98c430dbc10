// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "util.h"

struct wn_model {
	unsigned int version;
	uint32_t n;
	const struct wn_row **rows;	/* sorted by name, table order within */
	uint32_t *slots;	/* by the name's hash: its first row, plus one */
	uint32_t mask;
	struct memo *memo;	/* answers of wn_model_rows_kept() */
};

#define MEMOS 1024

struct memo { const char *name; uint32_t slot; };

static int by_name(const void *pa, const void *pb)
{
	const struct wn_row *a = *(const struct wn_row *const *)pa;
	const struct wn_row *b = *(const struct wn_row *const *)pb;
	int c = strcmp(a->name, b->name);

	if (c)
		return c;
	return a < b ? -1 : a > b;
}

/* The notifiers' own calls, which distributions backport as a whole. */
static bool is_api(enum wn_kind kind)
{
	switch (kind) {
	case WN_K_TNOTIFY:
	case WN_K_PAGE_NOTIFY:
	case WN_K_RANGE_INIT:
	case WN_K_RANGE_START:
	case WN_K_RANGE_START_NB:
	case WN_K_RANGE_END:
	case WN_K_RANGE_ONLY_END:
		return true;
	default:
		return false;
	}
}

static bool holds(const struct wn_row *r, const struct wn_kernel *k)
{
	unsigned int version = is_api(r->kind) ? k->api : k->version;

	return (!r->since || version >= r->since) && (!r->until || version < r->until);
}

/* Where the row of @name is, or a free place. Every call is asked for. */
static uint32_t *row_slot(const struct wn_model *m, const char *name)
{
	uint32_t i = (uint32_t)wn_hash(5, name, strlen(name)) & m->mask;

	while (m->slots[i] && strcmp(m->rows[m->slots[i] - 1]->name, name))
		i = (i + 1) & m->mask;
	return &m->slots[i];
}

static void index_rows(struct wn_model *m)
{
	uint32_t cap = 64, *slot, i;

	while (cap < m->n * 4)
		cap *= 2;
	m->mask = cap - 1;
	m->slots = wn_xrealloc(NULL, cap * sizeof(*m->slots));
	memset(m->slots, 0, cap * sizeof(*m->slots));
	for (i = 0; i < m->n; i++) {
		slot = row_slot(m, m->rows[i]->name);
		if (!*slot)
			*slot = i + 1;
	}
}

struct wn_model *wn_model_for(const struct wn_kernel *k)
{
	struct wn_model *m = wn_xrealloc(NULL, sizeof(*m));
	uint32_t i;

	m->version = k->api;
	m->n = 0;
	m->rows = wn_xrealloc(NULL, wn_model_table_size * sizeof(*m->rows));
	for (i = 0; i < wn_model_table_size; i++) {
		if (holds(&wn_model_table[i], k))
			m->rows[m->n++] = &wn_model_table[i];
	}
	qsort(m->rows, m->n, sizeof(*m->rows), by_name);
	index_rows(m);
	m->memo = wn_xrealloc(NULL, MEMOS * sizeof(*m->memo));
	memset(m->memo, 0, MEMOS * sizeof(*m->memo));
	return m;
}

struct wn_model *wn_model_new(unsigned int version)
{
	return wn_model_for(&(struct wn_kernel){ .version = version, .api = version });
}

void wn_model_free(struct wn_model *m)
{
	if (!m)
		return;
	free(m->rows);
	free(m->memo);
	free(m->slots);
	free(m);
}

unsigned int wn_model_version(const struct wn_model *m)
{
	return m->version;
}

/* The rows from place @lo, less one, on that are of one name; 0: none. */
static const struct wn_row *const *rows_at(const struct wn_model *m, uint32_t lo, uint32_t *n)
{
	uint32_t end;

	*n = 0;
	if (!lo)
		return NULL;
	lo--;
	for (end = lo + 1; end < m->n && !strcmp(m->rows[end]->name, m->rows[lo]->name); end++)
		;
	*n = end - lo;
	return &m->rows[lo];
}

const struct wn_row *const *wn_model_rows(const struct wn_model *m,
					  const char *name, uint32_t *n)
{
	return rows_at(m, *row_slot(m, name), n);
}

const struct wn_row *const *wn_model_rows_kept(const struct wn_model *m,
					       const char *name, uint32_t *n)
{
	struct memo *memo = &m->memo[wn_mix(0, (uintptr_t)name) >> 54];

	if (memo->name != name)
		*memo = (struct memo){ name, *row_slot(m, name) };
	return rows_at(m, memo->slot, n);
}

static const struct wn_row *of_kind(const struct wn_row *const *r, uint32_t n,
				    enum wn_kind kind)
{
	for (uint32_t i = 0; i < n; i++) {
		if (r[i]->kind == kind)
			return r[i];
	}
	return NULL;
}

const struct wn_row *wn_model_row(const struct wn_model *m, const char *name,
				  enum wn_kind kind)
{
	uint32_t n;
	const struct wn_row *const *r = wn_model_rows(m, name, &n);

	return of_kind(r, n, kind);
}

const struct wn_row *wn_model_row_kept(const struct wn_model *m, const char *name,
				       enum wn_kind kind)
{
	uint32_t n;
	const struct wn_row *const *r = wn_model_rows_kept(m, name, &n);

	return of_kind(r, n, kind);
}

bool wn_row_reaches(const struct wn_row *r)
{
	switch (r->kind) {
	case WN_K_VALUE:
	case WN_K_NAME:
	case WN_K_KERNEL_MM:
	case WN_K_SWAP_ONLY:
	case WN_K_READ:
	case WN_K_PUT:
	case WN_K_GET:
	case WN_K_WRITE_PAGE:
	case WN_K_DIRTY:
	case WN_K_RMAP_REMOVE:
		return false;
	case WN_K_IGNORE:
		/* Gives up a table that was mapped, and may drop its lock with it. */
		return r->lock == WN_LK_PTL;
	case WN_K_PURE:
	case WN_K_LOCK:
	case WN_K_UNLOCK:
	case WN_K_TRYLOCK:
		return r->lock == WN_LK_PTL || r->lock == WN_LK_IMMAP ||
		       r->lock == WN_LK_ANON_VMA;
	default:
		return true;
	}
}

bool wn_row_is_question(const struct wn_row *r)
{
	return r->kind == WN_K_PURE &&
	       (r->vkind == WN_V_PRESENT || r->vkind == WN_V_NOTPRESENT ||
		r->vkind == WN_V_DIRTY || r->vkind == WN_V_BIT || r->vkind == WN_V_PROTNONE);
}

bool wn_row_is_seed(const struct wn_row *r)
{
	return wn_row_reaches(r) || r->flags & WN_F_SEED;
}

bool wn_is_entry_pointer(const char *type)
{
	static const char *const names[] = { "pte_t", "pmd_t", "pud_t", "p4d_t", "pgd_t" };
	uint32_t i;

	for (i = 0; i < WN_ARRAY_SIZE(names); i++) {
		size_t n = strlen(names[i]);

		if (!strncmp(type, names[i], n) && !strcmp(type + n, " *"))
			return true;
	}
	return false;
}

bool wn_is_entry_type(const char *type)
{
	return type && (!strcmp(type, "pte_t") || !strcmp(type, "pmd_t") ||
			!strcmp(type, "pud_t") || !strcmp(type, "swp_entry_t"));
}

bool wn_is_spinlock(const char *type)
{
	return !strcmp(type, "spinlock_t *") || !strcmp(type, "struct spinlock *");
}

const char *wn_level_name(enum wn_level l)
{
	static const char *const names[] = {
		"", "pte", "pmd", "pud", "p4d", "pgd", "huge",
	};

	return names[l];
}

const char *wn_lock_name(enum wn_lock l)
{
	static const char *const names[] = {
		"", "PTL", "spinlock", "RCU", "preempt-off", "mmap_lock(read)",
		"mmap_lock(write)", "vma lock", "i_mmap_rwsem", "anon_vma",
		"folio lock", "mutex",
	};

	return names[l];
}
