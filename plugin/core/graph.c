// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lock and PTE-write flow graph of one function, as DOT.
 *
 * A node is a call that the model knows; blocks without one are contracted away, or
 * are a point when they branch to different nodes. Held locks are a stack, and each
 * stack is a cluster, so a node lies in the innermost lock around it.
 */
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "profile.h"

static const struct { const char *word, *shape, *colour; } styles[] = {
	[WN_N_LOCK] = { "lock", "box", "#e8e8e8" },
	[WN_N_CHANGE] = { "entry cleared or changed", "ellipse", "#f4a6a6" },
	[WN_N_SET] = { "entry set", "ellipse", "#f9d19a" },
	[WN_N_FLUSH] = { "CPU TLB", "hexagon", "#a9cdf0" },
	[WN_N_NOTIFY] = { "secondary TLB or mirrors told", "hexagon", "#cdb0ea" },
	[WN_N_RANGE] = { "notifier range", "box", "#b2e0b2" },
	[WN_N_PAGE] = { "page or page table given up", "ellipse", "#e0cfae" },
	[WN_N_CALL] = { "function with more of this", "box", "#ffffff" },
};

static bool is_point(const struct wn_graph *g, uint32_t b)
{
	return g->rep[b] == (WN_TO_POINT | b) && g->in[b] != WN_NOTHING;
}

/* ---- output ---- */

static void quoted(FILE *out, const char *s)
{
	for (int n = 0; *s && n < 72; s++, n++) {
		if (*s == '"' || *s == '\\')
			putc('\\', out);
		putc((unsigned char)*s < ' ' ? ' ' : *s, out);
	}
	if (*s)
		fputs("...", out);
}

static void put_name(FILE *out, uint32_t to)
{
	if (to == WN_TO_EXIT)
		fputs("exit", out);
	else if (to & WN_TO_POINT)
		fprintf(out, "p%u", to & ~WN_TO_POINT);
	else
		fprintf(out, "n%u", to);
}

/* The helper that the author wrote, when that is a macro around this one. */
static const char *written(struct wn_graph *g, const struct wn_stmt *st)
{
	const char *m = st->loc.macros ? st->loc.macros : "";

	while (*m) {
		size_t len = strcspn(m, ">");
		const char *name = wn_strndup(&g->arena, m, len);
		uint32_t n;

		if (wn_model_rows(g->model, name, &n))
			return name;
		m += len + (m[len] == '>');
	}
	return NULL;
}

static void put_event(struct wn_graph *g, FILE *out, uint32_t i)
{
	const struct wn_node_event *e = &g->ev[i];
	const char *macro = written(g, e->stmt);

	fprintf(out, "n%u [label=\"", i);
	quoted(out, e->stmt->kind == WN_CALL ? e->stmt->callee.name : "store");
	if (e->node == WN_N_LOCK) {
		putc('(', out);
		quoted(out, e->lock);
		putc(')', out);
	}
	fprintf(out, "\\nline %u", e->stmt->loc.line);
	if (macro && e->stmt->kind == WN_CALL && strcmp(macro, e->stmt->callee.name)) {
		fputs(", ", out);
		quoted(out, macro);
	}
	fprintf(out, "\", shape=%s, fillcolor=\"%s\", style=\"filled%s\", tooltip=\"%s\"];\n",
		styles[e->node].shape, styles[e->node].colour,
		e->node == WN_N_CALL ? ",dashed" : "", styles[e->node].word);
}

static bool in_region(const struct wn_graph *g, uint32_t r, uint32_t outer)
{
	while (r && r != outer)
		r = g->reg[r].up;
	return r == outer;
}

static bool has_nodes(const struct wn_graph *g, uint32_t r)
{
	for (uint32_t i = 0; i < g->nev; i++) {
		if (g->in[g->ev[i].block] != WN_NOTHING && in_region(g, g->ev[i].region, r))
			return true;
	}
	return false;
}

static void put_region(struct wn_graph *g, FILE *out, uint32_t r)
{
	const struct wn_node_event *top = r ? &g->ev[g->reg[r].event] : NULL;
	uint32_t i;

	if (r) {
		fprintf(out, "subgraph cluster_%u {\nstyle=rounded; color=\"#707070\"; label=\"%s ",
			r, wn_lock_name(top->kind));
		quoted(out, top->lock);
		fprintf(out, ", line %u\";\n", top->stmt->loc.line);
	}
	for (i = 0; i < g->nev; i++) {
		if (g->ev[i].region == r && g->in[g->ev[i].block] != WN_NOTHING)
			put_event(g, out, i);
	}
	for (i = 0; i < g->fn->nblocks; i++) {
		if (g->in[i] == r && is_point(g, i))
			fprintf(out, "p%u [shape=point, width=0.08];\n", i);
	}
	for (i = r + 1; i < g->nreg; i++) {
		if (g->reg[i].up == r && has_nodes(g, i))
			put_region(g, out, i);
	}
	if (r)
		fputs("}\n", out);
}

static const char *edge_text(struct wn_graph *g, const struct wn_block *bb,
			     const struct wn_edge *e)
{
	const char *cond;
	bool negate;

	switch (e->kind) {
	case WN_EDGE_TRUE:
	case WN_EDGE_FALSE:
		cond = wn_cond_text(&g->arena, g->fn, bb, &negate);
		return wn_printf(&g->arena, "%.60s: %s", cond,
				 (e->kind == WN_EDGE_TRUE) != negate ? "true" : "false");
	case WN_EDGE_CASE:
		cond = wn_opnd_text(&g->arena, g->fn, &bb->cond[0]);
		return e->lo == e->hi ?
			wn_printf(&g->arena, "%.60s: %lld", cond, (long long)e->lo) :
			wn_printf(&g->arena, "%.60s: %lld to %lld", cond, (long long)e->lo,
				  (long long)e->hi);
	case WN_EDGE_DEFAULT:
		return "default";
	default:
		return "";
	}
}

