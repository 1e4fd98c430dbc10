// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the body of one function: blocks, statements, operands.
 */
#include <stdio.h>
#include <string.h>

#include "facts-read.h"

static enum wn_op read_op(struct facts_in *in)
{
	const char *start = in->p;
	unsigned int op;
	size_t n;

	while (in->p < in->end && *in->p >= 'a' && *in->p <= 'z')
		in->p++;
	n = (size_t)(in->p - start);
	for (op = 0; op <= WN_OP_OTHER; op++) {
		const char *name = wn_op_name(op);

		if (!strncmp(name, start, n) && !name[n])
			return op;
	}
	facts_bad(in, "unknown operation");
	return WN_OP_OTHER;
}

static uint32_t count_steps(const struct facts_in *in)
{
	const char *p;
	uint32_t n = 0;

	for (p = in->p; p < in->end && *p != ' '; p++)
		n += *p == '*' || *p == '.' || *p == '[';
	return n;
}

static void read_step(struct facts_in *in, struct wn_step *s)
{
	s->name = "";
	s->type = "";
	if (facts_eat(in, '*')) {
		s->kind = WN_STEP_DEREF;
	} else if (facts_eat(in, '.')) {
		s->kind = WN_STEP_FIELD;
		s->name = facts_ref(in);
		if (!facts_eat(in, ':'))
			facts_bad(in, "field without structure");
		s->type = facts_ref(in);
	} else if (facts_eat(in, '[')) {
		s->kind = WN_STEP_INDEX;
		s->val = WN_INDEX_ANY;
		if (!facts_eat(in, ']')) {
			s->val = facts_i(in);
			if (!facts_eat(in, ']'))
				facts_bad(in, "index without end");
		}
	} else {
		facts_bad(in, "unknown step");
	}
}

static struct wn_opnd read_opnd(struct facts_in *in, const struct wn_func *fn)
{
	struct wn_opnd o = { .name = "" };
	uint32_t i;

	o.addr = facts_eat(in, '&');
	if (facts_eat(in, '%')) {
		o.base = WN_BASE_SSA;
		o.id = facts_u32(in);
		if (o.id >= fn->nssa)
			facts_bad(in, "SSA name out of range");
	} else if (facts_eat(in, '$')) {
		o.base = WN_BASE_VAR;
		o.id = facts_u32(in);
		if (o.id >= fn->nvars)
			facts_bad(in, "variable out of range");
	} else if (facts_eat(in, '#')) {
		o.base = WN_BASE_CONST;
		o.val = facts_i(in);
	} else if (facts_eat(in, '@')) {
		o.base = WN_BASE_GLOBAL;
		o.name = facts_ref(in);
	} else if (facts_eat(in, '!')) {
		o.base = WN_BASE_FUNC;
		o.name = facts_ref(in);
	} else if (facts_eat(in, '"')) {
		o.base = WN_BASE_STR;
		o.name = facts_ref(in);
	} else if (!facts_eat(in, '_')) {
		facts_bad(in, "unknown operand");
	}
	o.nsteps = count_steps(in);
	if (o.nsteps)
		o.steps = wn_new_n(&in->file->arena, struct wn_step, o.nsteps);
	for (i = 0; i < o.nsteps; i++)
		read_step(in, &o.steps[i]);
	if (in->p < in->end && *in->p != ' ' && *in->p != '\'')
		facts_bad(in, "operand goes on");
	return o;
}

static void read_args(struct facts_in *in, const struct wn_func *fn,
		      struct wn_stmt *s)
{
	uint32_t max = facts_tokens(in);

	if (!max)
		return;
	s->args = wn_new_n(&in->file->arena, struct wn_opnd, max);
	while (facts_more(in) && s->nargs < max)
		s->args[s->nargs++] = read_opnd(in, fn);
}

static void read_assign(struct facts_in *in, const struct wn_func *fn,
			struct wn_stmt *s)
{
	s->op = WN_OP_COPY;
	if (in->end - in->p > 1 && in->p[1] >= 'a' && in->p[1] <= 'z') {
		facts_space(in);
		s->op = read_op(in);
	}
	read_args(in, fn, s);
}

static void read_lhs(struct facts_in *in, const struct wn_func *fn,
		     struct wn_stmt *s)
{
	s->lhs = read_opnd(in, fn);
	if (facts_eat(in, '\''))
		s->type = facts_ref(in);
	else if (!in->bad && s->kind != WN_CLOBBER)
		s->type = facts_usual_type(fn, &s->lhs);
	if (in->p < in->end && *in->p != ' ')
		facts_bad(in, "left side goes on");
}

static enum wn_stmt_kind read_kind(struct facts_in *in)
{
	if (facts_eat(in, 'c'))
		return WN_CALL;
	if (facts_eat(in, 'r'))
		return WN_RETURN;
	if (facts_eat(in, 'a'))
		return WN_ASM;
	return facts_eat(in, 'x') ? WN_CLOBBER : WN_ASSIGN;
}

