// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A flush is owed or promised, and it does not come: an entry is recorded in a
 * gather of this function's own that is not flushed; a shared page table is dropped
 * and the flush is left to a gather that ends when i_mmap_rwsem is long gone
 * (a4a118f2eead, CVE-2021-4002); or a helper that all others rely on to flush does not.
 */
#include <string.h>

#include "../rules.h"

static bool flushes(const struct wn_row *r)
{
	switch (r->kind) {
	case WN_K_CLEAR:
		return r->flags & WN_F_FLUSH;
	case WN_K_FLUSH:
	case WN_K_TLB_FLUSH:
	case WN_K_TLB_FINISH:
	case WN_K_BATCH_FLUSH:
	case WN_K_PENDING:
		return true;
	default:
		return false;
	}
}

static bool is_flush(struct wn_analysis *an, const char *name)
{
	uint32_t n;
	const struct wn_row *const *rows = wn_model_rows(an->prog->model, name, &n);

	return rows && flushes(rows[0]);
}

/* An architecture's own flush is made of instructions and interrupts to other CPUs. */
static bool is_arch(const struct wn_func *fn)
{
	return !strncmp(fn->file, "arch/", 5);
}

/* What the model says of a helper must be true of its definition. */
static void helper(struct wn_analysis *an, const struct wn_rule *rule, struct wn_finfo *fi)
{
	const struct wn_func *fn = fi->fn;
	struct wn_ctx *ctx;
	uint32_t i, b;

	for (i = 0; i < fn->ncallees; i++) {
		if (is_flush(an, fn->callees[i]))
			return;
	}
	if (!wn_ready(an->prog, fi))
		return;
	for (b = 0; b < fn->nblocks && !fn->blocks[b].nstmts; b++)
		;
	if (b == fn->nblocks)
		return;
	ctx = wn_new(&an->prog->arena, struct wn_ctx);
	ctx->fn = fn;
	wn_report(an, rule, &(struct wn_report){
		.at = { &fn->blocks[b].stmts[0], ctx },
		.message = wn_text(an, "%s() is relied on to flush the CPU TLB, and does not",
				   fn->name),
		.reason = "every caller goes on as if no CPU had the old translation",
		.hint = "flush here",
	});
}

/* A gather of the analysed function's own, not one that its caller passed. */
static bool own_gather(const struct wn_ob *o)
{
	return o->gather && wn_t_object(o->gather)->kind == WN_T_VARADDR;
}

static void check(struct wn_analysis *an, const struct wn_rule *rule)
{
	uint32_t i;

	for (i = 0; i < an->nchanges; i++) {
		const struct wn_ob *o = an->changes[i].ob;
		bool shared = o->row->flags & WN_F_GATHER;

		if (o->c != WN_TOLD_RECORDED || o->present == WN_PRESENT_NO || o->detached ||
		    o->released || (!shared && !own_gather(o)))
			continue;
		wn_report(an, rule, &(struct wn_report){
			.at = o->site, .ob = o,
			.message = wn_text(an, shared ?
				"%s: a shared page table is dropped, and no flush follows here" :
				"%s: recorded in a gather that is not flushed on some path",
				o->primitive),
			.reason = shared ?
				"another sharer may free it once i_mmap_rwsem is dropped" :
				"a CPU goes on with the old translation",
			.hint = shared ? "flush before i_mmap_rwsem is dropped" :
				"finish the gather on every path",
		});
	}
	for (i = 0; i < an->prog->ninfos; i++) {
		struct wn_finfo *fi = an->prog->infos[i];

		if (is_flush(an, fi->fn->name) && !wn_in_header(fi->fn) && !is_arch(fi->fn))
			helper(an, rule, fi);
	}
}

const struct wn_rule wn_rule_missing_flush = { "missing-flush", check };
