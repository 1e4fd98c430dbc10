// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What sparse counts: one number a block, calls by their markers, inline
 * functions expanded, return values not followed. Says where markers are missing.
 */
#include <stdlib.h>
#include <string.h>

#include "locks-count.h"

static bool is_primitive(const char *name)
{
	static const char *const heads[] = {
		"spin_", "_raw_", "rcu_read_", "bit_spin_", "__bit_spin_", "read_lock",
			"write_lock",
		"read_unlock", "write_unlock", "raw_spin_",
	};

	for (size_t i = 0; i < WN_ARRAY_SIZE(heads); i++) {
		if (!strncmp(name, heads[i], strlen(heads[i])))
			return true;
	}
	return false;
}

static struct wn_ct_func *slot(struct wn_count *c, struct wn_finfo *fi)
{
	for (uint32_t i = 0; i < c->nfuncs; i++) {
		if (c->funcs[i]->fi == fi)
			return c->funcs[i];
	}
	WN_PUSH(c->funcs, c->nfuncs, c->cap, wn_new(&c->l->arena, struct wn_ct_func));
	c->funcs[c->nfuncs - 1]->fi = fi;
	return c->funcs[c->nfuncs - 1];
}

static const char *decl_markers(const struct wn_unit *u, const char *name)
{
	for (uint32_t i = 0; i < u->ndecls; i++) {
		if (!strcmp(u->decls[i].name, name))
			return u->decls[i].markers;
	}
	return "";
}

static int net(const char *markers)
{
	struct wn_sp_marks m = wn_sp_marks(markers);

	return m.acquires - m.releases;
}

int wn_ct_effect(struct wn_count *c, const struct wn_func *in, const struct wn_stmt *st,
		 bool *bad)
{
	const char *name = st->callee.base == WN_BASE_FUNC ? st->callee.name : NULL;
	struct wn_lk_row row;
	struct wn_finfo *fi;
	struct wn_ct_func *f;

	*bad = false;
	if (!name)
		return 0;
	if (is_primitive(name)) {
		if (!wn_lk_find(c->l->p->model, name, &row) || !wn_lk_counted(row.lock))
			return 0;
		*bad = row.op == WN_LK_TRY;
		return row.op == WN_LK_TAKE ? 1 : row.op == WN_LK_DROP ? -1 : 0;
	}
	fi = wn_resolve(c->l->p, in->unit, name);
	if (!fi)
		return net(decl_markers(in->unit, name));
	if (fi->fn->is_inline) {
		f = wn_ct_run(c, fi);
		*bad = f->busy ? false : f->bad;
		return f->untracked || f->busy ? 0 : f->net;
	}
	f = slot(c, fi);
	if (f->marked)
		return f->mark_net;
	return net(*fi->fn->markers ? fi->fn->markers : decl_markers(in->unit, name));
}

/* Counts along the blocks as sparse does; false when two ways disagree. */
static bool walk(struct wn_count *c, const struct wn_func *fn, uint32_t b, int n, int *at,
		 int *exit, bool *seen)
{
	const struct wn_block *bb = &fn->blocks[b];
	bool bad;

	if (at[b] != INT32_MIN)
		return at[b] == n;
	at[b] = n;
	for (uint32_t i = 0; i < bb->nstmts; i++) {
		if (bb->stmts[i].kind == WN_CALL) {
			n += wn_ct_effect(c, fn, &bb->stmts[i], &bad);
			if (bad)
				return false;
		}
		if (bb->stmts[i].kind == WN_RETURN) {
			if (*seen && *exit != n)
				return false;
			*seen = true;
			*exit = n;
		}
	}
	for (uint32_t i = 0; i < bb->nsucc; i++) {
		if (!walk(c, fn, bb->succ[i].dst, n, at, exit, seen))
			return false;
	}
	return true;
}

struct wn_ct_func *wn_ct_run(struct wn_count *c, struct wn_finfo *fi)
{
	struct wn_ct_func *f = slot(c, fi);
	const struct wn_func *fn = fi->fn;
	int *at, ret = 0;
	bool seen = false;

	if (f->done || f->busy)
		return f;
	if (!wn_ready(c->l->p, fi) || !fn->nblocks || fn->nblocks > 4000) {
		f->done = true;
		return f;
	}
	f->busy = true;
	at = wn_xrealloc(NULL, fn->nblocks * sizeof(*at));
	for (uint32_t i = 0; i < fn->nblocks; i++)
		at[i] = INT32_MIN;
	f->bad = !walk(c, fn, 0, 0, at, &ret, &seen);
	f->net = f->bad ? 0 : ret;
	free(at);
	f->busy = false;
	f->done = true;
	return f;
}

