// SPDX-License-Identifier: GPL-2.0-or-later
/* Operands to terms. */
#include <string.h>

#include "engine.h"

static const struct wn_term *ssa_value(struct wn_engine *e, const struct wn_frame *f,
				       const struct wn_state *s, uint32_t id)
{
	const struct wn_term *t = id < s->nssa ? s->ssa[id] : NULL;

	return t ? t : wn_t_unknown(e->ts, &f->fn->ssa[id], id);
}

/*
 * Walk the path. On return *is_addr says whether the result is the address of
 * the thing (it must be loaded) or already its value.
 */
static const struct wn_term *walk(struct wn_engine *e, const struct wn_frame *f,
				  const struct wn_state *s, const struct wn_opnd *o,
				  bool *is_addr)
{
	const struct wn_term *t;
	struct wn_finfo *fi;
	bool addr = false;

	switch (o->base) {
	case WN_BASE_CONST:
		t = wn_t_const(e->ts, o->val);
		break;
	case WN_BASE_STR:
		t = wn_t_str(e->ts, o->name ? o->name : "");
		break;
	case WN_BASE_SSA:
		t = ssa_value(e, f, s, o->id);
		break;
	case WN_BASE_VAR:
		t = wn_t_varaddr(e->ts, f->fn, o->id);
		addr = true;
		break;
	case WN_BASE_GLOBAL:
		t = wn_t_globaddr(e->ts, o->name);
		addr = true;
		break;
	case WN_BASE_FUNC:
		fi = wn_resolve(e->prog, f->fn->unit, o->name);
		t = wn_t_funcaddr(e->ts, o->name, fi ? fi->fn : NULL);
		break;
	default:
		t = wn_t_unknown(e->ts, o, 0);
		break;
	}
	for (uint32_t i = 0; i < o->nsteps; i++) {
		const struct wn_step *st = &o->steps[i];

		if (st->kind == WN_STEP_DEREF) {
			if (addr)
				t = wn_from_table(e, wn_st_load(e->ts, s, t));
			addr = true;
			continue;
		}
		if (!addr) {
			/* a member of a value */
			t = wn_t_sel(e->ts, t, st->kind == WN_STEP_FIELD ? st->name : "[]");
			continue;
		}
		if (st->kind == WN_STEP_FIELD)
			t = wn_t_field(e->ts, t, st->name, st->type);
		else
			t = wn_t_elem(e->ts, t, st->val);
	}
	*is_addr = addr;
	return t;
}

const struct wn_term *wn_from_table(struct wn_engine *e, const struct wn_term *v)
{
	const struct wn_func *fn = NULL;
	const struct wn_term *obj;
	const char *name;

	if (v->kind != WN_T_LOAD || v->args[0]->kind != WN_T_FIELD)
		return v;
	obj = v->args[0]->args[0];
	if (obj->kind != WN_T_GLOBADDR || !wn_is_table(e->prog, obj->name))
		return v;
	name = wn_table_func(e->prog, obj->name, v->args[0]->name, &fn);
	return name ? wn_t_funcaddr(e->ts, name, fn) : wn_t_const(e->ts, 0);
}

const struct wn_term *wn_eval(struct wn_engine *e, const struct wn_frame *f,
			      const struct wn_state *s, const struct wn_opnd *o,
			      const void *origin)
{
	bool addr;
	const struct wn_term *t = walk(e, f, s, o, &addr), *v;

	if (!addr || o->addr)
		return t;
	v = wn_from_table(e, wn_st_load(e->ts, s, t));
	if (origin && v->kind == WN_T_LOAD && !v->origin && v->args[0] == t)
		return wn_t_load(e->ts, t, origin);
	return v;
}

const struct wn_term *wn_eval_addr(struct wn_engine *e, const struct wn_frame *f,
				   const struct wn_state *s, const struct wn_opnd *o)
{
	bool addr;
	const struct wn_term *t = walk(e, f, s, o, &addr);

	return addr ? t : NULL;
}

