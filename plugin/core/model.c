// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "util.h"

struct wn_model {
	unsigned int version;
	uint32_t n;
	const struct wn_row **rows;	/* sorted by name, table order within */
};

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
	free(m);
}

unsigned int wn_model_version(const struct wn_model *m)
{
	return m->version;
}

const struct wn_row *const *wn_model_rows(const struct wn_model *m,
					  const char *name, uint32_t *n)
{
	uint32_t lo = 0, hi = m->n, mid, end;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (strcmp(m->rows[mid]->name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (end = lo; end < m->n && !strcmp(m->rows[end]->name, name); end++)
		;
	*n = end - lo;
	return *n ? &m->rows[lo] : NULL;
}

const struct wn_row *wn_model_row(const struct wn_model *m, const char *name,
				  enum wn_kind kind)
{
	uint32_t n, i;
	const struct wn_row *const *r = wn_model_rows(m, name, &n);

	for (i = 0; i < n; i++) {
		if (r[i]->kind == kind)
			return r[i];
	}
	return NULL;
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
