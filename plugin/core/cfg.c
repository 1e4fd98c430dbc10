// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "cfg.h"
#include "model.h"

static void set_bit(uint64_t *set, uint32_t i)
{
	set[i / 64] |= 1ULL << (i % 64);
}

static void clear_bit(uint64_t *set, uint32_t i)
{
	set[i / 64] &= ~(1ULL << (i % 64));
}

/* Post-order without recursion: kernel functions have thousands of blocks. */
static void order_blocks(struct wn_cfg *c, const struct wn_func *fn)
{
	uint32_t *stack = wn_xrealloc(NULL, sizeof(uint32_t) * 2 * (fn->nblocks + 1));
	uint32_t sp = 0, n = 0, i;
	bool *seen = calloc(fn->nblocks + 1, sizeof(bool));

	for (i = 0; i < fn->nblocks; i++)
		c->rpo[i] = UINT32_MAX;
	if (!seen || !fn->nblocks)
		goto out;
	stack[sp++] = 0;
	stack[sp++] = 0;
	seen[0] = true;
	while (sp) {
		uint32_t b = stack[sp - 2], e = stack[sp - 1];

		if (e < fn->blocks[b].nsucc) {
			uint32_t d = fn->blocks[b].succ[e].dst;

			stack[sp - 1]++;
			if (!seen[d]) {
				seen[d] = true;
				stack[sp++] = d;
				stack[sp++] = 0;
			}
			continue;
		}
		c->order[n++] = b;
		sp -= 2;
	}
	for (i = 0; i < n / 2; i++) {
		uint32_t t = c->order[i];

		c->order[i] = c->order[n - 1 - i];
		c->order[n - 1 - i] = t;
	}
	for (i = 0; i < n; i++)
		c->rpo[c->order[i]] = i;
	c->nreach = n;
out:
	free(seen);
	free(stack);
}

static void use(const struct wn_func *fn, uint64_t *set, const struct wn_opnd *o)
{
	if (o->base == WN_BASE_SSA)
		set_bit(set, o->id);
	else if (o->base == WN_BASE_VAR)
		set_bit(set, fn->nssa + o->id);
}

static void define(const struct wn_func *fn, uint64_t *set, const struct wn_opnd *o)
{
	if (o->base == WN_BASE_SSA && !o->nsteps)
		clear_bit(set, o->id);
	else if (o->base == WN_BASE_VAR && !o->nsteps)
		clear_bit(set, fn->nssa + o->id);
	else
		use(fn, set, o);
}

static void transfer(const struct wn_func *fn, uint32_t b, uint64_t *set)
{
	const struct wn_block *bb = &fn->blocks[b];
	uint32_t i, j;

	use(fn, set, &bb->cond[0]);
	use(fn, set, &bb->cond[1]);
	for (i = bb->nstmts; i--; ) {
		const struct wn_stmt *st = &bb->stmts[i];

		define(fn, set, &st->lhs);
		use(fn, set, &st->callee);
		for (j = 0; j < st->nargs; j++)
			use(fn, set, &st->args[j]);
	}
	for (i = 0; i < bb->nphis; i++)
		clear_bit(set, bb->phis[i].dst);
}

/* What block @to uses of the values that come along the edge from @from. */
static void use_of_phis(const struct wn_func *fn, uint32_t from, uint32_t to, uint64_t *set)
{
	const struct wn_block *bb = &fn->blocks[to];

	for (uint32_t i = 0; i < bb->nphis; i++) {
		const struct wn_phi *p = &bb->phis[i];

		for (uint32_t k = 0; k < p->n; k++) {
			if (p->preds[k] == from)
				use(fn, set, &p->args[k]);
		}
	}
}

/* Backwards until nothing changes; @always is live everywhere. */
static void find_live(struct wn_cfg *c, const struct wn_func *fn, const uint64_t *always,
		      uint64_t *set)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (uint32_t k = c->nreach; k--; ) {
			uint32_t b = c->order[k], i, j;
			uint64_t *in = &c->live[(size_t)b * c->words];

			memcpy(set, always, c->words * sizeof(*set));
			for (i = 0; i < fn->blocks[b].nsucc; i++) {
				uint32_t d = fn->blocks[b].succ[i].dst;

				for (j = 0; j < c->words; j++)
					set[j] |= c->live[(size_t)d * c->words + j];
				use_of_phis(fn, b, d, set);
			}
			transfer(fn, b, set);
			for (j = 0; j < c->words; j++)
				set[j] |= always[j];
			if (memcmp(in, set, c->words * sizeof(*set))) {
				memcpy(in, set, c->words * sizeof(*set));
				changed = true;
			}
		}
	}
}

