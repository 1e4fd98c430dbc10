// SPDX-License-Identifier: GPL-2.0-or-later
/* The source lines of a finding, from the kernel tree. */
#include <string.h>

#include "html.h"

#define AROUND 3

static bool is_near(const struct wn_finding *f, const char *file, uint32_t line)
{
	if (!strcmp(f->loc.file, file) && line + AROUND >= f->loc.line &&
	    line <= f->loc.line + AROUND)
		return true;
	for (uint32_t i = 0; i < f->nevents; i++) {
		const struct wn_loc *l = &f->events[i].loc;

		if (l->line && !strcmp(l->file, file) && line + AROUND >= l->line &&
		    line <= l->line + AROUND)
			return true;
	}
	return false;
}

static void put_line(FILE *out, const struct wn_finding *f, const char *file, uint32_t line)
{
	bool main = !strcmp(f->loc.file, file) && f->loc.line == line, step = false;

	for (uint32_t i = 0; i < f->nevents; i++)
		step |= f->events[i].loc.line == line && !strcmp(f->events[i].loc.file, file);
	fprintf(out, "<tr%s><td class=\"no\">%u</td><td class=\"mark\">",
		main ? " class=\"main\"" : step ? " class=\"step\"" : "", line);
	for (uint32_t i = 0; i < f->nevents; i++)
		if (f->events[i].loc.line == line && !strcmp(f->events[i].loc.file, file))
			fprintf(out, "(%u)", i + 1);
	fputs("</td><td>", out);
	wn_html_text(out, wn_source_line(line));
	fputs("</td></tr>\n", out);
}

static bool put_file(FILE *out, const struct wn_run *run, const struct wn_finding *f,
		     const char *file, bool first)
{
	uint32_t n = wn_source_read(run, file);
	bool gap = false;

	if (!n)
		return false;
	if (first)
		fputs("<div class=\"src\"><table>\n", out);
	wn_html_printf(out, "<tr class=\"file\"><td colspan=\"3\">%s</td></tr>\n", file);
	for (uint32_t line = 1; line <= n; line++) {
		if (!is_near(f, file, line)) {
			gap = line > 1;
			continue;
		}
		if (gap && line > AROUND + 1 && !is_near(f, file, line - 1))
			fputs("<tr><td class=\"no\">&#8943;</td><td></td><td></td></tr>\n", out);
		put_line(out, f, file, line);
	}
	return true;
}

bool wn_html_source(FILE *out, const struct wn_run *run, const struct wn_finding *f)
{
	bool any = put_file(out, run, f, f->loc.file, true);

	for (uint32_t i = 0; i < f->nevents; i++) {
		const char *file = f->events[i].loc.file;
		bool done = !strcmp(file, f->loc.file);

		for (uint32_t k = 0; k < i; k++)
			done |= !strcmp(file, f->events[k].loc.file);
		if (!done && f->events[i].loc.line)
			any |= put_file(out, run, f, file, !any);
	}
	if (any)
		fputs("</table></div>\n", out);
	wn_source_forget();
	return any;
}
