// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of rules, and how a finding is put together. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"

static const struct wn_rule *const rules[] = {
	&wn_rule_missing_new_page,
	&wn_rule_missing_free,
	&wn_rule_redundant_downgrade,
	&wn_rule_redundant_same_content,
	&wn_rule_redundant_migration,
	&wn_rule_double,
	&wn_rule_only_end_unsafe,
	&wn_rule_order,
	&wn_rule_range_size,
	&wn_rule_missing_bracket,
	&wn_rule_bracket_balance,
	&wn_rule_atomic_start,
	&wn_rule_young,
	&wn_rule_event,
	&wn_rule_flush_after_unlock,
	&wn_rule_free_before_flush,
	&wn_rule_missing_flush,
	&wn_rule_rmap_before_flush,
	&wn_rule_stale_reader,
	&wn_rule_redundant_flush,
	&wn_rule_dirty_lost,
	&wn_rule_sleeping_callback,
	&wn_rule_ignored_blockable,
	&wn_rule_obsolete_callback,
};

const char *wn_text(struct wn_analysis *an, const char *fmt, ...)
{
	char buf[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	return wn_printf(&an->prog->arena, "%s", buf);
}

bool wn_missed(struct wn_analysis *an, const struct wn_ob *o)
{
	return wn_ob_verdict(o, an->version) == WN_MISSING;
}

#define MAX_CONTEXT 480

struct path { struct wn_event *ev; uint32_t n, cap; };

static void step(struct path *p, struct wn_at at, const char *text)
{
	if (!at.stmt || !text)
		return;
	WN_PUSH(p->ev, p->n, p->cap,
		((struct wn_event){ at.stmt->loc, at.ctx ? at.ctx->fn->name : "", text }));
}

static void ob_path(struct wn_analysis *an, struct path *p, const struct wn_ob *o)
{
	bool in_place = o->set.stmt == o->site.stmt;
	const char *told = "secondary TLB told here";

	step(p, o->br_start, "range opened: mirrors stop here");
	step(p, o->lock, "page-table lock taken");
	step(p, o->site, wn_text(an, in_place ? "entry changed by %s()" :
				 "entry cleared by %s()", o->primitive));
	if (o->t == WN_TOLD_INLOCK || o->t == WN_TOLD_GATHER_INLOCK)
		step(p, o->t_at, told);
	if (!in_place && o->set.stmt)
		step(p, o->set, wn_text(an, "entry set: %s", o->why ? o->why : ""));
	if (o->t == WN_TOLD_AFTER_SET)
		step(p, o->t_at, "secondary TLB told here, after the set");
	step(p, o->again, "secondary TLB told again");
	if (o->put.stmt && o->t_at_put == WN_TOLD_NO)
		step(p, o->put, "page or page table given up here");
	step(p, o->drop, o->left_none && o->locked ?
	     "page-table lock dropped with the entry empty" : "page-table lock dropped");
	if (o->t == WN_TOLD_LATE || o->t == WN_TOLD_GATHER)
		step(p, o->t_at, told);
	step(p, o->br_end, o->end == WN_END_ONLY ?
	     "range closed without telling secondary TLBs" :
	     an->version < 606 ? "range closed: secondary TLBs told here" : "range closed");
}

/* A line of contexts stays readable: some are enough, but each of them whole. */
static const char *both_contexts(struct wn_analysis *an, const char *a, const char *b)
{
	size_t n = strlen(a);

	if (!n)
		return b;
	if (n >= 3 && !strcmp(a + n - 3, "..."))
		return a;
	return wn_text(an, "%s | %s", a, n + strlen(b) < MAX_CONTEXT ? b : "...");
}

static bool known(struct wn_analysis *an, const struct wn_finding *f)
{
	for (uint32_t i = 0; i < an->nfindings; i++) {
		struct wn_finding *g = &an->findings[i];

		if (strcmp(g->rule, f->rule) || g->loc.line != f->loc.line ||
		    g->loc.col != f->loc.col || strcmp(g->loc.file, f->loc.file))
			continue;
		if (*f->context && !strstr(g->context, f->context))
			g->context = both_contexts(an, g->context, f->context);
		if (f->severity > g->severity)
			g->severity = f->severity;
		return true;
	}
	return false;
}

void wn_report(struct wn_analysis *an, const struct wn_rule *rule,
	       const struct wn_report *r)
{
	const struct wn_options *opt = an->opt;
	struct path p = { 0 };
	struct wn_finding f = {
		.rule = rule->name,
		.severity = r->remark && !opt->aggressive ? WN_REMARK : WN_WARNING,
		.loc = r->at.stmt->loc,
		.func = r->at.ctx->fn->name,
		.cls = r->ob ? wn_class_name(r->ob->cls) : "",
		.message = r->message,
		.reason = r->reason ? r->reason : "",
		.hint = r->hint ? r->hint : "",
		.call = r->call,
		.context = wn_describe_context(an, r->at.ctx),
		.confidence = r->confidence ? r->confidence : "high",
		/* completed when all findings are known */
		.id = wn_call_name(an, r->at.stmt),
	};

	if ((opt->only_file && strcmp(opt->only_file, f.loc.file)) ||
	    (opt->only_func && strcmp(opt->only_func, f.func)))
		return;
	if (known(an, &f))
		return;
	if (r->ob)
		ob_path(an, &p, r->ob);
	else
		step(&p, r->at, r->message);
	step(&p, r->other, r->other_text);
	step(&p, r->inner, r->inner_text);
	f.nevents = p.n;
	f.events = wn_new_n(&an->prog->arena, struct wn_event, p.n + 1);
	if (p.n)
		memcpy(f.events, p.ev, p.n * sizeof(*p.ev));
	free(p.ev);
	WN_PUSH(an->findings, an->nfindings, an->findings_cap, f);
}

static int by_place(const void *pa, const void *pb)
{
	const struct wn_finding *a = pa, *b = pb;
	int c = strcmp(a->loc.file, b->loc.file);

	if (!c)
		c = (a->loc.line > b->loc.line) - (a->loc.line < b->loc.line);
	if (!c)
		c = (a->loc.col > b->loc.col) - (a->loc.col < b->loc.col);
	return c ? c : strcmp(a->rule, b->rule);
}

/* "rule:file:function:helper:n": the n-th of its kind, so no line number. */
static void name_findings(struct wn_analysis *an)
{
	const char **helper = wn_new_n(&an->prog->arena, const char *, an->nfindings + 1);
	uint32_t i, k, n;

	for (i = 0; i < an->nfindings; i++)
		helper[i] = an->findings[i].id;
	for (i = 0; i < an->nfindings; i++) {
		struct wn_finding *f = &an->findings[i];

		for (k = n = 0; k < i; k++) {
			const struct wn_finding *g = &an->findings[k];

			n += !strcmp(g->rule, f->rule) && !strcmp(g->loc.file, f->loc.file) &&
			     !strcmp(g->func, f->func) && !strcmp(helper[k], helper[i]);
		}
		f->id = wn_text(an, "%s:%s:%s:%s:%u", f->rule, f->loc.file, f->func,
				helper[i], n + 1);
	}
}

void wn_check_rules(struct wn_analysis *an)
{
	uint32_t i;

	for (i = 0; i < WN_ARRAY_SIZE(rules); i++)
		rules[i]->check(an, rules[i]);
	if (!an->nfindings)
		return;
	qsort(an->findings, an->nfindings, sizeof(*an->findings), by_place);
	name_findings(an);
}
