// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The unit as a whole: which functions are wanted, function pointers in
 * initialisers, what is exported, prototypes of what is called.
 *
 * Functions that nobody outside a header asked for are not wanted, so the walk
 * starts from what the unit defines for itself and follows calls and addresses.
 */
#include "wnp.h"

static bool has_body(tree fndecl)
{
	struct function *fun = DECL_STRUCT_FUNCTION(fndecl);
	struct cgraph_node *node = cgraph_node::get(fndecl);

	return node && !node->alias && node->has_gimple_body_p() && fun &&
	       fun->cfg && gimple_in_ssa_p(fun);
}

void wnp_want(struct wnp_unit *u, tree fndecl)
{
	if (!u->seen->add(fndecl))
		WN_PUSH(u->work, u->nwork, u->capwork, fndecl);
}

void wnp_want_address(struct wnp_unit *u, tree fndecl)
{
	u->taken->add(fndecl);
	wnp_want(u, fndecl);
}

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
static void find_exports(struct wnp_unit *u)
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

static void find_roots(struct wnp_unit *u)
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

		if (TREE_CODE(decl) != FUNCTION_DECL || !has_body(decl))
			continue;
		if (!DECL_DECLARED_INLINE_P(decl) ||
		    (TREE_PUBLIC(decl) && !DECL_EXTERNAL(decl)))
			wnp_want(u, decl);
	}
	free(v);
}

static int by_string(const void *a, const void *b)
{
	return strcmp(*(const char * const *)a, *(const char * const *)b);
}

static void finish_callees(struct wnp_fn *f, struct wn_func *out)
{
	size_t i, n = 0;

	if (f->ncallees)
		qsort(f->callees, f->ncallees, sizeof(*f->callees), by_string);
	for (i = 0; i < f->ncallees; i++)
		if (!n || f->callees[n - 1] != f->callees[i])
			f->callees[n++] = f->callees[i];
	out->ncallees = n;
	out->callees = wn_new_n(&f->u->arena, const char *, n + 1);
	if (n)
		memcpy(out->callees, f->callees, n * sizeof(*f->callees));
}

static void describe(struct wnp_unit *u, tree decl, struct wn_func *out)
{
	struct wn_loc loc = wnp_loc(u, DECL_SOURCE_LOCATION(decl)), end;
	uint32_t n = 0;
	tree p;

	end = wnp_loc(u, DECL_STRUCT_FUNCTION(decl)->function_end_locus);
	out->name = wnp_decl_name(u, decl);
	out->file = loc.file;
	out->line = loc.line;
	out->end_line = end.line;
	out->markers = wnp_markers(u, DECL_SOURCE_LOCATION(decl));
	out->is_static = !TREE_PUBLIC(decl) || DECL_EXTERNAL(decl);
	out->is_weak = DECL_WEAK(decl);
	out->is_inline = DECL_DECLARED_INLINE_P(decl);
	out->is_exported = u->exported->contains(out->name);
	out->rettype = wnp_type(u, TREE_TYPE(TREE_TYPE(decl)));
	for (p = DECL_ARGUMENTS(decl); p; p = DECL_CHAIN(p))
		out->nparams++;
	out->params = wn_new_n(&u->arena, const char *, out->nparams + 1);
	out->param_names = wn_new_n(&u->arena, const char *, out->nparams + 1);
	for (p = DECL_ARGUMENTS(decl); p; p = DECL_CHAIN(p)) {
		out->params[n] = wnp_type(u, TREE_TYPE(p));
		out->param_names[n++] = wnp_decl_name(u, p);
	}
}

struct job {
	struct wnp_unit *u;
	tree decl;
	struct wn_func out;
};

static void lower_one(void *arg)
{
	struct job *job = (struct job *)arg;
	struct wnp_fn f = {};
	struct wn_func *out = &job->out;

	f.u = job->u;
	f.decl = job->decl;
	f.fun = DECL_STRUCT_FUNCTION(job->decl);
	f.out = out;
	describe(f.u, f.decl, out);
	if (wnp_opt.fault && !strcmp(wnp_opt.fault, out->name))
		raise(SIGSEGV);
	f.ssa = XCNEWVEC(uint32_t, SSANAMES(f.fun)->length() + 1);
	f.same = XCNEWVEC(tree, SSANAMES(f.fun)->length() + 1);
	f.varids = new hash_map<tree, int>;
	wnp_function(&f);
	finish_callees(&f, out);
	out->touches = wnp_pt_kinds(f.u, f.touches);
	out->nssa = f.nssas;
	out->ssa = wn_new_n(&f.u->arena, struct wn_ssa, f.nssas + 1);
	if (f.nssas)
		memcpy(out->ssa, f.ssas, f.nssas * sizeof(*f.ssas));
	out->nvars = f.nvars;
	out->vars = wn_new_n(&f.u->arena, struct wn_var, f.nvars + 1);
	if (f.nvars)
		memcpy(out->vars, f.vars, f.nvars * sizeof(*f.vars));
	delete f.varids;
	free(f.ssa);
	free(f.same);
	free(f.ssas);
	free(f.vars);
	free(f.callees);
	free(f.stmts);
}

