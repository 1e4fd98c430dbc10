// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What implementers of notifiers (KVM, IOMMU and GPU drivers) may do in their
 * callbacks: those that are called under the page-table lock must not sleep, the
 * others must not when the range is not blockable (93065ac753e4), and some are gone.
 *
 * A callback and what it calls in its own file is read; who calls further away may
 * know why it does not sleep there.
 */
#include "../rules.h"

#define MAX_DEPTH 5

struct search {
	struct wn_analysis *an;
	const struct wn_unit *unit;
	struct wn_at found;	/* first call that may sleep */
	bool asks;		/* whether the range is blockable */
};

static const struct wn_ctx *context(struct wn_analysis *an, const struct wn_ctx *up,
				    const struct wn_func *fn, const struct wn_stmt *call)
{
	struct wn_ctx *c = wn_new(&an->prog->arena, struct wn_ctx);

	*c = (struct wn_ctx){ up, fn, call, up ? up->depth + 1 : 0 };
	return c;
}

static bool running(const struct wn_ctx *c, const struct wn_func *fn)
{
	for (; c; c = c->up) {
		if (c->fn == fn)
			return true;
	}
	return false;
}

static void look(struct search *s, const struct wn_ctx *ctx)
{
	const struct wn_func *fn = ctx->fn;
	struct wn_finfo *callee;
	uint32_t b, i;

	for (b = 0; b < fn->nblocks; b++) {
		for (i = 0; i < fn->blocks[b].nstmts; i++) {
			const struct wn_stmt *st = &fn->blocks[b].stmts[i];

			if (st->kind != WN_CALL || st->callee.base != WN_BASE_FUNC)
				continue;
			s->asks |= wn_model_asks_blockable(st->callee.name);
			if (wn_model_sleeps(s->an->prog->model, st->callee.name)) {
				if (!s->found.stmt)
					s->found = (struct wn_at){ st, ctx };
				continue;
			}
			callee = wn_resolve(s->an->prog, s->unit, st->callee.name);
			if (callee && callee->fn->unit == s->unit && ctx->depth < MAX_DEPTH &&
			    !running(ctx, callee->fn) && wn_ready(s->an->prog, callee))
				look(s, context(s->an, ctx, callee->fn, st));
		}
	}
}

static struct wn_at begin(struct wn_analysis *an, struct wn_finfo *fi)
{
	const struct wn_func *fn = fi->fn;
	uint32_t b;

	for (b = 0; wn_ready(an->prog, fi) && b < fn->nblocks; b++) {
		if (fn->blocks[b].nstmts)
			return (struct wn_at){ fn->blocks[b].stmts, context(an, NULL, fn, NULL) };
	}
	return (struct wn_at){ NULL, NULL };
}

static void sleeps(struct wn_analysis *an, const struct wn_rule *rule, enum wn_op_sleep how,
		   const struct wn_op_row *op, struct wn_finfo *fi)
{
	struct search s = { .an = an, .unit = fi->fn->unit };
	struct wn_at at = begin(an, fi);
	const char *name;

	if (op->sleep != how || !at.stmt)
		return;
	look(&s, at.ctx);
	if (!s.found.stmt || (how == WN_OP_BLOCKABLE && s.asks))
		return;
	name = wn_call_name(an, s.found.stmt);
	wn_report(an, rule, &(struct wn_report){
		.at = s.found, .other = at,
		.other_text = wn_text(an, "%s() is %s.%s", fi->fn->name, op->type, op->field),
		.message = wn_text(an, how == WN_OP_ATOMIC ?
			"%s() may sleep in %s(), which is %s.%s and must not" :
			"%s() may sleep in %s(), which is %s.%s and does not ask whether it may",
			name, fi->fn->name, op->type, op->field),
		.reason = how == WN_OP_ATOMIC ? op->source :
			"the OOM reaper opens ranges that are not blockable, and would wait for itself",
		.hint = how == WN_OP_ATOMIC ? "do what sleeps in invalidate_range_start" :
			"test mmu_notifier_range_blockable() and fail with -EAGAIN",
		.confidence = "medium",
	});
}

static void obsolete(struct wn_analysis *an, const struct wn_rule *rule, enum wn_op_sleep how,
		     const struct wn_op_row *op, struct wn_finfo *fi)
{
	struct wn_at at = begin(an, fi);
	bool gone = op->until && an->version >= op->until;

	(void)how;
	if (!at.stmt || (!gone && an->version >= op->since))
		return;
	wn_report(an, rule, &(struct wn_report){
		.at = at,
		.message = wn_text(an, "%s() is %s.%s, which this kernel %s", fi->fn->name,
				   op->type, op->field, gone ? "has no more" : "does not have yet"),
		.reason = op->source,
		.hint = "see the callbacks that include/linux/mmu_notifier.h has",
	});
}

/* Each function that somebody gives as such a callback. */
static void each(struct wn_analysis *an, const struct wn_rule *rule, enum wn_op_sleep how,
		 void (*judge)(struct wn_analysis *, const struct wn_rule *, enum wn_op_sleep,
			       const struct wn_op_row *, struct wn_finfo *))
{
	for (uint32_t i = 0; i < an->prog->nunits; i++) {
		const struct wn_unit *u = an->prog->units[i];

		for (uint32_t k = 0; k < u->nfnptrs; k++) {
			const struct wn_fnptr *p = &u->fnptrs[k];
			const struct wn_op_row *op = wn_model_op(p->type, p->field);
			struct wn_finfo *fi = op ? wn_resolve(an->prog, u, p->func) : NULL;

			if (fi)
				judge(an, rule, how, op, fi);
		}
	}
}

static void sleeping(struct wn_analysis *an, const struct wn_rule *rule)
{
	each(an, rule, WN_OP_ATOMIC, sleeps);
}

static void blockable(struct wn_analysis *an, const struct wn_rule *rule)
{
	if (an->version >= 419)
		each(an, rule, WN_OP_BLOCKABLE, sleeps);
}

static void gone(struct wn_analysis *an, const struct wn_rule *rule)
{
	each(an, rule, WN_OP_ATOMIC, obsolete);
}

const struct wn_rule wn_rule_sleeping_callback = { "sleeping-callback", sleeping };
const struct wn_rule wn_rule_ignored_blockable = { "ignored-blockable", blockable };
const struct wn_rule wn_rule_obsolete_callback = { "obsolete-callback", gone };
