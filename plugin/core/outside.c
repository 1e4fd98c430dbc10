// SPDX-License-Identifier: GPL-2.0-or-later
/* What units that were left out would have to name to change the result. */
#include <string.h>

#include "engine.h"
#include "program.h"
#include "words.h"

/*
 * Does it depend on the caller, or leave something to it: a lock, a range, a
 * change that is not settled, a range that must not be opened under a lock?
 */
static bool callers_matter(struct wn_program *p, const struct wn_finfo *fi)
{
	if (fi->fn->is_static || wn_in_header(fi->fn))
		return false;
	/* Not looked at, because nobody but helpers of the model calls it here. */
	if (fi->behind)
		return !wn_is_modelled(p, fi->fn);
	return fi->trace && (fi->needs_ctx || fi->visible || fi->trace->opens ||
			     fi->trace->start.stmt);
}

/* Without its body the analysis asks for a row, or does not know that it unlocks. */
static bool body_matters(const struct wn_program *p, const struct wn_decl *d)
{
	uint32_t i, n;

	if (p->model && wn_model_rows(p->model, d->name, &n))
		return false;
	for (i = 0; i < d->nparams; i++) {
		if (wn_is_entry_pointer(d->params[i]) || wn_is_spinlock(d->params[i]))
			return true;
	}
	return false;
}

void wn_outside(struct wn_program *p,
		void (*cb)(void *arg, enum wn_outside what, const char *name), void *arg)
{
	uint32_t i, k;

	for (i = 0; i < p->ninfos; i++) {
		if (callers_matter(p, p->infos[i]))
			cb(arg, WN_OUTSIDE_CALL, p->infos[i]->fn->name);
	}
	for (i = 0; i < p->nunits; i++) {
		const struct wn_unit *u = p->units[i];

		for (k = 0; k < u->ndecls; k++) {
			if (body_matters(p, &u->decls[k]) &&
			    !wn_resolve(p, u, u->decls[k].name))
				wn_missing_add(p, u->decls[k].name);
		}
	}
	for (i = 0; i < p->nmissing; i++)
		cb(arg, WN_OUTSIDE_BODY, p->missing[i]);
}
