// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Calls, those that GCC made of something else, and assembly.
 */
#include "wnp.h"

/* clear_bit(nr, &ptep->pte) */
static void note_argument(struct wnp_fn *f, tree arg)
{
	int kind = -1;

	if (POINTER_TYPE_P(TREE_TYPE(arg)) &&
	    INTEGRAL_TYPE_P(TREE_TYPE(TREE_TYPE(arg))))
		kind = wnp_entry_pointed_to(arg);
	if (kind >= 0)
		f->touches |= 1 << kind;
}

/* What -ftrivial-auto-var-init fills is uninitialised as far as rules go. */
static void lower_internal(struct wnp_fn *f, gimple *g, tree lhs,
			   struct wn_loc loc)
{
	bool init = gimple_call_internal_fn(g) == IFN_DEFERRED_INIT;
	struct wn_opnd dst;

	if (init && TREE_CODE(lhs) == SSA_NAME && has_zero_uses(lhs))
		return;
	dst = wnp_operand(f, lhs);
	if (init && dst.base == WN_BASE_SSA)
		f->ssas[dst.id].undef = true;
	else if (init && dst.base == WN_BASE_VAR && !dst.nsteps)
		wnp_emit(f, WN_CLOBBER, loc)->lhs = dst;
	else
		wnp_assign(f, loc, dst, TREE_TYPE(lhs), WN_OP_OTHER, 0, NULL);
}

/* Calls that are no calls: true when @g was dealt with. */
static bool lower_builtin(struct wnp_fn *f, gimple *g, struct wn_loc loc)
{
	tree lhs = gimple_call_lhs(g), fn = gimple_call_fndecl(g);
	struct wn_opnd src = {};

	if (gimple_call_internal_p(g)) {
		if (!lhs)
			return true;
		lower_internal(f, g, lhs, loc);
		return true;
	}
	if (!fn || !fndecl_built_in_p(fn, BUILT_IN_NORMAL))
		return false;
	switch (DECL_FUNCTION_CODE(fn)) {
	case BUILT_IN_EXPECT:
	case BUILT_IN_EXPECT_WITH_PROBABILITY:
	case BUILT_IN_ASSUME_ALIGNED:
		src = wnp_operand(f, gimple_call_arg(g, 0));
		break;
	case BUILT_IN_CONSTANT_P:
		/* had it been constant, the front end had folded it */
		src = wnp_const(0);
		break;
	default:
		return false;
	}
	if (lhs)
		wnp_assign(f, loc, wnp_operand(f, lhs), TREE_TYPE(lhs), WN_OP_COPY,
		       1, &src);
	return true;
}

void wnp_call(struct wnp_fn *f, gimple *g, struct wn_loc loc)
{
	tree lhs = gimple_call_lhs(g), fn = gimple_call_fndecl(g);
	unsigned int i, n = gimple_call_num_args(g);
	struct wn_opnd dst, callee = {}, *args;
	struct wn_stmt *s;

	if (lower_builtin(f, g, loc))
		return;
	args = wn_new_n(&f->u->arena, struct wn_opnd, n + 1);
	for (i = 0; i < n; i++) {
		args[i] = wnp_operand(f, gimple_call_arg(g, i));
		note_argument(f, gimple_call_arg(g, i));
	}
	if (fn) {
		callee.base = WN_BASE_FUNC;
		callee.name = wnp_decl_name(f->u, fn);
		WN_PUSH(f->callees, f->ncallees, f->capcallees, callee.name);
		wnp_want(f->u, fn);
	} else {
		callee = wnp_operand(f, gimple_call_fn(g));
	}
	dst = wnp_operand(f, lhs);
	if (lhs)
		wnp_note_store(f, lhs);
	s = wnp_emit(f, WN_CALL, loc);
	s->lhs = dst;
	s->callee = callee;
	s->nargs = n;
	s->args = args;
	if (gimple_call_return_type(as_a<gcall *>(g)))
		s->type = wnp_type(f->u, lhs ? TREE_TYPE(lhs) :
				   gimple_call_return_type(as_a<gcall *>(g)));
}

/* asm("" : "=r"(x) : "0"(y)) hides where x comes from, and changes nothing. */
static bool hides_value(gasm *g)
{
	const char *s;
	tree in;

	if (*gimple_asm_string(g) || gimple_asm_noutputs(g) != 1 ||
	    gimple_asm_ninputs(g) != 1 || gimple_asm_nlabels(g))
		return false;
	in = gimple_asm_input_op(g, 0);
	s = TREE_STRING_POINTER(TREE_VALUE(TREE_PURPOSE(in)));
	return !strcmp(s, "0");
}

void wnp_asm(struct wnp_fn *f, gasm *g, struct wn_loc loc)
{
	unsigned int i, n = gimple_asm_ninputs(g);
	struct wn_opnd *args, dst;
	struct wn_stmt *s;
	tree out;

	args = wn_new_n(&f->u->arena, struct wn_opnd, n + 1);
	for (i = 0; i < n; i++)
		args[i] = wnp_operand(f, TREE_VALUE(gimple_asm_input_op(g, i)));
	if (hides_value(g)) {
		out = TREE_VALUE(gimple_asm_output_op(g, 0));
		dst = wnp_operand(f, out);
		wnp_assign(f, loc, dst, TREE_TYPE(out), WN_OP_COPY, 1, args);
		return;
	}
	s = wnp_emit(f, WN_ASM, loc);
	s->nargs = n;
	s->args = args;
	for (i = 0; i < gimple_asm_noutputs(g); i++) {
		out = TREE_VALUE(gimple_asm_output_op(g, i));
		wnp_note_store(f, out);
		dst = wnp_operand(f, out);
		wnp_assign(f, loc, dst, TREE_TYPE(out), WN_OP_OTHER, 0, NULL);
	}
}

