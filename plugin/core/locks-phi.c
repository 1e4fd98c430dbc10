// SPDX-License-Identifier: GPL-2.0-or-later
/* Loop variables: one name for all rounds, also in the locks that are held. */
#include "locks-run.h"

static void rename_ents(struct wn_lk_frame *f, struct wn_lk_state *s, const struct wn_term *from,
			const struct wn_term *to)
{
	for (uint32_t i = 0; i < s->nents && from->kind != WN_T_CONST; i++) {
		if (s->ents[i].term && s->ents[i].kind != WN_LK_REF)
			s->ents[i].term = wn_t_subst(f->e->ts, s->ents[i].term, from, to);
	}
}

/*
 * A loop variable has one name for all rounds: what was said of the last one is
 * forgotten when the next begins. Small constants are flags and stay.
 */
void wn_lk_phis(struct wn_lk_frame *f, uint32_t from, uint32_t to, struct wn_lk_state *ls)
{
	struct wn_state *s = ls->v;
	const struct wn_block *bb = &f->f.fn->blocks[to];
	bool header = f->f.cfg->header[to];
	const struct wn_term *vals[64], *from_t[64], *to_t[64], *phi;
	int truth[64], sure[64];
	uint32_t nren = 0, i, k, n = bb->nphis < 64 ? bb->nphis : 64;

	if (bb->nphis > n && !f->sum->bound)
		f->sum->bound = "more than 64 values join in one block";
	for (i = 0; i < n; i++) {
		vals[i] = NULL;
		for (k = 0; k < bb->phis[i].n; k++) {
			if (bb->phis[i].preds[k] == from)
				vals[i] = wn_eval(f->e, &f->f, s, &bb->phis[i].args[k], NULL);
		}
	}
	/* before anything is forgotten */
	for (i = 0; i < n; i++)
		truth[i] = vals[i] ? wn_st_truth(s, vals[i]) : -1;
	for (i = 0; i < n; i++) {
		const struct wn_term *v = vals[i];
		uint32_t dst = bb->phis[i].dst;

		if (!v)
			continue;
		if (header && !(v->kind == WN_T_CONST && v->val >= -1 &&
				v->val <= WN_LK_MAX_FLAG)) {
			phi = wn_t_phi(f->e->ts, bb, dst, true, NULL);
			for (k = 0; k < bb->phis[i].n; k++) {
				/* the same in every round: keeps its name */
				if (f->f.cfg->rpo[bb->phis[i].preds[k]] >= f->f.cfg->rpo[to] &&
				    (bb->phis[i].args[k].base != WN_BASE_SSA ||
				     bb->phis[i].args[k].id != dst))
					break;
			}
			if (k < bb->phis[i].n && v != phi) {
				wn_st_kill(f->a, s, phi);
				from_t[nren] = v;
				sure[nren] = truth[i];
				to_t[nren++] = phi;
				v = phi;
			}
		}
		s->ssa[dst] = v;
	}
	for (i = 0; i < nren; i++) {
		if (sure[i] >= 0)
			wn_st_assume_truth(f->a, s, to_t[i], sure[i]);
	}
	/* Larger names first: one may be part of another. */
	while (nren) {
		for (i = 1, k = 0; i < nren; i++) {
			if (from_t[i]->depth > from_t[k]->depth)
				k = i;
		}
		rename_ents(f, ls, from_t[k], to_t[k]);
		from_t[k] = from_t[--nren];
		to_t[k] = to_t[nren];
	}
}
