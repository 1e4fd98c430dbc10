// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of sites: one row per change and way it ends. */
#include <stdlib.h>
#include <string.h>

#include "analyse.h"

static struct wn_site site_of(struct wn_analysis *an, const struct wn_change *c)
{
	const struct wn_ob *o = c->ob;
	const char *why;
	enum wn_deadline d = wn_ob_deadline(o, &why);
	struct wn_site s = {
		.loc = o->site.stmt->loc,
		.func = o->site.ctx->fn->name,
		.primitive = o->primitive,
		.level = wn_level_name(o->level),
		.cls = wn_class_name(o->cls),
		.resolved = "",
		.value = wn_describe_value(an, o),
		.context = wn_describe_context(an, o->site.ctx),
		.locks = o->locks,
		.inlock = wn_describe_inlock(an, o),
		.bracket = wn_describe_bracket(an, o),
		.flush = wn_describe_flush(o),
		.required = wn_deadline_name(d),
		.verdict = wn_verdict_name(wn_ob_verdict(o, an->version)),
		.reason = why,
	};

	if (o->set.stmt && o->set.stmt != o->site.stmt) {
		s.resolved = wn_call_name(an, o->set.stmt);
		s.resolved_loc = o->set.stmt->loc;
	} else if (o->left_none) {
		s.resolved = "none";
	}
	if (!o->br_start.stmt && c->trace->needs_ctx && o->cls != WN_C_YOUNG)
		s.bracket = "caller";
	return s;
}

static int by_place(const void *pa, const void *pb)
{
	const struct wn_site *a = pa, *b = pb;
	int c = strcmp(a->loc.file, b->loc.file);

	if (!c)
		c = (a->loc.line > b->loc.line) - (a->loc.line < b->loc.line);
	if (!c)
		c = (a->resolved_loc.line > b->resolved_loc.line) -
		    (a->resolved_loc.line < b->resolved_loc.line);
	if (!c)
		c = strcmp(a->cls, b->cls);
	if (!c)
		c = strcmp(a->bracket, b->bracket);
	if (!c)
		c = strcmp(a->flush, b->flush);
	if (!c)
		c = strcmp(a->inlock, b->inlock);
	if (!c)
		c = strcmp(a->required, b->required);
	if (!c)
		c = strcmp(a->verdict, b->verdict);
	if (!c)
		c = strcmp(a->reason, b->reason);
	if (!c)
		c = strcmp(a->context, b->context);
	return c;
}

/* Rows that differ in nothing but who called are one. */
static bool same_row(const struct wn_site *a, const struct wn_site *b)
{
	return !strcmp(a->loc.file, b->loc.file) && a->loc.line == b->loc.line &&
	       a->loc.col == b->loc.col && a->resolved_loc.line == b->resolved_loc.line &&
	       !strcmp(a->primitive, b->primitive) && !strcmp(a->cls, b->cls) &&
	       !strcmp(a->bracket, b->bracket) && !strcmp(a->flush, b->flush) &&
	       !strcmp(a->inlock, b->inlock) && !strcmp(a->required, b->required) &&
	       !strcmp(a->verdict, b->verdict) && !strcmp(a->reason, b->reason);
}

void wn_build_sites(struct wn_analysis *an)
{
	const struct wn_options *opt = an->opt;
	uint32_t i, n = 0;

	for (i = 0; i < an->nchanges; i++) {
		struct wn_site s = site_of(an, &an->changes[i]);

		if ((opt->only_file && strcmp(opt->only_file, s.loc.file)) ||
		    (opt->only_func && strcmp(opt->only_func, s.func)))
			continue;
		WN_PUSH(an->sites, an->nsites, an->sites_cap, s);
	}
	if (!an->nsites)
		return;
	qsort(an->sites, an->nsites, sizeof(*an->sites), by_place);
	for (i = 1; i < an->nsites; i++) {
		struct wn_site *to = &an->sites[n], *s = &an->sites[i];

		if (!same_row(to, s)) {
			an->sites[++n] = *s;
			continue;
		}
		if (*s->context && !strstr(to->context, s->context))
			to->context = *to->context ?
				wn_printf(&an->prog->arena, "%s | %s", to->context, s->context) :
				s->context;
	}
	an->nsites = n + 1;
}
