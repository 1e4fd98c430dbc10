// SPDX-License-Identifier: GPL-2.0-or-later
/* Joins the units: one function per definition, names to functions, callers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "macro.h"
#include "program.h"
#include "cfg.h"
#include "engine.h"

#define MAX_CELLS (1 << 24)

/* name -> functions of that name; statics of several units share a chain */
struct sym {
	const char *name;
	struct wn_finfo **defs;
	uint32_t ndefs, cap;
};

struct table_entry {
	const char *var, *field, *func;
	const struct wn_unit *unit;
};

struct wn_symtab {
	struct sym *syms;
	uint32_t n, cap;	/* cap: slots, a power of two */
	struct table_entry *tables;
	uint32_t ntables, tables_cap;
	uint32_t linked;	/* units linked so far */
};

static struct sym *sym_slot(struct wn_symtab *t, const char *name)
{
	uint32_t i = (uint32_t)wn_mix(3, (uintptr_t)name) & (t->cap - 1);

	while (t->syms[i].name && t->syms[i].name != name)
		i = (i + 1) & (t->cap - 1);
	return &t->syms[i];
}

static void syms_grow(struct wn_symtab *t)
{
	struct sym *old = t->syms;
	uint32_t i, cap = t->cap;

	t->cap = cap ? cap * 2 : 4096;
	t->syms = wn_xrealloc(NULL, t->cap * sizeof(*t->syms));
	memset(t->syms, 0, t->cap * sizeof(*t->syms));
	for (i = 0; i < cap; i++) {
		if (old[i].name)
			*sym_slot(t, old[i].name) = old[i];
	}
	free(old);
}

struct wn_program *wn_program_new(void)
{
	struct wn_program *p = wn_xrealloc(NULL, sizeof(*p));

	memset(p, 0, sizeof(*p));
	p->strs = wn_strtab_new();
	p->ts = wn_terms_new();
	p->syms = wn_xrealloc(NULL, sizeof(*p->syms));
	memset(p->syms, 0, sizeof(*p->syms));
	syms_grow(p->syms);
	return p;
}

int wn_program_add(struct wn_program *p, const char *path, char *err, size_t errlen)
{
	struct wn_unit *u = wn_facts_open(path, p->strs, err, errlen);

	if (!u)
		return -1;
	WN_PUSH(p->units, p->nunits, p->units_cap, u);
	return 0;
}

void wn_program_free(struct wn_program *p)
{
	uint32_t i;

	if (!p)
		return;
	for (i = 0; i < p->ninfos; i++) {
		struct wn_trace *t = p->infos[i]->trace;

		free(p->infos[i]->callers);
		if (t) {
			free(t->obs);
			free(t->marks);
		}
	}
	if (p->result) {
		free(p->result->sites);
		free(p->result->findings);
		free(p->result->contracts);
	}
	for (i = 0; i < p->nunits; i++)
		wn_facts_close(p->units[i]);
	for (i = 0; i < p->syms->cap; i++)
		free(p->syms->syms[i].defs);
	free(p->syms->syms);
	free(p->syms->tables);
	free(p->kept);
	free(p->syms);
	free(p->units);
	free(p->infos);
	free(p->unsettled);
	free(p->waiters);
	free(p->missing);
	free(p->unknown);
	wn_model_free(p->model);
	wn_terms_free(p->ts);
	wn_strtab_free(p->strs);
	wn_arena_free(&p->arena);
	free(p);
}

void wn_unsettled_add(struct wn_program *p, const char *what, const char *name,
		      struct wn_loc loc, const char *text)
{
	for (uint32_t i = 0; i < p->nunsettled; i++) {
		if (!strcmp(p->unsettled[i].what, what) &&
		    !strcmp(p->unsettled[i].name, name))
			return;
	}
	WN_PUSH(p->unsettled, p->nunsettled, p->unsettled_cap,
		((struct wn_unsettled){ .what = what, .name = name, .loc = loc,
					.text = text }));
}

void wn_missing_add(struct wn_program *p, const char *name)
{
	name = wn_intern(p->strs, name);
	for (uint32_t i = 0; i < p->nmissing; i++) {
		if (p->missing[i] == name)
			return;
	}
	WN_PUSH(p->missing, p->nmissing, p->missing_cap, name);
}

struct wn_finfo *wn_finfo(const struct wn_func *fn)
{
	return fn->priv;
}

