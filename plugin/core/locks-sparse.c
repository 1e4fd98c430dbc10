// SPDX-License-Identifier: GPL-2.0-or-later
/* sparse: its markers compared with the code, its warnings settled. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "locks.h"

static int count(const char *s, const char *word)
{
	size_t len = strlen(word);
	int n = 0;

	for (s = strstr(s, word); s; s = strstr(s + len, word))
		n += s[len] == '(' || s[len] == ' ';
	return n;
}

struct wn_sp_marks wn_sp_marks(const char *m)
{
	return (struct wn_sp_marks){
		.acquires = count(m, "__acquires"), .releases = count(m, "__releases"),
		.must_hold = count(m, "__must_hold"),
		.cond = count(m, "__cond_lock") + count(m, "__cond_acquires"),
	};
}

/* Markers name mutexes and other sleeping locks, too, where people find that useful. */
static int total(const struct wn_lk_exit *x, bool all)
{
	int n = 0;

	for (uint32_t i = 0; i < x->nents; i++) {
		if (wn_lk_counted(x->ents[i].kind) || (all && x->ents[i].kind != WN_LK_REF))
			n += x->ents[i].delta;
	}
	return n;
}

/* ---- settling ---- */

static bool has_counted(const struct wn_lk_sum *s)
{
	for (uint32_t i = 0; i < s->nsites; i++) {
		if (wn_lk_counted(s->sites[i].kind))
			return true;
	}
	return false;
}

static const char *sites_text(struct wn_locks *l, const struct wn_lk_sum *s)
{
	const char *t = "";
	uint32_t i, n = 0;

	for (i = 0; i < s->nsites; i++) {
		const struct wn_lk_site *x = &s->sites[i];

		if (!wn_lk_counted(x->kind) || !x->delta)
			continue;
		if (++n > 12) {
			t = wn_printf(&l->arena, "%s, ...", t);
			break;
		}
		t = wn_printf(&l->arena, "%s%s%s %s:%u%s", t, *t ? ", " : "",
			      x->delta > 0 ? "+" : "-", x->name, x->stmt->loc.line,
			      x->cond ? " if it says so" : "");
	}
	return t;
}

static const char *exits_text(struct wn_locks *l, const struct wn_lk_sum *s)
{
	const struct wn_func *fn = s->fi->fn;
	const char *t = "";
	uint32_t i, k;

	for (i = 0; i < s->nexits; i++) {
		const struct wn_lk_exit *x = &s->exits[i];
		const char *e = "";

		for (k = 0; k < x->nents; k++) {
			const struct wn_lk_ent *n = &x->ents[k];

			if (!wn_lk_counted(n->kind))
				continue;
			e = wn_printf(&l->arena, "%s%s%s %s %s", e, *e ? " and " : "",
				      n->delta > 0 ? "holds" : n->delta < 0 ?
				      "has released its caller's" : "gives back its caller's",
				      wn_lk_kind_name(n->kind), n->kind == WN_LK_RCU ? "" :
				      wn_lk_text(l, fn, n->term, n->kind, NULL));
		}
		t = wn_printf(&l->arena, "%s%sreturn%s%s at line %u %s", t, *t ? "; " : "",
			      *wn_lk_class_name(x, fn) ? " " : "", wn_lk_class_name(x, fn),
			      x->at ? x->at->loc.line : 0, *e ? e : "holds none");
	}
	return t;
}

bool wn_lk_told_apart(const struct wn_lk_exit *x, const struct wn_lk_exit *y)
{
	uint32_t i, k;

	if (x->cls != y->cls)
		return x->cls != WN_LK_ANY && y->cls != WN_LK_ANY;
	if (x->is_const && y->is_const && x->val != y->val)
		return true;
	for (i = 0; i < x->nknown; i++) {
		for (k = 0; k < y->nknown; k++) {
			if (x->known[i].term == y->known[k].term &&
			    x->known[i].val == y->known[k].val &&
			    x->known[i].equal != y->known[k].equal)
				return true;
		}
	}
	return false;
}

/* Returns what it was given: the caller knows whether it is the same. */
static bool returns_param(const struct wn_lk_exit *x)
{
	return x->ret && x->ret->kind == WN_T_PARAM;
}

