// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Macros that ask something of an entry's value: "!!(pte_val(pte) & PTE_VALID)".
 * They may be several blocks, and whether a "!" in front of them was folded into
 * their tests cannot be seen. But the empty entry, all zero, is not present, dirty,
 * young or without access, and it is none: to follow zero through the tests tells
 * which way is which. What several blocks put into a variable stays what it is.
 */
#include <string.h>

#include "macro.h"

#define MAX_BLOCKS 8
#define MAX_VALUES 64

struct test {
	struct wn_body *b;
	const struct wn_use *u;
	struct wn_opnd entry;
	bool has_entry, other;		/* asks of something else than one entry */
	uint32_t blocks[MAX_BLOCKS], first[MAX_BLOCKS], n;
	struct { uint32_t ssa; bool known; int64_t val; } values[MAX_VALUES];
	uint32_t nvalues;
	uint32_t vars[4], nvars;	/* variables that hold the entry */
};

static bool in_test(const struct test *t, uint32_t blk)
{
	for (uint32_t i = 0; i < t->n; i++) {
		if (t->blocks[i] == blk)
			return true;
	}
	return false;
}

static int value_index(const struct test *t, uint32_t ssa)
{
	for (uint32_t i = t->nvalues; i; i--) {
		if (t->values[i - 1].ssa == ssa)
			return i - 1;
	}
	return -1;
}

static void set_value(struct test *t, uint32_t ssa, bool known, int64_t val)
{
	if (t->nvalues == MAX_VALUES) {
		t->other = true;
		return;
	}
	t->values[t->nvalues].ssa = ssa;
	t->values[t->nvalues].known = known;
	t->values[t->nvalues++].val = val;
}

static bool same_place(const struct wn_opnd *a, const struct wn_opnd *b)
{
	if (a->base != b->base || a->id != b->id || a->nsteps != b->nsteps ||
	    a->name != b->name)
		return false;
	for (uint32_t i = 0; i < a->nsteps; i++) {
		if (a->steps[i].kind != b->steps[i].kind ||
		    a->steps[i].name != b->steps[i].name || a->steps[i].val != b->steps[i].val)
			return false;
	}
	return true;
}

/* Is it the entry, or a variable that the macro put it in? */
static bool is_entry(struct test *t, const struct wn_opnd *o)
{
	struct wn_opnd place;

	if (!wn_entry_place(t->b->fn, o, &place))
		return false;
	for (uint32_t i = 0; i < t->nvars && !place.nsteps; i++) {
		if (place.base == WN_BASE_VAR && place.id == t->vars[i])
			return true;
	}
	if (!t->has_entry) {
		t->entry = place;
		t->has_entry = true;
	}
	t->other |= !same_place(&t->entry, &place);
	return true;
}

/* What @o is when the entry is zero. */
static bool operand(struct test *t, const struct wn_opnd *o, int64_t *val)
{
	int i;

	*val = o->val;
	if (o->base == WN_BASE_CONST)
		return true;
	if (o->base == WN_BASE_SSA && !o->nsteps) {
		i = value_index(t, o->id);
		*val = i < 0 ? 0 : t->values[i].val;
		return i >= 0 && t->values[i].known;
	}
	*val = 0;
	return is_entry(t, o);
}

static bool compute(enum wn_op op, int64_t a, int64_t b, int64_t *ret)
{
	switch (op) {
	case WN_OP_COPY:
		*ret = a;
		return true;
	case WN_OP_AND:
		*ret = a & b;
		return true;
	case WN_OP_OR:
		*ret = a | b;
		return true;
	case WN_OP_XOR:
		*ret = a ^ b;
		return true;
	case WN_OP_NOT:
		*ret = ~a;
		return true;
	case WN_OP_LNOT:
		*ret = !a;
		return true;
	case WN_OP_SHL:
		*ret = b < 0 || b > 63 ? 0 : (int64_t)((uint64_t)a << b);
		return true;
	case WN_OP_SHR:
		*ret = b < 0 || b > 63 ? 0 : a >> b;
		return true;
	case WN_OP_EQ:
		*ret = a == b;
		return true;
	case WN_OP_NE:
		*ret = a != b;
		return true;
	default:
		return false;
	}
}

static void follow_stmt(struct test *t, const struct wn_stmt *st)
{
	int64_t v[2] = { 0, 0 }, val = 0;
	const struct wn_row *r;
	bool known = true;

	if (st->kind == WN_CALL) {
		/* "pte_dirty(pmd_pte(pmd))": the same entry by another type */
		r = st->callee.base == WN_BASE_FUNC ?
			wn_model_row(t->b->p->model, st->callee.name, WN_K_VALUE) : NULL;
		if (!r || r->vkind != WN_V_SAME || r->ptep != 0 || st->nargs != 1 ||
		    st->lhs.base != WN_BASE_VAR || st->lhs.nsteps || t->nvars == 4 ||
		    !is_entry(t, &st->args[0]))
			t->other = true;
		else
			t->vars[t->nvars++] = st->lhs.id;
		return;
	}
	if (st->kind != WN_ASSIGN || st->lhs.base != WN_BASE_SSA || st->lhs.nsteps ||
	    !st->nargs || st->nargs > 2) {
		t->other = true;
		return;
	}
	for (uint32_t i = 0; i < st->nargs; i++)
		known &= operand(t, &st->args[i], &v[i]);
	known = known && compute(st->op, v[0], v[1], &val);
	set_value(t, st->lhs.id, known, val);
}