static void read_stmt(struct facts_in *in, const struct wn_func *fn,
		      struct wn_stmt *s)
{
	s->type = "";
	s->lhs.name = "";
	s->callee.name = "";
	s->kind = read_kind(in);
	if (s->kind == WN_CALL || s->kind == WN_CLOBBER)
		facts_space(in);
	if (s->kind == WN_ASSIGN || s->kind == WN_CALL || s->kind == WN_CLOBBER)
		read_lhs(in, fn, s);
	facts_space(in);
	s->loc = facts_loc(in);
	if (s->kind == WN_CALL) {
		facts_space(in);
		s->callee = read_opnd(in, fn);
	}
	if (s->kind == WN_ASSIGN)
		read_assign(in, fn, s);
	else if (s->kind != WN_CLOBBER)
		read_args(in, fn, s);
}

static void read_edge(struct facts_in *in, const struct wn_func *fn,
		      struct wn_edge *e, uint32_t here)
{
	e->dst = facts_eat(in, '+') ? here + 1 : facts_u32(in);
	if (e->dst >= fn->nblocks)
		facts_bad(in, "block out of range");
	if (facts_eat(in, 't')) {
		e->kind = WN_EDGE_TRUE;
	} else if (facts_eat(in, 'f')) {
		e->kind = WN_EDGE_FALSE;
	} else if (facts_eat(in, 'd')) {
		e->kind = WN_EDGE_DEFAULT;
	} else if (facts_eat(in, 'a')) {
		e->kind = WN_EDGE_ABNORMAL;
	} else if (facts_eat(in, 'c')) {
		e->kind = WN_EDGE_CASE;
		e->lo = facts_i(in);
		e->hi = facts_eat(in, ':') ? facts_i(in) : e->lo;
	}
	if (in->p < in->end && *in->p != ' ')
		facts_bad(in, "unknown edge");
}

static void read_phi(struct facts_in *in, const struct wn_func *fn,
		     struct wn_phi *p)
{
	uint32_t max;

	if (!facts_eat(in, 'h'))
		facts_bad(in, "phi expected");
	facts_space(in);
	p->dst = facts_u32(in);
	if (p->dst >= fn->nssa)
		facts_bad(in, "SSA name out of range");
	max = facts_tokens(in) / 2;
	p->preds = wn_new_n(&in->file->arena, uint32_t, max + 1);
	p->args = wn_new_n(&in->file->arena, struct wn_opnd, max + 1);
	while (p->n < max && facts_more(in)) {
		p->preds[p->n] = facts_u32(in);
		if (p->preds[p->n] >= fn->nblocks)
			facts_bad(in, "block out of range");
		facts_space(in);
		p->args[p->n++] = read_opnd(in, fn);
	}
	if (in->p < in->end)
		facts_bad(in, "phi goes on");
}

static void read_cond(struct facts_in *in, const struct wn_func *fn,
		      struct wn_block *bb)
{
	in->p++;
	facts_space(in);
	bb->cond_op = read_op(in);
	facts_space(in);
	bb->cond[0] = read_opnd(in, fn);
	facts_space(in);
	bb->cond[1] = read_opnd(in, fn);
	facts_space(in);
	bb->cond_loc = facts_loc(in);
}

static uint32_t count_of(struct facts_in *in, uint32_t n, const char *what)
{
	/* each takes a line of at least two bytes */
	if (n > (uint64_t)(in->limit - in->end) / 2) {
		facts_bad(in, what);
		return 0;
	}
	return n;
}

static void read_block(struct facts_in *in, const struct wn_func *fn,
		       struct wn_block *bb, uint32_t here)
{
	uint32_t i, max;

	bb->cond[0].name = "";
	bb->cond[1].name = "";
	bb->cond_loc.file = "";
	bb->cond_loc.macros = "";
	if (!facts_eat(in, 'b'))
		facts_bad(in, "block expected");
	facts_space(in);
	bb->nphis = count_of(in, facts_u32(in), "too many phis");
	facts_space(in);
	bb->nstmts = count_of(in, facts_u32(in), "too many statements");
	max = facts_tokens(in);
	bb->succ = wn_new_n(&in->file->arena, struct wn_edge, max + 1);
	while (bb->nsucc < max && facts_more(in))
		read_edge(in, fn, &bb->succ[bb->nsucc++], here);
	bb->phis = wn_new_n(&in->file->arena, struct wn_phi, bb->nphis + 1);
	bb->stmts = wn_new_n(&in->file->arena, struct wn_stmt, bb->nstmts + 1);
	for (i = 0; i < bb->nphis && facts_line(in); i++)
		read_phi(in, fn, &bb->phis[i]);
	if (i < bb->nphis)
		facts_bad(in, "phi missing");
	for (i = 0; i < bb->nstmts && facts_line(in); i++)
		read_stmt(in, fn, &bb->stmts[i]);
	if (i < bb->nstmts)
		facts_bad(in, "statement missing");
	if (in->bad || in->limit - in->end < 2 || in->end[1] != '?')
		return;
	facts_line(in);
	read_cond(in, fn, bb);
}