/* On no path is it balanced: whatever tells them apart, the caller must do its part. */
static bool one_sided(const struct wn_lk_sum *s)
{
	int plus = 0, minus = 0;

	for (uint32_t i = 0; i < s->nexits; i++) {
		plus += wn_lk_count(&s->exits[i]) > 0;
		minus += wn_lk_count(&s->exits[i]) < 0;
	}
	return plus == (int)s->nexits || minus == (int)s->nexits;
}

const char *wn_lk_conflict(struct wn_locks *l, const struct wn_lk_sum *s)
{
	for (uint32_t i = 0; i < s->nexits; i++) {
		for (uint32_t k = 0; k < i; k++) {
			const struct wn_lk_exit *x = &s->exits[k], *y = &s->exits[i];

			if (wn_lk_count(x) != wn_lk_count(y) && !wn_lk_told_apart(x, y) &&
			    returns_param(x) == returns_param(y) && !one_sided(s))
				return wn_printf(&l->arena,
						 "paths that return alike have %+d and %+d: ",
						 wn_lk_count(x), wn_lk_count(y));
		}
	}
	return NULL;
}

const char *wn_sp_contradiction(struct wn_locks *l, struct wn_lk_sum *s)
{
	const char *text = s->fi->fn->markers;
	struct wn_sp_marks m = wn_sp_marks(text);
	int want = m.acquires - m.releases;
	struct wn_lk_row row;
	uint32_t i;

	/* A primitive is what its row says: its body is below what can be seen. */
	if (!*text || m.cond || s->bound || wn_lk_find(l->p->model, s->fi->fn->name, &row) ||
	    s->disputed || s->rests)
		return NULL;
	if (s->neutral && !s->nexits)
		return want ? "it neither takes nor releases a lock" : NULL;
	for (i = 0; i < s->nexits; i++) {
		const struct wn_lk_exit *x = &s->exits[i];

		/* matched by kind: right or wrong, it is no proof */
		if (total(x, false) == want || total(x, true) == want || x->fuzzy)
			continue;
		return wn_printf(&l->arena,
				 "the return at line %u has %+d where the markers say %+d",
				 x->at ? x->at->loc.line : 0, total(x, false), want);
	}
	return NULL;
}

static bool in_list(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = strstr(list, name); p; p = strstr(p + n, name)) {
		if ((p == list || p[-1] == ' ') && (!p[n] || p[n] == ','))
			return true;
	}
	return false;
}

/*
 * A callee that the summaries gave up on: when sparse has no warning for it, it
 * is balanced by sparse's own count; else the warning here is not settled.
 */
static void lean(struct wn_locks *l, struct wn_sp_item *items, int n)
{
	for (int i = 0; i < n; i++) {
		struct wn_sp_item *it = &items[i];

		if (it->verdict == WN_SP_UNSETTLED || !it->sum->rests)
			continue;
		for (int k = 0; k < n; k++) {
			if (k == i || items[k].verdict != WN_SP_UNSETTLED ||
			    !in_list(it->sum->rests, items[k].func))
				continue;
			it->verdict = WN_SP_UNSETTLED;
			it->reason = wn_printf(&l->arena, "rests on %s, which is not settled: %s",
					       items[k].func, it->reason);
			break;
		}
		if (it->verdict != WN_SP_UNSETTLED)
			it->reason = wn_printf(&l->arena, "%s (balanced by sparse's own count: %s)",
					       it->reason, it->sum->rests);
	}
}

