// SPDX-License-Identifier: GPL-2.0-or-later
/* Locks as a person or a marker names them. */
#include <stdio.h>
#include <string.h>

#include "locks.h"

const char *wn_lk_kind_name(enum wn_lock kind)
{
	return kind == WN_LK_REF ? "reference" : wn_lock_name(kind);
}

static bool put(char *buf, size_t size, const char *a, const char *b, const char *c)
{
	int n = snprintf(buf, size, "%s%s%s", a, b, c);

	return n > 0 && (size_t)n < size;
}

/* Text of the pointer @t; false when it is made of something that has no name. */
static bool text(const struct wn_func *fn, const struct wn_term *t, char *buf, size_t size,
		 int depth)
{
	char in[200];
	const struct wn_term *a;

	if (!t || depth > 8)
		return false;
	switch (t->kind) {
	case WN_T_PARAM:
		return (uint32_t)t->val < fn->nparams && fn->param_names &&
		       *fn->param_names[t->val] &&
		       put(buf, size, fn->param_names[t->val], "", "");
	case WN_T_GLOBADDR:
		return put(buf, size, "&", t->name, "");
	case WN_T_FIELD:
		if (!strcmp(t->name, "rlock"))
			return text(fn, t->args[0], buf, size, depth + 1);
		if (!text(fn, t->args[0], in, sizeof(in), depth + 1))
			return false;
		if (*in == '&') {
			char *b2 = in + 1;
			char whole[220];

			snprintf(whole, sizeof(whole), "&%s.", b2);
			return put(buf, size, whole, t->name, "");
		}
		if (*in == '*')
			return false;
		{
			char whole[220];

			snprintf(whole, sizeof(whole), "&%s->", in);
			return put(buf, size, whole, t->name, "");
		}
	case WN_T_LOAD:
		a = t->args[0];
		if (!text(fn, a, in, sizeof(in), depth + 1))
			return false;
		return *in == '&' ? put(buf, size, in + 1, "", "") : put(buf, size, "*", in, "");
	default:
		return false;
	}
}

const char *wn_lk_text(struct wn_locks *l, const struct wn_func *fn, const struct wn_term *t,
		       enum wn_lock kind, bool *generic)
{
	char buf[256];

	if (generic)
		*generic = false;
	if (kind == WN_LK_RCU)
		return "RCU";
	if (t && text(fn, t, buf, sizeof(buf), 0))
		return wn_strndup(&l->arena, buf, strlen(buf));
	if (generic)
		*generic = true;
	if (kind == WN_LK_PTL)
		return "ptl";
	if (t && (t->kind == WN_T_FIELD || t->kind == WN_T_GLOBADDR))
		return wn_strndup(&l->arena, t->name, strlen(t->name));
	return kind == WN_LK_REF || kind == WN_LK_FOLIO ? "folio" : "lock";
}

const char *wn_lk_class_name(const struct wn_lk_exit *x, const struct wn_func *fn)
{
	bool ptr = !!strchr(fn->rettype, '*');

	switch (x->cls) {
	case WN_LK_ZERO:
		return ptr ? "NULL" : !strcmp(fn->rettype, "_Bool") ? "false" : "0";
	case WN_LK_NONZERO:
		return ptr ? "non-NULL" : !strcmp(fn->rettype, "_Bool") ? "true" : "nonzero";
	case WN_LK_ERROR:
		return "error";
	case WN_LK_ANY:
		return "any value";
	default:
		return "";
	}
}

int wn_lk_count(const struct wn_lk_exit *x)
{
	int n = 0;

	for (uint32_t i = 0; i < x->nents; i++) {
		if (wn_lk_counted(x->ents[i].kind))
			n += x->ents[i].delta;
	}
	return n;
}