/* The same count on every way out, so that a marker can say it. */
static bool uniform(struct wn_lk_sum *s, int *net_, int *need)
{
	*need = 0;
	for (uint32_t i = 0; i < s->nexits; i++) {
		int n = wn_lk_count(&s->exits[i]);

		if (i && n != *net_)
			return false;
		*net_ = n;
		for (uint32_t k = 0; k < s->exits[i].nents; k++) {
			const struct wn_lk_ent *e = &s->exits[i].ents[k];

			if (wn_lk_counted(e->kind) && e->min < *need)
				*need = e->min;
		}
	}
	return s->nexits > 0 && *net_ >= -1 && *net_ <= 1 && *need >= -1;
}

static const struct wn_lk_ent *counted_ent(const struct wn_lk_sum *s)
{
	for (uint32_t i = 0; i < s->nexits; i++) {
		for (uint32_t k = 0; k < s->exits[i].nents; k++) {
			if (wn_lk_counted(s->exits[i].ents[k].kind))
				return &s->exits[i].ents[k];
		}
	}
	return NULL;
}

void wn_ct_mark(struct wn_count *c, struct wn_lk_sum *s)
{
	struct wn_ct_func *f = slot(c, s->fi);
	const struct wn_lk_ent *e;
	int n = 0, need;

	if (s->bound || *s->fi->fn->markers || !uniform(s, &n, &need) || (!n && !need) ||
	    s->fi->fn->is_inline)
		return;
	e = counted_ent(s);
	f->marked = true;
	f->mark_net = n;
	f->marker = wn_printf(&c->l->arena, "%s(%s)", n > 0 ? "__acquires" : n < 0 ?
			      "__releases" : "__must_hold",
			      wn_lk_text(c->l, s->fi->fn, e->term, e->kind, NULL));
}

static void untrack_stmt(struct wn_count *c, const struct wn_func *fn,
			 const struct wn_stmt *st, int effect)
{
	for (uint32_t i = 0; i < c->nedits; i++) {
		if (c->edits[i].fn->file == fn->file && c->edits[i].line == st->loc.line &&
		    c->edits[i].acquire == (effect < 0))
			return;
	}
	WN_PUSH(c->edits, c->nedits, c->edits_cap,
		((struct wn_ct_edit){ fn, st->loc.line, st->loc.col, effect < 0,
				      st->callee.name }));
}

void wn_ct_untrack(struct wn_count *c, struct wn_finfo *fi, int depth)
{
	struct wn_ct_func *f = slot(c, fi), *g;
	const struct wn_func *fn = fi->fn;
	struct wn_finfo *callee;
	bool bad;
	int n;

	if (f->untracked || depth > 4 || !wn_ready(c->l->p, fi))
		return;
	f->untracked = true;
	for (uint32_t b = 0; b < fn->nblocks; b++) {
		for (uint32_t i = 0; i < fn->blocks[b].nstmts; i++) {
			const struct wn_stmt *st = &fn->blocks[b].stmts[i];

			if (st->kind != WN_CALL || st->callee.base != WN_BASE_FUNC)
				continue;
			n = wn_ct_effect(c, fn, st, &bad);
			callee = is_primitive(st->callee.name) ? NULL :
				wn_resolve(c->l->p, fn->unit, st->callee.name);
			if (bad && callee && callee->fn->is_inline) {
				wn_ct_untrack(c, callee, depth + 1);
				continue;
			}
			g = callee ? slot(c, callee) : NULL;
			if (n && !(g && g->untracked))
				untrack_stmt(c, fn, st, n);
		}
	}
}

/* Start over: markers and untracked functions stay, counts do not. */
static void forget(struct wn_count *c)
{
	for (uint32_t i = 0; i < c->nfuncs; i++) {
		c->funcs[i]->done = false;
		c->funcs[i]->bad = false;
	}
}

void wn_ct_plan(struct wn_count *c, struct wn_lk_sum **sums, uint32_t n)
{
	struct wn_ct_func *f;
	uint32_t i;
	int want;

	for (i = 0; i < n; i++)
		wn_ct_mark(c, sums[i]);
	for (i = 0; i < n; i++) {
		forget(c);
		f = wn_ct_run(c, sums[i]->fi);
		want = f->marked ? f->mark_net : net(sums[i]->fi->fn->markers);
		if (f->bad || f->net != want)
			wn_ct_untrack(c, sums[i]->fi, 0);
		/* A marker of what is not counted any more would be wrong. */
		if (f->untracked && f->marked)
			f->marked = false;
	}
}
