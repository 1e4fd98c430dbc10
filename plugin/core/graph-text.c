// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <string.h>

#include "graph.h"

#define MAX_DEPTH 4		/* of an expression: deeper is no help to a reader */

static const struct wn_stmt *definition(const struct wn_func *fn, const struct wn_opnd *o)
{
	uint32_t i, k;

	if (o->base != WN_BASE_SSA || o->nsteps)
		return NULL;
	for (i = 0; i < fn->nblocks; i++) {
		for (k = 0; k < fn->blocks[i].nstmts; k++) {
			const struct wn_stmt *st = &fn->blocks[i].stmts[k];

			if (st->lhs.base == WN_BASE_SSA && !st->lhs.nsteps &&
			    st->lhs.id == o->id &&
			    (st->kind == WN_ASSIGN || st->kind == WN_CALL))
				return st;
		}
	}
	return NULL;
}

static const char *opnd(struct wn_arena *a, const struct wn_func *fn,
			const struct wn_opnd *o, int depth);

static const char *sign(enum wn_op op)
{
	static const char *const signs[] = {
		[WN_OP_ADD] = "+", [WN_OP_SUB] = "-", [WN_OP_MUL] = "*",
		[WN_OP_DIV] = "/", [WN_OP_MOD] = "%", [WN_OP_AND] = "&",
		[WN_OP_OR] = "|", [WN_OP_XOR] = "^", [WN_OP_SHL] = "<<",
		[WN_OP_SHR] = ">>", [WN_OP_EQ] = "==", [WN_OP_NE] = "!=",
		[WN_OP_LT] = "<", [WN_OP_LE] = "<=", [WN_OP_GT] = ">",
		[WN_OP_GE] = ">=",
	};

	return op < WN_ARRAY_SIZE(signs) ? signs[op] : NULL;
}

static bool is_expect(const struct wn_stmt *st)
{
	return st->kind == WN_CALL && st->callee.base == WN_BASE_FUNC && st->nargs &&
	       !strncmp(st->callee.name, "__builtin_expect", 16);
}

static const char *stmt(struct wn_arena *a, const struct wn_func *fn,
			const struct wn_stmt *st, int depth)
{
	if (is_expect(st) || (st->kind == WN_ASSIGN && st->op == WN_OP_COPY && st->nargs))
		return opnd(a, fn, &st->args[0], depth + 1);
	if (st->kind == WN_CALL)
		return wn_printf(a, "%s()", st->callee.base == WN_BASE_FUNC ?
				 st->callee.name : "(*)");
	if (st->nargs == 2 && sign(st->op))
		return wn_printf(a, "%s %s %s", opnd(a, fn, &st->args[0], depth + 1),
				 sign(st->op), opnd(a, fn, &st->args[1], depth + 1));
	return "...";
}

static const char *base(struct wn_arena *a, const struct wn_func *fn,
			const struct wn_opnd *o, int depth)
{
	const struct wn_opnd plain = { .base = o->base, .id = o->id };
	const struct wn_stmt *def;

	switch (o->base) {
	case WN_BASE_CONST:
		return wn_printf(a, o->val > 4095 || o->val < -4095 ? "%#" PRIx64 :
				 "%" PRId64, o->val);
	case WN_BASE_STR:
		return "\"...\"";
	case WN_BASE_VAR:
		return *fn->vars[o->id].name ? fn->vars[o->id].name : "tmp";
	case WN_BASE_SSA:
		if (*fn->ssa[o->id].name)
			return fn->ssa[o->id].name;
		if (fn->ssa[o->id].param >= 0)
			return fn->param_names[fn->ssa[o->id].param];
		def = depth < MAX_DEPTH ? definition(fn, &plain) : NULL;
		return def ? stmt(a, fn, def, depth) : "...";
	case WN_BASE_GLOBAL:
	case WN_BASE_FUNC:
		return o->name;
	default:
		return "...";
	}
}

