// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "term.h"

/* Deeper terms say nothing that a rule looks at, and loops could grow them. */
#define MAX_DEPTH 28

/* Where a term is from, numbered as they turn up: an address differs in each run. */
struct leaf { const void *origin; int64_t val; uint64_t n; };

struct wn_terms {
	struct wn_arena arena;
	const struct wn_term **tab;
	size_t n, cap;
	struct leaf *leaves;
	size_t nleaves, leaf_slots;
	/* per term and per leaf: the last reach that it is in, and all of it */
	uint32_t *in_reach, *leaf_reach, *all_reached;
	size_t in_cap, leaf_cap;
	uint32_t reach;
	uint64_t reach_bits;
};

struct wn_terms *wn_terms_new(void)
{
	struct wn_terms *ts = wn_xrealloc(NULL, sizeof(*ts));

	memset(ts, 0, sizeof(*ts));
	return ts;
}

void wn_terms_free(struct wn_terms *ts)
{
	if (!ts)
		return;
	wn_arena_free(&ts->arena);
	free(ts->tab);
	free(ts->leaves);
	free(ts->in_reach);
	free(ts->all_reached);
	free(ts->leaf_reach);
	free(ts);
}

static void terms_grow(struct wn_terms *ts)
{
	size_t cap = ts->cap ? ts->cap * 2 : 4096, i, j;
	const struct wn_term **tab = wn_xrealloc(NULL, cap * sizeof(*tab));

	memset(tab, 0, cap * sizeof(*tab));
	for (i = 0; i < ts->cap; i++) {
		if (!ts->tab[i])
			continue;
		for (j = ts->tab[i]->hash & (cap - 1); tab[j]; j = (j + 1) & (cap - 1))
			;
		tab[j] = ts->tab[i];
	}
	free(ts->tab);
	ts->tab = tab;
	ts->cap = cap;
}

static struct leaf *leaf_slot(struct wn_terms *ts, const void *origin, int64_t val)
{
	size_t i = wn_mix(wn_mix(7, (uintptr_t)origin), (uint64_t)val);

	for (i &= ts->leaf_slots - 1; ts->leaves[i].origin; i = (i + 1) & (ts->leaf_slots - 1)) {
		if (ts->leaves[i].origin == origin && ts->leaves[i].val == val)
			break;
	}
	return &ts->leaves[i];
}

static void leaves_grow(struct wn_terms *ts)
{
	struct leaf *old = ts->leaves;
	size_t n = ts->leaf_slots, i;

	ts->leaf_slots = n ? n * 2 : 1024;
	ts->leaves = wn_xrealloc(NULL, ts->leaf_slots * sizeof(*old));
	memset(ts->leaves, 0, ts->leaf_slots * sizeof(*old));
	for (i = 0; i < n; i++) {
		if (old[i].origin)
			*leaf_slot(ts, old[i].origin, old[i].val) = old[i];
	}
	free(old);
}

static uint32_t leaf_number(struct wn_terms *ts, const void *origin, int64_t val)
{
	struct leaf *l;

	if (ts->nleaves * 2 >= ts->leaf_slots)
		leaves_grow(ts);
	l = leaf_slot(ts, origin, val);
	if (!l->origin)
		*l = (struct leaf){ origin, val, ts->nleaves++ };
	return (uint32_t)l->n + 1;
}

static bool same(const struct wn_term *a, const struct wn_term *b,
		 const struct wn_term **args)
{
	return a->kind == b->kind && a->op == b->op && a->nargs == b->nargs &&
	       a->name == b->name && a->val == b->val && a->origin == b->origin &&
	       (!a->nargs || !memcmp(a->args, args, a->nargs * sizeof(*args)));
}

