// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One file that can be mailed and opened anywhere: no script, style, font or
 * picture from elsewhere. Source lines only when the kernel tree is there.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "html.h"
#include "story.h"

void wn_html_text(FILE *out, const char *s)
{
	for (; *s; s++) {
		switch (*s) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		default:
			fputc(*s, out);
		}
	}
}

/* Formats %s and %u; every string is escaped, the format itself is markup. */
void wn_html_printf(FILE *out, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	for (; *fmt; fmt++) {
		if (*fmt != '%') {
			fputc(*fmt, out);
			continue;
		}
		if (*++fmt == 's')
			wn_html_text(out, va_arg(ap, const char *));
		else if (*fmt == 'u')
			fprintf(out, "%u", va_arg(ap, unsigned int));
	}
	va_end(ap);
}

static void put_line(FILE *out, const char *label, const char *text)
{
	if (text && *text)
		wn_html_printf(out, "<p><b>%s</b> %s</p>\n", label, text);
}

/* What the filter looks in: words, and rule:NAME and class:NAME. */
static void put_search_text(FILE *out, const struct wn_finding *f)
{
	char *s, *p;

	if (asprintf(&s, "%s %s %s %s rule:%s class:%s %s", f->id, f->message, f->context,
		     f->severity == WN_WARNING ? "warning" : "remark", f->rule, f->cls,
		     f->state ? f->state : "") < 0)
		return;
	for (p = s; *p; p++)
		*p = tolower((unsigned char)*p);
	wn_html_text(out, s);
	free(s);
}

static void put_summary_line(FILE *out, const struct wn_finding *f)
{
	wn_html_printf(out, "<summary><span class=\"at\">%s:%u</span> %s",
		       f->loc.file, f->loc.line, f->message);
	wn_html_printf(out, " <span class=\"tag\">%s</span>", f->rule);
	if (*f->cls)
		wn_html_printf(out, "<span class=\"tag\">%s</span>", f->cls);
	if (f->severity == WN_REMARK)
		fputs("<span class=\"tag\">remark</span>", out);
	if (f->suppressed)
		fputs("<span class=\"tag\">suppressed</span>", out);
	if (f->state && !strcmp(f->state, "new"))
		fputs("<span class=\"tag new\">new</span>", out);
	fputs("</summary>\n", out);
}

static void put_path(FILE *out, const struct wn_finding *f)
{
	if (!f->nevents)
		return;
	fputs("<h3>Path</h3>\n<table class=\"steps\">\n", out);
	for (uint32_t i = 0; i < f->nevents; i++) {
		const struct wn_event *e = &f->events[i];

		wn_html_printf(out, "<tr><td>(%u)</td><td class=\"at\">%s:%u:%u</td>"
			       "<td><code>%s()</code></td><td>%s</td></tr>\n", i + 1,
			       e->loc.file, e->loc.line, e->loc.col, e->func ? e->func : "",
			       e->text);
	}
	fputs("</table>\n", out);
}

static void put_story(FILE *out, const struct wn_result *r, const struct wn_finding *f)
{
	struct wn_story s;

	wn_story_tell(r, f, &s);
	fputs("<h3>Explanation</h3>\n", out);
	wn_html_printf(out, "<p>%s</p>\n", s.n ? s.intro : s.why);
	if (s.n)
		fputs("<table class=\"steps\">\n", out);
	for (uint32_t i = 0; i < s.n; i++) {
		const struct wn_story_step *st = &s.steps[i];

		wn_html_printf(out,
			       "<tr class=\"%s\"><td>%u</td><td title=\"%s\">%s</td><td>%s</td>"
			       "<td class=\"at\">", st->event, i + 1, wn_who_is(st->who),
			       st->who, st->text);
		if (st->loc.line)
			wn_html_printf(out, "%s:%u", st->loc.file, st->loc.line);
		fputs("</td></tr>\n", out);
	}
	if (s.n)
		fputs("</table>\n", out);
	free(s.steps);
}

/* A function with several findings has its graph at the first. */
static void put_graph(FILE *out, const struct wn_result *r, uint32_t i)
{
	const struct wn_finding *f = &r->findings[i];
	uint32_t k;

	for (k = 0; k < i; k++)
		if (!strcmp(r->findings[k].func, f->func) &&
		    !strcmp(r->findings[k].loc.file, f->loc.file))
			break;
	if (k < i) {
		wn_html_printf(out,
			       "<p>Flow graph and lines of this function: at <a href=\"#%s\">%s</a></p>\n",
			       r->findings[k].id, r->findings[k].id);
		return;
	}
	fputs("<details open><summary><b>Flow graph</b></summary>\n", out);
	if (!wn_html_graph(out, r->run, f, i + 1))
		wn_html_printf(out,
			       "<p>There is none here: <code>wnotify graph %s:%s</code> says why.</p>\n",
			       f->loc.file, f->func);
	fputs("</details>\n", out);
}