static const char *opnd(struct wn_arena *a, const struct wn_func *fn,
			const struct wn_opnd *o, int depth)
{
	const char *s = base(a, fn, o, depth);

	for (uint32_t i = 0; i < o->nsteps; i++) {
		const struct wn_step *st = &o->steps[i];

		if (st->kind == WN_STEP_INDEX) {
			s = wn_printf(a, "%s[]", s);
		} else if (st->kind == WN_STEP_FIELD) {
			if (*st->name)
				s = wn_printf(a, "%s.%s", s, st->name);
		} else if (i + 1 < o->nsteps && st[1].kind == WN_STEP_FIELD && *st[1].name) {
			s = wn_printf(a, "%s->%s", s, st[1].name);
			i++;
		} else {
			s = wn_printf(a, "*%s", s);
		}
	}
	return o->addr && o->base != WN_BASE_FUNC ? wn_printf(a, "&%s", s) : s;
}

const char *wn_opnd_text(struct wn_arena *a, const struct wn_func *fn,
			 const struct wn_opnd *o)
{
	return opnd(a, fn, o, 0);
}

/* Down to what is tested: "(x != 0) != 0" is x, "(x == 0) != 0" is not x. */
static const struct wn_opnd *tested(const struct wn_func *fn, const struct wn_block *b,
				    bool *negate)
{
	const struct wn_opnd *o = &b->cond[0];

	*negate = b->cond_op == WN_OP_EQ;
	if ((b->cond_op != WN_OP_EQ && b->cond_op != WN_OP_NE) ||
	    b->cond[1].base != WN_BASE_CONST || b->cond[1].val)
		return NULL;
	for (int depth = 0; depth < 8; depth++) {
		const struct wn_stmt *st = definition(fn, o);

		if (!st || !st->nargs)
			break;
		if (is_expect(st) || (st->kind == WN_ASSIGN && st->op == WN_OP_COPY)) {
			/* a name says more than what it was made from */
			if (!is_expect(st) && *fn->ssa[o->id].name)
				break;
		} else if (st->kind == WN_ASSIGN && st->nargs == 2 &&
			   (st->op == WN_OP_EQ || st->op == WN_OP_NE) &&
			   st->args[1].base == WN_BASE_CONST && !st->args[1].val) {
			*negate ^= st->op == WN_OP_EQ;
		} else if (st->kind == WN_ASSIGN && st->op == WN_OP_LNOT) {
			*negate = !*negate;
		} else {
			break;
		}
		o = &st->args[0];
	}
	return o;
}

const struct wn_stmt *wn_opnd_call(const struct wn_func *fn, const struct wn_opnd *o)
{
	for (int depth = 0; depth < 8; depth++) {
		const struct wn_stmt *st = definition(fn, o);

		if (!st)
			return NULL;
		if (is_expect(st) || (st->kind == WN_ASSIGN && st->op == WN_OP_COPY && st->nargs))
			o = &st->args[0];
		else
			return st->kind == WN_CALL ? st : NULL;
	}
	return NULL;
}

const char *wn_result_text(struct wn_arena *a, const struct wn_func *fn,
			   const struct wn_stmt *call)
{
	uint32_t i, k;

	if (call->lhs.base != WN_BASE_SSA || *fn->ssa[call->lhs.id].name)
		return call->lhs.base == WN_BASE_NONE ? "" : opnd(a, fn, &call->lhs, 0);
	for (i = 0; i < fn->nblocks; i++) {
		for (k = 0; k < fn->blocks[i].nstmts; k++) {
			const struct wn_stmt *st = &fn->blocks[i].stmts[k];

			if (st->kind == WN_ASSIGN && st->op == WN_OP_COPY && st->nargs &&
			    st->args[0].base == WN_BASE_SSA && !st->args[0].nsteps &&
			    st->args[0].id == call->lhs.id)
				return opnd(a, fn, &st->lhs, 0);
		}
	}
	return "";
}

const char *wn_cond_text(struct wn_arena *a, const struct wn_func *fn,
			 const struct wn_block *b, bool *negate)
{
	const struct wn_opnd *o = tested(fn, b, negate);

	if (o)
		return opnd(a, fn, o, 0);
	*negate = false;
	if (!sign(b->cond_op))
		return opnd(a, fn, &b->cond[0], 0);
	return wn_printf(a, "%s %s %s", opnd(a, fn, &b->cond[0], 1), sign(b->cond_op),
			 opnd(a, fn, &b->cond[1], 1));
}

const struct wn_stmt *wn_cond_call(const struct wn_func *fn, const struct wn_block *b,
				   bool *negate)
{
	const struct wn_opnd *o = tested(fn, b, negate);

	return o ? wn_opnd_call(fn, o) : NULL;
}
