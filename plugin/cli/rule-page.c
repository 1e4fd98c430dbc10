// SPDX-License-Identifier: GPL-2.0-or-later
/* Why a rule is one: its page in docs/rules says more than a report has room for. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "story.h"

/* One paragraph a line; the page is wrapped for its own width. */
static void put_paragraphs(FILE *page, FILE *out)
{
	bool inside = false, in_words = false;
	char line[512];

	while (fgets(line, sizeof(line), page)) {
		line[strcspn(line, "\n")] = 0;
		if (!strncmp(line, "## ", 3)) {
			inside = !strcmp(line, "## Why");
			continue;
		}
		if (!inside)
			continue;
		if (!*line) {
			in_words = false;
			continue;
		}
		/* lists and code keep their lines */
		if (ftell(out) > 0)
			fputs(in_words && !strchr("*-\t", *line) ? " " : "\n", out);
		fputs(line, out);
		in_words = true;
	}
}

const char *wn_rule_why(const struct wn_run *run, const char *rule)
{
	char tree[256], share[256], path[PATH_MAX], *text = NULL;
	const char *why = wn_rule_text(rule)->why;
	FILE *page, *out;
	size_t n = 0;

	snprintf(tree, sizeof(tree), "docs/rules/%s.md", rule);
	snprintf(share, sizeof(share), "doc/wnotify/rules/%s.md", rule);
	if (!wn_data_path(path, sizeof(path), tree, share))
		return why;
	page = fopen(path, "r");
	if (!page)
		return why;
	out = open_memstream(&text, &n);
	if (out) {
		put_paragraphs(page, out);
		fclose(out);
	}
	fclose(page);
	if (n)
		why = wn_run_text(run, "%s", text);
	free(text);
	return why;
}
