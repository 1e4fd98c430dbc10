// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify sites: every change of a user page-table entry, as a table. */
#include <string.h>

#include "cmd.h"

static const char doc[] =
	"List every change of a user page-table entry: its class, locks, bracket, CPU flush and verdict.\v"
	"Without FACTS: those of the last scan.";

int wn_cmd_sites(int argc, char **argv)
{
	struct wn_analysis_args a = {
		.formats = 1 << WN_TEXT | 1 << WN_TSV | 1 << WN_JSON,
	};
	struct wn_program *p;
	struct wn_result *r;
	int status = WN_EXIT_CLEAN;

	wn_analysis_parse(&a, doc, argc, argv);
	p = wn_load(a.args, a.nargs);
	if (!p)
		return WN_EXIT_FAILED;
	r = wn_analyse(p, &a.opt);
	if (a.format == WN_TEXT)
		wn_sites_text(r, stdout);
	else if (a.format == WN_TSV)
		wn_sites_tsv(r, stdout);
	else if (wn_sites_json(r, stdout))
		status = WN_EXIT_FAILED;
	wn_program_free(p);
	return status;
}

/* The columns, in the order of struct wn_site. */
static const char *const names[] = {
	"file", "line", "col", "function", "primitive", "level", "class",
	"resolved", "resolved_line", "value", "context", "locks", "inlock",
	"bracket", "flush", "required", "verdict", "reason",
};

#define NCOLS WN_ARRAY_SIZE(names)

struct row {
	const char *cell[NCOLS];
	char number[3][16];
};

static const char *number(char *buf, uint32_t n)
{
	snprintf(buf, 16, "%u", n);
	return buf;
}

static void fill(struct row *r, const struct wn_site *s)
{
	const char *cells[NCOLS] = {
		s->loc.file, number(r->number[0], s->loc.line),
		number(r->number[1], s->loc.col), s->func, s->primitive,
		s->level, s->cls, s->resolved,
		s->resolved_loc.line ?
			number(r->number[2], s->resolved_loc.line) : "",
		s->value, s->context, s->locks, s->inlock, s->bracket,
		s->flush, s->required, s->verdict, s->reason,
	};

	for (size_t i = 0; i < NCOLS; i++)
		r->cell[i] = cells[i] ? cells[i] : "";
}

static void put_cell(FILE *out, const char *s)
{
	for (; *s; s++)
		fputc(*s == '\t' || *s == '\n' ? ' ' : *s, out);
}

void wn_sites_tsv(const struct wn_result *r, FILE *out)
{
	struct row row;

	for (size_t c = 0; c < NCOLS; c++)
		fprintf(out, "%s%c", names[c], c + 1 < NCOLS ? '\t' : '\n');
	for (uint32_t i = 0; i < r->nsites; i++) {
		fill(&row, &r->sites[i]);
		for (size_t c = 0; c < NCOLS; c++) {
			put_cell(out, row.cell[c]);
			fputc(c + 1 < NCOLS ? '\t' : '\n', out);
		}
	}
}

/* Two lines a site: what a person looks for first, then the details. */
void wn_sites_text(const struct wn_result *r, FILE *out)
{
	const struct wn_site *s;

	for (uint32_t i = 0; i < r->nsites; i++) {
		s = &r->sites[i];
		fprintf(out, "%s:%u:%u: %s: %s", s->loc.file, s->loc.line,
			s->loc.col, s->func, s->primitive);
		if (s->resolved_loc.line)
			fprintf(out, " -> %s:%u", s->resolved,
				s->resolved_loc.line);
		else if (*s->resolved)
			fprintf(out, " -> %s", s->resolved);
		fprintf(out, ": %s %s, %s\n", s->level, s->cls, s->verdict);
		fprintf(out, "\tin-lock notify %s, needed %s; bracket %s; CPU flush %s\n",
			s->inlock, s->required, s->bracket, s->flush);
		if (*s->locks)
			fprintf(out, "\tlocks %s\n", s->locks);
		if (*s->value)
			fprintf(out, "\tvalue %s\n", s->value);
		if (*s->context)
			fprintf(out, "\tcalled by %s\n", s->context);
		fprintf(out, "\t%s\n", s->reason);
	}
}
