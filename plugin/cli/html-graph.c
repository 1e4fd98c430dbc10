// SPDX-License-Identifier: GPL-2.0-or-later
/* Flow graphs inside of a page: DOT through graphviz to SVG. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "html.h"

/* A graph that takes longer is none that a person reads. */
#define MAX_SECONDS 20

/* Return: the SVG, from malloc; NULL when there is no dot, or it failed. */
static char *run_dot(FILE *dot)
{
	char buf[8192], *text = NULL;
	FILE *svg = tmpfile(), *m;
	size_t n, size;
	int status;
	pid_t pid;

	if (!svg)
		return NULL;
	fflush(NULL);
	rewind(dot);
	pid = fork();
	if (!pid) {
		alarm(MAX_SECONDS);
		dup2(fileno(dot), STDIN_FILENO);
		dup2(fileno(svg), STDOUT_FILENO);
		if (!freopen("/dev/null", "w", stderr))
			_exit(127);
		execlp("dot", "dot", "-Tsvg", (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status) {
		fclose(svg);
		return NULL;
	}
	rewind(svg);
	m = open_memstream(&text, &size);
	while (m && (n = fread(buf, 1, sizeof(buf), svg)))
		fwrite(buf, 1, n, m);
	if (m)
		fclose(m);
	fclose(svg);
	return text;
}

/*
 * Without what comes before the element, which names a DTD on another host. Ids
 * get a prefix, because each graph has a node1.
 */
static void put_svg(FILE *out, const char *svg, uint32_t n)
{
	static const char id[] = " id=\"";
	const char *next;

	while ((next = strstr(svg, id))) {
		fwrite(svg, 1, next - svg, out);
		fprintf(out, "%sg%u_", id, n);
		svg = next + strlen(id);
	}
	fputs(svg, out);
}

bool wn_html_graph(FILE *out, const struct wn_run *run, const struct wn_finding *f,
		   uint32_t n)
{
	FILE *dot = tmpfile();
	char *text = NULL;
	const char *svg;
	char err[512];

	if (dot && !wn_graph_dot(run->program, wn_run_text(run, "%s:%s", f->loc.file, f->func),
				 dot, err, sizeof(err)))
		text = run_dot(dot);
	if (dot)
		fclose(dot);
	svg = text ? strstr(text, "<svg") : NULL;
	if (svg) {
		fputs("<div class=\"graph\">", out);
		put_svg(out, svg, n);
		fputs("</div>\n", out);
	}
	free(text);
	return svg;
}
