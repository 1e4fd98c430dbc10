// SPDX-License-Identifier: GPL-2.0-or-later
/* Bodies that are not looked into, because rows of the model stand for them. */
#include "program.h"

bool wn_is_modelled(struct wn_program *p, const struct wn_func *fn)
{
	uint32_t n;
	const struct wn_row *const *rows = wn_model_rows(p->model, fn->name, &n);

	return rows && rows[0]->kind != WN_K_IGNORE;
}

/* Is @fi called, and by nobody but functions that the model stands for? */
static bool only_from_behind(const struct wn_finfo *fi)
{
	if (!fi->ncallers)
		return false;
	for (uint32_t i = 0; i < fi->ncallers; i++) {
		if (!fi->callers[i]->behind)
			return false;
	}
	return true;
}

void wn_find_behind(struct wn_program *p)
{
	bool again = true;
	uint32_t i;

	/* Helpers of helpers may call each other, so all are taken for such at first. */
	for (i = 0; i < p->ninfos; i++)
		p->infos[i]->behind = true;
	while (again) {
		again = false;
		for (i = 0; i < p->ninfos; i++) {
			struct wn_finfo *fi = p->infos[i];

			if (!fi->behind || wn_is_modelled(p, fi->fn) || only_from_behind(fi))
				continue;
			fi->behind = false;
			again = true;
		}
	}
}
