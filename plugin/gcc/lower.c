// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Statements: GIMPLE in SSA form to the few kinds that facts.h knows.
 */
#include "wnp.h"

struct wn_stmt *wnp_emit(struct wnp_fn *f, enum wn_stmt_kind kind,
			 struct wn_loc loc)
{
	struct wn_stmt s = {};

	s.kind = kind;
	s.loc = loc;
	s.type = "";
	WN_PUSH(f->stmts, f->nstmts, f->capstmts, s);
	return &f->stmts[f->nstmts - 1];
}

static void set_args(struct wnp_fn *f, struct wn_stmt *s, uint32_t n,
		     const struct wn_opnd *args)
{
	s->nargs = n;
	if (!n)
		return;
	s->args = wn_new_n(&f->u->arena, struct wn_opnd, n);
	memcpy(s->args, args, n * sizeof(*args));
}

/* Kind of the page-table entry that @ref is a part of, reached by a pointer. */
static int entry_behind(tree ref)
{
	while (handled_component_p(ref))
		ref = TREE_OPERAND(ref, 0);
	if (TREE_CODE(ref) != MEM_REF || TREE_CODE(TREE_OPERAND(ref, 0)) != SSA_NAME)
		return -1;
	return wnp_pt_kind(TREE_TYPE(ref));
}

/* The same for what pointer @ptr points to, as in p = &ptep->pte. */
int wnp_entry_pointed_to(tree ptr)
{
	unsigned int hops;
	gimple *g;

	for (hops = 0; TREE_CODE(ptr) == SSA_NAME && hops < 8; hops++) {
		g = SSA_NAME_DEF_STMT(ptr);
		if (!gimple_assign_single_p(g) && !gimple_assign_cast_p(g))
			return -1;
		ptr = gimple_assign_rhs1(g);
	}
	return TREE_CODE(ptr) == ADDR_EXPR ? entry_behind(TREE_OPERAND(ptr, 0)) : -1;
}

/* A page-table entry written through a pointer, in whole or by a member. */
void wnp_note_store(struct wnp_fn *f, tree lhs)
{
	int kind = entry_behind(lhs);

	if (kind < 0 && TREE_CODE(lhs) == MEM_REF)
		kind = wnp_entry_pointed_to(TREE_OPERAND(lhs, 0));
	if (kind >= 0)
		f->touches |= 1 << kind;
}

struct wn_stmt *wnp_assign(struct wnp_fn *f, struct wn_loc loc,
			   struct wn_opnd lhs, tree type, enum wn_op op,
			   uint32_t n, const struct wn_opnd *args)
{
	struct wn_stmt *s = wnp_emit(f, WN_ASSIGN, loc);

	s->lhs = lhs;
	s->op = op;
	s->type = wnp_type(f->u, type);
	set_args(f, s, n, args);
	return s;
}

enum wn_op wnp_op(enum tree_code code, tree type)
{
	switch (code) {
	case PLUS_EXPR:
	case POINTER_PLUS_EXPR:
		return WN_OP_ADD;
	case MINUS_EXPR:
	case POINTER_DIFF_EXPR:
		return WN_OP_SUB;
	case MULT_EXPR:
		return WN_OP_MUL;
	case TRUNC_DIV_EXPR:
	case EXACT_DIV_EXPR:
		return WN_OP_DIV;
	case TRUNC_MOD_EXPR:
		return WN_OP_MOD;
	case BIT_AND_EXPR:
	case TRUTH_AND_EXPR:
		return WN_OP_AND;
	case BIT_IOR_EXPR:
	case TRUTH_OR_EXPR:
		return WN_OP_OR;
	case BIT_XOR_EXPR:
	case TRUTH_XOR_EXPR:
		return WN_OP_XOR;
	case LSHIFT_EXPR:
		return WN_OP_SHL;
	case RSHIFT_EXPR:
		return WN_OP_SHR;
	case TRUTH_NOT_EXPR:
		return WN_OP_LNOT;
	case BIT_NOT_EXPR:
		return TREE_CODE(type) == BOOLEAN_TYPE ? WN_OP_LNOT : WN_OP_NOT;
	case NEGATE_EXPR:
		return WN_OP_NEG;
	case MIN_EXPR:
		return WN_OP_MIN;
	case MAX_EXPR:
		return WN_OP_MAX;
	case EQ_EXPR:
		return WN_OP_EQ;
	case NE_EXPR:
		return WN_OP_NE;
	case LT_EXPR:
		return WN_OP_LT;
	case LE_EXPR:
		return WN_OP_LE;
	case GT_EXPR:
		return WN_OP_GT;
	case GE_EXPR:
		return WN_OP_GE;
	case COND_EXPR:
		return WN_OP_COND;
	CASE_CONVERT:
	case PAREN_EXPR:
	case VIEW_CONVERT_EXPR:
		return WN_OP_COPY;
	default:
		return WN_OP_OTHER;
	}
}

/* The mask that is the only thing ever done with @name, or 0. */
static unsigned HOST_WIDE_INT only_mask(tree name)
{
	use_operand_p use;
	gimple *g;

	if (TREE_CODE(name) != SSA_NAME || !single_imm_use(name, &use, &g) ||
	    !is_gimple_assign(g) || gimple_assign_rhs_code(g) != BIT_AND_EXPR ||
	    !tree_fits_uhwi_p(gimple_assign_rhs2(g)))
		return 0;
	return tree_to_uhwi(gimple_assign_rhs2(g));
}

