// SPDX-License-Identifier: GPL-2.0-or-later
/* The tables at the top of the HTML report. */
#include <string.h>

#include "html.h"

#define MAX_KEYS 64

struct keys {
	const char *key[MAX_KEYS];
	uint32_t n;
};

static void add(struct keys *k, const char *key)
{
	for (uint32_t i = 0; i < k->n; i++)
		if (!strcmp(k->key[i], key))
			return;
	if (k->n < MAX_KEYS)
		k->key[k->n++] = key;
}

static uint32_t count(const struct wn_result *r, const char *cls, const char *verdict)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < r->nsites; i++)
		n += !strcmp(r->sites[i].cls, cls) &&
		     (!verdict || !strcmp(r->sites[i].verdict, verdict));
	return n;
}

static void put_classes(FILE *out, const struct wn_result *r)
{
	struct keys classes = {}, verdicts = {};

	for (uint32_t i = 0; i < r->nsites; i++) {
		add(&classes, r->sites[i].cls);
		add(&verdicts, r->sites[i].verdict);
	}
	fputs("<div><h2>Changes of user entries by class</h2>\n<table><tr><th>class</th>"
	      "<th class=\"n\">changes</th>", out);
	for (uint32_t v = 0; v < verdicts.n; v++)
		wn_html_printf(out, "<th class=\"n\">%s</th>", verdicts.key[v]);
	fputs("</tr>\n", out);
	for (uint32_t c = 0; c < classes.n; c++) {
		wn_html_printf(out, "<tr><td><a href=\"#\" data-filter=\"class:%s\">%s</a></td>",
			       classes.key[c], classes.key[c]);
		fprintf(out, "<td class=\"n\">%u</td>", count(r, classes.key[c], NULL));
		for (uint32_t v = 0; v < verdicts.n; v++)
			fprintf(out, "<td class=\"n\">%u</td>",
				count(r, classes.key[c], verdicts.key[v]));
		fputs("</tr>\n", out);
	}
	fputs("</table></div>\n", out);
}

static void put_rules(FILE *out, const struct wn_result *r)
{
	struct keys rules = {};

	for (uint32_t i = 0; i < r->nfindings; i++)
		add(&rules, r->findings[i].rule);
	fputs("<div><h2>Findings by rule</h2>\n<table><tr><th>rule</th><th class=\"n\">findings"
	      "</th><th class=\"n\">remarks</th><th class=\"n\">suppressed</th></tr>\n", out);
	for (uint32_t k = 0; k < rules.n; k++) {
		uint32_t n[3] = { 0 };

		for (uint32_t i = 0; i < r->nfindings; i++) {
			const struct wn_finding *f = &r->findings[i];

			if (!strcmp(f->rule, rules.key[k]))
				n[f->suppressed ? 2 : f->severity == WN_REMARK]++;
		}
		wn_html_printf(out,
			       "<tr><td><a href=\"#\" data-filter=\"rule:%s\" title=\"%s\">%s</a></td>",
			       rules.key[k], wn_rule_text(rules.key[k])->brief, rules.key[k]);
		fprintf(out, "<td class=\"n\">%u</td><td class=\"n\">%u</td>"
			"<td class=\"n\">%u</td></tr>\n", n[0], n[1], n[2]);
	}
	fputs("</table></div>\n", out);
}

void wn_html_summary(FILE *out, const struct wn_result *r)
{
	fputs("<section class=\"tables\">\n", out);
	put_rules(out, r);
	if (r->nsites)
		put_classes(out, r);
	fputs("</section>\n", out);
}