bool wn_in_header(const struct wn_func *fn)
{
	size_t n = strlen(fn->file);

	return n > 2 && !strcmp(fn->file + n - 2, ".h");
}

/* A static inline of a header is one function, however many units have it. */
static struct wn_finfo *known_def(const struct sym *s, const struct wn_func *fn)
{
	for (uint32_t i = 0; i < s->ndefs; i++) {
		const struct wn_func *d = s->defs[i]->fn;

		if (wn_in_header(fn) && !strcmp(d->file, fn->file) && d->line == fn->line)
			return s->defs[i];
	}
	return NULL;
}

static void add_func(struct wn_program *p, struct wn_func *fn)
{
	struct wn_symtab *t = p->syms;
	struct wn_finfo *fi;
	struct sym *s;

	if (t->n * 2 >= t->cap)
		syms_grow(t);
	s = sym_slot(t, fn->name);
	if (!s->name) {
		s->name = fn->name;
		t->n++;
	}
	fi = known_def(s, fn);
	if (!fi) {
		fi = wn_new(&p->arena, struct wn_finfo);
		fi->fn = fn;
		fi->pure = -1;
		WN_PUSH(s->defs, s->ndefs, s->cap, fi);
		WN_PUSH(p->infos, p->ninfos, p->infos_cap, fi);
	}
	fn->priv = fi;
}

struct wn_finfo *wn_resolve(struct wn_program *p, const struct wn_unit *unit,
			    const char *name)
{
	const struct sym *s = sym_slot(p->syms, wn_intern(p->strs, name));
	struct wn_finfo *weak = NULL, *header = NULL;

	if (!s->name)
		return NULL;
	for (uint32_t i = 0; i < s->ndefs; i++) {
		if (s->defs[i]->fn->unit == unit)
			return s->defs[i];
	}
	for (uint32_t i = 0; i < s->ndefs; i++) {
		const struct wn_func *fn = s->defs[i]->fn;

		if (fn->is_static) {
			if (wn_in_header(fn))
				header = s->defs[i];
			continue;
		}
		if (!fn->is_weak)
			return s->defs[i];
		weak = s->defs[i];
	}
	return weak ? weak : header;
}

static bool calls_kind(struct wn_program *p, const struct wn_func *fn, enum wn_kind kind)
{
	for (uint32_t i = 0; i < fn->ncallees; i++) {
		if (wn_model_row(p->model, fn->callees[i], kind))
			return true;
	}
	return false;
}

/*
 * States hold each value, and there are some at each block: memory goes by the product.
 * Nobody writes such functions, programs do.
 */
static bool is_too_large(struct wn_program *p, struct wn_finfo *fi)
{
	const struct wn_func *fn = fi->fn;

	if ((uint64_t)fn->nblocks * (fn->nssa + fn->nvars) <= MAX_CELLS)
		return false;
	fi->damaged = true;
	wn_unsettled_add(p, "bound", fn->name, (struct wn_loc){ fn->file, fn->line, 0, "" },
			 wn_printf(&p->arena, "too large: %u blocks, %u values", fn->nblocks,
				   fn->nssa + fn->nvars));
	return true;
}

bool wn_ready(struct wn_program *p, struct wn_finfo *fi)
{
	char err[256];

	if (fi->cfg)
		return true;
	if (fi->damaged)
		return false;
	if (!fi->fn->blocks && wn_facts_body(fi->fn, err, sizeof(err))) {
		fi->damaged = true;
		wn_unsettled_add(p, "damaged", fi->fn->name,
				 (struct wn_loc){ fi->fn->file, fi->fn->line, 0, "" },
				 wn_printf(&p->arena, "%s", err));
		return false;
	}
	if (is_too_large(p, fi))
		return false;
	if (p->model)
		wn_macro_calls(p, fi->fn);
	fi->cfg = wn_cfg_build(&p->arena, fi->fn);
	fi->both_ends = p->model && calls_kind(p, fi->fn, WN_K_RANGE_END) &&
			calls_kind(p, fi->fn, WN_K_RANGE_ONLY_END);
	fi->puts = p->model && (calls_kind(p, fi->fn, WN_K_PUT) ||
				calls_kind(p, fi->fn, WN_K_RMAP_REMOVE));
	return true;
}

