// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * arm64 has mk_pte(), pfn_pte(), pte_present(), pte_dirty() and their like as
 * macros: the facts hold shifts and masks, with the macro's name in their
 * locations. Where the model has a row for the outermost such name, what it
 * expanded to is made a call of it: values here, questions in macro-test.c.
 * Arguments are what comes in from outside, in the order of its use.
 */
#include <stdio.h>
#include <string.h>

#include "macro.h"

#define MAX_ARGS 4

static bool is_other_name(const struct wn_row *r)
{
	return r->kind == WN_K_PURE && r->vkind == WN_V_PAGE_OF;
}

/* The outermost macro around @loc that has a row for values or questions. */
static bool find_use(const struct wn_program *p, const struct wn_loc *loc, struct wn_use *u)
{
	const struct wn_row *const *rows;
	const char *s, *end;
	char name[64];
	uint32_t n;

	for (s = loc->macros; s && *s; s = *end ? end + 1 : end) {
		end = s + strcspn(s, ">");
		if ((size_t)(end - s) >= sizeof(name))
			continue;
		memcpy(name, s, end - s);
		name[end - s] = '\0';
		rows = wn_model_rows(p->model, name, &n);
		if (!rows || (rows[0]->kind != WN_K_VALUE && !wn_row_is_question(rows[0]) &&
			      !is_other_name(rows[0])))
			continue;
		*u = (struct wn_use){ rows[0], loc, end - loc->macros };
		return true;
	}
	return false;
}

bool wn_use_has(const struct wn_use *u, const struct wn_loc *loc)
{
	return loc->line == u->loc->line && loc->col == u->loc->col &&
	       loc->file == u->loc->file && loc->macros &&
	       !strncmp(loc->macros, u->loc->macros, u->len) &&
	       (!loc->macros[u->len] || loc->macros[u->len] == '>');
}

/* What was around the macro remains. */
static const char *macros_around(struct wn_program *p, const struct wn_use *u)
{
	size_t n = u->len;

	while (n && u->loc->macros[n - 1] != '>')
		n--;
	return wn_intern_n(p->strs, u->loc->macros, n ? n - 1 : 0);
}

void wn_use_call(struct wn_body *b, const struct wn_use *u, struct wn_stmt *st,
		 struct wn_opnd lhs, const char *type, const struct wn_opnd *args, uint32_t n)
{
	struct wn_loc loc = *u->loc;

	loc.macros = macros_around(b->p, u);
	*st = (struct wn_stmt){ .kind = WN_CALL, .loc = loc, .lhs = lhs, .type = type };
	st->callee.base = WN_BASE_FUNC;
	st->callee.name = wn_intern(b->p->strs, u->row->name);
	st->nargs = n;
	st->args = wn_new_n(&b->p->arena, struct wn_opnd, n + 1);
	memcpy(st->args, args, n * sizeof(*args));
}

/* The number in an entry: "pte" of pte_t, a structure that has no tag. */
static bool is_entry_member(const struct wn_step *st)
{
	char type[8];

	return st->kind == WN_STEP_FIELD && (!*st->type || wn_is_entry_type(st->type)) &&
	       snprintf(type, sizeof(type), "%s_t", st->name) < (int)sizeof(type) &&
	       wn_is_entry_type(type);
}

bool wn_entry_place(const struct wn_func *fn, const struct wn_opnd *o, struct wn_opnd *place)
{
	const struct wn_step *last = o->nsteps ? &o->steps[o->nsteps - 1] : NULL;

	*place = *o;
	if (o->addr)
		return false;
	if (last && is_entry_member(last)) {
		place->nsteps--;
		return true;
	}
	if (!last)
		return o->base == WN_BASE_VAR && wn_is_entry_type(fn->vars[o->id].type);
	return o->nsteps == 1 && last->kind == WN_STEP_DEREF && o->base == WN_BASE_SSA &&
	       wn_is_entry_pointer(fn->ssa[o->id].type);
}

struct wn_opnd wn_new_value(struct wn_body *b, const char *type)
{
	struct wn_opnd o = { .base = WN_BASE_SSA };
	struct wn_func *fn = b->fn;
	struct wn_ssa *more;
	uint32_t i, n = 0;

	if (!b->grown) {
		for (i = 0; i < fn->nblocks; i++)
			n += fn->blocks[i].nstmts;
		more = wn_new_n(&b->p->arena, struct wn_ssa, fn->nssa + n + 1);
		if (fn->nssa)
			memcpy(more, fn->ssa, fn->nssa * sizeof(*more));
		fn->ssa = more;
		b->grown = true;
	}
	o.id = fn->nssa++;
	fn->ssa[o.id] = (struct wn_ssa){ .name = "", .type = wn_intern(b->p->strs, type),
					 .param = -1 };
	return o;
}

static bool same_opnd(const struct wn_opnd *a, const struct wn_opnd *b)
{
	return a->base == b->base && a->id == b->id && a->nsteps == b->nsteps &&
	       a->steps == b->steps && a->name == b->name;
}

