// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The edit of one source line that repairs a finding: the call at its place is
 * dropped, or another function is called. `wnotify fix` makes it and proves it.
 */
#include <string.h>

#include "report.h"

/* Without the indentation. */
static const char *bare(const char *line)
{
	return line + strspn(line, " \t");
}

/* A statement on its own line: "name(...);" and no more code. */
static bool is_whole(const char *call)
{
	const char *p = strchr(call, '(');
	int depth = 0;

	for (; p && *p; p++) {
		depth += (*p == '(') - (*p == ')');
		if (!depth)
			break;
	}
	if (!p || strncmp(p, ");", 2))
		return false;
	p = bare(p + 2);
	return !*p || !strncmp(p, "/*", 2) || !strncmp(p, "//", 2);
}

/* What an "if" without braces controls cannot just go. */
static bool is_controlled(uint32_t line)
{
	const char *above = "";
	size_t n;

	while (--line && !*above)
		above = bare(wn_source_line(line));
	n = strlen(above);
	return n && (above[n - 1] == ')' || (n >= 4 && !strcmp(above + n - 4, "else")));
}

/* The call that the id names, "rule:file:function:call:n", begins at this text. */
static size_t is_call(const char *at, const char *id)
{
	const char *end = strrchr(id, ':'), *name = end;

	while (name && name > id && name[-1] != ':')
		name--;
	if (!name || strncmp(at, name, end - name) || at[end - name] != '(')
		return 0;
	return end - name;
}

void wn_put_edit(FILE *out, const struct wn_run *run, const struct wn_finding *f)
{
	const char *line, *at;
	size_t old;

	if (!f->call || !run || f->loc.line > wn_source_read(run, f->loc.file))
		return;
	line = wn_source_line(f->loc.line);
	if (!f->loc.col || f->loc.col > strlen(line))
		return;
	at = line + f->loc.col - 1;
	/* it may come from a macro, or the file may be another by now */
	old = is_call(at, f->id);
	if (!old)
		return;
	if (!*f->call) {
		if (at == bare(line) && is_whole(at) && !is_controlled(f->loc.line))
			fprintf(out, "  note: edit: - %s\n", at);
		return;
	}
	fprintf(out, "  note: edit: - %s\n", bare(line));
	fprintf(out, "              + %.*s%s%s\n", (int)(at - bare(line)), bare(line), f->call,
		at + old);
}