static void settle(struct wn_locks *l, struct wn_sp_item *it)
{
	struct wn_lk_sum *s = it->sum;
	const char *alike;
	bool balanced = true;
	uint32_t i, k;

	it->verdict = WN_SP_UNSETTLED;
	if (!s) {
		it->reason = "no facts of this function";
		return;
	}
	if (s->bound) {
		it->reason = s->bound;
		return;
	}
	/* A wrapper: sparse expands what it calls in place. */
	if (s->nexits && !has_counted(s) && s->neutral) {
		for (i = 0; i < s->ncalls; i++) {
			struct wn_lk_sum *c = wn_locks_of(l, wn_finfo(s->calls[i].callee));

			if (c->bound || !c->neutral || !has_counted(c))
				continue;
			it->verdict = WN_SP_BALANCED;
			it->reason = wn_printf(&l->arena,
					       "takes no lock; %s, which is expanded in it, is balanced: %s [%s]",
					       c->fi->fn->name, exits_text(l, c), sites_text(l, c));
			return;
		}
	}
	if (!s->nexits || !has_counted(s)) {
		it->reason = s->nexits ? "no lock that sparse counts was seen in it" :
			"no path to a return was found";
		return;
	}
	for (i = 0; i < s->nexits; i++) {
		for (k = 0; k < s->exits[i].nents; k++) {
			/* what the caller holds and gets back is a missing __must_hold() */
			if (wn_lk_counted(s->exits[i].ents[k].kind) &&
			    s->exits[i].ents[k].delta)
				balanced = false;
		}
	}
	alike = balanced ? NULL : wn_lk_conflict(l, s);
	it->verdict = balanced ? WN_SP_BALANCED : alike ? WN_SP_UNSETTLED : WN_SP_DESIGN;
	for (i = 0; i < s->nexits && !s->exits[i].fuzzy; i++)
		;
	it->reason = wn_printf(&l->arena, "%s%s [%s]%s", alike ? alike : "", exits_text(l, s),
			       sites_text(l, s), i < s->nexits ?
			       " (a release was matched by the kind of its lock)" : "");
}

/* Which of the functions of this name the warning is about: the line can be in a header. */
static struct wn_finfo *find(struct wn_locks *l, const char *file, const char *func,
			     const char *unit)
{
	struct wn_finfo *any = NULL;

	for (uint32_t i = 0; i < l->p->ninfos; i++) {
		const struct wn_func *fn = l->p->infos[i]->fn;

		if (strcmp(fn->name, func))
			continue;
		if (!strcmp(fn->file, file) || (unit && !strcmp(fn->unit->meta.source, unit)))
			return l->p->infos[i];
		if (!any || wn_in_header(any->fn))
			any = l->p->infos[i];
	}
	return any;
}

/* "include/linux/..." of an absolute or relative path: what the facts call it. */
static const char *in_tree(struct wn_locks *l, const char *path)
{
	static const char *const tops[] = {
		"/mm/", "/fs/", "/kernel/", "/include/", "/arch/", "/virt/", "/drivers/",
	};
	const char *best = path, *p;
	size_t i;

	for (i = 0; i < WN_ARRAY_SIZE(tops) && *path == '/'; i++) {
		p = strstr(path, tops[i]);
		if (p && (best == path || p + 1 < best))
			best = p + 1;
	}
	while (!strncmp(best, "../", 3) || !strncmp(best, "./", 2))
		best += *best == '.' && best[1] == '.' ? 3 : 2;
	return wn_intern(l->p->strs, best);
}

int wn_sp_read(struct wn_locks *l, const char *path, struct wn_sp_item **items)
{
	static const char mark[] = "context imbalance in '";
	uint32_t n = 0, cap = 0, i;
	char *line = NULL;
	size_t size = 0;
	FILE *in = fopen(path, "r");

	*items = NULL;
	if (!in)
		return -1;
	while (getline(&line, &size, in) > 0) {
		struct wn_sp_item it = { 0 };
		struct wn_finfo *fi;
		char *m = strstr(line, mark), *end, *why, func[128];

		end = m ? strchr(m + strlen(mark), '\'') : NULL;
		if (!end)
			continue;
		snprintf(func, sizeof(func), "%.*s", (int)(end - m - strlen(mark)),
			 m + strlen(mark));
		why = strstr(end, " - ");
		it.func = wn_intern(l->p->strs, func);
		it.why = wn_strndup(&l->arena, why ? why + 3 : "",
				    why ? strcspn(why + 3, "\n") : 0);
		end = strchr(line, ':');
		if (!end)
			continue;
		it.line = (uint32_t)strtoul(end + 1, NULL, 10);
		*end = 0;
		it.file = in_tree(l, line);
		for (i = 0; i < n; i++) {
			if ((*items)[i].func == it.func && (*items)[i].file == it.file &&
			    (*items)[i].line == it.line)
				break;
		}
		if (i < n)
			continue;
		fi = find(l, it.file, it.func, NULL);
		it.sum = fi ? wn_locks_of(l, fi) : NULL;
		settle(l, &it);
		WN_PUSH(*items, n, cap, it);
	}
	free(line);
	fclose(in);
	lean(l, *items, (int)n);
	return (int)n;
}