/* Is it made by the macro, before statement @to? */
static bool own_value(const struct wn_block *bb, const struct wn_use *u, uint32_t to,
		      uint32_t ssa)
{
	for (uint32_t i = 0; i < to; i++) {
		if (bb->stmts[i].lhs.base == WN_BASE_SSA && !bb->stmts[i].lhs.nsteps &&
		    bb->stmts[i].lhs.id == ssa)
			return wn_use_has(u, &bb->stmts[i].loc);
	}
	return false;
}

/*
 * What the macro takes from outside, in order, each once. Its arguments may be
 * computed in the middle of it.
 */
static uint32_t inputs(const struct wn_func *fn, const struct wn_block *bb,
		       const struct wn_use *u, uint32_t to, struct wn_opnd *args)
{
	uint32_t i, k, j, n = 0;

	for (i = 0; i < to; i++) {
		if (!wn_use_has(u, &bb->stmts[i].loc))
			continue;
		for (k = 0; k < bb->stmts[i].nargs; k++) {
			const struct wn_opnd *o = &bb->stmts[i].args[k];
			struct wn_opnd place;

			if ((o->base != WN_BASE_SSA && o->base != WN_BASE_VAR) ||
			    (o->base == WN_BASE_SSA && own_value(bb, u, i, o->id)))
				continue;
			wn_entry_place(fn, o, &place);
			for (j = 0; j < n && !same_opnd(&args[j], &place); j++)
				;
			if (j == n && n < MAX_ARGS)
				args[n++] = place;
		}
	}
	return n;
}

static bool builds_entry(const struct wn_program *p, const struct wn_stmt *st)
{
	return st->kind == WN_CALL && st->callee.base == WN_BASE_FUNC &&
	       wn_model_row(p->model, st->callee.name, WN_K_VALUE);
}

/*
 * "pte.pte = x" where x comes out of a macro that builds values. When one
 * of its calls does, that one says what it is.
 */
static void value(struct wn_body *b, struct wn_block *bb, uint32_t k)
{
	struct wn_stmt *st = &bb->stmts[k], *def;
	struct wn_opnd args[MAX_ARGS], lhs;
	struct wn_use u;
	const char *type;
	uint32_t i, n;

	if (st->op != WN_OP_COPY || st->nargs != 1 || !st->lhs.nsteps || !k ||
	    st->args[0].base != WN_BASE_SSA || st->args[0].nsteps)
		return;
	def = st - 1;
	if (def->kind != WN_ASSIGN || def->lhs.base != WN_BASE_SSA || def->lhs.nsteps ||
	    def->lhs.id != st->args[0].id || !wn_entry_place(b->fn, &st->lhs, &lhs) ||
	    lhs.nsteps == st->lhs.nsteps || !find_use(b->p, &def->loc, &u) ||
	    u.row->kind != WN_K_VALUE)
		return;
	for (i = 0; i < k; i++) {
		if (builds_entry(b->p, &bb->stmts[i]) && wn_use_has(&u, &bb->stmts[i].loc))
			return;
	}
	n = inputs(b->fn, bb, &u, k, args);
	if ((int)n <= u.row->ptep || (int)n <= u.row->val)
		return;
	type = wn_printf(&b->p->arena, "%s_t", st->lhs.steps[lhs.nsteps].name);
	wn_use_call(b, &u, st, lhs, wn_intern(b->p->strs, type), args, n);
}

/* "page_to_pfn(page)": statement @k is the last of it, and all of it is arithmetic. */
static void other_name(struct wn_body *b, const struct wn_use *u, struct wn_block *bb,
		       uint32_t k)
{
	struct wn_stmt *st = &bb->stmts[k];
	struct wn_opnd args[MAX_ARGS];
	uint32_t i;

	for (i = 0; i <= k; i++) {
		if (bb->stmts[i].kind != WN_ASSIGN && wn_use_has(u, &bb->stmts[i].loc))
			return;
	}
	if (st->lhs.base == WN_BASE_SSA && !st->lhs.nsteps && st->op != WN_OP_COPY &&
	    inputs(b->fn, bb, u, k + 1, args) == 1)
		wn_use_call(b, u, st, st->lhs, st->type, args, 1);
}

void wn_macro_calls(struct wn_program *p, struct wn_func *fn)
{
	struct wn_body body = { p, fn, false };
	const char *seen = NULL;
	bool fits = false;
	struct wn_use u;
	uint32_t b, i;

	for (b = 0; b < fn->nblocks; b++) {
		struct wn_block *bb = &fn->blocks[b];

		for (i = 0; i < bb->nstmts; i++) {
			const struct wn_stmt *st = &bb->stmts[i];

			if (st->kind == WN_ASSIGN)
				value(&body, bb, i);
			else if (st->kind != WN_CALL)
				continue;
			/* names are interned: most are those of the one before */
			if (st->loc.macros != seen || fits) {
				seen = st->loc.macros;
				fits = find_use(p, &st->loc, &u) && u.row->kind == WN_K_PURE;
			}
			if (!fits)
				continue;
			/* what follows has been looked at with the first of them */
			if (wn_row_is_question(u.row))
				wn_macro_test(&body, &u, b, i);
			while (i + 1 < bb->nstmts && wn_use_has(&u, &bb->stmts[i + 1].loc))
				i++;
			if (is_other_name(u.row))
				other_name(&body, &u, bb, i);
		}
	}
}