/* Names come from one intern table, so they compare as pointers. */
static const struct wn_term *mk(struct wn_terms *ts, struct wn_term t,
				const struct wn_term **args)
{
	uint64_t h = wn_mix(wn_mix(wn_mix(t.kind, t.op), (uintptr_t)t.name),
			    wn_mix((uint64_t)t.val, (uintptr_t)t.origin));
	struct wn_term *n;
	size_t i;

	for (i = 0; i < t.nargs; i++)
		h = wn_mix(h, args[i]->id);
	t.hash = h ^ (h >> 31);
	if (ts->n * 2 >= ts->cap)
		terms_grow(ts);
	for (i = t.hash & (ts->cap - 1); ts->tab[i]; i = (i + 1) & (ts->cap - 1)) {
		if (ts->tab[i]->hash == t.hash && same(ts->tab[i], &t, args))
			return ts->tab[i];
	}
	n = wn_alloc(&ts->arena, sizeof(*n) + t.nargs * sizeof(*args));
	*n = t;
	n->id = (uint32_t)ts->n + 1;
	n->leaf = 0;
	if (t.origin || t.kind == WN_T_PARAM || t.kind == WN_T_UNKNOWN) {
		n->leaf = leaf_number(ts, t.origin ? t.origin : t.name,
				      t.kind == WN_T_CALL ? 0 : t.val);
		n->leaves = 1ULL << (wn_mix(7, n->leaf) >> 58);
	}
	n->loopy = t.kind == WN_T_PHI && t.op == WN_OP_ADD;
	for (uint32_t k = 0; k < t.nargs; k++) {
		n->args[k] = args[k];
		n->loopy |= args[k]->loopy;
		n->leaves |= args[k]->leaves;
		if (args[k]->depth >= n->depth)
			n->depth = args[k]->depth + 1;
	}
	ts->tab[i] = n;
	ts->n++;
	return n;
}

const struct wn_term *wn_t_const(struct wn_terms *ts, int64_t val)
{
	return mk(ts, (struct wn_term){ .kind = WN_T_CONST, .val = val }, NULL);
}

const struct wn_term *wn_t_str(struct wn_terms *ts, const char *s)
{
	return mk(ts, (struct wn_term){ .kind = WN_T_STR, .name = s }, NULL);
}

const struct wn_term *wn_t_param(struct wn_terms *ts, const char *func, uint32_t n)
{
	return mk(ts, (struct wn_term){ .kind = WN_T_PARAM, .name = func, .val = n },
		  NULL);
}

const struct wn_term *wn_t_unknown(struct wn_terms *ts, const void *origin, int64_t n)
{
	return mk(ts, (struct wn_term){ .kind = WN_T_UNKNOWN, .origin = origin,
					.val = n }, NULL);
}

const struct wn_term *wn_t_phi(struct wn_terms *ts, const void *block, int64_t ssa,
			       bool loop, const struct wn_term *from)
{
	struct wn_term t = { .kind = WN_T_PHI, .origin = block, .val = ssa };

	t.op = loop ? WN_OP_ADD : WN_OP_COPY;
	t.nargs = from ? 1 : 0;
	return mk(ts, t, &from);
}

const struct wn_term *wn_t_named(struct wn_terms *ts, const struct wn_term *t,
				 const char *name)
{
	struct wn_term n = *t;

	n.name = name;
	n.id = 0;
	n.depth = 0;
	n.leaves = 0;
	n.hash = 0;
	n.loopy = false;
	return mk(ts, n, (const struct wn_term **)t->args);
}

const struct wn_term *wn_t_call(struct wn_terms *ts, const char *name,
				const struct wn_term **args, uint32_t nargs,
				const void *origin)
{
	struct wn_term t = { .kind = WN_T_CALL, .name = name, .nargs = nargs,
			     .origin = origin };

	for (uint32_t i = 0; i < nargs; i++) {
		if (args[i]->depth >= MAX_DEPTH)
			return wn_t_unknown(ts, origin ? origin : name, (int64_t)nargs);
	}
	return mk(ts, t, args);
}

static bool fold(enum wn_op op, int64_t a, int64_t b, int64_t *r)
{
	/* Signed or not is not known here: -1 may be the largest address. */
	if (op >= WN_OP_LT && op <= WN_OP_GE && (a < 0) != (b < 0))
		return false;
	switch (op) {
	case WN_OP_ADD:
		*r = (int64_t)((uint64_t)a + (uint64_t)b);
		return true;
	case WN_OP_SUB:
		*r = (int64_t)((uint64_t)a - (uint64_t)b);
		return true;
	case WN_OP_MUL:
		*r = (int64_t)((uint64_t)a * (uint64_t)b);
		return true;
	case WN_OP_AND:
		*r = a & b;
		return true;
	case WN_OP_OR:
		*r = a | b;
		return true;
	case WN_OP_XOR:
		*r = a ^ b;
		return true;
	case WN_OP_SHL:
		*r = b >= 0 && b < 64 ? (int64_t)((uint64_t)a << b) : 0;
		return true;
	case WN_OP_SHR:
		*r = b >= 0 && b < 64 ? (int64_t)((uint64_t)a >> b) : 0;
		return true;
	case WN_OP_EQ:
		*r = a == b;
		return true;
	case WN_OP_NE:
		*r = a != b;
		return true;
	case WN_OP_LT:
		*r = a < b;
		return true;
	case WN_OP_LE:
		*r = a <= b;
		return true;
	case WN_OP_GT:
		*r = a > b;
		return true;
	case WN_OP_GE:
		*r = a >= b;
		return true;
	default: return false;
	}
}

