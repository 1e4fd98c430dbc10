// SPDX-License-Identifier: GPL-2.0-or-later
/* What a call of a helper does to the state: its rows, one after the other. */
#include "compiler.h"
#include "engine.h"

/* Telling with nothing to tell of: it is for a change that the caller made. */
static void tell(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		 struct wn_at at, const struct wn_term **args, uint32_t nargs)
{
	if (!s->nact && !s->nwait && r->kind != WN_K_TLB_BEGIN && r->kind != WN_K_TLB_REMOVE &&
	    r->kind != WN_K_TLB_FINISH)
		e->trace->visible = true;
	wn_effect_tell(e, r, s, at, args, nargs);
}

static void content_and_table(struct wn_engine *e, const struct wn_row *r,
			      struct wn_state *s, struct wn_at at,
			      const struct wn_term **args, uint32_t nargs)
{
	switch (r->kind) {
	case WN_K_CLEAR:
	case WN_K_CHANGE:
		break;
	case WN_K_PUT:
	case WN_K_GET:
	case WN_K_FREE_TABLE:
	case WN_K_COPY_PAGE:
	case WN_K_WRITE_PAGE:
	case WN_K_DIRTY:
	case WN_K_RMAP_REMOVE:
		wn_effect_page(e, r, s, args, nargs, at);
		break;
	case WN_K_RANGE_INIT:
	case WN_K_RANGE_START:
	case WN_K_RANGE_END:
	case WN_K_RANGE_ONLY_END:
	case WN_K_RANGE_ADJUST:
		wn_effect_range(e, r, s, at, args, nargs);
		break;
	case WN_K_RELEASE:
		s->released = 1;
		break;
	default:
		tell(e, r, s, at, args, nargs);
		break;
	}
}

/* "make_huge_pte(vma, page, !unshare)": a copy of @s in which it is read-only. */
static struct wn_state *split_on_write(struct wn_engine *e, const struct wn_row *r,
				       struct wn_state *s, const struct wn_term **args,
				       uint32_t nargs)
{
	const struct wn_term *val = wn_arg(args, nargs, r->val), *how;
	const struct wn_row *v;
	struct wn_state *no;

	if (r->kind != WN_K_SET || !val || val->kind != WN_T_CALL || !val->name ||
	    !wn_arg(args, nargs, r->ptep))
		return NULL;
	v = wn_model_row_kept(e->model, val->name, WN_K_VALUE);
	if (!v || v->vkind != WN_V_PAGE_PROT || (uint32_t)v->val >= val->nargs)
		return NULL;
	how = val->args[v->val];
	if (wn_st_truth(s, how) >= 0)
		return NULL;
	no = wn_st_clone(e->arena, s);
	if (!wn_st_assume_truth(e->arena, no, how, false))
		return NULL;
	wn_st_assume_truth(e->arena, s, how, true);
	return no;
}

static void one_effect(struct wn_engine *e, const struct wn_row *r, struct wn_state *s,
		       struct wn_at at, const struct wn_term **args, uint32_t nargs,
		       const struct wn_term *ret, struct wn_states *out)
{
	struct wn_state *no;

	switch (r->kind) {
	case WN_K_CLEAR:
		if (r->flags & WN_F_COND) {
			no = wn_st_clone(e->arena, s);
			if (wn_st_assume_truth(e->arena, no, ret, false))
				wn_states_push(e, out, no);
			if (!wn_st_assume_truth(e->arena, s, ret, true))
				return;
		}
		wn_effect_clear(e, r, s, at, args, nargs, ret);
		break;
	case WN_K_CHANGE:
		wn_effect_change(e, r, s, at, args, nargs);
		break;
	case WN_K_SET:
	case WN_K_POPULATE:
		/* Writable or not decides the class: look at both. */
		no = split_on_write(e, r, s, args, nargs);
		if (no) {
			wn_effect_set(e, r, no, at, args[r->ptep], args[r->val]);
			wn_states_push(e, out, no);
		}
		if (wn_arg(args, nargs, r->ptep) && wn_arg(args, nargs, r->val) &&
		    !wn_kernel_mm(e, wn_arg(args, nargs, r->mm)))
			wn_effect_set(e, r, s, at, args[r->ptep], args[r->val]);
		break;
	case WN_K_RANGE_START_NB:
		no = wn_st_clone(e->arena, s);
		if (wn_st_assume_truth(e->arena, no, ret, true))
			wn_states_push(e, out, no);
		if (!wn_st_assume_truth(e->arena, s, ret, false))
			return;
		wn_effect_range(e, r, s, at, args, nargs);
		break;
	case WN_K_SAME_PAGE:
		no = wn_st_clone(e->arena, s);
		if (wn_st_assume_truth(e->arena, no, ret, false))
			wn_states_push(e, out, no);
		if (!wn_st_assume_truth(e->arena, s, ret, true))
			return;
		wn_effect_page(e, r, s, args, nargs, at);
		break;
	case WN_K_LOCK:
	case WN_K_UNLOCK:
	case WN_K_TRYLOCK:
	case WN_K_LOCK_RET:
	case WN_K_LOCK_RET_COND:
	case WN_K_MAP_LOCK:
	case WN_K_LOCK_PTR:
	case WN_K_WALK:
	case WN_K_WALK_DONE:
		wn_effect_lock(e, r, s, at, args, nargs, ret, out);
		return;
	default:
		content_and_table(e, r, s, at, args, nargs);
		break;
	}
	wn_states_push(e, out, s);
}

