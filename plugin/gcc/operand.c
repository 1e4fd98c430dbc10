// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Operands: values and access paths.
 */
#include "wnp.h"

#define MAX_STEPS 64

struct wn_opnd wnp_const(int64_t val)
{
	struct wn_opnd o = {};

	o.base = WN_BASE_CONST;
	o.val = val;
	return o;
}

void wnp_add_step(struct wnp_unit *u, struct wn_opnd *o, struct wn_step step)
{
	struct wn_step *s = wn_new_n(&u->arena, struct wn_step, o->nsteps + 1);

	if (o->nsteps >= MAX_STEPS)
		return;
	if (o->nsteps)
		memcpy(s, o->steps, o->nsteps * sizeof(*s));
	s[o->nsteps++] = step;
	o->steps = s;
}

static void add_deref(struct wnp_unit *u, struct wn_opnd *o)
{
	struct wn_step step = {};

	step.kind = WN_STEP_DEREF;
	wnp_add_step(u, o, step);
}

void wnp_add_index(struct wnp_unit *u, struct wn_opnd *o, int64_t val)
{
	struct wn_step step = {};

	step.kind = WN_STEP_INDEX;
	step.val = val;
	wnp_add_step(u, o, step);
}

uint32_t wnp_new_ssa(struct wnp_fn *f, tree type)
{
	struct wn_ssa s = {};

	s.name = "";
	s.type = wnp_type(f->u, type);
	s.param = -1;
	WN_PUSH(f->ssas, f->nssas, f->capssas, s);
	return f->nssas - 1;
}

static int param_index(struct wnp_fn *f, tree decl)
{
	tree p;
	int i = 0;

	for (p = DECL_ARGUMENTS(f->decl); p; p = DECL_CHAIN(p), i++)
		if (p == decl)
			return i;
	return -1;
}

/* A wider integer that holds all values of the other. */
static bool keeps_value(tree to, tree from)
{
	if (!INTEGRAL_TYPE_P(to) || !INTEGRAL_TYPE_P(from))
		return false;
	if (TYPE_UNSIGNED(to) == TYPE_UNSIGNED(from))
		return TYPE_PRECISION(to) >= TYPE_PRECISION(from);
	return TYPE_UNSIGNED(from) && TYPE_PRECISION(to) > TYPE_PRECISION(from);
}

/*
 * likely() and the promotion of conditions make chains of temporaries that all
 * hold one value. The first name of such a chain stands for all of them.
 */
void wnp_find_same(struct wnp_fn *f, gimple *g)
{
	tree lhs = gimple_get_lhs(g), rhs = NULL_TREE;

	if (!lhs || TREE_CODE(lhs) != SSA_NAME || SSA_NAME_IDENTIFIER(lhs))
		return;
	if (gimple_assign_cast_p(g) &&
	    keeps_value(TREE_TYPE(lhs), TREE_TYPE(gimple_assign_rhs1(g))))
		rhs = gimple_assign_rhs1(g);
	else if (gimple_call_builtin_p(g, BUILT_IN_EXPECT) ||
		 gimple_call_builtin_p(g, BUILT_IN_EXPECT_WITH_PROBABILITY))
		rhs = gimple_call_arg(g, 0);
	if (rhs && TREE_CODE(rhs) == SSA_NAME)
		f->same[SSA_NAME_VERSION(lhs)] = rhs;
}

/* Does @g define a name that another one stands for? */
bool wnp_is_same(struct wnp_fn *f, gimple *g)
{
	tree lhs = gimple_get_lhs(g);

	return lhs && TREE_CODE(lhs) == SSA_NAME &&
	       f->same[SSA_NAME_VERSION(lhs)];
}

static void ssa_operand(struct wnp_fn *f, tree name, struct wn_opnd *o)
{
	unsigned int v;
	struct wn_ssa *s;
	tree var;

	while (f->same[SSA_NAME_VERSION(name)])
		name = f->same[SSA_NAME_VERSION(name)];
	v = SSA_NAME_VERSION(name);
	var = SSA_NAME_VAR(name);
	o->base = WN_BASE_SSA;
	if (!f->ssa[v]) {
		f->ssa[v] = wnp_new_ssa(f, TREE_TYPE(name)) + 1;
		s = &f->ssas[f->ssa[v] - 1];
		if (var && DECL_P(var) && !DECL_ARTIFICIAL(var))
			s->name = wnp_decl_name(f->u, var);
		if (var && SSA_NAME_IS_DEFAULT_DEF(name)) {
			if (TREE_CODE(var) == PARM_DECL)
				s->param = param_index(f, var);
			else
				s->undef = true;
		}
	}
	o->id = f->ssa[v] - 1;
}

