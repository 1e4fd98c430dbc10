// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Statements: GIMPLE in SSA form to the few kinds that facts.h knows.
 */
#include "wnp.h"

/* Initialisers larger than this are tables, not state that rules look at. */
#define MAX_INIT 64

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
static int entry_pointed_to(tree ptr)
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
static void note_store(struct wnp_fn *f, tree lhs)
{
	int kind = entry_behind(lhs);

	if (kind < 0 && TREE_CODE(lhs) == MEM_REF)
		kind = entry_pointed_to(TREE_OPERAND(lhs, 0));
	if (kind >= 0)
		f->touches |= 1 << kind;
}

/* clear_bit(nr, &ptep->pte) */
static void note_argument(struct wnp_fn *f, tree arg)
{
	int kind = -1;

	if (POINTER_TYPE_P(TREE_TYPE(arg)) &&
	    INTEGRAL_TYPE_P(TREE_TYPE(TREE_TYPE(arg))))
		kind = entry_pointed_to(arg);
	if (kind >= 0)
		f->touches |= 1 << kind;
}

static struct wn_stmt *assign(struct wnp_fn *f, struct wn_loc loc,
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

/* Function @val went into field @step of something. */
static void note_fnptr(struct wnp_fn *f, const struct wn_opnd *lhs, tree val,
		       struct wn_loc loc)
{
	const struct wn_step *step;

	STRIP_NOPS(val);
	if (TREE_CODE(val) != ADDR_EXPR ||
	    TREE_CODE(TREE_OPERAND(val, 0)) != FUNCTION_DECL || !lhs->nsteps)
		return;
	step = &lhs->steps[lhs->nsteps - 1];
	if (step->kind == WN_STEP_FIELD)
		wnp_add_fnptr(f->u, step->type, step->name,
			      TREE_OPERAND(val, 0), "", loc);
}

/* The values that initialiser @ctor lists, one assignment each. */
static void init_fields(struct wnp_fn *f, const struct wn_opnd *lhs, tree ctor,
			tree outer, struct wn_loc loc)
{
	unsigned HOST_WIDE_INT i;
	tree idx, val;

	FOR_EACH_CONSTRUCTOR_ELT(CONSTRUCTOR_ELTS(ctor), i, idx, val) {
		struct wn_opnd dst = *lhs, src;
		struct wn_step step = {};
		tree inner = NULL_TREE;

		if (i >= MAX_INIT)
			break;
		if (idx && TREE_CODE(idx) == FIELD_DECL) {
			tree in = outer ? outer : TREE_TYPE(ctor);

			if (wnp_field_step(f->u, idx, in, &step))
				wnp_add_step(f->u, &dst, step);
			else
				inner = in;
		} else {
			step.kind = WN_STEP_INDEX;
			step.val = !idx ? (int64_t)i : tree_fits_shwi_p(idx) ?
				   tree_to_shwi(idx) : WN_INDEX_ANY;
			wnp_add_step(f->u, &dst, step);
		}
		if (TREE_CODE(val) == CONSTRUCTOR) {
			init_fields(f, &dst, val, inner, loc);
			continue;
		}
		src = wnp_operand(f, val);
		assign(f, loc, dst, TREE_TYPE(val), WN_OP_COPY, 1, &src);
		note_fnptr(f, &dst, val, loc);
	}
}

/* lhs = { ... }: all of it is zero, then what is listed. */
static void init_aggregate(struct wnp_fn *f, tree lhs, tree ctor,
			   struct wn_loc loc)
{
	struct wn_opnd dst = wnp_operand(f, lhs), zero = wnp_const(0);

	assign(f, loc, dst, TREE_TYPE(lhs), WN_OP_COPY, 1, &zero);
	init_fields(f, &dst, ctor, NULL_TREE, loc);
}

/* The initialiser behind a constant that GCC made for a local aggregate. */
static tree pool_initialiser(tree t)
{
	while (TREE_CODE(t) == VIEW_CONVERT_EXPR)
		t = TREE_OPERAND(t, 0);
	if (TREE_CODE(t) == CONSTRUCTOR)
		return t;
	if (!VAR_P(t) || !TREE_READONLY(t) || !DECL_INITIAL(t) ||
	    !DECL_ARTIFICIAL(t) ||
	    TREE_CODE(DECL_INITIAL(t)) != CONSTRUCTOR)
		return NULL_TREE;
	return DECL_INITIAL(t);
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
		assign(f, loc, dst, TREE_TYPE(lhs), WN_OP_OTHER, 1, args);
		return;
	}
	if (shift) {
		dst = args[0];
		args[0] = wnp_const(0);
		args[0].base = WN_BASE_SSA;
		args[0].id = wnp_new_ssa(f, TREE_TYPE(lhs));
		assign(f, loc, args[0], TREE_TYPE(lhs), WN_OP_COPY, 1, &dst);
	}
	args[1] = wnp_const(shift);
	dst = wnp_operand(f, lhs);
	assign(f, loc, dst, TREE_TYPE(lhs), shift ? WN_OP_SHL : WN_OP_COPY,
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
	init = pool_initialiser(rhs);
	if (init && AGGREGATE_TYPE_P(TREE_TYPE(lhs))) {
		init_aggregate(f, lhs, init, loc);
		return;
	}
	dst = wnp_operand(f, lhs);
	if (init) {
		assign(f, loc, dst, TREE_TYPE(lhs), WN_OP_OTHER, 0, NULL);
		return;
	}
	if (TREE_CODE(rhs) == ASSERT_EXPR || TREE_CODE(rhs) == OBJ_TYPE_REF)
		rhs = TREE_OPERAND(rhs, 0);
	src = wnp_operand(f, rhs);
	assign(f, loc, dst, TREE_TYPE(lhs), WN_OP_COPY, 1, &src);
	note_fnptr(f, &dst, rhs, loc);
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
	assign(f, loc, dst, TREE_TYPE(t), wnp_op(TREE_CODE(t), TREE_TYPE(t)), 2,
	       args);
	return dst;
}

static void lower_assign(struct wnp_fn *f, gimple *g, struct wn_loc loc)
{
	tree lhs = gimple_assign_lhs(g);
	enum tree_code code = gimple_assign_rhs_code(g);
	struct wn_opnd args[3], dst;
	unsigned int i, n = gimple_num_ops(g) - 1;

	note_store(f, lhs);
	if (gimple_assign_single_p(g)) {
		lower_single(f, g, loc);
		return;
	}
	for (i = 0; i < n && i < 3; i++)
		args[i] = nested(f, gimple_op(g, i + 1), loc);
	dst = wnp_operand(f, lhs);
	assign(f, loc, dst, TREE_TYPE(lhs), wnp_op(code, TREE_TYPE(lhs)), n,
	       args);
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
		assign(f, loc, dst, TREE_TYPE(lhs), WN_OP_OTHER, 0, NULL);
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
		assign(f, loc, wnp_operand(f, lhs), TREE_TYPE(lhs), WN_OP_COPY,
		       1, &src);
	return true;
}

static void lower_call(struct wnp_fn *f, gimple *g, struct wn_loc loc)
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
		note_store(f, lhs);
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

static void lower_asm(struct wnp_fn *f, gasm *g, struct wn_loc loc)
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
		assign(f, loc, dst, TREE_TYPE(out), WN_OP_COPY, 1, args);
		return;
	}
	s = wnp_emit(f, WN_ASM, loc);
	s->nargs = n;
	s->args = args;
	for (i = 0; i < gimple_asm_noutputs(g); i++) {
		out = TREE_VALUE(gimple_asm_output_op(g, i));
		note_store(f, out);
		dst = wnp_operand(f, out);
		assign(f, loc, dst, TREE_TYPE(out), WN_OP_OTHER, 0, NULL);
	}
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
		lower_call(f, g, loc);
	} else if (gimple_code(g) == GIMPLE_ASM) {
		lower_asm(f, as_a<gasm *>(g), loc);
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
