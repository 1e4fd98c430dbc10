// SPDX-License-Identifier: GPL-2.0-or-later
/* A lock summary for people, and as JSON. */
#include <stdlib.h>
#include <string.h>

#include "locks-cmd.h"

static const char *role(const struct wn_lk_ent *e)
{
	if (e->delta > 0)
		return "holds on return";
	if (e->delta < 0)
		return "releases its caller's";
	return "needs held";
}

static const char *lock_text(struct wn_locks *l, const struct wn_func *fn,
			     const struct wn_lk_ent *e)
{
	const char *t = wn_lk_text(l, fn, e->term, e->kind, NULL);

	return wn_printf(&l->arena, "%s%s%s", wn_lk_kind_name(e->kind),
			 e->kind == WN_LK_RCU ? "" : " ", e->kind == WN_LK_RCU ? "" : t);
}

static void exit_text(struct wn_locks *l, const struct wn_func *fn,
		      const struct wn_lk_exit *x, FILE *out)
{
	uint32_t i;

	fprintf(out, "    ");
	if (x->cls == WN_LK_VOID)
		fprintf(out, "returns");
	else if (x->is_const)
		fprintf(out, "returns %lld", (long long)x->val);
	else
		fprintf(out, "returns %s", wn_lk_class_name(x, fn));
	if (x->at && x->at->loc.line)
		fprintf(out, " (line %u)", x->at->loc.line);
	for (i = 0; i < x->nknown; i++)
		fprintf(out, "%s%s %s %lld", i ? " and " : " when ",
			wn_t_show(&l->arena, x->known[i].term),
			x->known[i].equal ? "==" : "!=", (long long)x->known[i].val);
	fprintf(out, "%s", x->nents ? ":" : ": neutral");
	for (i = 0; i < x->nents; i++)
		fprintf(out, "%s %s %s (line %u)", i ? ";" : "", role(&x->ents[i]),
			lock_text(l, fn, &x->ents[i]), x->ents[i].at ?
			x->ents[i].at->loc.line : 0);
	fprintf(out, "%s\n", x->fuzzy ? " [a release matched by kind]" : "");
}

static const char *site_text(struct wn_locks *l, const struct wn_func *fn,
			     const struct wn_lk_site *s)
{
	struct wn_lk_ent e = { .kind = s->kind, .term = s->term };

	return wn_printf(&l->arena, "%s %s", s->delta > 0 ? "takes" : "releases",
			 lock_text(l, fn, &e));
}

/*
 * Who does not hold it: the caller itself, or a caller of its that passes the
 * object on. NULL when all of these do; @contracts receives those that must.
 */
static const char *exception(struct wn_locks *l, const struct wn_lk_caller *c,
			     const struct wn_lk_held *h, const char **contracts)
{
	int p = h->arg >= 0 && (uint32_t)h->arg < c->nargs ? c->param[h->arg] : -1;
	struct wn_lk_lack lack;

	if (wn_lk_holds(c, h))
		return c->lost ? "of which not all paths were followed" : NULL;
	if (p < 0)
		return "where none is derived";
	lack = wn_lk_lacking(l, c->fn, p, h->kind);
	if (*lack.contracts && !strstr(*contracts, lack.contracts))
		*contracts = wn_printf(&l->arena, "%s%s%s", *contracts, **contracts ? "; " : "",
				       lack.contracts);
	if (!*lack.lacking)
		return NULL;
	return wn_printf(&l->arena, "which has it from its callers; not derived for: %s",
			 lack.lacking);
}

/* One lock that some callers hold: do all, and who is the exception? */
static void always_one(struct wn_locks *l, const struct wn_lk_caller *c, uint32_t n,
		       const struct wn_lk_held *h, FILE *out)
{
	const char *contracts = "", *but = "", *why;
	uint32_t j, with = 0;

	for (j = 0; j < n; j++) {
		why = exception(l, &c[j], h, &contracts);
		with += !why;
		if (why)
			but = wn_printf(&l->arena, "%s\n    %s (%s:%u), %s", but, c[j].fn->name,
					c[j].fn->file, c[j].stmt->loc.line, why);
	}
	if (with < n && (n < 3 || with * 2 < n))
		return;
	fprintf(out, "  %s", wn_lk_kind_name(h->kind));
	if (h->arg >= 0)
		fprintf(out, " of argument %d", h->arg + 1);
	fprintf(out, " is held by %s%s\n", with == n ? "every caller" : "all callers but", but);
	if (*contracts)
		fprintf(out, "    by the contract of a function without a known caller: %s\n",
			contracts);
}

