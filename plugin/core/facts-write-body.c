// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Prints the body of a function: names, blocks, statements.
 */
#include <string.h>

#include "facts-write.h"

static const char * const op_names[] = {
	[WN_OP_COPY] = "copy", [WN_OP_ADD] = "add", [WN_OP_SUB] = "sub",
	[WN_OP_MUL] = "mul", [WN_OP_DIV] = "div", [WN_OP_MOD] = "mod",
	[WN_OP_AND] = "and", [WN_OP_OR] = "or", [WN_OP_XOR] = "xor",
	[WN_OP_SHL] = "shl", [WN_OP_SHR] = "shr", [WN_OP_NOT] = "not",
	[WN_OP_NEG] = "neg", [WN_OP_LNOT] = "lnot", [WN_OP_MIN] = "min",
	[WN_OP_MAX] = "max", [WN_OP_EQ] = "eq", [WN_OP_NE] = "ne",
	[WN_OP_LT] = "lt", [WN_OP_LE] = "le", [WN_OP_GT] = "gt",
	[WN_OP_GE] = "ge", [WN_OP_COND] = "cond", [WN_OP_OTHER] = "other",
};

const char *wn_op_name(enum wn_op op)
{
	return (size_t)op < WN_ARRAY_SIZE(op_names) ? op_names[op] : "?";
}

/* What the left side of a statement receives when the line does not say. */
const char *facts_usual_type(const struct wn_func *fn, const struct wn_opnd *o)
{
	const char *type = "";

	if (o->base == WN_BASE_NONE)
		return "void";
	if (o->base == WN_BASE_SSA && !o->nsteps)
		type = fn->ssa[o->id].type;
	if (o->base == WN_BASE_VAR && !o->nsteps)
		type = fn->vars[o->id].type;
	return type ? type : "";
}

static void put_steps(struct facts_writer *w, struct facts_buf *b,
		      const struct wn_opnd *o)
{
	uint32_t i;

	for (i = 0; i < o->nsteps; i++) {
		const struct wn_step *s = &o->steps[i];

		switch (s->kind) {
		case WN_STEP_DEREF:
			facts_put_c(b, '*');
			break;
		case WN_STEP_FIELD:
			facts_put_c(b, '.');
			facts_put_ref(w, b, s->name);
			facts_put_c(b, ':');
			facts_put_ref(w, b, s->type);
			break;
		case WN_STEP_INDEX:
			facts_put_c(b, '[');
			if (s->val != WN_INDEX_ANY)
				facts_put_i(b, s->val);
			facts_put_c(b, ']');
			break;
		}
	}
}

static void put_place(struct facts_writer *w, struct facts_buf *b,
		      const struct wn_opnd *o)
{
	if (o->addr)
		facts_put_c(b, '&');
	switch (o->base) {
	case WN_BASE_NONE:
		facts_put_c(b, '_');
		break;
	case WN_BASE_CONST:
		facts_put_c(b, '#');
		facts_put_i(b, o->val);
		break;
	case WN_BASE_STR:
		facts_put_c(b, '"');
		facts_put_ref(w, b, o->name);
		break;
	case WN_BASE_SSA:
		facts_put_c(b, '%');
		facts_put_u(b, o->id);
		break;
	case WN_BASE_VAR:
		facts_put_c(b, '$');
		facts_put_u(b, o->id);
		break;
	case WN_BASE_GLOBAL:
		facts_put_c(b, '@');
		facts_put_ref(w, b, o->name);
		break;
	case WN_BASE_FUNC:
		facts_put_c(b, '!');
		facts_put_ref(w, b, o->name);
		break;
	}
	put_steps(w, b, o);
}

static void put_opnd(struct facts_writer *w, struct facts_buf *b,
		     const struct wn_opnd *o)
{
	facts_put_c(b, ' ');
	put_place(w, b, o);
}

/* The left side, and its type unless that goes without saying. */
static void put_lhs(struct facts_writer *w, struct facts_buf *b,
		    const struct wn_func *fn, const struct wn_stmt *s)
{
	const char *type = facts_usual_type(fn, &s->lhs);

	put_place(w, b, &s->lhs);
	if (s->kind == WN_CLOBBER || !strcmp(type, s->type ? s->type : ""))
		return;
	facts_put_c(b, '\'');
	facts_put_ref(w, b, s->type);
}

static void put_args(struct facts_writer *w, struct facts_buf *b,
		     const struct wn_stmt *s)
{
	uint32_t i;

	for (i = 0; i < s->nargs; i++)
		put_opnd(w, b, &s->args[i]);
}