/* Does the block end in a question about nothing but what the test has computed? */
static bool ends_in_test(const struct test *t, const struct wn_block *bb)
{
	bool any = false;

	if (bb->nsucc != 2 || (bb->succ[0].kind != WN_EDGE_TRUE &&
			       bb->succ[0].kind != WN_EDGE_FALSE))
		return false;
	for (uint32_t i = 0; i < 2; i++) {
		const struct wn_opnd *o = &bb->cond[i];

		if (o->base == WN_BASE_CONST)
			continue;
		if (o->base != WN_BASE_SSA || o->nsteps || value_index(t, o->id) < 0)
			return false;
		any = true;
	}
	return any;
}

/* Blocks behind @blk that hold nothing but more of the macro. */
static void grow(struct test *t, uint32_t blk)
{
	const struct wn_func *fn = t->b->fn;

	for (uint32_t e = 0; e < fn->blocks[blk].nsucc; e++) {
		uint32_t d = fn->blocks[blk].succ[e].dst, i, before = t->nvalues;
		const struct wn_block *bb = &fn->blocks[d];

		if (in_test(t, d) || bb->nphis || !bb->nstmts || t->n == MAX_BLOCKS)
			continue;
		for (i = 0; i < bb->nstmts && wn_use_has(t->u, &bb->stmts[i].loc); i++)
			;
		for (uint32_t k = 0; i == bb->nstmts && k < bb->npreds; k++) {
			if (!in_test(t, bb->preds[k]))
				i = 0;
		}
		if (i < bb->nstmts || !i)
			continue;
		for (i = 0; i < bb->nstmts; i++)
			follow_stmt(t, &bb->stmts[i]);
		if (!ends_in_test(t, bb)) {
			t->nvalues = before;
			continue;
		}
		t->blocks[t->n++] = d;
		grow(t, d);
	}
}

struct way {
	uint32_t from, to;
};

/* Two ways out are one when nothing that follows can tell them apart. */
static bool same_way(const struct wn_func *fn, struct way a, struct way b)
{
	const struct wn_block *bb = &fn->blocks[a.to];
	const struct wn_opnd *x, *y;
	uint32_t i, k;

	if (a.to != b.to)
		return false;
	for (i = 0; i < bb->nphis; i++) {
		x = NULL;
		y = NULL;
		for (k = 0; k < bb->phis[i].n; k++) {
			if (bb->phis[i].preds[k] == a.from)
				x = &bb->phis[i].args[k];
			if (bb->phis[i].preds[k] == b.from)
				y = &bb->phis[i].args[k];
		}
		if (!x || !y || x->val != y->val || x->addr != y->addr || !same_place(x, y))
			return false;
	}
	return true;
}

/* Where an empty entry leaves the test. */
static bool follow_zero(struct test *t, struct way *out)
{
	const struct wn_func *fn = t->b->fn;
	uint32_t blk = t->blocks[0], hops;
	int64_t a, b, truth;

	for (hops = 0; hops <= MAX_BLOCKS; hops++) {
		const struct wn_block *bb = &fn->blocks[blk];
		bool first = bb->succ[0].kind == WN_EDGE_TRUE;

		if (!operand(t, &bb->cond[0], &a) || !operand(t, &bb->cond[1], &b) ||
		    !compute(bb->cond_op, a, b, &truth))
			return false;
		*out = (struct way){ blk, bb->succ[first == !!truth ? 0 : 1].dst };
		if (!in_test(t, out->to))
			return true;
		blk = out->to;
	}
	return false;
}

/* The other way out of the test; false when there is none, or more than one. */
static bool other_way(const struct test *t, struct way zero, struct way *out)
{
	const struct wn_func *fn = t->b->fn;
	bool any = false;

	for (uint32_t i = 0; i < t->n; i++) {
		const struct wn_block *bb = &fn->blocks[t->blocks[i]];

		for (uint32_t e = 0; e < bb->nsucc; e++) {
			struct way w = { t->blocks[i], bb->succ[e].dst };

			if (in_test(t, w.to) || same_way(fn, zero, w))
				continue;
			if (any && !same_way(fn, *out, w))
				return false;
			*out = w;
			any = true;
		}
	}
	return any && out->to != zero.to;
}