static void always(struct wn_locks *l, const struct wn_lk_caller *c, uint32_t n, FILE *out)
{
	uint32_t i, k, j;

	for (i = 0; i < n; i++) {
		for (k = 0; k < c[i].nheld; k++) {
			/* said once, by the first that has it */
			for (j = 0; j < i && !wn_lk_holds(&c[j], &c[i].held[k]); j++)
				;
			if (j == i)
				always_one(l, c, n, &c[i].held[k], out);
		}
	}
}

static void add_need(struct wn_locks *l, const struct wn_func *fn, enum wn_lock kind,
		     const struct wn_term *term, const char **needs)
{
	struct wn_lk_ent e = { .kind = kind, .term = term };
	const char *one = lock_text(l, fn, &e);

	if (!strstr(*needs, one))
		*needs = wn_printf(&l->arena, "%s%s%s", *needs, **needs ? ", " : "", one);
}

/* Nobody is known to call it: what it needs is what it may rely on; or "". */
static const char *contract(struct wn_locks *l, const struct wn_lk_sum *s)
{
	const struct wn_func *fn = s->fi->fn;
	const char *needs = "";
	uint32_t i, k;

	for (i = 0; i < s->nexits; i++) {
		for (k = 0; k < s->exits[i].nents; k++) {
			const struct wn_lk_ent *e = &s->exits[i].ents[k];

			if (e->min < 0)
				add_need(l, fn, e->kind, e->term, &needs);
		}
	}
	for (i = 0; i < s->nsites; i++) {
		if (s->sites[i].term && s->sites[i].term->kind == WN_T_PARAM &&
		    wn_lk_only_releases(s, s->sites[i].kind, s->sites[i].term))
			add_need(l, fn, s->sites[i].kind, s->sites[i].term, &needs);
	}
	return needs;
}

static void contract_text(struct wn_locks *l, const struct wn_lk_sum *s, FILE *out)
{
	const char *needs = contract(l, s);

	fprintf(out, "  no caller known%s: judged by its contract: needs %s\n",
		s->fi->ncallers ? ", it is only handed on" : s->fi->fn->is_exported ?
		", exported" : s->fi->fn->address_taken ? ", its address is taken" : "",
		*needs ? needs : "nothing held");
}

static void callers_text(struct wn_locks *l, struct wn_lk_sum *s, FILE *out)
{
	struct wn_lk_caller *c;
	uint32_t n = wn_lk_callers(l, s->fi, &c), i, k;

	for (i = 0; i < n; i++) {
		fprintf(out, "  called at %s:%u by %s%s%s:", c[i].fn->file,
			c[i].stmt->loc.line, c[i].fn->name, c[i].via ? " through " : "",
			c[i].via ? c[i].via : "");
		for (k = 0; k < c[i].nheld; k++)
			fprintf(out, "%s %s%s%s (%s)", k ? "," : "",
				wn_lk_kind_name(c[i].held[k].kind),
				*c[i].held[k].lock ? " " : "", c[i].held[k].lock,
				c[i].held[k].how);
		fprintf(out, "%s%s\n", c[i].nheld ? "" : " holds nothing",
			c[i].lost ? " [not all paths]" : "");
	}
	if (!n)
		contract_text(l, s, out);
	if (n > 1)
		always(l, c, n, out);
	free(c);
}