static void put_stmt(struct facts_writer *w, struct facts_buf *b,
		     const struct wn_func *fn, const struct wn_stmt *s)
{
	static const char * const kinds[] = {
		[WN_ASSIGN] = "", [WN_CALL] = "c ", [WN_RETURN] = "r",
		[WN_ASM] = "a", [WN_CLOBBER] = "x ",
	};

	facts_put_s(b, kinds[s->kind]);
	if (s->kind == WN_ASSIGN || s->kind == WN_CALL || s->kind == WN_CLOBBER)
		put_lhs(w, b, fn, s);
	facts_put_loc(w, b, &s->loc);
	if (s->kind == WN_CALL)
		put_opnd(w, b, &s->callee);
	if (s->kind == WN_ASSIGN && (s->op != WN_OP_COPY || s->nargs != 1)) {
		facts_put_c(b, ' ');
		facts_put_s(b, wn_op_name(s->op));
	}
	if (s->kind != WN_CLOBBER)
		put_args(w, b, s);
	facts_put_c(b, '\n');
}

/* A destination that is the next block is "+". */
static void put_edge(struct facts_buf *b, const struct wn_edge *e, uint32_t here)
{
	static const char kinds[] = {
		[WN_EDGE_TRUE] = 't', [WN_EDGE_FALSE] = 'f',
		[WN_EDGE_CASE] = 'c', [WN_EDGE_DEFAULT] = 'd',
		[WN_EDGE_ABNORMAL] = 'a',
	};

	if (e->dst == here + 1)
		facts_put_s(b, " +");
	else
		facts_sp_u(b, e->dst);
	if (e->kind == WN_EDGE_ALWAYS)
		return;
	facts_put_c(b, kinds[e->kind]);
	if (e->kind != WN_EDGE_CASE)
		return;
	facts_put_i(b, e->lo);
	if (e->lo != e->hi) {
		facts_put_c(b, ':');
		facts_put_i(b, e->hi);
	}
}

static void put_block(struct facts_writer *w, struct facts_buf *b,
		      const struct wn_func *fn, uint32_t here)
{
	const struct wn_block *bb = &fn->blocks[here];
	uint32_t i, j;

	facts_put_c(b, 'b');
	facts_sp_u(b, bb->nphis);
	facts_sp_u(b, bb->nstmts);
	for (i = 0; i < bb->nsucc; i++)
		put_edge(b, &bb->succ[i], here);
	facts_put_c(b, '\n');
	for (i = 0; i < bb->nphis; i++) {
		const struct wn_phi *p = &bb->phis[i];

		facts_put_c(b, 'h');
		facts_sp_u(b, p->dst);
		for (j = 0; j < p->n; j++) {
			facts_sp_u(b, p->preds[j]);
			put_opnd(w, b, &p->args[j]);
		}
		facts_put_c(b, '\n');
	}
	for (i = 0; i < bb->nstmts; i++)
		put_stmt(w, b, fn, &bb->stmts[i]);
	if (bb->cond[0].base != WN_BASE_NONE || bb->cond[1].base != WN_BASE_NONE) {
		facts_put_s(b, "? ");
		facts_put_s(b, wn_op_name(bb->cond_op));
		put_opnd(w, b, &bb->cond[0]);
		put_opnd(w, b, &bb->cond[1]);
		facts_put_loc(w, b, &bb->cond_loc);
		facts_put_c(b, '\n');
	}
}

void facts_put_body(struct facts_writer *w, struct facts_buf *b,
		    const struct wn_func *fn)
{
	uint32_t i;

	w->prev = (struct wn_loc){ fn->file, fn->line, 0, "" };
	facts_put_c(b, 's');
	for (i = 0; i < fn->nssa; i++) {
		const struct wn_ssa *s = &fn->ssa[i];

		facts_put_c(b, ' ');
		if (s->name && *s->name)
			facts_put_ref(w, b, s->name);
		facts_put_c(b, ':');
		facts_put_ref(w, b, s->type);
		if (s->param >= 0) {
			facts_put_c(b, 'p');
			facts_put_u(b, (uint64_t)s->param);
		}
		if (s->undef)
			facts_put_c(b, 'u');
	}
	facts_put_s(b, "\nv");
	for (i = 0; i < fn->nvars; i++) {
		const struct wn_var *v = &fn->vars[i];

		facts_put_c(b, ' ');
		if (v->name && *v->name)
			facts_put_ref(w, b, v->name);
		facts_put_c(b, ':');
		facts_put_ref(w, b, v->type);
		if (v->param >= 0) {
			facts_put_c(b, 'p');
			facts_put_u(b, (uint64_t)v->param);
		}
		if (v->addressed)
			facts_put_c(b, 'a');
	}
	facts_put_c(b, '\n');
	for (i = 0; i < fn->nblocks; i++)
		put_block(w, b, fn, i);
}

