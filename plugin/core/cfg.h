/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the engine needs to know about a body before it runs it. */
#ifndef WNOTIFY_CFG_H
#define WNOTIFY_CFG_H

#include "facts.h"

/**
 * struct wn_cfg - order and liveness of one body
 * @rpo: position of each block in reverse post-order, UINT32_MAX if unreachable
 * @order: blocks in that order, @nreach of them
 * @live: for each block a bit set of what is live on entry: SSA names first,
 *	then variables; variables whose address is taken are always live
 * @words: 64-bit words in one set
 * @header: blocks that a loop comes back to
 * @locks: SSA names of spinlocks, @nlocks of them
 * @entries: variables that hold an entry, @nentries of them
 * @answers: SSA names of the bools that it returns, or its calls, @nanswers of them
 */
struct wn_cfg {
	uint32_t nreach;
	uint32_t *rpo, *order;
	uint64_t *live;
	uint32_t words;
	bool *header;		/* a back edge leads here */
	uint32_t *locks, nlocks;
	uint32_t *entries, nentries;
	uint32_t *answers, nanswers;
};

struct wn_cfg *wn_cfg_build(struct wn_arena *a, const struct wn_func *fn);
/* The statement that defines an SSA name, or the phi; neither for a parameter. */
const struct wn_stmt *wn_def_of(const struct wn_func *fn, uint32_t id,
				const struct wn_phi **phi);

static inline bool wn_cfg_live_ssa(const struct wn_cfg *c, uint32_t block, uint32_t ssa)
{
	return c->live[block * c->words + ssa / 64] >> (ssa % 64) & 1;
}

static inline bool wn_cfg_live_var(const struct wn_cfg *c, const struct wn_func *fn,
				   uint32_t block, uint32_t var)
{
	return wn_cfg_live_ssa(c, block, fn->nssa + var);
}

#endif
