// SPDX-License-Identifier: GPL-2.0-or-later
/* Which callbacks a caller hands over: a table of them, or a function itself. */
#include <stdlib.h>
#include <string.h>

#include "callback.h"
#include "cfg.h"

#define MAX_FOLLOW 8

struct user {
	struct wn_callbacks *cb;
	struct wn_cb_user *u;
	const char *type;	/* tag of the table */
	int depth;
	bool own;		/* some of it does not come from the caller's caller */
	bool found;
};

static struct wn_targets *member(struct wn_cb_user *u, const char *field)
{
	for (uint32_t i = 0; i < u->nmembers; i++) {
		if (!strcmp(u->members[i].field, field))
			return &u->members[i].fns;
	}
	WN_PUSH(u->members, u->nmembers, u->cap, ((struct wn_cb_member){ .field = field }));
	return &u->members[u->nmembers - 1].fns;
}

/* Static locals and tables of files may share a name: the unit's own goes first. */
static void from_global(struct user *w, struct wn_finfo *fi, const char *var)
{
	const struct wn_program *p = w->cb->p;
	bool own = false;
	uint32_t i, k;

	for (i = 0; i < fi->fn->unit->nfnptrs; i++)
		own |= !strcmp(fi->fn->unit->fnptrs[i].var, var);
	for (i = 0; i < p->nunits; i++) {
		const struct wn_unit *u = p->units[i];

		if (own && u != fi->fn->unit)
			continue;
		for (k = 0; k < u->nfnptrs; k++) {
			const struct wn_fnptr *f = &u->fnptrs[k];

			if (strcmp(f->var, var))
				continue;
			wn_targets_add(member(w->u, f->field), f->func,
				       wn_resolve(w->cb->p, u, f->func));
			w->found = true;
		}
	}
}

/* A table on the stack: what this function puts into it. */
static void from_local(struct user *w, struct wn_finfo *fi, uint32_t id)
{
	const struct wn_func *fn = fi->fn;
	uint32_t b, i;

	for (b = 0; b < fn->nblocks; b++) {
		for (i = 0; i < fn->blocks[b].nstmts; i++) {
			const struct wn_stmt *st = &fn->blocks[b].stmts[i];
			struct wn_targets *t;

			if (st->kind != WN_ASSIGN || st->lhs.base != WN_BASE_VAR ||
			    st->lhs.id != id || st->lhs.nsteps != 1 ||
			    st->lhs.steps[0].kind != WN_STEP_FIELD ||
			    !wn_via_field(w->cb, st->lhs.steps[0].type,
					  st->lhs.steps[0].name))
				continue;
			t = member(w->u, st->lhs.steps[0].name);
			wn_targets_of(w->cb, fi, &st->args[0], t, 0);
			w->found |= t->n > 0;
			w->u->open |= t->open;
		}
	}
}

static void not_followed(struct user *w)
{
	w->own = true;
	w->u->open = true;
}

static void object(struct user *w, struct wn_finfo *fi, const struct wn_opnd *o);

static void object_of_caller(void *arg, struct wn_finfo *caller, const struct wn_opnd *o)
{
	object(arg, caller, o);
}

/* What the pointer @o points to: a table of this function, of the unit, or a caller's. */
static void object(struct user *w, struct wn_finfo *fi, const struct wn_opnd *o)
{
	const struct wn_phi *phi = NULL;
	const struct wn_stmt *st;

	if (o->base == WN_BASE_CONST)
		return;
	if (++w->depth > MAX_FOLLOW) {
		w->u->open = true;
	} else if (o->base == WN_BASE_GLOBAL && o->addr) {
		w->own |= fi == w->u->fi;
		from_global(w, fi, o->name);
	} else if (o->base == WN_BASE_VAR && o->addr && !o->nsteps) {
		w->own |= fi == w->u->fi;
		from_local(w, fi, o->id);
	} else if (o->base != WN_BASE_SSA || o->nsteps) {
		not_followed(w);
	} else if (fi->fn->ssa[o->id].param >= 0) {
		if (!wn_each_call(w->cb, fi, (uint32_t)fi->fn->ssa[o->id].param,
				  object_of_caller, w))
			w->u->open = true;
	} else {
		st = wn_def_of(fi->fn, o->id, &phi);
		for (uint32_t i = 0; phi && i < phi->n; i++)
			object(w, fi, &phi->args[i]);
		if (!phi && st && st->kind == WN_ASSIGN && st->op == WN_OP_COPY) {
			object(w, fi, &st->args[0]);
		} else if (!phi && st && st->kind == WN_ASSIGN && st->op == WN_OP_COND &&
			   st->nargs == 3) {
			object(w, fi, &st->args[1]);
			object(w, fi, &st->args[2]);
		} else if (!phi) {
			not_followed(w);
		}
	}
	w->depth--;
}

