// SPDX-License-Identifier: GPL-2.0-or-later
/* Two states with the same locks become one: what both know stays known. */
#include "locks-run.h"

static const struct wn_term *join_value(struct wn_lk_frame *f, uint32_t block, int64_t id,
					const struct wn_term *addr, const struct wn_term *a,
					const struct wn_term *b)
{
	const struct wn_block *bb = &f->f.fn->blocks[block];

	if (a == b)
		return a;
	if (!a || !b)
		return NULL;
	return wn_t_phi(f->e->ts, bb, addr ? -1 - (int64_t)addr->id : id,
			f->f.cfg->header[block], NULL);
}

static bool has_cell(const struct wn_state *s, const struct wn_term *addr)
{
	for (uint32_t i = 0; i < s->nmem; i++) {
		if (s->mem[i].addr == addr)
			return true;
	}
	return false;
}

static bool join_mem(struct wn_lk_frame *f, uint32_t block, struct wn_state *into,
		     const struct wn_state *s)
{
	struct wn_terms *ts = f->e->ts;
	bool changed = false;
	uint32_t i;

	for (i = 0; i < into->nmem; i++) {
		const struct wn_term *a = into->mem[i].addr, *v;

		if (wn_st_has(s, a, into->mem[i].val))
			continue;
		v = join_value(f, block, 0, a, into->mem[i].val, wn_st_load(ts, s, a));
		if (v && v != into->mem[i].val) {
			into->mem[i].val = v;
			changed = true;
		}
	}
	for (i = 0; i < s->nmem; i++) {
		const struct wn_term *a = s->mem[i].addr, *old, *v;

		/* an object and its parts are cells of their own: joined above */
		if (has_cell(into, a) || wn_st_has(into, a, s->mem[i].val))
			continue;
		old = wn_st_load(ts, into, a);
		v = join_value(f, block, 0, a, old, s->mem[i].val);
		if (!v || v == old)
			continue;
		wn_st_store(f->a, into, a, v);
		changed = true;
	}
	return changed;
}

static bool join_known(struct wn_state *into, const struct wn_state *s)
{
	uint32_t i, k, n = 0, before = into->nknown;

	for (i = 0; i < into->nknown; i++) {
		for (k = 0; k < s->nknown; k++) {
			if (into->known[i].term == s->known[k].term &&
			    into->known[i].equal == s->known[k].equal &&
			    into->known[i].val == s->known[k].val)
				break;
		}
		if (k < s->nknown)
			into->known[n++] = into->known[i];
	}
	into->nknown = n;
	return n != before;
}

/* A pointer that is not NULL on either side is not NULL after them. */
static bool both_true(const struct wn_state *x, const struct wn_term *a,
		      const struct wn_state *y, const struct wn_term *b)
{
	return a && b && wn_st_truth(x, a) == 1 && wn_st_truth(y, b) == 1;
}

static bool both_null(const struct wn_state *x, const struct wn_term *a,
		      const struct wn_state *y, const struct wn_term *b)
{
	return a && b && wn_st_truth(x, a) == 0 && wn_st_truth(y, b) == 0;
}

bool wn_lk_join(struct wn_lk_frame *f, uint32_t block, struct wn_lk_state *into,
		const struct wn_lk_state *s)
{
	const struct wn_cfg *cfg = f->f.cfg;
	struct wn_state *a = into->v, *b = s->v;
	const struct wn_term *sure[16];
	uint32_t i, nsure = 0;
	bool changed = wn_lk_join_ents(f->a, into, s);

	for (i = 0; i < a->nssa; i++) {
		const struct wn_term *v;

		if (a->ssa[i] == b->ssa[i] || !wn_cfg_live_ssa(cfg, block, i))
			continue;
		if (both_null(a, a->ssa[i], b, b->ssa[i]))
			v = wn_t_const(f->e->ts, 0);
		else
			v = join_value(f, block, i, NULL, a->ssa[i], b->ssa[i]);
		if (v && nsure < WN_ARRAY_SIZE(sure) &&
		    both_true(a, a->ssa[i], b, b->ssa[i]))
			sure[nsure++] = v;
		if (v != a->ssa[i]) {
			a->ssa[i] = v;
			changed = true;
		}
	}
	changed |= join_mem(f, block, a, b);
	changed |= join_known(a, b);
	for (i = 0; i < nsure; i++)
		wn_st_assume_truth(f->a, a, sure[i], true);
	return changed;
}
