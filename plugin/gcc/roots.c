// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where the walk over a unit starts: functions that the unit defines for
 * itself, and those whose address its data holds.
 */
#include "wnp.h"

void wnp_add_fnptr(struct wnp_unit *u, const char *type, const char *field,
		   tree fndecl, const char *var, struct wn_loc loc)
{
	struct wn_fnptr p = {};

	p.type = type;
	p.field = field;
	p.func = wnp_decl_name(u, fndecl);
	p.var = var;
	p.loc = loc;
	WN_PUSH(u->out.fnptrs, u->nfnptrs, u->capfnptrs, p);
	wnp_want_address(u, fndecl);
}

struct init {
	struct wnp_unit *u;
	tree var;
};

/* @type and @field name the innermost member around @val. */
static void walk_init(const struct init *in, tree val, const char *type,
		      const char *field, tree outer)
{
	location_t loc = EXPR_LOCATION(val);
	unsigned HOST_WIDE_INT i;
	struct wn_step step;
	tree idx, sub;

	STRIP_NOPS(val);
	if (TREE_CODE(val) == ADDR_EXPR &&
	    TREE_CODE(TREE_OPERAND(val, 0)) == FUNCTION_DECL) {
		if (loc == UNKNOWN_LOCATION)
			loc = EXPR_LOCATION(val);
		if (loc == UNKNOWN_LOCATION)
			loc = DECL_SOURCE_LOCATION(in->var);
		wnp_add_fnptr(in->u, type, field, TREE_OPERAND(val, 0),
			      wnp_decl_name(in->u, in->var),
			      wnp_loc(in->u, loc));
		return;
	}
	if (TREE_CODE(val) != CONSTRUCTOR)
		return;
	FOR_EACH_CONSTRUCTOR_ELT(CONSTRUCTOR_ELTS(val), i, idx, sub) {
		tree in_type = outer ? outer : TREE_TYPE(val);

		if (!idx || TREE_CODE(idx) != FIELD_DECL)
			walk_init(in, sub, type, field, NULL_TREE);
		else if (wnp_field_step(in->u, idx, in_type, &step))
			walk_init(in, sub, step.type, step.name, NULL_TREE);
		else
			walk_init(in, sub, type, field, in_type);
	}
}

static int by_order(const void *a, const void *b)
{
	const symtab_node *x = *(const symtab_node * const *)a;
	const symtab_node *y = *(const symtab_node * const *)b;

	return x->order < y->order ? -1 : x->order > y->order;
}

static symtab_node **sorted_nodes(size_t *n)
{
	symtab_node **v = NULL, *node;
	size_t cap = 0;

	*n = 0;
	FOR_EACH_SYMBOL(node)
		WN_PUSH(v, *n, cap, node);
	if (*n)
		qsort(v, *n, sizeof(*v), by_order);
	return v;
}

/* What EXPORT_SYMBOL() makes is not a use of the function. */
static bool is_export_machinery(tree var)
{
	const char *s = DECL_NAME(var) ? IDENTIFIER_POINTER(DECL_NAME(var)) : "";

	return strstr(s, "__addressable_") || strstr(s, "__ksymtab_");
}

static bool is_name_char(char c)
{
	return ISALNUM(c) || c == '_' || c == '.' || c == '$';
}

/* EXPORT_SYMBOL*() leaves the name in file-scope assembly. */
void wnp_find_exports(struct wnp_unit *u)
{
	static const char * const marks[] = {
		"__export_symbol_", "__kstrtab_", "__ksymtab_",
	};
	struct asm_node *node;
	unsigned int i;

	for (node = symtab->first_asm_symbol(); node; node = node->next) {
		const char *text = TREE_STRING_POINTER(node->asm_str), *p;

		for (i = 0; i < ARRAY_SIZE(marks); i++) {
			for (p = text; (p = strstr(p, marks[i])); ) {
				const char *s = p += strlen(marks[i]);

				while (is_name_char(*p))
					p++;
				u->exported->add(wn_intern_n(u->strs, s, p - s));
			}
		}
	}
}

void wnp_find_roots(struct wnp_unit *u)
{
	symtab_node **v;
	size_t n, i;

	v = sorted_nodes(&n);
	for (i = 0; i < n; i++) {
		tree decl = v[i]->decl;
		struct init in = { u, decl };

		if (!VAR_P(decl) || !DECL_INITIAL(decl) ||
		    is_export_machinery(decl))
			continue;
		walk_init(&in, DECL_INITIAL(decl), "", "", NULL_TREE);
	}
	for (i = 0; i < n; i++) {
		tree decl = v[i]->decl;

		if (TREE_CODE(decl) != FUNCTION_DECL || !wnp_has_body(decl))
			continue;
		if (!DECL_DECLARED_INLINE_P(decl) ||
		    (TREE_PUBLIC(decl) && !DECL_EXTERNAL(decl)))
			wnp_want(u, decl);
	}
	free(v);
}