static void put_finding(FILE *out, const struct wn_result *r, uint32_t i)
{
	const struct wn_finding *f = &r->findings[i];

	wn_html_printf(out, "<details class=\"finding %s%s\" id=\"%s\" data-text=\"",
		       f->severity == WN_WARNING ? "warning" : "remark",
		       f->suppressed ? " suppressed" : "", f->id);
	put_search_text(out, f);
	fputs("\">\n", out);
	put_summary_line(out, f);
	put_line(out, "Because:", f->reason);
	put_line(out, "Fix:", f->hint);
	put_line(out, "Suppressed:", f->suppressed);
	put_line(out, "Called by:", f->context);
	put_path(out, f);
	fputs("<h3>Source</h3>\n", out);
	if (!wn_html_source(out, r->run, f))
		wn_html_printf(out,
			       "<p>%s, line %u. The kernel tree was not at hand (--kdir).</p>\n",
			       f->loc.file, f->loc.line);
	put_story(out, r, f);
	put_graph(out, r, i);
	wn_html_printf(out, "<p class=\"at\">id %s, confidence %s</p>\n</details>\n", f->id,
		       f->confidence);
}

static void put_unsettled(FILE *out, const struct wn_result *r)
{
	if (!r->nunsettled)
		return;
	fputs("<h2>Not settled</h2>\n<table>\n", out);
	for (uint32_t i = 0; i < r->nunsettled; i++) {
		const struct wn_unsettled *u = &r->unsettled[i];

		wn_html_printf(out,
			       "<tr><td>%s</td><td class=\"at\">%s:%u</td><td>%s</td><td>%s</td></tr>\n",
			       u->what, u->loc.file ? u->loc.file : "", u->loc.line, u->name,
			       u->text);
	}
	fputs("</table>\n", out);
}

static void put_absent(FILE *out, const struct wn_run *run)
{
	size_t i;
	json_t *f;

	if (!json_array_size(run->absent))
		return;
	fputs("<h2>Gone since the previous report</h2>\n<ul>\n", out);
	json_array_foreach(run->absent, i, f)
		wn_html_printf(out, "<li class=\"at\">%s</li>\n",
			       json_string_value(json_object_get(f, "id")));
	fputs("</ul>\n", out);
}

static void put_head(FILE *out, const struct wn_result *r)
{
	uint32_t warnings = 0, suppressed = wn_nsuppressed(r);
	const char *kernel = *r->run->kernel ? r->run->kernel : "of unknown version";

	for (uint32_t i = 0; i < r->nfindings; i++)
		warnings += r->findings[i].severity == WN_WARNING && !r->findings[i].suppressed;
	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n", out);
	wn_html_printf(out, "<title>wnotify: %u findings in Linux %s</title>\n", warnings, kernel);
	fprintf(out, "<style>\n%s</style></head><body>\n", wn_html_style);
	wn_html_printf(out, "<h1>wnotify: Linux %s</h1>\n<p><b>%u findings</b>, %u remarks, "
		       "%u suppressed, %u not settled; ", kernel, warnings,
		       r->nfindings - suppressed - warnings, suppressed, r->nunsettled);
	wn_html_printf(out, "%u units, %u functions, %u analysed, %u changes of user entries</p>\n",
		       r->nunits, r->nfuncs, r->nanalysed, r->nsites);
}

int wn_report_html(const struct wn_result *r, FILE *out)
{
	put_head(out, r);
	wn_html_summary(out, r);
	fputs("<div id=\"bar\"><input id=\"filter\" type=\"search\" placeholder=\"Filter: rule, "
	      "file, function, class, new\"><label><input id=\"kept\" type=\"checkbox\"> "
	      "suppressed, too</label><button id=\"open\">Open or close all</button>"
	      "<span id=\"shown\"></span></div>\n", out);
	for (uint32_t i = 0; i < r->nfindings; i++)
		put_finding(out, r, i);
	put_absent(out, r->run);
	put_unsettled(out, r);
	fprintf(out, "<script>\n%s</script>\n</body></html>\n", wn_html_script);
	return 0;
}
