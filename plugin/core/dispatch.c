// SPDX-License-Identifier: GPL-2.0-or-later
/* What a call is: rows of the model, a body to run in place, or nothing to see. */
#include <string.h>

#include "engine.h"

#define MAX_DEPTH 22

static bool on_stack(const struct wn_ctx *c, const struct wn_func *fn)
{
	for (; c; c = c->up) {
		if (c->fn == fn)
			return true;
	}
	return false;
}

static void opaque_call(struct wn_run *r, struct wn_state *s, const struct wn_stmt *st,
			const char *name, const struct wn_term **args, uint32_t nargs,
			struct wn_finfo *fi, bool pure)
{
	struct wn_engine *e = r->e;
	const struct wn_term *ret;
	int64_t val;
	uint32_t i;

	if (fi && ((pure && wn_returns_const(e->prog, fi, &val)) ||
		   wn_fold_call(e, s, fi, args, nargs, &val)))
		ret = wn_t_const(e->ts, val);
	else
		ret = wn_t_call(e->ts, name, pure ? args : NULL, pure ? nargs : 0,
				pure ? NULL : st);
	if (!pure) {
		wn_st_kill(e->arena, s, ret);
		for (i = 0; i < nargs; i++)
			wn_forget_written(e->prog, e->arena, s, st, fi, args[i], i);
	}
	wn_assign(e, &r->f, s, &st->lhs, ret);
}

static bool is_any_param(const struct wn_term *t, void *unused)
{
	(void)unused;
	return t->kind == WN_T_PARAM;
}

/*
 * Would a caller that passes the pointer, or the table it is in, show a function
 * that matters here? One that is kept in such a field and depends on its context,
 * or any that is called under a page-table lock.
 */
static bool caller_can_tell(const struct wn_run *r, const struct wn_state *s,
			    const struct wn_term *target)
{
	if (!wn_t_find(target, is_any_param, NULL))
		return false;
	if (target->kind == WN_T_LOAD && target->args[0]->kind == WN_T_FIELD) {
		wn_add_waiter(r->e->prog, wn_finfo(r->e->root), target->args[0]->type,
			      target->args[0]->name);
		return wn_field_matters(r->e->prog, target->args[0]->type,
					target->args[0]->name);
	}
	return wn_st_holds(s, WN_LK_PTL);
}

/*
 * Does a function that is not looked into else put the page of an entry that was
 * changed here?
 */
static bool puts_page(struct wn_run *r, const struct wn_state *s, struct wn_finfo *fi,
		      const struct wn_term **args, uint32_t nargs)
{
	uint32_t i, k;

	if (!(s->nact + s->nwait) || !wn_ready(r->e->prog, fi) || !fi->puts)
		return false;
	for (k = 0; k < nargs; k++) {
		const struct wn_term *page = wn_page_base(r->e->model, args[k]);

		for (i = 0; i < s->nact + s->nwait; i++) {
			if (wn_from_entry(i < s->nact ? s->act[i] : s->wait[i - s->nact], page))
				return true;
		}
	}
	return false;
}

void wn_do_call(struct wn_run *r, struct wn_state *s, const struct wn_stmt *st,
		struct wn_states *out)
{
	struct wn_engine *e = r->e;
	const struct wn_term *args[32], *target = NULL;
	const struct wn_row *const *rows;
	uint32_t i, nargs = st->nargs < 32 ? st->nargs : 32, nrows;
	const char *name = NULL;
	struct wn_finfo *fi;
	bool null = false;

	if (st->nargs > nargs)
		wn_give_up(e, r->f.fn, "a call with more than 32 arguments");
	for (i = 0; i < nargs; i++)
		args[i] = wn_eval(e, &r->f, s, &st->args[i], NULL);
	if (st->callee.base == WN_BASE_FUNC) {
		name = st->callee.name;
	} else {
		target = wn_eval(e, &r->f, s, &st->callee, NULL);
		null = target->kind == WN_T_CONST && !target->val;
		name = target->kind == WN_T_FUNCADDR ? target->name : NULL;
		if (!name && !null) {
			if (caller_can_tell(r, s, target)) {
				e->trace->visible = true;
				e->trace->needs_ctx = true;
				e->trace->owed |= WN_OWED_CALLBACK;
			}
			opaque_call(r, s, st, wn_intern(e->prog->strs, "(*)()"), args,
				    nargs, NULL, false);
			wn_states_push(e, out, s);
			return;
		}
		if (null)
			return;		/* guarded by a test that the path contradicts */
	}
	rows = wn_model_rows_kept(e->model, name, &nrows);
	if (rows && rows[0]->kind != WN_K_NAME && rows[0]->kind != WN_K_IGNORE &&
	    rows[0]->kind != WN_K_KERNEL_MM) {
		wn_effects(e, &r->f, s, st, rows, nrows, args, nargs, out);
		return;
	}
	name = wn_intern(e->prog->strs, name);
	if (!strcmp(name, "__builtin_unreachable"))
		return;
	fi = target && target->origin ? wn_finfo(target->origin) :
		wn_resolve(e->prog, r->f.fn->unit, name);
	for (i = 0; !fi && i < e->prog->nunknown; i++)
		e->prog->unknown[i].reached |= e->prog->unknown[i].name == name;
	if (fi && !rows && (fi->visible || puts_page(r, s, fi, args, nargs))) {
		if (on_stack(r->f.ctx, fi->fn)) {
			wn_give_up(e, fi->fn, "it calls itself: what it changes is followed once");
		} else if (r->f.ctx->depth >= MAX_DEPTH) {
			wn_give_up(e, fi->fn, "calls nested too deeply");
		} else if (wn_ready(e->prog, fi)) {
			wn_run_call(e, &r->f, s, st, fi, args, nargs, out);
			return;
		}
	}
	/* A callee that is judged on its own may still be called at the wrong place. */
	if (fi && !rows && fi->trace && fi->trace->start.stmt) {
		struct wn_at at = { st, r->f.ctx };

		wn_check_start(e, s, at, fi->trace->start);
		e->trace->plain_end |= fi->trace->plain_end;
		if (s->nbr && fi->trace->plain_end)
			wn_mark(e, WN_M_NESTED, at, s->br[s->nbr - 1].at, NULL, NULL);
	}
	opaque_call(r, s, st, name, args, nargs, fi, fi && wn_is_pure(e->prog, fi, 0));
	wn_states_push(e, out, s);
}