/* Part of a structure: one bit-field that is tested, or something unknown. */
static void lower_bits(struct wnp_fn *f, tree lhs, tree ref, struct wn_loc loc)
{
	struct wn_opnd dst, args[2];
	int shift;

	if (!wnp_bit_field(f, ref, only_mask(lhs), &args[0], &shift)) {
		dst = wnp_operand(f, lhs);
		args[0] = wnp_operand(f, TREE_OPERAND(ref, 0));
		wnp_assign(f, loc, dst, TREE_TYPE(lhs), WN_OP_OTHER, 1, args);
		return;
	}
	if (shift) {
		dst = args[0];
		args[0] = wnp_const(0);
		args[0].base = WN_BASE_SSA;
		args[0].id = wnp_new_ssa(f, TREE_TYPE(lhs));
		wnp_assign(f, loc, args[0], TREE_TYPE(lhs), WN_OP_COPY, 1, &dst);
	}
	args[1] = wnp_const(shift);
	dst = wnp_operand(f, lhs);
	wnp_assign(f, loc, dst, TREE_TYPE(lhs), shift ? WN_OP_SHL : WN_OP_COPY,
	       shift ? 2 : 1, args);
}

static void lower_single(struct wnp_fn *f, gimple *g, struct wn_loc loc)
{
	tree lhs = gimple_assign_lhs(g), rhs = gimple_assign_rhs1(g), init;
	struct wn_opnd dst, src;
	struct wn_stmt *s;

	if (TREE_CLOBBER_P(rhs)) {
		dst = wnp_operand(f, lhs);
		if (dst.base == WN_BASE_VAR && !dst.nsteps) {
			s = wnp_emit(f, WN_CLOBBER, loc);
			s->lhs = dst;
		}
		return;
	}
	if (TREE_CODE(rhs) == BIT_FIELD_REF &&
	    AGGREGATE_TYPE_P(TREE_TYPE(TREE_OPERAND(rhs, 0)))) {
		lower_bits(f, lhs, rhs, loc);
		return;
	}
	init = wnp_initialiser(rhs);
	if (init && AGGREGATE_TYPE_P(TREE_TYPE(lhs))) {
		wnp_init_aggregate(f, lhs, init, loc);
		return;
	}
	dst = wnp_operand(f, lhs);
	if (init) {
		wnp_assign(f, loc, dst, TREE_TYPE(lhs), WN_OP_OTHER, 0, NULL);
		return;
	}
	if (TREE_CODE(rhs) == ASSERT_EXPR || TREE_CODE(rhs) == OBJ_TYPE_REF)
		rhs = TREE_OPERAND(rhs, 0);
	src = wnp_operand(f, rhs);
	wnp_assign(f, loc, dst, TREE_TYPE(lhs), WN_OP_COPY, 1, &src);
	wnp_note_fnptr(f, &dst, rhs, loc);
}

/* A comparison inside of another expression gets an SSA name of its own. */
static struct wn_opnd nested(struct wnp_fn *f, tree t, struct wn_loc loc)
{
	struct wn_opnd args[2], dst = {};

	if (!COMPARISON_CLASS_P(t))
		return wnp_operand(f, t);
	args[0] = wnp_operand(f, TREE_OPERAND(t, 0));
	args[1] = wnp_operand(f, TREE_OPERAND(t, 1));
	dst.base = WN_BASE_SSA;
	dst.id = wnp_new_ssa(f, TREE_TYPE(t));
	wnp_assign(f, loc, dst, TREE_TYPE(t), wnp_op(TREE_CODE(t), TREE_TYPE(t)), 2,
	       args);
	return dst;
}

static void lower_assign(struct wnp_fn *f, gimple *g, struct wn_loc loc)
{
	tree lhs = gimple_assign_lhs(g);
	enum tree_code code = gimple_assign_rhs_code(g);
	struct wn_opnd args[3], dst;
	unsigned int i, n = gimple_num_ops(g) - 1;

	wnp_note_store(f, lhs);
	if (gimple_assign_single_p(g)) {
		lower_single(f, g, loc);
		return;
	}
	for (i = 0; i < n && i < 3; i++)
		args[i] = nested(f, gimple_op(g, i + 1), loc);
	dst = wnp_operand(f, lhs);
	wnp_assign(f, loc, dst, TREE_TYPE(lhs), wnp_op(code, TREE_TYPE(lhs)), n,
	       args);
}

void wnp_stmt(struct wnp_fn *f, gimple *g)
{
	struct wn_opnd val;
	struct wn_loc loc;
	struct wn_stmt *s;
	tree ret;

	if (wnp_is_same(f, g))
		return;
	switch (gimple_code(g)) {
	case GIMPLE_ASSIGN:
	case GIMPLE_CALL:
	case GIMPLE_ASM:
	case GIMPLE_RETURN:
		loc = wnp_loc(f->u, gimple_location(g));
		break;
	default:
		return;
	}
	if (is_gimple_assign(g)) {
		lower_assign(f, g, loc);
	} else if (is_gimple_call(g)) {
		wnp_call(f, g, loc);
	} else if (gimple_code(g) == GIMPLE_ASM) {
		wnp_asm(f, as_a<gasm *>(g), loc);
	} else {
		/* where paths join there is no location: the closing brace */
		if (!loc.line)
			loc = wnp_loc(f->u, f->fun->function_end_locus);
		ret = gimple_return_retval(as_a<greturn *>(g));
		if (ret)
			val = wnp_operand(f, ret);
		s = wnp_emit(f, WN_RETURN, loc);
		if (ret)
			set_args(f, s, 1, &val);
	}
}