static void var_operand(struct wnp_fn *f, tree decl, struct wn_opnd *o)
{
	struct wn_var v = {};
	bool had;
	int &slot = f->varids->get_or_insert(decl, &had);

	if (!had) {
		v.name = DECL_ARTIFICIAL(decl) ? "" : wnp_decl_name(f->u, decl);
		v.type = wnp_type(f->u, TREE_TYPE(decl));
		v.param = TREE_CODE(decl) == PARM_DECL ? param_index(f, decl) : -1;
		v.addressed = TREE_ADDRESSABLE(decl);
		slot = f->nvars;
		WN_PUSH(f->vars, f->nvars, f->capvars, v);
	}
	o->base = WN_BASE_VAR;
	o->id = slot;
}

static void string_operand(struct wnp_unit *u, tree str, struct wn_opnd *o)
{
	char buf[41];
	int i, n = TREE_STRING_LENGTH(str);

	for (i = 0; i < n && i < 40 && TREE_STRING_POINTER(str)[i]; i++) {
		buf[i] = TREE_STRING_POINTER(str)[i];
		if (!ISPRINT(buf[i]))
			buf[i] = ' ';
	}
	o->base = WN_BASE_STR;
	o->name = wn_intern_n(u->strs, buf, i);
}

static void const_operand(tree cst, struct wn_opnd *o)
{
	if (tree_fits_shwi_p(cst))
		*o = wnp_const(tree_to_shwi(cst));
	else if (tree_fits_uhwi_p(cst))
		*o = wnp_const((int64_t)tree_to_uhwi(cst));
}

static void walk(struct wnp_fn *f, tree t, struct wn_opnd *o);

static void walk_mem(struct wnp_fn *f, tree t, struct wn_opnd *o)
{
	tree ptr = TREE_OPERAND(t, 0), off = TREE_OPERAND(t, 1);
	tree type = TREE_TYPE(TREE_TYPE(ptr));

	if (TREE_CODE(ptr) == ADDR_EXPR) {
		type = TREE_TYPE(TREE_OPERAND(ptr, 0));
		walk(f, TREE_OPERAND(ptr, 0), o);
	} else {
		walk(f, ptr, o);
		add_deref(f->u, o);
	}
	if (!tree_fits_shwi_p(off))
		wnp_add_index(f->u, o, WN_INDEX_ANY);
	else if (tree_to_shwi(off))
		wnp_add_offset(f->u, o, type, tree_to_shwi(off));
}

static void walk_array(struct wnp_fn *f, tree t, struct wn_opnd *o)
{
	tree idx = TREE_OPERAND(t, 1), low = array_ref_low_bound(t);

	walk(f, TREE_OPERAND(t, 0), o);
	if (TREE_CODE(t) == ARRAY_REF && tree_fits_shwi_p(idx) &&
	    integer_zerop(low))
		wnp_add_index(f->u, o, tree_to_shwi(idx));
	else
		wnp_add_index(f->u, o, WN_INDEX_ANY);
}

static void walk(struct wnp_fn *f, tree t, struct wn_opnd *o)
{
	switch (TREE_CODE(t)) {
	case SSA_NAME:
		ssa_operand(f, t, o);
		break;
	case INTEGER_CST:
		const_operand(t, o);
		break;
	case STRING_CST:
		string_operand(f->u, t, o);
		break;
	case FUNCTION_DECL:
		o->base = WN_BASE_FUNC;
		o->name = wnp_decl_name(f->u, t);
		wnp_want_address(f->u, t);
		break;
	case VAR_DECL:
	case PARM_DECL:
	case RESULT_DECL:
		if (!is_global_var(t) && !(VAR_P(t) && DECL_HARD_REGISTER(t))) {
			var_operand(f, t, o);
			break;
		}
		o->base = WN_BASE_GLOBAL;
		o->name = wnp_decl_name(f->u, t);
		break;
	case COMPONENT_REF:
		walk(f, TREE_OPERAND(t, 0), o);
		wnp_add_field(f->u, o, TREE_OPERAND(t, 1), wnp_named_outer(t));
		break;
	case ARRAY_REF:
	case ARRAY_RANGE_REF:
		walk_array(f, t, o);
		break;
	case BIT_FIELD_REF:
	case REALPART_EXPR:
	case IMAGPART_EXPR:
	case VIEW_CONVERT_EXPR:
	CASE_CONVERT:
		walk(f, TREE_OPERAND(t, 0), o);
		break;
	case MEM_REF:
		walk_mem(f, t, o);
		break;
	default:
		o->base = WN_BASE_NONE;
	}
}

/*
 * @t as a value, or as a place when it is the left side of an assignment.
 * Steps from an unknown place say nothing and are dropped.
 */
struct wn_opnd wnp_operand(struct wnp_fn *f, tree t)
{
	struct wn_opnd o = {};

	if (!t)
		return o;
	if (TREE_CODE(t) != ADDR_EXPR) {
		walk(f, t, &o);
	} else {
		walk(f, TREE_OPERAND(t, 0), &o);
		o.addr = true;
		if (o.nsteps && o.steps[o.nsteps - 1].kind == WN_STEP_DEREF) {
			o.nsteps--;
			o.addr = false;
		}
	}
	if (o.base == WN_BASE_NONE) {
		o.addr = false;
		o.nsteps = 0;
	}
	return o;
}
