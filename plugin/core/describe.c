// SPDX-License-Identifier: GPL-2.0-or-later
/* Words for reports. */
#include <string.h>

#include "analyse.h"

const char *wn_call_name(struct wn_analysis *an, const struct wn_stmt *st)
{
	const char *m = st->loc.macros ? st->loc.macros : "", *end;
	uint32_t n;

	for (; *m; m = *end ? end + 1 : end) {
		const char *name;

		end = m + strcspn(m, ">");
		name = wn_intern_n(an->prog->strs, m, (size_t)(end - m));
		if (wn_model_rows(an->prog->model, name, &n))
			return name;
	}
	if (st->kind == WN_CALL && st->callee.base == WN_BASE_FUNC)
		return st->callee.name;
	return "store";
}

const char *wn_describe_context(struct wn_analysis *an, const struct wn_ctx *c)
{
	const char *s = "";

	for (; c && c->up; c = c->up)
		s = wn_printf(&an->prog->arena, "%s%s%s", c->fn->name, *s ? ">" : "", s);
	if (c && *s)
		s = wn_printf(&an->prog->arena, "%s>%s", c->fn->name, s);
	return s;
}

const char *wn_describe_bracket(struct wn_analysis *an, const struct wn_ob *o)
{
	const char *fn;

	if (!o->br_start.stmt)
		return "none";
	fn = o->br_start.ctx->fn->name;
	if (!o->br_end.stmt)
		return wn_printf(&an->prog->arena, "%s start %u / no end", fn,
				 o->br_start.stmt->loc.line);
	return wn_printf(&an->prog->arena, "%s start %u / %s %u", fn,
			 o->br_start.stmt->loc.line,
			 o->end == WN_END_ONLY ? "only_end" : "end",
			 o->br_end.stmt->loc.line);
}

const char *wn_describe_inlock(struct wn_analysis *an, const struct wn_ob *o)
{
	const char *how;

	if (o->cls == WN_C_YOUNG && o->asked)
		return "no (young notify)";
	switch (o->t) {
	case WN_TOLD_PRIM:
	case WN_TOLD_INLOCK:
		how = "yes";
		break;
	case WN_TOLD_AFTER_SET:
		how = "yes, after the set";
		break;
	case WN_TOLD_GATHER_INLOCK:
		how = "yes, gather flush";
		break;
	default:
		return "no";
	}
	return wn_printf(&an->prog->arena, "%s: %s %u", how,
			 wn_call_name(an, o->t_at.stmt), o->t_at.stmt->loc.line);
}

const char *wn_describe_flush(const struct wn_ob *o)
{
	switch (o->c) {
	case WN_TOLD_PRIM:
		return "in primitive";
	case WN_TOLD_INLOCK:
	case WN_TOLD_GATHER_INLOCK:
		return "before PTL drop";
	case WN_TOLD_RECORDED:
	case WN_TOLD_GATHER:
		return "gather";
	case WN_TOLD_BATCHED:
		return "batched";
	case WN_TOLD_LATE:
		return "after PTL drop";
	default:
		return "none";
	}
}

const char *wn_describe_value(struct wn_analysis *an, const struct wn_ob *o)
{
	(void)an;
	return o->why ? o->why : "";
}

const char *wn_deadline_name(enum wn_deadline d)
{
	static const char *const names[] = { "none", "either", "in-lock", "unknown" };

	return names[d];
}

const char *wn_verdict_name(enum wn_verdict v)
{
	static const char *const names[] = {
		"ok", "missing", "double", "redundant-notify", "debatable",
	};

	return names[v];
}