void wn_assign(struct wn_engine *e, const struct wn_frame *f, struct wn_state *s,
	       const struct wn_opnd *lhs, const struct wn_term *val)
{
	const struct wn_term *addr;

	if (lhs->base == WN_BASE_NONE)
		return;
	if (lhs->base == WN_BASE_SSA && !lhs->nsteps) {
		if (lhs->id < s->nssa)
			s->ssa[lhs->id] = val;
		return;
	}
	addr = wn_eval_addr(e, f, s, lhs);
	/* The n-th element of somebody's array: nothing reads it back by that name. */
	/* A counter in somebody's object would be another value in each round. */
	if (addr && val->kind == WN_T_OP && wn_t_object(addr)->kind != WN_T_VARADDR)
		val = wn_t_unknown(e->ts, lhs, 0);
	if (addr && addr->kind != WN_T_OP && (!addr->loopy ||
					      wn_t_object(addr)->kind == WN_T_VARADDR))
		wn_st_store(e->arena, s, addr, val);
}

/* Of which level of page tables is this the lock?  WN_L_NONE: of none, or not known. */
static enum wn_level lock_level(const struct wn_engine *e, const struct wn_term *t)
{
	const struct wn_row *const *rows;
	uint32_t i, n;

	if (t->kind != WN_T_CALL || !t->name)
		return WN_L_NONE;
	rows = wn_model_rows_kept(e->model, t->name, &n);
	for (i = 0; rows && i < n; i++) {
		if (rows[i]->lock == WN_LK_PTL)
			return rows[i]->level;
	}
	return WN_L_NONE;
}

const struct wn_term *wn_compare(struct wn_engine *e, enum wn_op op,
				 const struct wn_term *a, const struct wn_term *b)
{
	const struct wn_term *args[2] = { a, b }, *t;
	enum wn_level la, lb;

	/*
	 * With split page-table locks each table has its own; without (USE_SPLIT_PTE_PTLOCKS
	 * in mm_types_task.h) one lock is all of them, and what is held is the same.
	 */
	if (op == WN_OP_EQ || op == WN_OP_NE) {
		la = lock_level(e, a);
		lb = lock_level(e, b);
		if (la != WN_L_NONE && lb != WN_L_NONE && la != lb)
			return wn_t_const(e->ts, op == WN_OP_NE);
	}
	/* "a != b" is "not (a == b)": one fact for both. */
	if (op == WN_OP_NE && a->kind != WN_T_CONST && b->kind != WN_T_CONST) {
		t = wn_t_op(e->ts, WN_OP_EQ, args, 2);
		return wn_t_op(e->ts, WN_OP_LNOT, &t, 1);
	}
	return wn_t_op(e->ts, op, args, 2);
}

struct written {
	struct wn_program *prog;
	struct wn_arena *arena;
	struct wn_state *s;
	const struct wn_term *obj;
	const struct wn_stmt *st;
	uint32_t n;
};

/* @lhs: path of a store through the argument; NULL: any of the object */
static void forget_place(void *arg, const struct wn_opnd *lhs)
{
	struct written *w = arg;
	struct wn_terms *ts = w->prog->ts;
	const struct wn_term *addr = w->obj, *val;

	/* p->arg.walk_end: the rest of p->arg stays what it was */
	for (uint32_t i = 1; lhs && i < lhs->nsteps; i++) {
		if (lhs->steps[i].kind != WN_STEP_FIELD)
			break;
		addr = wn_t_field(ts, addr, lhs->steps[i].name, lhs->steps[i].type);
	}
	wn_st_forget(w->s, addr);
	val = wn_t_unknown(ts, w->st, ++w->n);
	wn_st_store(w->arena, w->s, addr,
		    addr == w->obj ? val : wn_t_named(ts, val, addr->name));
}

void wn_forget_written(struct wn_program *p, struct wn_arena *a, struct wn_state *s,
		       const struct wn_stmt *st, struct wn_finfo *fi,
		       const struct wn_term *arg, uint32_t n)
{
	const struct wn_term *o = wn_t_object(arg);
	struct written w = { p, a, s, arg, st, n * 4096 };
	const struct wn_func *fn;

	if (o->kind != WN_T_VARADDR)
		return;
	fn = o->origin;
	if (!fi && st->callee.base == WN_BASE_FUNC)
		wn_missing_add(p, st->callee.name);
	if (fi)
		wn_written(p, fi, n, 0, forget_place, &w);
	else if (strncmp(fn->vars[o->val].type, "struct ", 7))
		forget_place(&w, NULL);
}
