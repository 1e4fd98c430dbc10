// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Initialisers of local aggregates, however GCC chose to copy them.
 */
#include "wnp.h"

/* Initialisers larger than this are tables, not state that rules look at. */
#define MAX_INIT 64

/* Function @val went into field @step of something. */
void wnp_note_fnptr(struct wnp_fn *f, const struct wn_opnd *lhs, tree val,
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
		wnp_assign(f, loc, dst, TREE_TYPE(val), WN_OP_COPY, 1, &src);
		wnp_note_fnptr(f, &dst, val, loc);
	}
}

/* lhs = { ... }: all of it is zero, then what is listed. */
void wnp_init_aggregate(struct wnp_fn *f, tree lhs, tree ctor,
			struct wn_loc loc)
{
	struct wn_opnd dst = wnp_operand(f, lhs), zero = wnp_const(0);

	wnp_assign(f, loc, dst, TREE_TYPE(lhs), WN_OP_COPY, 1, &zero);
	init_fields(f, &dst, ctor, NULL_TREE, loc);
}

/* The initialiser behind a constant that GCC made for a local aggregate. */
tree wnp_initialiser(tree t)
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