/* "name:type" and flags: pN parameter, u undefined, a addressed */
static uint32_t read_name(struct facts_in *in, const struct wn_func *fn,
			  const char **name, const char **type, int32_t *param)
{
	uint32_t flags = 0;

	facts_space(in);
	*name = "";
	*param = -1;
	if (in->p < in->end && *in->p != ':')
		*name = facts_ref(in);
	if (!facts_eat(in, ':'))
		facts_bad(in, "name without type");
	*type = facts_ref(in);
	if (facts_eat(in, 'p')) {
		*param = (int32_t)facts_u(in, INT32_MAX);
		if ((uint32_t)*param >= fn->nparams)
			facts_bad(in, "parameter out of range");
	}
	if (facts_eat(in, 'u') || facts_eat(in, 'a'))
		flags = 1;
	return flags;
}

static void read_names(struct facts_in *in, struct wn_func *fn)
{
	uint32_t i;

	if (!facts_line(in) || !facts_eat(in, 's') ||
	    facts_tokens(in) != fn->nssa) {
		facts_bad(in, "SSA names missing");
		return;
	}
	fn->ssa = wn_new_n(&in->file->arena, struct wn_ssa, fn->nssa + 1);
	for (i = 0; i < fn->nssa; i++) {
		struct wn_ssa *s = &fn->ssa[i];

		s->undef = read_name(in, fn, &s->name, &s->type, &s->param);
	}
	if (!facts_line(in) || !facts_eat(in, 'v') ||
	    facts_tokens(in) != fn->nvars) {
		facts_bad(in, "variables missing");
		return;
	}
	fn->vars = wn_new_n(&in->file->arena, struct wn_var, fn->nvars + 1);
	for (i = 0; i < fn->nvars; i++) {
		struct wn_var *v = &fn->vars[i];

		v->addressed = read_name(in, fn, &v->name, &v->type, &v->param);
	}
}

/* Each predecessor once, in ascending order. */
static void fill_preds(struct facts_file *f, struct wn_func *fn,
		       struct wn_block *bbs)
{
	uint32_t *last = wn_new_n(&f->arena, uint32_t, fn->nblocks);
	uint32_t i, j, round;

	for (round = 0; round < 2; round++) {
		memset(last, 0, sizeof(*last) * fn->nblocks);
		for (i = 0; i < fn->nblocks; i++) {
			for (j = 0; j < bbs[i].nsucc; j++) {
				struct wn_block *to = &bbs[bbs[i].succ[j].dst];

				if (last[to - bbs] == i + 1)
					continue;
				last[to - bbs] = i + 1;
				if (round)
					to->preds[to->npreds] = i;
				to->npreds++;
			}
		}
		for (i = 0; !round && i < fn->nblocks; i++) {
			bbs[i].preds = wn_new_n(&f->arena, uint32_t,
						bbs[i].npreds + 1);
			bbs[i].npreds = 0;
		}
	}
}

int wn_facts_body(struct wn_func *fn, char *err, size_t errlen)
{
	struct facts_file *f = fn->unit->priv;
	struct facts_in in = { .file = f };
	struct wn_block *bbs;
	uint32_t i;

	if (fn->blocks)
		return 0;
	in.p = f->text + f->body + fn->off;
	in.end = in.p;
	in.limit = in.p + fn->len;
	in.end--;	/* the newline before the section */
	in.loc = (struct wn_loc){ fn->file, fn->line, 0, "" };
	if (count_of(&in, fn->nblocks, "too many blocks") != fn->nblocks ||
	    fn->nssa > fn->len || fn->nvars > fn->len)
		facts_bad(&in, "counts do not fit the section");
	else
		read_names(&in, fn);
	bbs = wn_new_n(&f->arena, struct wn_block, in.bad ? 1 : fn->nblocks + 1);
	for (i = 0; i < fn->nblocks && facts_line(&in); i++)
		read_block(&in, fn, &bbs[i], i);
	if (!in.bad && (i < fn->nblocks || facts_line(&in)))
		facts_bad(&in, "another number of blocks");
	if (in.bad) {
		snprintf(err, errlen, "%s: %s(): %s", f->unit.path, fn->name,
			 in.bad);
		return -1;
	}
	fill_preds(f, fn, bbs);
	fn->blocks = bbs;
	return 0;
}