/* Where an architecture has no such entries, the helper's body is the answer. */
static const struct wn_term *answer(struct wn_engine *e, const struct wn_frame *f,
				    const struct wn_row *r, const struct wn_term **args,
				    uint32_t nargs)
{
	struct wn_finfo *fi;
	int64_t val;

	if (r->flags & WN_F_SELF && nargs)
		return args[0];
	if (wn_row_is_question(r)) {
		fi = wn_resolve(e->prog, f->fn->unit, r->name);
		if (fi && wn_answers_const(e->prog, fi, &val))
			return wn_t_const(e->ts, val);
	}
	return wn_t_call(e->ts, wn_intern(e->prog->strs, r->name), args, nargs, NULL);
}

/* pgd_clear() where the architecture has no such level is there and empty. */
static bool is_folded(struct wn_engine *e, const struct wn_frame *f, const struct wn_row *r)
{
	struct wn_finfo *fi;

	if (r->kind != WN_K_CLEAR && r->kind != WN_K_SET && r->kind != WN_K_POPULATE)
		return false;
	fi = wn_resolve(e->prog, f->fn->unit, r->name);
	return fi && wn_is_empty(e->prog, fi);
}

void wn_effects(struct wn_engine *e, const struct wn_frame *f, struct wn_state *s,
		const struct wn_stmt *st, const struct wn_row *const *rows,
		uint32_t nrows, const struct wn_term **args, uint32_t nargs,
		struct wn_states *out)
{
	struct wn_at at = { st, f->ctx };
	const struct wn_row *r = rows[0];
	const struct wn_term *ret, *table;
	uint32_t i, first = out->n;

	/* One effect a call is the rule; a second row of the same call adds to it. */
	switch (r->kind) {
	case WN_K_SWAP_ONLY:
		/* Only a value that is not present may be taken apart as a swap entry. */
		for (i = 0; nargs && i < s->nact; i++) {
			if (wn_from_entry(s->act[i], args[0]))
				wn_ob_edit(e, s, true, i)->present = WN_PRESENT_NO;
		}
		fallthrough;
	case WN_K_VALUE:
	case WN_K_PURE:
		ret = answer(e, f, r, args, nargs);
		wn_assign(e, f, s, &st->lhs, ret);
		if (r->vkind == WN_V_DIRTY || r->vkind == WN_V_BIT)
			wn_consult(e, s, args, nargs);
		if (r->flags & WN_F_MKDIRTY)
			wn_carry_dirty(e, s, NULL);
		if (r->vkind == WN_V_NONNULL)
			wn_st_assume_truth(e->arena, s, ret, true);
		wn_states_push(e, out, s);
		return;
	case WN_K_READ:
		ret = wn_arg(args, nargs, r->ptep);
		if (ret) {
			ret = wn_t_load(e->ts, ret, st);
			wn_st_kill(e->arena, s, ret);
			wn_assign(e, f, s, &st->lhs, ret);
		}
		wn_states_push(e, out, s);
		return;
	default:
		if (!is_folded(e, f, r))
			break;
		wn_states_push(e, out, s);
		return;
	}
	/*
	 * Named by its place alone: what it was called with would only make variants.
	 * But an entry belongs to the table that it was mapped from.
	 */
	table = r->kind == WN_K_MAP_LOCK || r->kind == WN_K_LOCK_PTR ?
		wn_arg(args, nargs, r->val) : NULL;
	ret = wn_t_call(e->ts, wn_intern(e->prog->strs, r->name), &table, table ? 1 : 0, st);
	wn_st_kill(e->arena, s, ret);
	one_effect(e, r, s, at, args, nargs, ret, out);
	for (i = first; i < out->n; i++)
		wn_assign(e, f, out->s[i], &st->lhs, ret);
	for (i = 1; i < nrows; i++) {
		uint32_t n = out->n;

		for (uint32_t k = first; k < n; k++) {
			struct wn_states tmp = { 0 };

			one_effect(e, rows[i], out->s[k], at, args, nargs, ret, &tmp);
			if (tmp.n)
				out->s[k] = tmp.s[tmp.n - 1];
		}
	}
}