const struct wn_term *wn_t_op(struct wn_terms *ts, enum wn_op op,
			      const struct wn_term **args, uint32_t nargs)
{
	const struct wn_term *a = args[0], *b = nargs > 1 ? args[1] : NULL;
	const struct wn_term *sw[2];
	int64_t r;

	if (op == WN_OP_COPY)
		return a;
	if (b && a->kind == WN_T_CONST && b->kind == WN_T_CONST &&
	    fold(op, a->val, b->val, &r))
		return wn_t_const(ts, r);
	if (nargs == 1 && a->kind == WN_T_CONST && op == WN_OP_LNOT)
		return wn_t_const(ts, !a->val);
	if (nargs == 1 && a->kind == WN_T_CONST && op == WN_OP_NOT)
		return wn_t_const(ts, ~a->val);
	if (b && a == b) {
		if (op == WN_OP_EQ || op == WN_OP_LE || op == WN_OP_GE)
			return wn_t_const(ts, 1);
		if (op == WN_OP_NE || op == WN_OP_LT || op == WN_OP_GT ||
		    op == WN_OP_SUB || op == WN_OP_XOR)
			return wn_t_const(ts, 0);
		if (op == WN_OP_AND || op == WN_OP_OR)
			return a;
	}
	/* Constants last and one order for the symmetric: one term per meaning. */
	if (b && (op == WN_OP_ADD || op == WN_OP_MUL || op == WN_OP_AND ||
		  op == WN_OP_OR || op == WN_OP_XOR || op == WN_OP_EQ ||
		  op == WN_OP_NE)) {
		if (a->kind == WN_T_CONST ||
		    (b->kind != WN_T_CONST && a->id > b->id)) {
			sw[0] = b;
			sw[1] = a;
			args = sw;
			a = sw[0];
			b = sw[1];
		}
	}
	if (b && b->kind == WN_T_CONST && !b->val &&
	    (op == WN_OP_ADD || op == WN_OP_SUB || op == WN_OP_OR ||
	     op == WN_OP_SHL || op == WN_OP_SHR))
		return a;
	/* (x + c1) + c2 */
	if (b && op == WN_OP_ADD && b->kind == WN_T_CONST && a->kind == WN_T_OP &&
	    a->op == WN_OP_ADD && a->args[1]->kind == WN_T_CONST) {
		sw[0] = a->args[0];
		sw[1] = wn_t_const(ts, (int64_t)((uint64_t)a->args[1]->val +
						 (uint64_t)b->val));
		return wn_t_op(ts, WN_OP_ADD, sw, 2);
	}
	/* (x + c) - x: the length of a range */
	if (b && op == WN_OP_SUB && a->kind == WN_T_OP && a->op == WN_OP_ADD &&
	    (a->args[0] == b || a->args[1] == b))
		return a->args[a->args[0] == b];
	if (b && op == WN_OP_SUB && b->kind == WN_T_CONST) {
		sw[0] = a;
		sw[1] = wn_t_const(ts, (int64_t)(0 - (uint64_t)b->val));
		return wn_t_op(ts, WN_OP_ADD, sw, 2);
	}
	for (uint32_t i = 0; i < nargs; i++) {
		if (args[i]->depth >= MAX_DEPTH)
			return wn_t_unknown(ts, ts, op);
	}
	return mk(ts, (struct wn_term){ .kind = WN_T_OP, .op = op, .nargs = nargs },
		  args);
}

const struct wn_term *wn_t_varaddr(struct wn_terms *ts, const struct wn_func *fn,
				   uint32_t var)
{
	return mk(ts, (struct wn_term){ .kind = WN_T_VARADDR, .origin = fn,
					.val = var, .name = fn->vars[var].name },
		  NULL);
}

const struct wn_term *wn_t_globaddr(struct wn_terms *ts, const char *name)
{
	return mk(ts, (struct wn_term){ .kind = WN_T_GLOBADDR, .name = name }, NULL);
}