/* One edge for each target; no label when there is only one way to go. */
static void put_edges(struct wn_graph *g, FILE *out, uint32_t b, uint32_t from)
{
	const struct wn_block *bb = &g->fn->blocks[b];
	uint32_t i, k, targets = 0;

	for (i = 0; i < bb->nsucc; i++) {
		for (k = 0; k < i && g->rep[bb->succ[k].dst] != g->rep[bb->succ[i].dst]; k++)
			;
		targets += k == i && g->rep[bb->succ[i].dst] != WN_NOTHING;
	}
	for (i = 0; i < bb->nsucc; i++) {
		uint32_t to = g->rep[bb->succ[i].dst];
		const char *text = "";

		for (k = 0; k < i && g->rep[bb->succ[k].dst] != to; k++)
			;
		if (k < i || to == WN_NOTHING)
			continue;
		for (k = i; targets > 1 && k < bb->nsucc; k++) {
			if (g->rep[bb->succ[k].dst] == to)
				text = wn_printf(&g->arena, "%s%s%s", text, *text ? ", " : "",
						 edge_text(g, bb, &bb->succ[k]));
		}
		put_name(out, from);
		fputs(" -> ", out);
		put_name(out, to);
		if (bb->succ[i].kind == WN_EDGE_ABNORMAL) {
			fputs(" [style=dashed]", out);
		} else if (*text) {
			fputs(" [label=\"", out);
			quoted(out, text);
			fputs("\"]", out);
		}
		fputs(";\n", out);
	}
}

static void put_graph(struct wn_graph *g, FILE *out)
{
	uint32_t b, i;

	fputs("digraph \"", out);
	quoted(out, g->fn->name);
	fputs("\" {\nlabel=\"", out);
	quoted(out, g->fn->name);
	fputs("(), ", out);
	quoted(out, g->fn->file);
	fprintf(out, ":%u\"; labelloc=t; fontname=\"sans-serif\";\n", g->fn->line);
	fputs("node [fontname=\"sans-serif\", fontsize=10];\n"
	      "edge [fontname=\"sans-serif\", fontsize=9];\n"
	      "entry [shape=plaintext];\nexit [shape=plaintext];\n", out);
	put_region(g, out, 0);
	if (g->rep[0] != WN_NOTHING) {
		fputs("entry -> ", out);
		put_name(out, g->rep[0]);
		fputs(";\n", out);
	}
	for (b = 0; b < g->fn->nblocks; b++) {
		if (g->in[b] == WN_NOTHING)
			continue;
		for (i = g->first[b]; i + 1 < g->end[b]; i++)
			fprintf(out, "n%u -> n%u;\n", i, i + 1);
		if (g->first[b] < g->end[b]) {
			put_edges(g, out, b, g->end[b] - 1);
			if (!g->fn->blocks[b].nsucc)
				fprintf(out, "n%u -> exit;\n", g->end[b] - 1);
		} else if (is_point(g, b)) {
			put_edges(g, out, b, WN_TO_POINT | b);
		}
	}
	fputs("}\n", out);
}

static struct wn_finfo *find(struct wn_program *p, const char *func, char *err,
			     size_t errlen)
{
	const char *colon = strrchr(func, ':'), *name = colon ? colon + 1 : func;
	size_t flen = colon ? (size_t)(colon - func) : 0, n;
	struct wn_finfo *found = NULL;

	for (uint32_t i = 0; i < p->ninfos; i++) {
		const struct wn_func *fn = p->infos[i]->fn;

		if (strcmp(fn->name, name))
			continue;
		n = strlen(fn->file);
		if (colon && (n < flen || strncmp(fn->file + n - flen, func, flen) ||
			      (n > flen && fn->file[n - flen - 1] != '/')))
			continue;
		if (found) {
			snprintf(err, errlen, "%s: in %s and in %s, say FILE:%s", func,
				 found->fn->file, fn->file, name);
			return NULL;
		}
		found = p->infos[i];
	}
	if (!found)
		snprintf(err, errlen, "%s: no such function", func);
	return found;
}

int wn_graph_dot(struct wn_program *p, const char *func, FILE *out, char *err,
		 size_t errlen)
{
	struct wn_graph g = { .prog = p };
	struct wn_finfo *fi;

	wn_link(p);
	fi = find(p, func, err, errlen);
	if (!fi)
		return -1;
	if (!wn_ready(p, fi)) {
		snprintf(err, errlen, "%s: its facts are damaged", func);
		return -1;
	}
	g.fn = fi->fn;
	g.model = wn_profile_model(p, NULL, NULL);
	g.first = wn_new_n(&g.arena, uint32_t, 4 * g.fn->nblocks + 1);
	g.end = g.first + g.fn->nblocks;
	g.in = g.end + g.fn->nblocks;
	g.rep = g.in + g.fn->nblocks;
	wn_graph_events(&g);
	wn_graph_regions(&g);
	wn_graph_edges(&g);
	put_graph(&g, out);
	free(g.ev);
	free(g.reg);
	wn_model_free(g.model);
	wn_arena_free(&g.arena);
	return 0;
}