void wn_locks_text(struct wn_locks *l, struct wn_lk_sum *s, bool callers, FILE *out)
{
	const struct wn_func *fn = s->fi->fn;
	uint32_t i;

	fprintf(out, "%s:%u: %s%s%s\n", fn->file, fn->line, fn->name,
		*fn->markers ? " " : "", fn->markers);
	if (s->bound)
		fprintf(out, "    given up: %s\n", s->bound);
	if (s->disputed)
		fprintf(out,
			"    paths that look alike end with other locks: callers take it as neutral\n");
	if (s->rests)
		fprintf(out, "    taken as neutral, though not proved: %s%s\n", s->rests,
			s->nrests > 12 ? ", ..." : "");
	if (s->neutral && !s->nexits && !s->bound)
		fprintf(out, "    touches no lock\n");
	for (i = 0; i < s->nexits; i++)
		exit_text(l, fn, &s->exits[i], out);
	for (i = 0; callers && i < s->nsites; i++)
		fprintf(out, "    line %u: %s by %s%s\n", s->sites[i].stmt->loc.line,
			site_text(l, fn, &s->sites[i]), s->sites[i].name,
			s->sites[i].cond ? ", depending on what it returns" : "");
	if (callers && s->indirect)
		fprintf(out, "    calls through a pointer are taken as neutral\n");
	if (callers)
		callers_text(l, s, out);
}

static json_t *ent_json(struct wn_locks *l, const struct wn_func *fn,
			const struct wn_lk_ent *e)
{
	return json_pack("{s:s, s:s, s:s, s:i}", "kind", wn_lk_kind_name(e->kind), "lock",
			 wn_lk_text(l, fn, e->term, e->kind, NULL), "role", role(e),
			 "line", e->at ? (int)e->at->loc.line : 0);
}

json_t *wn_locks_json(struct wn_locks *l, struct wn_lk_sum *s, bool callers)
{
	const struct wn_func *fn = s->fi->fn;
	json_t *exits = json_array(), *sites = json_array(), *calls = json_array(), *o;
	uint32_t i, k, n;

	for (i = 0; i < s->nexits; i++) {
		const struct wn_lk_exit *x = &s->exits[i];
		json_t *ents = json_array();

		for (k = 0; k < x->nents; k++)
			json_array_append_new(ents, ent_json(l, fn, &x->ents[k]));
		json_array_append_new(exits, json_pack("{s:s, s:i, s:b, s:o}", "returns",
			wn_lk_class_name(x, fn), "line", x->at ? (int)x->at->loc.line : 0,
			"byKind", x->fuzzy, "locks", ents));
	}
	for (i = 0; i < s->nsites; i++)
		json_array_append_new(sites, json_pack("{s:i, s:s, s:s, s:i, s:b}", "line",
			(int)s->sites[i].stmt->loc.line, "call", s->sites[i].name, "kind",
			wn_lk_kind_name(s->sites[i].kind), "delta", s->sites[i].delta,
			"conditional", s->sites[i].cond));
	o = json_pack("{s:s, s:i, s:s, s:s, s:s?, s:o, s:o}", "file", fn->file, "line",
		      (int)fn->line, "function", fn->name, "markers", fn->markers, "bound",
		      s->bound, "exits", exits, "sites", sites);
	if (callers) {
		struct wn_lk_caller *c;

		n = wn_lk_callers(l, s->fi, &c);
		for (i = 0; i < n; i++) {
			json_t *held = json_array();

			for (k = 0; k < c[i].nheld; k++)
				json_array_append_new(held, json_pack("{s:s, s:s, s:s, s:i}",
					"kind", wn_lk_kind_name(c[i].held[k].kind), "lock",
					c[i].held[k].lock, "how", c[i].held[k].how,
					"argument", c[i].held[k].arg));
			json_array_append_new(calls, json_pack("{s:s, s:i, s:s, s:o, s:s?}", "file",
				c[i].fn->file, "line", (int)c[i].stmt->loc.line, "function",
				c[i].fn->name, "held", held, "through", c[i].via));
		}
		free(c);
		json_object_set(o, "callers", calls);
		if (!n)
			json_object_set_new(o, "contract", json_string(contract(l, s)));
	}
	json_decref(calls);
	return o;
}
