// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Members of structures: by reference, by offset, by bit.
 *
 * Members of anonymous structures and unions are named as the source names
 * them: ``vmf->vma`` is field vma of vm_fault although the compiler sees an
 * anonymous structure between the two.
 */
#include "wnp.h"

/*
 * The step for @field; false when it is a member without a name, which makes
 * no step. @outer is the named structure around it.
 */
bool wnp_field_step(struct wnp_unit *u, tree field, tree outer,
		    struct wn_step *step)
{
	memset(step, 0, sizeof(*step));
	step->kind = WN_STEP_FIELD;
	step->type = wnp_tag(u, outer);
	step->name = wnp_decl_name(u, field);
	return *step->name || !RECORD_OR_UNION_TYPE_P(TREE_TYPE(field));
}

void wnp_add_field(struct wnp_unit *u, struct wn_opnd *o, tree field,
		   tree outer)
{
	struct wn_step step;

	if (wnp_field_step(u, field, outer, &step))
		wnp_add_step(u, o, step);
}

/* The structure that a member reached by @ref belongs to in the source. */
tree wnp_named_outer(tree ref)
{
	tree type = DECL_CONTEXT(TREE_OPERAND(ref, 1));

	for (ref = TREE_OPERAND(ref, 0);
	     TREE_CODE(ref) == COMPONENT_REF && !DECL_NAME(TREE_OPERAND(ref, 1));
	     ref = TREE_OPERAND(ref, 0))
		type = DECL_CONTEXT(TREE_OPERAND(ref, 1));
	return type;
}

static tree field_at(tree type, HOST_WIDE_INT off)
{
	tree f, size;

	for (f = TYPE_FIELDS(type); f; f = DECL_CHAIN(f)) {
		if (TREE_CODE(f) != FIELD_DECL || !tree_fits_shwi_p(DECL_FIELD_OFFSET(f)))
			continue;
		size = DECL_SIZE_UNIT(f);
		if (!size || !tree_fits_shwi_p(size))
			continue;
		if (int_byte_position(f) <= off &&
		    off < int_byte_position(f) + tree_to_shwi(size))
			return f;
	}
	return NULL_TREE;
}

/*
 * Conditions on bit-fields arrive as a load of the bytes around them and a
 * mask. The path of the member that @mask selects at bit @pos of @ref's
 * object; *@shift is where it starts within the bytes that were loaded.
 */
bool wnp_bit_field(struct wnp_fn *f, tree ref, unsigned HOST_WIDE_INT mask,
		   struct wn_opnd *o, int *shift)
{
	tree base = TREE_OPERAND(ref, 0), type = TREE_TYPE(base), m, outer;
	HOST_WIDE_INT pos, start, size;

	if (!mask || !tree_fits_shwi_p(TREE_OPERAND(ref, 2)))
		return false;
	pos = tree_to_shwi(TREE_OPERAND(ref, 2)) + ctz_hwi(mask);
	outer = type;
	*o = wnp_operand(f, base);
	*shift = ctz_hwi(mask);
	while (type && RECORD_OR_UNION_TYPE_P(type)) {
		for (m = TYPE_FIELDS(type); m; m = DECL_CHAIN(m)) {
			if (TREE_CODE(m) != FIELD_DECL || !DECL_SIZE(m) ||
			    !tree_fits_shwi_p(DECL_SIZE(m)) ||
			    !tree_fits_shwi_p(bit_position(m)))
				continue;
			start = tree_to_shwi(bit_position(m));
			size = tree_to_shwi(DECL_SIZE(m));
			if (start <= pos && pos < start + size)
				break;
		}
		if (!m)
			return false;
		wnp_add_field(f->u, o, m, outer);
		if (DECL_BIT_FIELD(m)) {
			*shift -= pos - start;
			return *shift >= 0 && size < HOST_BITS_PER_WIDE_INT &&
			       mask >> *shift < HOST_WIDE_INT_1U << size;
		}
		pos -= start;
		type = TREE_TYPE(m);
		if (DECL_NAME(m))
			outer = type;
	}
	return false;
}

/* Steps for byte @off of @type, as far as they can be told. */
void wnp_add_offset(struct wnp_unit *u, struct wn_opnd *o, tree type,
		    HOST_WIDE_INT off)
{
	tree outer = NULL_TREE, f, size;

	while (off > 0 && type) {
		if (TREE_CODE(type) == RECORD_TYPE && COMPLETE_TYPE_P(type)) {
			f = field_at(type, off);
			if (!f)
				break;
			if (!outer)
				outer = type;
			wnp_add_field(u, o, f, outer);
			off -= int_byte_position(f);
			type = TREE_TYPE(f);
			if (DECL_NAME(f))
				outer = NULL_TREE;
		} else if (TREE_CODE(type) == ARRAY_TYPE) {
			size = TYPE_SIZE_UNIT(TREE_TYPE(type));
			if (!size || !tree_fits_shwi_p(size) || !tree_to_shwi(size))
				break;
			wnp_add_index(u, o, off / tree_to_shwi(size));
			off %= tree_to_shwi(size);
			type = TREE_TYPE(type);
			outer = NULL_TREE;
		} else {
			break;
		}
	}
	if (off)
		wnp_add_index(u, o, WN_INDEX_ANY);
}

