// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Prints functions readably, for people who debug the plugin or a rule.
 */
#include <inttypes.h>
#include <string.h>

#include "facts.h"

static void dump_name(const struct wn_func *fn, const struct wn_opnd *o,
		      FILE *out)
{
	const char *name = o->base == WN_BASE_SSA ? fn->ssa[o->id].name :
						    fn->vars[o->id].name;

	if (o->base == WN_BASE_SSA)
		fprintf(out, "%s_%u", name, o->id);
	else if (*name)
		fprintf(out, "%s", name);
	else
		fprintf(out, "tmp.%u", o->id);
}

static void dump_base(const struct wn_func *fn, const struct wn_opnd *o,
		      FILE *out)
{
	switch (o->base) {
	case WN_BASE_NONE:
		fputs("unknown", out);
		break;
	case WN_BASE_CONST:
		fprintf(out, "%" PRId64, o->val);
		break;
	case WN_BASE_STR:
		fprintf(out, "\"%s\"", o->name);
		break;
	case WN_BASE_SSA:
	case WN_BASE_VAR:
		dump_name(fn, o, out);
		break;
	case WN_BASE_GLOBAL:
		fprintf(out, "@%s", o->name);
		break;
	case WN_BASE_FUNC:
		fputs(o->name, out);
		break;
	}
}

/* (*p).f is written p->f, a dereference alone *p in front of what follows */
static void dump_opnd(const struct wn_func *fn, const struct wn_opnd *o,
		      FILE *out)
{
	uint32_t i, alone = 0;

	for (i = 0; i < o->nsteps; i++)
		if (o->steps[i].kind == WN_STEP_DEREF &&
		    (i + 1 == o->nsteps ||
		     o->steps[i + 1].kind != WN_STEP_FIELD))
			alone++;
	if (o->addr && o->base != WN_BASE_STR)
		fputc('&', out);
	for (i = 0; i < alone; i++)
		fputs("(*", out);
	dump_base(fn, o, out);
	for (i = 0; i < o->nsteps; i++) {
		const struct wn_step *s = &o->steps[i];

		if (s->kind == WN_STEP_FIELD)
			fprintf(out, "%s%s", i && s[-1].kind == WN_STEP_DEREF ?
				"->" : ".", *s->name ? s->name : "<anon>");
		else if (s->kind == WN_STEP_INDEX && s->val == WN_INDEX_ANY)
			fputs("[?]", out);
		else if (s->kind == WN_STEP_INDEX)
			fprintf(out, "[%" PRId64 "]", s->val);
		else if (i + 1 == o->nsteps || s[1].kind != WN_STEP_FIELD)
			fputc(')', out);
	}
}

static void dump_args(const struct wn_func *fn, const struct wn_stmt *s,
		      FILE *out)
{
	uint32_t i;

	for (i = 0; i < s->nargs; i++) {
		if (i)
			fputs(", ", out);
		dump_opnd(fn, &s->args[i], out);
	}
}