/* Type of parameter @n of what @st calls, "" when that is not known. */
static const char *param_type(struct wn_program *p, const struct wn_func *fn,
			      const struct wn_stmt *st, uint32_t n)
{
	struct wn_finfo *fi = wn_resolve(p, fn->unit, st->callee.name);

	if (fi)
		return n < fi->fn->nparams ? fi->fn->params[n] : "";
	for (uint32_t i = 0; i < fn->unit->ndecls; i++) {
		const struct wn_decl *d = &fn->unit->decls[i];

		if (!strcmp(d->name, st->callee.name))
			return n < d->nparams ? d->params[n] : "";
	}
	return "";
}

/*
 * "struct mm_walk_ops *": its tag, when functions are stored in such a struct. One
 * that only others fill (mm_struct has a pointer, too) is no table of the caller's.
 */
static const char *table_tag(struct wn_callbacks *cb, const char *type)
{
	size_t n;

	if (strncmp(type, "struct ", 7))
		return NULL;
	type += 7;
	n = strcspn(type, " ");
	if (strcmp(type + n, " *"))
		return NULL;
	type = wn_intern_n(cb->p->strs, type, n);
	for (uint32_t i = 0; i < cb->nslots; i++) {
		const struct wn_via_slot *slot = cb->slots[i];

		if (slot->via == WN_VIA_FIELD && slot->type == type && slot->fns.n)
			return type;
	}
	return NULL;
}

static void free_members(struct wn_cb_user *u)
{
	for (uint32_t i = 0; i < u->nmembers; i++)
		free(u->members[i].fns.v);
	free(u->members);
}

struct list { struct wn_cb_user *v; uint32_t n, cap; };

static void look_at(struct wn_callbacks *cb, struct wn_finfo *fi, const struct wn_stmt *st,
		    const char *name, struct list *out)
{
	struct wn_cb_user u = { .fi = fi, .st = st };
	struct user w = { .cb = cb, .u = &u };
	bool named = !strcmp(st->callee.name, name), any = false;

	for (uint32_t i = 0; i < st->nargs; i++) {
		const char *type = param_type(cb->p, fi->fn, st, i), *tag;
		struct wn_targets *t;

		if (named && !strcmp(type, "fn *")) {
			t = member(&u, wn_printf(&cb->arena, "argument %u", i + 1));
			wn_targets_of(cb, fi, &st->args[i], t, 0);
			w.found |= t->n > 0;
			u.open |= t->open;
			any = true;
			continue;
		}
		tag = table_tag(cb, type);
		if (!tag || (!named && strcmp(tag, name)))
			continue;
		w.type = tag;
		object(&w, fi, &st->args[i]);
		any = true;
	}
	u.open |= any && !w.found;
	if (named || (any && w.own))
		WN_PUSH(out->v, out->n, out->cap, u);
	else
		free_members(&u);
}

static int by_place(const void *a, const void *b)
{
	const struct wn_cb_user *x = a, *y = b;
	int r = strcmp(x->st->loc.file, y->st->loc.file);

	if (r)
		return r;
	if (x->st->loc.line != y->st->loc.line)
		return x->st->loc.line < y->st->loc.line ? -1 : 1;
	return x->st->loc.col < y->st->loc.col ? -1 : x->st->loc.col > y->st->loc.col;
}

uint32_t wn_callback_users(struct wn_callbacks *cb, const char *name,
			   struct wn_cb_user **users)
{
	struct list out = { 0 };
	uint32_t i, b, k;

	for (i = 0; i < cb->p->ninfos; i++) {
		const struct wn_func *fn = cb->p->infos[i]->fn;

		for (b = 0; b < fn->nblocks; b++) {
			for (k = 0; k < fn->blocks[b].nstmts; k++) {
				const struct wn_stmt *st = &fn->blocks[b].stmts[k];

				if (st->kind == WN_CALL && st->callee.base == WN_BASE_FUNC)
					look_at(cb, cb->p->infos[i], st, name, &out);
			}
		}
	}
	if (out.n)
		qsort(out.v, out.n, sizeof(*out.v), by_place);
	*users = out.v;
	return out.n;
}

void wn_callback_users_free(struct wn_cb_user *users, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		free_members(&users[i]);
	free(users);
}