const struct wn_term *wn_t_funcaddr(struct wn_terms *ts, const char *name,
				    const struct wn_func *fn)
{
	return mk(ts, (struct wn_term){ .kind = WN_T_FUNCADDR, .name = name,
					.origin = fn }, NULL);
}

const struct wn_term *wn_t_field(struct wn_terms *ts, const struct wn_term *base,
				 const char *name, const char *type)
{
	/* Anonymous unions and structs overlay: their members are the outer's. */
	if (!name || !*name || base->depth >= MAX_DEPTH)
		return base;
	return mk(ts, (struct wn_term){ .kind = WN_T_FIELD, .name = name,
					.type = type, .nargs = 1 }, &base);
}

const struct wn_term *wn_t_elem(struct wn_terms *ts, const struct wn_term *base,
				int64_t idx)
{
	if (base->depth >= MAX_DEPTH)
		return base;
	return mk(ts, (struct wn_term){ .kind = WN_T_ELEM, .val = idx, .nargs = 1 },
		  &base);
}

const struct wn_term *wn_t_load(struct wn_terms *ts, const struct wn_term *addr,
				const void *origin)
{
	if (addr->depth >= MAX_DEPTH)
		return wn_t_unknown(ts, origin ? origin : addr, 1);
	return mk(ts, (struct wn_term){ .kind = WN_T_LOAD, .nargs = 1,
					.origin = origin }, &addr);
}

const struct wn_term *wn_t_sel(struct wn_terms *ts, const struct wn_term *agg,
			       const char *name)
{
	if (!name || !*name || agg->depth >= MAX_DEPTH)
		return agg;
	return mk(ts, (struct wn_term){ .kind = WN_T_SEL, .name = name, .nargs = 1 },
		  &agg);
}

static void *stretch(uint32_t *v, size_t from, size_t to)
{
	v = wn_xrealloc(v, to * sizeof(*v));
	memset(v + from, 0, (to - from) * sizeof(*v));
	return v;
}

void wn_t_reach_start(struct wn_terms *ts)
{
	if (ts->n >= ts->in_cap) {
		size_t cap = ts->n * 2;

		ts->in_reach = stretch(ts->in_reach, ts->in_cap, cap);
		ts->all_reached = stretch(ts->all_reached, ts->in_cap, cap);
		ts->in_cap = cap;
	}
	if (ts->nleaves >= ts->leaf_cap) {
		ts->leaf_reach = stretch(ts->leaf_reach, ts->leaf_cap, ts->nleaves * 2);
		ts->leaf_cap = ts->nleaves * 2;
	}
	ts->reach++;
	ts->reach_bits = 0;
}

void wn_t_reach_add(struct wn_terms *ts, const struct wn_term *t)
{
	if (!t->leaves || ts->in_reach[t->id - 1] == ts->reach)
		return;
	ts->in_reach[t->id - 1] = ts->reach;
	ts->reach_bits |= t->leaves;
	if (t->leaf)
		ts->leaf_reach[t->leaf - 1] = ts->reach;
	for (uint32_t i = 0; i < t->nargs; i++)
		wn_t_reach_add(ts, t->args[i]);
}

static bool reached(struct wn_terms *ts, const struct wn_term *t)
{
	if (!t->leaves || ts->in_reach[t->id - 1] == ts->reach ||
	    ts->all_reached[t->id - 1] == ts->reach)
		return true;
	if (t->leaf && ts->leaf_reach[t->leaf - 1] != ts->reach)
		return false;
	for (uint32_t i = 0; i < t->nargs; i++) {
		if (!reached(ts, t->args[i]))
			return false;
	}
	ts->all_reached[t->id - 1] = ts->reach;
	return true;
}

bool wn_t_reached(struct wn_terms *ts, const struct wn_term *t)
{
	return !(t->leaves & ~ts->reach_bits) && reached(ts, t);
}

bool wn_t_contains(const struct wn_term *t, const struct wn_term *leaf)
{
	if (t == leaf)
		return true;
	if (t->depth <= leaf->depth || (leaf->leaves & ~t->leaves))
		return false;
	for (uint32_t i = 0; i < t->nargs; i++) {
		if (wn_t_contains(t->args[i], leaf))
			return true;
	}
	return false;
}

