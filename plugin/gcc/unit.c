// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The unit as a whole: which functions are wanted, their description, and the
 * prototypes of what they call.
 *
 * Functions that nobody outside a header asked for are not wanted, so the walk
 * starts from what the unit defines for itself and follows calls and addresses.
 */
#include "wnp.h"

/* Larger functions are generated code; time and memory stay bounded. */
#define MAX_BLOCKS 100000

bool wnp_has_body(tree fndecl)
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

static bool is_too_large(tree decl)
{
	int n = n_basic_blocks_for_fn(DECL_STRUCT_FUNCTION(decl));

	if (n > MAX_BLOCKS)
		wnp_warn("function '%s' has %d basic blocks, the limit is %d",
			 IDENTIFIER_POINTER(DECL_NAME(decl)), n, MAX_BLOCKS);
	return n > MAX_BLOCKS;
}

static void lower_all(struct wnp_unit *u)
{
	struct sortable *v = NULL, one;
	size_t n = 0, cap = 0, i;

	for (; u->nlowered < u->nwork; u->nlowered++) {
		struct job job = { u, u->work[u->nlowered] };

		memset(&job.out, 0, sizeof(job.out));
		if (!wnp_has_body(job.decl)) {
			add_decl(u, job.decl);
			continue;
		}
		if (is_too_large(job.decl) || !wnp_guarded(lower_one, &job)) {
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
	wnp_find_exports(&u);
	wnp_find_roots(&u);
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