const char *wn_table_func(struct wn_program *p, const char *var, const char *field,
			  const struct wn_func **fn)
{
	const struct wn_symtab *t = p->syms;
	struct wn_finfo *fi;

	for (uint32_t i = 0; i < t->ntables; i++) {
		if (t->tables[i].var != var || strcmp(t->tables[i].field, field))
			continue;
		fi = wn_resolve(p, t->tables[i].unit, t->tables[i].func);
		*fn = fi ? fi->fn : NULL;
		return t->tables[i].func;
	}
	return NULL;
}

bool wn_is_table(struct wn_program *p, const char *var)
{
	const struct wn_symtab *t = p->syms;

	for (uint32_t i = 0; i < t->ntables; i++) {
		if (t->tables[i].var == var)
			return true;
	}
	return false;
}

/* ---- purity ---- */

static bool stmt_pure(struct wn_program *p, const struct wn_func *fn,
		      const struct wn_stmt *st, int depth)
{
	struct wn_finfo *fi;

	if (st->kind == WN_ASSIGN) {
		if (st->lhs.base == WN_BASE_GLOBAL)
			return false;
		return st->lhs.base != WN_BASE_SSA || !st->lhs.nsteps;
	}
	if (st->kind != WN_CALL)
		return true;
	if (st->callee.base != WN_BASE_FUNC)
		return false;
	if (!strncmp(st->callee.name, "__builtin_", 10) ||
	    !strncmp(st->callee.name, "__bad_", 6) ||
	    !strncmp(st->callee.name, "__compiletime", 13))
		return true;
	if (p->model && wn_model_row(p->model, st->callee.name, WN_K_PURE))
		return true;
	fi = wn_resolve(p, fn->unit, st->callee.name);
	return fi && wn_is_pure(p, fi, depth + 1);
}

bool wn_is_pure(struct wn_program *p, struct wn_finfo *fi, int depth)
{
	const struct wn_func *fn = fi->fn;
	uint32_t i, k;

	if (fi->pure >= 0)
		return fi->pure;
	if (depth > 6 || !fn->is_inline || !strcmp(fn->rettype, "void"))
		return false;
	fi->pure = 0;
	if (!wn_ready(p, fi) || fn->nblocks > 60)
		return false;
	for (i = 0; i < fn->nblocks; i++) {
		for (k = 0; k < fn->blocks[i].nstmts; k++) {
			if (!stmt_pure(p, fn, &fn->blocks[i].stmts[k], depth))
				return false;
		}
	}
	fi->pure = 1;
	return true;
}

/* IS_ENABLED() in a function of its own: "x = 1; return x" */
bool wn_answers_const(struct wn_program *p, struct wn_finfo *fi, int64_t *val)
{
	const struct wn_func *fn = fi->fn;
	const struct wn_stmt *st;

	if (!fn->is_inline || !wn_ready(p, fi) || fn->nblocks != 1 ||
	    fn->blocks[0].nstmts != 2)
		return false;
	st = fn->blocks[0].stmts;
	if (st[0].kind != WN_ASSIGN || st[0].op != WN_OP_COPY || st[0].nargs != 1 ||
	    st[0].args[0].base != WN_BASE_CONST || st[0].lhs.base != WN_BASE_SSA ||
	    st[1].kind != WN_RETURN || st[1].nargs != 1 ||
	    st[1].args[0].base != WN_BASE_SSA || st[1].args[0].id != st[0].lhs.id)
		return false;
	*val = st[0].args[0].val;
	return true;
}

bool wn_is_empty(struct wn_program *p, struct wn_finfo *fi)
{
	const struct wn_func *fn = fi->fn;

	return fn->is_inline && wn_ready(p, fi) && fn->nblocks == 1 &&
	       fn->blocks[0].nstmts == 1 && fn->blocks[0].stmts[0].kind == WN_RETURN &&
	       !fn->blocks[0].stmts[0].nargs;
}

bool wn_returns_const(struct wn_program *p, struct wn_finfo *fi, int64_t *val)
{
	/*
	 * An int is no answer but what an operation comes to, which may fail on
	 * another architecture.
	 */
	return !strcmp(fi->fn->rettype, "_Bool") && wn_answers_const(p, fi, val);
}

static bool is_param(const struct wn_func *fn, const struct wn_opnd *o, uint32_t n)
{
	return o->base == WN_BASE_SSA && fn->ssa[o->id].param == (int32_t)n;
}