static void add_decl(struct wnp_unit *u, tree decl)
{
	struct wn_decl d = {};
	tree type = TREE_TYPE(decl), p;
	uint32_t n = 0;

	d.name = wnp_decl_name(u, decl);
	d.rettype = wnp_type(u, TREE_TYPE(type));
	d.variadic = stdarg_p(type);
	d.markers = wnp_markers(u, DECL_SOURCE_LOCATION(decl));
	for (p = TYPE_ARG_TYPES(type); p && p != void_list_node; p = TREE_CHAIN(p))
		d.nparams++;
	d.params = wn_new_n(&u->arena, const char *, d.nparams + 1);
	for (p = TYPE_ARG_TYPES(type); n < d.nparams; p = TREE_CHAIN(p))
		d.params[n++] = wnp_type(u, TREE_VALUE(p));
	WN_PUSH(u->out.decls, u->ndecls, u->capdecls, d);
}

struct sortable {
	struct wn_func fn;
	tree decl;
	int order;
};

static int by_fn_order(const void *a, const void *b)
{
	const struct sortable *x = (const struct sortable *)a;
	const struct sortable *y = (const struct sortable *)b;

	return x->order < y->order ? -1 : x->order > y->order;
}

static int by_decl_name(const void *a, const void *b)
{
	return strcmp(((const struct wn_decl *)a)->name,
		      ((const struct wn_decl *)b)->name);
}

static void lower_all(struct wnp_unit *u)
{
	struct sortable *v = NULL, one;
	size_t n = 0, cap = 0, i;

	for (; u->nlowered < u->nwork; u->nlowered++) {
		struct job job = { u, u->work[u->nlowered] };

		memset(&job.out, 0, sizeof(job.out));
		if (!has_body(job.decl)) {
			add_decl(u, job.decl);
			continue;
		}
		if (!wnp_guarded(lower_one, &job)) {
			wnp_warn("function '%s' is left out of the analysis",
				 wnp_decl_name(u, job.decl));
			add_decl(u, job.decl);
			continue;
		}
		one.fn = job.out;
		one.decl = job.decl;
		one.order = cgraph_node::get(job.decl)->order;
		WN_PUSH(v, n, cap, one);
	}
	if (n)
		qsort(v, n, sizeof(*v), by_fn_order);
	u->out.funcs = wn_new_n(&u->arena, struct wn_func, n + 1);
	u->out.nfuncs = n;
	for (i = 0; i < n; i++) {
		u->out.funcs[i] = v[i].fn;
		u->out.funcs[i].address_taken = u->taken->contains(v[i].decl);
	}
	free(v);
	if (u->ndecls)
		qsort(u->out.decls, u->ndecls, sizeof(*u->out.decls), by_decl_name);
	u->out.ndecls = u->ndecls;
	u->out.nfnptrs = u->nfnptrs;
}

static const char *target_name(struct wnp_unit *u)
{
	const char *s = strstr(gcc_version.configuration_arguments, "--target=");

	return s ? wn_intern_n(u->strs, s + 9, strcspn(s + 9, " ")) : "";
}

static void free_unit(struct wnp_unit *u)
{
	size_t i;

	for (i = 0; i < u->nfiles; i++)
		free(u->files[i].text);
	free(u->files);
	free(u->work);
	free(u->out.decls);
	free(u->out.fnptrs);
	delete u->seen;
	delete u->taken;
	delete u->exported;
	wn_strtab_free(u->strs);
	wn_arena_free(&u->arena);
}

/* The whole job of the plugin on one unit; runs under wnp_guarded(). */
void wnp_unit(void *unused ATTRIBUTE_UNUSED)
{
	struct wnp_unit u = {};
	char err[512], *path;

	u.strs = wn_strtab_new();
	u.seen = new hash_set<tree>;
	u.taken = new hash_set<tree>;
	u.exported = new hash_set<const char *, false, nofree_ptr_hash<const char> >;
	u.out.meta.source = wnp_rel_path(&u, main_input_filename);
	u.out.meta.compiler = ACONCAT(("gcc ", gcc_version.basever, NULL));
	u.out.meta.kernel = wnp_opt.kernel ? wnp_opt.kernel : "";
	u.out.meta.config = wnp_opt.config ? wnp_opt.config : "";
	u.out.meta.target = target_name(&u);
	u.out.meta.source_hash = wnp_source_hash(&u, main_input_filename);
	find_exports(&u);
	find_roots(&u);
	lower_all(&u);
	path = wnp_facts_path(&u, main_input_filename);
	if (wn_facts_write(&u.out, path, err, sizeof(err)))
		wnp_warn("%s", err);
	else if (wnp_opt.verbose)
		inform(UNKNOWN_LOCATION, "wnotify: %s: %u functions", path,
		       u.out.nfuncs);
	free(path);
	free_unit(&u);
}
