// SPDX-License-Identifier: GPL-2.0-or-later
/* Findings in the form of GCC's diagnostics, and the summary below them. */
#include <string.h>

#include "report.h"

static void put_loc(FILE *out, const struct wn_loc *loc)
{
	fprintf(out, "%s:%u:%u: ", loc->file, loc->line, loc->col);
}

static void put_note(FILE *out, const char *label, const char *text)
{
	if (text && *text)
		fprintf(out, "  note: %s%s\n", label, text);
}

static void put_finding(FILE *out, const struct wn_run *run, const struct wn_finding *f)
{
	put_loc(out, &f->loc);
	fprintf(out, "%s: %s [notify:%s]\n",
		f->severity == WN_WARNING ? "warning" : "remark", f->message,
		f->rule);
	if (f->state && !strcmp(f->state, "new"))
		fputs("  note: new since the previous report\n", out);
	for (uint32_t i = 0; i < f->nevents; i++) {
		const struct wn_event *e = &f->events[i];

		fprintf(out, "  note: (%u) ", i + 1);
		put_loc(out, &e->loc);
		if (e->func && strcmp(e->func, f->func))
			fprintf(out, "%s(): ", e->func);
		fprintf(out, "%s\n", e->text);
	}
	put_note(out, "because: ", f->reason);
	put_note(out, "fix: ", f->hint);
	wn_put_edit(out, run, f);
	put_note(out, "class: ", f->cls);
	put_note(out, "called by: ", f->context);
	fprintf(out, "  note: id: %s (confidence %s)\n", f->id, f->confidence);
}

/*
 * A small table "key: counts per column". Keys are the few classes, rules and
 * verdicts, so a linear search will do.
 */
#define MAX_KEYS 64

struct tally {
	const char *key[MAX_KEYS];
	uint32_t count[MAX_KEYS];
	uint32_t n;
};

static uint32_t *slot(struct tally *t, const char *key)
{
	uint32_t i;

	for (i = 0; i < t->n; i++)
		if (!strcmp(t->key[i], key))
			return &t->count[i];
	if (t->n == MAX_KEYS)
		return &t->count[MAX_KEYS - 1];
	t->key[t->n] = key;
	return &t->count[t->n++];
}

static void put_classes(FILE *out, const struct wn_result *r)
{
	struct tally classes = {}, verdicts = {};

	for (uint32_t i = 0; i < r->nsites; i++) {
		++*slot(&classes, r->sites[i].cls);
		++*slot(&verdicts, r->sites[i].verdict);
	}
	fprintf(out, "\n%-16s%8s", "class", "changes");
	for (uint32_t v = 0; v < verdicts.n; v++)
		fprintf(out, "  %s", verdicts.key[v]);
	fputc('\n', out);
	for (uint32_t c = 0; c < classes.n; c++) {
		fprintf(out, "%-16s%8u", classes.key[c], classes.count[c]);
		for (uint32_t v = 0; v < verdicts.n; v++) {
			uint32_t n = 0;

			for (uint32_t i = 0; i < r->nsites; i++)
				n += !strcmp(r->sites[i].cls, classes.key[c]) &&
				     !strcmp(r->sites[i].verdict,
					     verdicts.key[v]);
			fprintf(out, "  %*u", (int)strlen(verdicts.key[v]), n);
		}
		fputc('\n', out);
	}
}

static uint32_t put_rules(FILE *out, const struct wn_result *r)
{
	struct tally rules = {};
	uint32_t warnings = 0;

	for (uint32_t i = 0; i < r->nfindings; i++) {
		if (r->findings[i].suppressed)
			continue;
		++*slot(&rules, r->findings[i].rule);
		warnings += r->findings[i].severity == WN_WARNING;
	}
	if (rules.n)
		fprintf(out, "\n%-24s%8s\n", "rule", "reports");
	for (uint32_t i = 0; i < rules.n; i++)
		fprintf(out, "%-24s%8u\n", rules.key[i], rules.count[i]);
	return warnings;
}

/* What the analysis gave up on, by kind, each name once. */
static void put_unsettled(FILE *out, const struct wn_result *r)
{
	struct tally kinds = {};

	for (uint32_t i = 0; i < r->nunsettled; i++)
		++*slot(&kinds, r->unsettled[i].what);
	for (uint32_t k = 0; k < kinds.n; k++) {
		fprintf(out, "\nnot settled: %s (%u)\n", kinds.key[k],
			kinds.count[k]);
		for (uint32_t i = 0; i < r->nunsettled; i++) {
			const struct wn_unsettled *u = &r->unsettled[i];

			if (strcmp(u->what, kinds.key[k]))
				continue;
			fputs("  ", out);
			if (u->loc.line)
				put_loc(out, &u->loc);
			fprintf(out, "%s%s%s\n", u->name,
				*u->text ? ": " : "", u->text);
		}
	}
}

/* Judged as if every caller kept to it, because none is known. */
static void put_contracts(FILE *out, const struct wn_result *r)
{
	if (r->ncontracts)
		fprintf(out, "\nno caller known, judged by contract (%u)\n", r->ncontracts);
	for (uint32_t i = 0; i < r->ncontracts; i++) {
		const struct wn_contract *c = &r->contracts[i];

		fprintf(out, "  %s:%u: %s, %s; left to its callers: %s\n", c->fn->file,
			c->fn->line, c->fn->name, c->how, c->owed);
	}
}

static void put_pointers(FILE *out, const struct wn_pointers *p)
{
	if (!p->calls)
		return;
	fprintf(out,
		"%u calls through pointers, %u to functions that are known in part, %u to none",
		p->calls, p->part, p->unresolved);
	fprintf(out, "%s%s (wnotify calls)\n", *p->places ? ": " : "", p->places);
}

/**
 * wn_report_text() - findings, then what was looked at
 * @r: result
 * @out: where to
 * @summary: also the tables by class and rule, and what is not settled
 */
void wn_report_text(const struct wn_result *r, FILE *out, bool summary)
{
	const char *file = "", *func = "";
	uint32_t warnings, suppressed = wn_nsuppressed(r);

	for (uint32_t i = 0; i < r->nfindings; i++) {
		const struct wn_finding *f = &r->findings[i];

		if (f->suppressed)
			continue;
		if (strcmp(f->loc.file, file) || strcmp(f->func, func))
			fprintf(out, "%s: In function '%s':\n", f->loc.file,
				f->func);
		file = f->loc.file;
		func = f->func;
		put_finding(out, r->run, f);
	}
	wn_source_forget();
	if (!summary)
		return;
	if (r->nsites)
		put_classes(out, r);
	warnings = put_rules(out, r);
	put_unsettled(out, r);
	put_contracts(out, r);
	fprintf(out, "\n%u units, %u functions, %u analysed in %u states: ",
		r->nunits, r->nfuncs, r->nanalysed, r->nstates);
	fprintf(out, "%u changes of user entries\n", r->nsites);
	put_pointers(out, &r->pointers);
	fprintf(out, "%u findings, %u remarks, %u not settled\n", warnings,
		r->nfindings - suppressed - warnings, r->nunsettled);
	if (suppressed)
		fprintf(out, "%u suppressed by %s\n", suppressed, r->run->baseline->path);
	if (r->run && r->run->absent)
		fprintf(out, "%zu gone since the previous report\n",
			json_array_size(r->run->absent));
}