static const char *base_file(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void dump_loc(const struct wn_func *fn, const struct wn_loc *l, FILE *out)
{
	fputs("\t; ", out);
	if (strcmp(l->file, fn->file))
		fprintf(out, "%s:", base_file(l->file));
	fprintf(out, "%u:%u", l->line, l->col);
	if (*l->macros)
		fprintf(out, " %s", l->macros);
	fputc('\n', out);
}

static void dump_stmt(const struct wn_func *fn, const struct wn_stmt *s,
		      FILE *out)
{
	fputs("\t", out);
	if (s->lhs.base != WN_BASE_NONE && s->kind != WN_CLOBBER) {
		dump_opnd(fn, &s->lhs, out);
		fputs(" = ", out);
	}
	switch (s->kind) {
	case WN_ASSIGN:
		if (s->op != WN_OP_COPY || s->nargs != 1)
			fprintf(out, "%s ", wn_op_name(s->op));
		dump_args(fn, s, out);
		break;
	case WN_CALL:
		dump_opnd(fn, &s->callee, out);
		fputc('(', out);
		dump_args(fn, s, out);
		fputc(')', out);
		break;
	case WN_RETURN:
		fputs(s->nargs ? "return " : "return", out);
		dump_args(fn, s, out);
		break;
	case WN_ASM:
		fputs("asm(", out);
		dump_args(fn, s, out);
		fputc(')', out);
		break;
	case WN_CLOBBER:
		fputs("clobber ", out);
		dump_opnd(fn, &s->lhs, out);
		break;
	}
	dump_loc(fn, &s->loc, out);
}

static void dump_edge(const struct wn_edge *e, FILE *out)
{
	static const char * const kinds[] = {
		[WN_EDGE_ALWAYS] = "", [WN_EDGE_TRUE] = "true ",
		[WN_EDGE_FALSE] = "false ", [WN_EDGE_CASE] = "case ",
		[WN_EDGE_DEFAULT] = "default ", [WN_EDGE_ABNORMAL] = "maybe ",
	};

	fprintf(out, " %s", kinds[e->kind]);
	if (e->kind == WN_EDGE_CASE) {
		fprintf(out, "%" PRId64, e->lo);
		if (e->lo != e->hi)
			fprintf(out, "..%" PRId64, e->hi);
		fputc(' ', out);
	}
	fprintf(out, "-> %u", e->dst);
}

static void dump_block(const struct wn_func *fn, uint32_t n, FILE *out)
{
	const struct wn_block *bb = &fn->blocks[n];
	bool cond = bb->cond[0].base != WN_BASE_NONE ||
		    bb->cond[1].base != WN_BASE_NONE;
	uint32_t i, j;

	fprintf(out, "%u:", n);
	for (i = 0; i < bb->npreds; i++)
		fprintf(out, "%s%u", i ? "," : "\t\t\t; from ", bb->preds[i]);
	fputc('\n', out);
	for (i = 0; i < bb->nphis; i++) {
		const struct wn_phi *p = &bb->phis[i];

		fprintf(out, "\t%s_%u = phi", fn->ssa[p->dst].name, p->dst);
		for (j = 0; j < p->n; j++) {
			fprintf(out, "%s%u: ", j ? ", " : " ", p->preds[j]);
			dump_opnd(fn, &p->args[j], out);
		}
		fputc('\n', out);
	}
	for (i = 0; i < bb->nstmts; i++)
		dump_stmt(fn, &bb->stmts[i], out);
	if (!bb->nsucc)
		return;
	fputc('\t', out);
	if (cond) {
		bool sw = bb->succ[0].kind == WN_EDGE_CASE ||
			  bb->succ[0].kind == WN_EDGE_DEFAULT;

		fputs(sw ? "switch " : "if ", out);
		dump_opnd(fn, &bb->cond[0], out);
		if (!sw) {
			fprintf(out, " %s ", wn_op_name(bb->cond_op));
			dump_opnd(fn, &bb->cond[1], out);
		}
		fputc(':', out);
	}
	for (i = 0; i < bb->nsucc; i++)
		dump_edge(&bb->succ[i], out);
	if (cond)
		dump_loc(fn, &bb->cond_loc, out);
	else
		fputc('\n', out);
}

void wn_func_dump(const struct wn_func *fn, FILE *out)
{
	uint32_t i;

	fprintf(out, "%s %s(", fn->rettype, fn->name);
	for (i = 0; i < fn->nparams; i++)
		fprintf(out, "%s%s %s", i ? ", " : "", fn->params[i],
			fn->param_names[i]);
	fprintf(out, ")\t; %s:%u-%u%s%s%s%s%s\n", fn->file, fn->line,
		fn->end_line, fn->is_static ? " static" : "",
		fn->is_inline ? " inline" : "", fn->is_weak ? " weak" : "",
		fn->address_taken ? " address-taken" : "",
		fn->is_exported ? " exported" : "");
	if (*fn->markers)
		fprintf(out, "\t; %s\n", fn->markers);
	if (*fn->touches)
		fprintf(out, "\t; stores %s\n", fn->touches);
	if (!fn->blocks)
		return;
	for (i = 0; i < fn->nvars; i++)
		fprintf(out, "\t%s %s%s%s\n", fn->vars[i].type,
			*fn->vars[i].name ? fn->vars[i].name : "tmp",
			fn->vars[i].param >= 0 ? "\t; parameter" : "",
			fn->vars[i].addressed ? "\t; addressed" : "");
	for (i = 0; i < fn->nblocks; i++)
		dump_block(fn, i, out);
}
