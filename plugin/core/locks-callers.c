// SPDX-License-Identifier: GPL-2.0-or-later
/* Who calls a function, by name and through pointers; who of them lacks a lock. */
#include <stdlib.h>
#include <string.h>

#include "callback.h"
#include "locks.h"

#define MAX_UP 12

struct ins { struct wn_lk_in *v; uint32_t n, cap; };

/* The calls by name; true: @caller has one. */
static bool by_name(struct wn_locks *l, struct wn_finfo *caller, const struct wn_func *fn,
		    struct ins *out)
{
	struct wn_lk_sum *s = wn_locks_calls(l, caller);
	uint32_t before = out->n;

	for (uint32_t i = 0; i < s->ncalls; i++) {
		if (s->calls[i].callee == fn)
			WN_PUSH(out->v, out->n, out->cap,
				((struct wn_lk_in){ s, &s->calls[i], NULL }));
	}
	return out->n > before;
}

static void by_pointer(struct wn_locks *l, const struct wn_via_slot *slot, struct ins *out)
{
	const char *via = wn_via_name(l->cb, slot);

	for (uint32_t i = 0; i < slot->ncalls; i++) {
		struct wn_lk_sum *s = wn_locks_calls(l, slot->calls[i].fi);

		for (uint32_t k = 0; k < s->ncalls; k++) {
			if (!s->calls[k].callee && s->calls[k].stmt == slot->calls[i].st)
				WN_PUSH(out->v, out->n, out->cap,
					((struct wn_lk_in){ s, &s->calls[k], via }));
		}
	}
}

static bool keeps(const struct wn_via_slot *slot, const struct wn_finfo *fi)
{
	for (uint32_t i = 0; i < slot->fns.n; i++) {
		if (slot->fns.v[i].fi == fi)
			return true;
	}
	return false;
}

uint32_t wn_lk_calls_of(struct wn_locks *l, struct wn_finfo *fi, struct wn_lk_in **in,
			bool *handed)
{
	struct ins out = { 0 };
	uint32_t i, named;

	*handed = false;
	for (i = 0; i < fi->ncallers; i++)
		*handed |= !by_name(l, fi->callers[i], fi->fn, &out);
	named = out.n;
	if (*handed || fi->fn->address_taken) {
		if (!l->cb)
			l->cb = wn_callbacks_new(l->p);
		for (i = 0; i < l->cb->nslots; i++) {
			if (keeps(l->cb->slots[i], fi))
				by_pointer(l, l->cb->slots[i], &out);
		}
		*handed &= out.n == named;
	}
	*in = out.v;
	return out.n;
}

static bool is_param(const struct wn_term *t, const struct wn_func *fn, int param)
{
	return t && t->kind == WN_T_PARAM && t->val == param && !strcmp(t->name, fn->name);
}

/* Only released here, never taken: also when the paths end differently. */
bool wn_lk_only_releases(const struct wn_lk_sum *s, enum wn_lock kind,
			 const struct wn_term *t)
{
	bool released = false;

	for (uint32_t i = 0; i < s->nsites; i++) {
		if (s->sites[i].kind != kind || s->sites[i].term != t)
			continue;
		if (s->sites[i].delta > 0)
			return false;
		released = true;
	}
	return released;
}

bool wn_lk_needs(struct wn_locks *l, struct wn_finfo *fi, int param, enum wn_lock kind)
{
	const struct wn_lk_sum *s = wn_locks_of(l, fi);
	uint32_t i, k;

	for (i = 0; i < s->nexits; i++) {
		for (k = 0; k < s->exits[i].nents; k++) {
			const struct wn_lk_ent *e = &s->exits[i].ents[k];

			if (e->kind == kind && e->min < 0 && is_param(e->term, fi->fn, param))
				return true;
		}
	}
	for (i = 0; i < s->nsites; i++) {
		if (is_param(s->sites[i].term, fi->fn, param) &&
		    wn_lk_only_releases(s, kind, s->sites[i].term))
			return true;
	}
	return false;
}

/* The search for who lacks it; each function once. */
struct search {
	struct wn_locks *l;
	enum wn_lock kind;
	struct wn_lk_lack *out;
	const struct wn_func *seen[64];
	uint32_t n;
};

static void add_name(struct wn_locks *l, const char **list, const char *name)
{
	*list = wn_printf(&l->arena, "%s%s%s", *list, **list ? "; " : "", name);
}

static void search(struct search *w, struct wn_finfo *fi, int param, int depth)
{
	struct wn_lk_held want = { .kind = w->kind, .arg = param };
	const char *name = fi->fn->name;
	struct wn_lk_caller *c;
	uint32_t i, n, k;

	for (k = 0; k < w->n; k++) {
		if (w->seen[k] == fi->fn)
			return;
	}
	if (depth > MAX_UP || w->n >= WN_ARRAY_SIZE(w->seen)) {
		add_name(w->l, &w->out->lacking,
			 wn_printf(&w->l->arena, "callers of %s, not looked at", name));
		return;
	}
	w->seen[w->n++] = fi->fn;
	n = wn_lk_callers(w->l, fi, &c);
	if (!n && wn_lk_needs(w->l, fi, param, w->kind))
		add_name(w->l, &w->out->contracts, name);
	else if (!n)
		add_name(w->l, &w->out->lacking,
			 wn_printf(&w->l->arena, "%s, no caller known", name));
	for (i = 0; i < n; i++) {
		if (wn_lk_holds(&c[i], &want))
			continue;
		if ((uint32_t)param < c[i].nargs && c[i].param[param] >= 0)
			search(w, wn_finfo(c[i].fn), c[i].param[param], depth + 1);
		else
			add_name(w->l, &w->out->lacking,
				 wn_printf(&w->l->arena, "%s at %s:%u", c[i].fn->name,
					   c[i].fn->file, c[i].stmt->loc.line));
	}
	free(c);
}

struct wn_lk_lack wn_lk_lacking(struct wn_locks *l, const struct wn_func *fn, int param,
				enum wn_lock kind)
{
	struct wn_lk_lack out = { "", "" };
	struct search w = { .l = l, .kind = kind, .out = &out };

	search(&w, wn_finfo(fn), param, 0);
	return out;
}
