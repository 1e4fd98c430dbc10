// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions that are kept in fields of structures, and who calls through those. */
#include <stdlib.h>
#include <string.h>

#include "program.h"

static int by_kept(const void *pa, const void *pb)
{
	const struct wn_kept *a = pa, *b = pb;

	if (a->field != b->field)
		return (uintptr_t)a->field < (uintptr_t)b->field ? -1 : 1;
	if (a->type != b->type)
		return (uintptr_t)a->type < (uintptr_t)b->type ? -1 : 1;
	if (a->fi != b->fi)
		return (uintptr_t)a->fi < (uintptr_t)b->fi ? -1 : 1;
	return 0;
}

/* Asked for each call through a pointer: a whole kernel keeps 100,000 functions. */
static void find_kept(struct wn_program *p)
{
	uint32_t i, k, n = 0;

	p->nkept = 0;
	for (i = 0; i < p->nunits; i++) {
		const struct wn_unit *u = p->units[i];

		for (k = 0; k < u->nfnptrs; k++) {
			struct wn_finfo *fi = wn_resolve(p, u, u->fnptrs[k].func);

			if (fi)
				WN_PUSH(p->kept, p->nkept, p->kept_cap,
					((struct wn_kept){ u->fnptrs[k].field,
							u->fnptrs[k].type, fi }));
		}
	}
	if (p->nkept)
		qsort(p->kept, p->nkept, sizeof(*p->kept), by_kept);
	for (i = 0; i < p->nkept; i++) {
		if (!n || by_kept(&p->kept[n - 1], &p->kept[i]))
			p->kept[n++] = p->kept[i];
	}
	p->nkept = n;
	p->kept_of = p->nunits;
}

bool wn_field_matters(struct wn_program *p, const char *type, const char *field)
{
	uint32_t lo = 0, hi;

	if (p->kept_of != p->nunits)
		find_kept(p);
	for (hi = p->nkept; lo < hi; ) {
		uint32_t mid = lo + (hi - lo) / 2;

		if ((uintptr_t)p->kept[mid].field < (uintptr_t)field)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < p->nkept && p->kept[lo].field == field; lo++) {
		if (p->kept[lo].fi->needs_ctx && (!type || !strcmp(p->kept[lo].type, type)))
			return true;
	}
	return false;
}

void wn_add_waiter(struct wn_program *p, struct wn_finfo *fi, const char *type,
		   const char *field)
{
	for (uint32_t i = 0; i < p->nwaiters; i++) {
		if (p->waiters[i].fi == fi && p->waiters[i].field == field)
			return;
	}
	WN_PUSH(p->waiters, p->nwaiters, p->waiters_cap,
		((struct wn_waiter){ fi, type, field }));
}
