// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Control flow: blocks in reverse post order, edges, phis and conditions.
 */
#include "wnp.h"

static bool is_unreachable(gimple *g)
{
	return gimple_call_builtin_p(g, BUILT_IN_UNREACHABLE);
}

/* A block that ends in __builtin_unreachable(): nothing in it matters. */
static bool is_dead(basic_block bb)
{
	gimple_stmt_iterator gsi = gsi_last_nondebug_bb(bb);

	return !gsi_end_p(gsi) && is_unreachable(gsi_stmt(gsi));
}

static bool edge_counts(struct wnp_fn *f, edge e)
{
	return e->dest != EXIT_BLOCK_PTR_FOR_FN(f->fun) &&
	       !(e->flags & EDGE_EH) && !(e->flags & EDGE_FAKE) &&
	       !is_dead(e->src);
}

/* Fills f->order; returns the blocks in that order. */
static basic_block *number_blocks(struct wnp_fn *f, uint32_t *nblocks)
{
	int n = last_basic_block_for_fn(f->fun), top = 0, done = n, i;
	basic_block *post = XCNEWVEC(basic_block, n + 1);
	basic_block *stack = XNEWVEC(basic_block, n + 1);
	unsigned int *next = XCNEWVEC(unsigned int, n + 1);
	basic_block bb = single_succ(ENTRY_BLOCK_PTR_FOR_FN(f->fun));

	f->order = XNEWVEC(int, n + 1);
	for (i = 0; i <= n; i++)
		f->order[i] = -1;
	if (bb != EXIT_BLOCK_PTR_FOR_FN(f->fun)) {
		stack[top++] = bb;
		f->order[bb->index] = 0;
	}
	while (top) {
		bb = stack[top - 1];
		if (next[bb->index] == EDGE_COUNT(bb->succs)) {
			post[--done] = bb;
			top--;
		} else {
			edge e = EDGE_SUCC(bb, next[bb->index]++);

			if (edge_counts(f, e) && f->order[e->dest->index] < 0) {
				f->order[e->dest->index] = 0;
				stack[top++] = e->dest;
			}
		}
	}
	for (i = done; i < n; i++)
		f->order[post[i]->index] = i - done;
	*nblocks = n - done;
	memmove(post, post + done, (n - done) * sizeof(*post));
	free(stack);
	free(next);
	return post;
}

static void lower_phis(struct wnp_fn *f, basic_block bb, struct wn_block *out)
{
	gphi_iterator i;
	unsigned int n = 0;

	for (i = gsi_start_phis(bb); !gsi_end_p(i); gsi_next(&i))
		n += !virtual_operand_p(gimple_phi_result(i.phi()));
	if (!n)
		return;
	out->phis = wn_new_n(&f->u->arena, struct wn_phi, n);
	for (i = gsi_start_phis(bb); !gsi_end_p(i); gsi_next(&i)) {
		gphi *phi = i.phi();
		struct wn_phi *p = &out->phis[out->nphis];
		unsigned int j, k = 0, max = gimple_phi_num_args(phi);

		if (virtual_operand_p(gimple_phi_result(phi)))
			continue;
		out->nphis++;
		p->dst = wnp_operand(f, gimple_phi_result(phi)).id;
		p->preds = wn_new_n(&f->u->arena, uint32_t, max + 1);
		p->args = wn_new_n(&f->u->arena, struct wn_opnd, max + 1);
		for (j = 0; j < max; j++) {
			edge e = gimple_phi_arg_edge(phi, j);

			if (f->order[e->src->index] < 0 || !edge_counts(f, e))
				continue;
			p->preds[k] = f->order[e->src->index];
			p->args[k++] = wnp_operand(f, gimple_phi_arg_def(phi, j));
		}
		p->n = k;
	}
}

static int by_value(const void *a, const void *b)
{
	const struct wn_edge *x = (const struct wn_edge *)a;
	const struct wn_edge *y = (const struct wn_edge *)b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->lo < y->lo ? -1 : x->lo > y->lo;
}

static int64_t case_value(tree t)
{
	return tree_fits_shwi_p(t) ? tree_to_shwi(t) : (int64_t)TREE_INT_CST_LOW(t);
}