/* The bools that are returned, or come from calls. */
static void list_answers(struct wn_arena *a, struct wn_cfg *c, const struct wn_func *fn)
{
	bool *listed = wn_new_n(a, bool, fn->nssa + 1);

	c->answers = wn_new_n(a, uint32_t, fn->nssa + 1);
	for (uint32_t i = 0; i < fn->nblocks; i++) {
		for (uint32_t k = 0; k < fn->blocks[i].nstmts; k++) {
			const struct wn_stmt *st = &fn->blocks[i].stmts[k];
			const struct wn_opnd *o = st->kind == WN_CALL ? &st->lhs :
				st->kind == WN_RETURN && st->nargs ? &st->args[0] : NULL;

			if (!o || o->base != WN_BASE_SSA || o->nsteps || listed[o->id] ||
			    strcmp(fn->ssa[o->id].type, "_Bool"))
				continue;
			listed[o->id] = true;
			c->answers[c->nanswers++] = o->id;
		}
	}
}

/* What decides which states stay apart: found once, not for each state. */
static void list_types(struct wn_arena *a, struct wn_cfg *c, const struct wn_func *fn)
{
	uint32_t i;

	c->locks = wn_new_n(a, uint32_t, fn->nssa + 1);
	c->entries = wn_new_n(a, uint32_t, fn->nvars + 1);
	for (i = 0; i < fn->nssa; i++) {
		if (wn_is_spinlock(fn->ssa[i].type))
			c->locks[c->nlocks++] = i;
	}
	for (i = 0; i < fn->nvars; i++) {
		if (wn_is_entry_type(fn->vars[i].type))
			c->entries[c->nentries++] = i;
	}
	list_answers(a, c, fn);
}

struct wn_cfg *wn_cfg_build(struct wn_arena *a, const struct wn_func *fn)
{
	struct wn_cfg *c = wn_new(a, struct wn_cfg);
	uint64_t *set, *always;
	uint32_t i, b;

	c->rpo = wn_new_n(a, uint32_t, fn->nblocks + 1);
	c->order = wn_new_n(a, uint32_t, fn->nblocks + 1);
	c->words = (fn->nssa + fn->nvars) / 64 + 1;
	c->live = wn_new_n(a, uint64_t, (size_t)c->words * (fn->nblocks + 1));
	c->header = wn_new_n(a, bool, fn->nblocks + 1);
	order_blocks(c, fn);
	list_types(a, c, fn);
	for (b = 0; b < fn->nblocks; b++) {
		for (i = 0; c->rpo[b] != UINT32_MAX && i < fn->blocks[b].nsucc; i++) {
			uint32_t d = fn->blocks[b].succ[i].dst;

			if (c->rpo[d] <= c->rpo[b])
				c->header[d] = true;
		}
	}
	set = wn_new_n(a, uint64_t, c->words);
	always = wn_new_n(a, uint64_t, c->words);
	for (i = 0; i < fn->nvars; i++) {
		if (fn->vars[i].addressed)
			set_bit(always, fn->nssa + i);
	}
	find_live(c, fn, always, set);
	/* A phi's own result is known on entry, once the edge has set it. */
	for (b = 0; b < fn->nblocks; b++) {
		for (i = 0; i < fn->blocks[b].nphis; i++)
			set_bit(&c->live[(size_t)b * c->words], fn->blocks[b].phis[i].dst);
	}
	return c;
}

const struct wn_stmt *wn_def_of(const struct wn_func *fn, uint32_t id,
				const struct wn_phi **phi)
{
	uint32_t b, i;

	*phi = NULL;
	for (b = 0; b < fn->nblocks; b++) {
		for (i = 0; i < fn->blocks[b].nphis; i++) {
			if (fn->blocks[b].phis[i].dst == id)
				*phi = &fn->blocks[b].phis[i];
		}
		for (i = 0; i < fn->blocks[b].nstmts; i++) {
			const struct wn_stmt *st = &fn->blocks[b].stmts[i];

			if (st->lhs.base == WN_BASE_SSA && !st->lhs.nsteps && st->lhs.id == id)
				return st;
		}
	}
	return NULL;
}