void wn_written(struct wn_program *p, struct wn_finfo *fi, uint32_t n, int depth,
		void (*cb)(void *arg, const struct wn_opnd *lhs), void *arg)
{
	const struct wn_func *fn = fi->fn;
	struct wn_finfo *callee;
	uint32_t b, i, k;

	if (depth > 4 || !wn_ready(p, fi)) {
		cb(arg, NULL);
		return;
	}
	for (b = 0; b < fn->nblocks; b++) {
		for (i = 0; i < fn->blocks[b].nstmts; i++) {
			const struct wn_stmt *st = &fn->blocks[b].stmts[i];

			if (st->lhs.nsteps && is_param(fn, &st->lhs, n))
				cb(arg, &st->lhs);
			for (k = 0; st->kind == WN_CALL && k < st->nargs; k++) {
				if (!is_param(fn, &st->args[k], n) || st->args[k].nsteps)
					continue;
				/* A callback gets the walk object to read it. */
				if (st->callee.base != WN_BASE_FUNC)
					continue;
				callee = wn_resolve(p, fn->unit, st->callee.name);
				if (callee) {
					wn_written(p, callee, k, depth + 1, cb, arg);
				} else {
					wn_missing_add(p, st->callee.name);
					cb(arg, NULL);
				}
			}
		}
	}
}

/* ---- linking ---- */

static void add_caller(struct wn_finfo *callee, struct wn_finfo *caller)
{
	for (uint32_t i = 0; i < callee->ncallers; i++) {
		if (callee->callers[i] == caller)
			return;
	}
	WN_PUSH(callee->callers, callee->ncallers, callee->callers_cap, caller);
}

static void add_call(struct wn_program *p, struct wn_finfo *caller, const char *name)
{
	struct wn_finfo *fi = wn_resolve(p, caller->fn->unit, name);

	if (fi && fi != caller)
		add_caller(fi, caller);
}

/* Who puts a function into a table, or hands over the table, calls it in effect. */
static void scan_opnd(struct wn_program *p, struct wn_finfo *fi, const struct wn_opnd *o)
{
	const struct wn_symtab *t = p->syms;

	if (o->base == WN_BASE_FUNC) {
		add_call(p, fi, o->name);
	} else if (o->base == WN_BASE_GLOBAL) {
		for (uint32_t i = 0; i < t->ntables; i++) {
			if (t->tables[i].var == o->name)
				add_call(p, fi, t->tables[i].func);
		}
	}
}

static void scan_body(struct wn_program *p, struct wn_finfo *fi)
{
	const struct wn_func *fn = fi->fn;
	uint32_t i, k, j;

	for (i = 0; i < fn->nblocks; i++) {
		for (k = 0; k < fn->blocks[i].nstmts; k++) {
			const struct wn_stmt *st = &fn->blocks[i].stmts[k];

			for (j = 0; j < st->nargs; j++)
				scan_opnd(p, fi, &st->args[j]);
			if (st->kind == WN_CALL && st->callee.base != WN_BASE_FUNC)
				fi->seed = true;
			if (st->kind == WN_CALL && st->callee.base == WN_BASE_FUNC)
				add_call(p, fi, st->callee.name);
		}
		for (k = 0; k < fn->blocks[i].nphis; k++) {
			for (j = 0; j < fn->blocks[i].phis[k].n; j++)
				scan_opnd(p, fi, &fn->blocks[i].phis[k].args[j]);
		}
	}
}

void wn_link(struct wn_program *p)
{
	struct wn_symtab *t = p->syms;
	uint32_t first = p->ninfos, i, k;

	for (i = t->linked; i < p->nunits; i++) {
		struct wn_unit *u = p->units[i];

		for (k = 0; k < u->nfuncs; k++)
			add_func(p, &u->funcs[k]);
		for (k = 0; k < u->nfnptrs; k++) {
			if (*u->fnptrs[k].var)
				WN_PUSH(t->tables, t->ntables, t->tables_cap,
					((struct table_entry){ u->fnptrs[k].var,
							       u->fnptrs[k].field,
							       u->fnptrs[k].func, u }));
		}
	}
	t->linked = p->nunits;
	for (i = first; i < p->ninfos; i++) {
		char err[256];

		if (p->infos[i]->fn->blocks ||
		    !wn_facts_body(p->infos[i]->fn, err, sizeof(err)))
			scan_body(p, p->infos[i]);
		else if (!wn_ready(p, p->infos[i]))	/* says so */
			p->infos[i]->fn->nblocks = 0;
	}
}