/* One edge per run of neighbouring values that go to the same block. */
static void switch_edges(struct wnp_fn *f, gswitch *g, struct wn_block *out)
{
	unsigned int i, n = gimple_switch_num_labels(g), k = 0;
	struct wn_edge *e = wn_new_n(&f->u->arena, struct wn_edge, 2 * n + 1);

	for (i = 0; i < n; i++) {
		tree label = gimple_switch_label(g, i);
		basic_block dst = label_to_block(f->fun, CASE_LABEL(label));

		if (!dst || f->order[dst->index] < 0)
			continue;
		e[k].dst = f->order[dst->index];
		e[k].kind = CASE_LOW(label) ? WN_EDGE_CASE : WN_EDGE_DEFAULT;
		if (CASE_LOW(label)) {
			e[k].lo = case_value(CASE_LOW(label));
			e[k].hi = CASE_HIGH(label) ?
				  case_value(CASE_HIGH(label)) : e[k].lo;
		}
		if (e[k].lo > e[k].hi) {
			/* unsigned, and too large for int64_t in the middle */
			e[k + 1] = e[k];
			e[k].hi = INT64_MAX;
			e[++k].lo = INT64_MIN;
		}
		k++;
	}
	qsort(e, k, sizeof(*e), by_value);
	out->succ = e;
	for (i = 0; i < k; i++) {
		struct wn_edge *last = out->nsucc ? &e[out->nsucc - 1] : NULL;

		if (last && e[i].kind == WN_EDGE_CASE && last->kind == e[i].kind &&
		    last->dst == e[i].dst && last->hi != INT64_MAX &&
		    last->hi + 1 == e[i].lo)
			last->hi = e[i].hi;
		else
			e[out->nsucc++] = e[i];
	}
}

static void add_edge(struct wnp_fn *f, struct wn_block *out, edge e,
		     enum wn_edge_kind kind)
{
	struct wn_edge *s = &out->succ[out->nsucc++];

	s->dst = f->order[e->dest->index];
	s->kind = kind;
}

static void plain_edges(struct wnp_fn *f, basic_block bb, gimple *last,
			struct wn_block *out)
{
	bool any = last && (gimple_code(last) == GIMPLE_ASM ||
			    gimple_code(last) == GIMPLE_GOTO);
	edge_iterator ei;
	edge e;

	out->succ = wn_new_n(&f->u->arena, struct wn_edge,
			     2 * EDGE_COUNT(bb->succs) + 1);
	FOR_EACH_EDGE(e, ei, bb->succs) {
		if (!edge_counts(f, e))
			continue;
		if (e->flags & EDGE_TRUE_VALUE)
			add_edge(f, out, e, WN_EDGE_TRUE);
		if (e->flags & EDGE_FALSE_VALUE)
			add_edge(f, out, e, WN_EDGE_FALSE);
		if (e->flags & (EDGE_TRUE_VALUE | EDGE_FALSE_VALUE))
			continue;
		if ((e->flags & EDGE_ABNORMAL) ||
		    (any && EDGE_COUNT(bb->succs) > 1))
			add_edge(f, out, e, WN_EDGE_ABNORMAL);
		else
			add_edge(f, out, e, WN_EDGE_ALWAYS);
	}
}

static void lower_end(struct wnp_fn *f, basic_block bb, struct wn_block *out)
{
	gimple_stmt_iterator gsi = gsi_last_nondebug_bb(bb);
	gimple *last = gsi_end_p(gsi) ? NULL : gsi_stmt(gsi);

	if (last && gimple_code(last) == GIMPLE_SWITCH) {
		out->cond[0] = wnp_operand(f, gimple_switch_index(as_a<gswitch *>(last)));
		out->cond_loc = wnp_loc(f->u, gimple_location(last));
		switch_edges(f, as_a<gswitch *>(last), out);
		return;
	}
	if (last && gimple_code(last) == GIMPLE_COND) {
		out->cond_op = wnp_op(gimple_cond_code(last), boolean_type_node);
		out->cond[0] = wnp_operand(f, gimple_cond_lhs(last));
		out->cond[1] = wnp_operand(f, gimple_cond_rhs(last));
		out->cond_loc = wnp_loc(f->u, gimple_location(last));
	}
	plain_edges(f, bb, last, out);
}

static void lower_block(struct wnp_fn *f, basic_block bb, struct wn_block *out)
{
	gimple_stmt_iterator i;

	lower_phis(f, bb, out);
	if (is_dead(bb))
		return;
	f->nstmts = 0;
	for (i = gsi_start_bb(bb); !gsi_end_p(i); gsi_next(&i))
		if (!is_gimple_debug(gsi_stmt(i)))
			wnp_stmt(f, gsi_stmt(i));
	lower_end(f, bb, out);
	out->nstmts = f->nstmts;
	out->stmts = wn_new_n(&f->u->arena, struct wn_stmt, f->nstmts + 1);
	if (f->nstmts)
		memcpy(out->stmts, f->stmts, f->nstmts * sizeof(*f->stmts));
}

void wnp_function(struct wnp_fn *f)
{
	basic_block *bbs = number_blocks(f, &f->out->nblocks);
	gimple_stmt_iterator gsi;
	uint32_t i;

	for (i = 0; i < f->out->nblocks; i++)
		for (gsi = gsi_start_bb(bbs[i]); !gsi_end_p(gsi); gsi_next(&gsi))
			wnp_find_same(f, gsi_stmt(gsi));

	f->out->blocks = wn_new_n(&f->u->arena, struct wn_block,
				  f->out->nblocks + 1);
	for (i = 0; i < f->out->nblocks; i++)
		lower_block(f, bbs[i], &f->out->blocks[i]);
	free(bbs);
	free(f->order);
}