/* The first block goes where @w went; values that join there are those of @w. */
static void lead_to(struct test *t, struct way w)
{
	struct wn_block *bb = &t->b->fn->blocks[w.to];
	uint32_t i, k;

	for (i = 0; i < bb->nphis && w.from != t->blocks[0]; i++) {
		struct wn_phi *phi = &bb->phis[i];

		for (k = 0; k < phi->n; k++) {
			if (phi->preds[k] == t->blocks[0])
				break;
		}
		if (k < phi->n)
			continue;	/* the same value, as the ways are one */
		for (k = 0; k < phi->n; k++) {
			if (phi->preds[k] == w.from)
				phi->preds[k] = t->blocks[0];
		}
	}
}

/* Room for statement @at; those behind it move. */
static struct wn_stmt *insert(struct test *t, uint32_t blk, uint32_t at)
{
	struct wn_block *bb = &t->b->fn->blocks[blk];
	struct wn_stmt *v = wn_new_n(&t->b->p->arena, struct wn_stmt, bb->nstmts + 2);

	memcpy(v, bb->stmts, at * sizeof(*v));
	memcpy(v + at + 1, bb->stmts + at, (bb->nstmts - at) * sizeof(*v));
	bb->stmts = v;
	bb->nstmts++;
	return &v[at];
}

static struct wn_opnd ask(struct test *t, uint32_t blk, uint32_t at)
{
	struct wn_opnd ret = wn_new_value(t->b, "int");

	wn_use_call(t->b, t->u, insert(t, blk, at), ret, "int", &t->entry, 1);
	return ret;
}

/* The value of the test is used, as in "dirty |= pte_dirty(pte)". */
static bool as_value(struct test *t, uint32_t blk, uint32_t end)
{
	bool at_zero = t->u->row->vkind == WN_V_NOTPRESENT;
	struct wn_block *bb = &t->b->fn->blocks[blk];
	struct wn_opnd ret, lhs = bb->stmts[end - 1].lhs;
	int64_t val;

	if (bb->stmts[end - 1].kind != WN_ASSIGN || !operand(t, &lhs, &val) ||
	    !t->has_entry || t->other)
		return false;
	ret = ask(t, blk, end - 1);
	bb = &t->b->fn->blocks[blk];
	bb->stmts[end].op = !!val == at_zero ? WN_OP_COPY : WN_OP_LNOT;
	bb->stmts[end].nargs = 1;
	bb->stmts[end].args = wn_new(&t->b->p->arena, struct wn_opnd);
	bb->stmts[end].args[0] = ret;
	return true;
}

static bool as_condition(struct test *t)
{
	bool at_zero = t->u->row->vkind == WN_V_NOTPRESENT;
	struct wn_func *fn = t->b->fn;
	struct way zero, other = { 0, 0 };
	struct wn_block *bb;
	uint32_t i;

	grow(t, t->blocks[0]);
	if (!follow_zero(t, &zero) || !other_way(t, zero, &other) || !t->has_entry || t->other)
		return false;
	lead_to(t, zero);
	lead_to(t, other);
	/* nothing leads to the others any more */
	for (i = 1; i < t->n; i++) {
		fn->blocks[t->blocks[i]].nstmts = 0;
		fn->blocks[t->blocks[i]].nsucc = 0;
	}
	bb = &fn->blocks[t->blocks[0]];
	bb->cond[0] = ask(t, t->blocks[0], bb->nstmts);
	bb->cond[1] = (struct wn_opnd){ .base = WN_BASE_CONST };
	bb->cond_op = WN_OP_NE;
	bb->succ[0] = (struct wn_edge){ .dst = at_zero ? zero.to : other.to,
					.kind = WN_EDGE_TRUE };
	bb->succ[1] = (struct wn_edge){ .dst = at_zero ? other.to : zero.to,
					.kind = WN_EDGE_FALSE };
	return true;
}

bool wn_macro_test(struct wn_body *b, const struct wn_use *u, uint32_t blk, uint32_t i)
{
	const struct wn_block *bb = &b->fn->blocks[blk];
	struct test t = { .b = b, .u = u, .blocks = { blk }, .n = 1 };
	uint32_t end = i;

	/* the comparison has left the macro when it is used as a condition */
	while (end < bb->nstmts &&
	       (wn_use_has(u, &bb->stmts[end].loc) ||
		(bb->stmts[end].kind == WN_ASSIGN && bb->stmts[end].nargs == 2 &&
		 (bb->stmts[end].op == WN_OP_EQ || bb->stmts[end].op == WN_OP_NE) &&
		 bb->stmts[end].args[0].base == WN_BASE_SSA &&
		 value_index(&t, bb->stmts[end].args[0].id) >= 0 &&
		 bb->stmts[end].args[1].base == WN_BASE_CONST)))
		follow_stmt(&t, &bb->stmts[end++]);
	if (end == bb->nstmts && ends_in_test(&t, bb))
		return as_condition(&t);
	return as_value(&t, blk, end);
}