const struct wn_term *wn_t_subst(struct wn_terms *ts, const struct wn_term *t,
				 const struct wn_term *from, const struct wn_term *to)
{
	const struct wn_term *args[32];
	struct wn_term n = *t;
	uint32_t i;

	if (t == from)
		return to;
	if (!wn_t_contains(t, from) || t->nargs > WN_ARRAY_SIZE(args))
		return t;
	for (i = 0; i < t->nargs; i++)
		args[i] = wn_t_subst(ts, t->args[i], from, to);
	n.id = 0;
	n.depth = 0;
	n.leaves = 0;
	n.hash = 0;
	n.loopy = false;
	return mk(ts, n, args);
}

const struct wn_term *wn_t_find(const struct wn_term *t,
				bool (*pred)(const struct wn_term *, void *),
				void *arg)
{
	const struct wn_term *r;

	if (pred(t, arg))
		return t;
	for (uint32_t i = 0; i < t->nargs; i++) {
		r = wn_t_find(t->args[i], pred, arg);
		if (r)
			return r;
	}
	return NULL;
}

const struct wn_term *wn_t_object(const struct wn_term *addr)
{
	while (addr->kind == WN_T_FIELD || addr->kind == WN_T_ELEM)
		addr = addr->args[0];
	return addr;
}

bool wn_t_within(const struct wn_term *a, const struct wn_term *b)
{
	for (;;) {
		if (a == b)
			return true;
		if (a->kind != WN_T_FIELD && a->kind != WN_T_ELEM)
			return false;
		a = a->args[0];
	}
}

static const char *const op_sign[] = {
	[WN_OP_ADD] = "+", [WN_OP_SUB] = "-", [WN_OP_MUL] = "*", [WN_OP_DIV] = "/",
	[WN_OP_MOD] = "%", [WN_OP_AND] = "&", [WN_OP_OR] = "|", [WN_OP_XOR] = "^",
	[WN_OP_SHL] = "<<", [WN_OP_SHR] = ">>", [WN_OP_EQ] = "==", [WN_OP_NE] = "!=",
	[WN_OP_LT] = "<", [WN_OP_LE] = "<=", [WN_OP_GT] = ">", [WN_OP_GE] = ">=",
	[WN_OP_OTHER] = "?",
};

const char *wn_t_show(struct wn_arena *a, const struct wn_term *t)
{
	const struct wn_term *base = t->nargs ? t->args[0] : NULL;
	const char *s;

	switch (t->kind) {
	case WN_T_CONST:
		if (t->val > 65535 || t->val < -65535)
			return wn_printf(a, "0x%" PRIx64, (uint64_t)t->val);
		return wn_printf(a, "%" PRId64, t->val);
	case WN_T_STR:
		return "\"...\"";
	case WN_T_PARAM:
		return wn_printf(a, "%s#%d", t->name, (int)t->val);
	case WN_T_UNKNOWN:
		return wn_printf(a, "?%u", t->id);
	case WN_T_PHI:
		return wn_printf(a, "phi%u", t->id);
	case WN_T_VARADDR:
		return wn_printf(a, "&%s", t->name && *t->name ? t->name : "tmp");
	case WN_T_GLOBADDR:
		return wn_printf(a, "&%s", t->name);
	case WN_T_FUNCADDR:
		return t->name;
	case WN_T_FIELD:
		if (base->kind == WN_T_FIELD || base->kind == WN_T_VARADDR)
			return wn_printf(a, "%s.%s", wn_t_show(a, base), t->name);
		return wn_printf(a, "&%s->%s", wn_t_show(a, base), t->name);
	case WN_T_ELEM:
		return wn_printf(a, "%s[%" PRId64 "]", wn_t_show(a, base), t->val);
	case WN_T_LOAD:
		s = wn_t_show(a, base);
		return *s == '&' ? s + 1 : wn_printf(a, "*%s", s);
	case WN_T_SEL:
		return wn_printf(a, "%s.%s", wn_t_show(a, base), t->name);
	case WN_T_OP:
		if (t->nargs == 2 && t->op < WN_ARRAY_SIZE(op_sign) && op_sign[t->op])
			return wn_printf(a, "(%s %s %s)", wn_t_show(a, t->args[0]),
					 op_sign[t->op], wn_t_show(a, t->args[1]));
		s = wn_printf(a, "op%d(", t->op);
		break;
	case WN_T_CALL:
	default:
		s = wn_printf(a, "%s(", t->name ? t->name : "?");
		break;
	}
	for (uint32_t i = 0; i < t->nargs; i++)
		s = wn_printf(a, "%s%s%s", s, i ? ", " : "", wn_t_show(a, t->args[i]));
	return wn_printf(a, "%s)%s", s, t->origin ? "'" : "");
}
