// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where functions are called through pointers. A pointer is known by the place it
 * is kept in, type and field; what the place holds is what initialisers and
 * assignments of all units store there. Flow inside a function follows SSA names;
 * between functions it follows parameters to the callers.
 */
#include <stdlib.h>
#include <string.h>

#include "callback.h"
#include "cfg.h"

#define MAX_FOLLOW 8
/* A pointer that is copied from place to place: chains are short. */
#define MAX_ROUNDS 6

void wn_targets_add(struct wn_targets *t, const char *name, struct wn_finfo *fi)
{
	for (uint32_t i = 0; i < t->n; i++) {
		if (t->v[i].fi == fi && t->v[i].name == name)
			return;
	}
	WN_PUSH(t->v, t->n, t->cap, ((struct wn_target){ name, fi }));
}

/* ---- the places ---- */

static uint64_t slot_hash(const struct wn_via_slot *s)
{
	uint64_t h = wn_mix(s->via, (uintptr_t)s->type);

	h = wn_mix(h, (uintptr_t)s->field);
	return wn_mix(wn_mix(h, (uintptr_t)s->of), s->param);
}

static bool slot_same(const struct wn_via_slot *a, const struct wn_via_slot *b)
{
	return a->via == b->via && a->type == b->type && a->field == b->field &&
	       a->of == b->of && a->param == b->param;
}

static void rehash(struct wn_callbacks *cb)
{
	uint32_t i, k;

	cb->hash_cap = cb->hash_cap ? cb->hash_cap * 2 : 1024;
	cb->hash = wn_xrealloc(cb->hash, cb->hash_cap * sizeof(*cb->hash));
	memset(cb->hash, 0, cb->hash_cap * sizeof(*cb->hash));
	for (i = 0; i < cb->nslots; i++) {
		k = (uint32_t)slot_hash(cb->slots[i]);
		while (cb->hash[k & (cb->hash_cap - 1)])
			k++;
		cb->hash[k & (cb->hash_cap - 1)] = i + 1;
	}
}

static struct wn_via_slot *find(struct wn_callbacks *cb, const struct wn_via_slot *key,
				bool make)
{
	uint32_t k = (uint32_t)slot_hash(key), i;
	struct wn_via_slot *s;

	while ((i = cb->hash[k & (cb->hash_cap - 1)])) {
		if (slot_same(cb->slots[i - 1], key))
			return cb->slots[i - 1];
		k++;
	}
	if (!make)
		return NULL;
	s = wn_new(&cb->arena, struct wn_via_slot);
	*s = *key;
	WN_PUSH(cb->slots, cb->nslots, cb->slots_cap, s);
	if (cb->nslots * 2 > cb->hash_cap)
		rehash(cb);
	else
		cb->hash[k & (cb->hash_cap - 1)] = cb->nslots;
	return s;
}

struct wn_via_slot *wn_via_field(struct wn_callbacks *cb, const char *type,
				 const char *field)
{
	struct wn_via_slot key = { .via = WN_VIA_FIELD, .type = type, .field = field };

	return find(cb, &key, false);
}

const char *wn_via_name(struct wn_callbacks *cb, const struct wn_via_slot *s)
{
	switch (s->via) {
	case WN_VIA_FIELD:
		return wn_printf(&cb->arena, "%s.%s", *s->type ? s->type : "(anonymous)",
				 s->field);
	case WN_VIA_PARAM:
		return wn_printf(&cb->arena, "argument %u of %s()", s->param + 1,
				 s->of->fn->name);
	case WN_VIA_VAR:
		return wn_printf(&cb->arena, "variable %s", s->field);
	default:
		return wn_printf(&cb->arena, "a value in %s()", s->of->fn->name);
	}
}

/* ---- values ---- */

/* The last member that the path goes through: the place it reads. */
static const struct wn_step *last_field(const struct wn_opnd *o)
{
	for (uint32_t i = o->nsteps; i--; ) {
		if (o->steps[i].kind == WN_STEP_FIELD && *o->steps[i].name)
			return &o->steps[i];
	}
	return NULL;
}

/* Key of the place that @o reads; false when it is an SSA name, or nothing known. */
static bool place_of(const struct wn_opnd *o, struct wn_via_slot *key)
{
	const struct wn_step *f = last_field(o);

	*key = (struct wn_via_slot){ 0 };
	if (o->addr)
		return false;
	if (f) {
		key->via = WN_VIA_FIELD;
		key->type = f->type;
		key->field = f->name;
		return true;
	}
	key->via = WN_VIA_VAR;
	key->field = o->name;
	return o->base == WN_BASE_GLOBAL;
}

bool wn_each_call(struct wn_callbacks *cb, struct wn_finfo *fi, uint32_t n,
		  void (*f)(void *arg, struct wn_finfo *caller, const struct wn_opnd *o),
		  void *arg)
{
	uint32_t i, b, k;
	bool any = false;

	for (i = 0; i < fi->ncallers; i++) {
		const struct wn_func *fn = fi->callers[i]->fn;

		for (b = 0; b < fn->nblocks; b++) {
			for (k = 0; k < fn->blocks[b].nstmts; k++) {
				const struct wn_stmt *st = &fn->blocks[b].stmts[k];

				if (st->kind != WN_CALL || st->callee.base != WN_BASE_FUNC ||
				    n >= st->nargs ||
				    strcmp(st->callee.name, fi->fn->name) ||
				    wn_resolve(cb->p, fn->unit, st->callee.name) != fi)
					continue;
				any = true;
				f(arg, fi->callers[i], &st->args[n]);
			}
		}
	}
	return any;
}

struct follow {
	struct wn_callbacks *cb;
	struct wn_targets *out;
	int depth;
};

static void from_caller(void *arg, struct wn_finfo *caller, const struct wn_opnd *o)
{
	struct follow *f = arg;

	wn_targets_of(f->cb, caller, o, f->out, f->depth + 1);
}

static void add_slot(struct wn_targets *out, const struct wn_via_slot *s)
{
	for (uint32_t i = 0; s && i < s->fns.n; i++)
		wn_targets_add(out, s->fns.v[i].name, s->fns.v[i].fi);
	if (!s || !s->fns.n)
		out->open = true;
}

static struct wn_via_slot *param_slot(struct wn_callbacks *cb, struct wn_finfo *fi,
				      uint32_t n, int depth)
{
	struct wn_via_slot key = { .via = WN_VIA_PARAM, .of = fi, .param = n };
	struct wn_via_slot *s = find(cb, &key, true);
	struct follow f = { cb, &s->fns, depth };

	if (s->done || s->busy)
		return s;
	s->busy = true;
	if (!wn_each_call(cb, fi, n, from_caller, &f))
		s->fns.open = true;
	s->busy = false;
	s->done = true;
	return s;
}

static void targets_of_name(struct wn_callbacks *cb, struct wn_finfo *fi, uint32_t id,
			    struct wn_targets *out, int depth)
{
	const struct wn_func *fn = fi->fn;
	const struct wn_via_slot *s;
	const struct wn_phi *phi;
	const struct wn_stmt *st;
	uint32_t i;

	if (fn->ssa[id].param >= 0) {
		s = param_slot(cb, fi, (uint32_t)fn->ssa[id].param, depth);
		if (!s->busy)
			add_slot(out, s);
		out->open |= s->fns.open;
		return;
	}
	st = wn_def_of(fn, id, &phi);
	for (i = 0; phi && i < phi->n; i++)
		wn_targets_of(cb, fi, &phi->args[i], out, depth + 1);
	if (phi)
		return;
	if (st && st->kind == WN_ASSIGN && st->op == WN_OP_COPY && st->nargs) {
		wn_targets_of(cb, fi, &st->args[0], out, depth + 1);
	} else if (st && st->kind == WN_ASSIGN && st->op == WN_OP_COND && st->nargs == 3) {
		wn_targets_of(cb, fi, &st->args[1], out, depth + 1);
		wn_targets_of(cb, fi, &st->args[2], out, depth + 1);
	} else if (!fn->ssa[id].undef) {
		out->open = true;
	}
}

void wn_targets_of(struct wn_callbacks *cb, struct wn_finfo *fi, const struct wn_opnd *o,
		   struct wn_targets *out, int depth)
{
	struct wn_via_slot key;

	if (o->base == WN_BASE_CONST)
		return;
	if (o->base == WN_BASE_FUNC) {
		wn_targets_add(out, wn_intern(cb->p->strs, o->name),
			       wn_resolve(cb->p, fi->fn->unit, o->name));
		return;
	}
	if (depth >= MAX_FOLLOW)
		out->open = true;
	else if (o->base == WN_BASE_SSA && !o->nsteps)
		targets_of_name(cb, fi, o->id, out, depth);
	else if (place_of(o, &key))
		add_slot(out, find(cb, &key, false));
	else
		out->open = true;
}

/* ---- the calls ---- */

/* A call's pointer, followed through copies to where it was read. */
static struct wn_via_slot *slot_of_call(struct wn_callbacks *cb, struct wn_finfo *fi,
					const struct wn_opnd *o)
{
	struct wn_via_slot key = { 0 };
	const struct wn_phi *phi;
	const struct wn_stmt *st;

	for (int i = 0; i < MAX_FOLLOW && o->base == WN_BASE_SSA && !o->nsteps; i++) {
		if (fi->fn->ssa[o->id].param >= 0) {
			key.via = WN_VIA_PARAM;
			key.of = fi;
			key.param = (uint32_t)fi->fn->ssa[o->id].param;
			return find(cb, &key, true);
		}
		st = wn_def_of(fi->fn, o->id, &phi);
		if (phi || !st || st->kind != WN_ASSIGN || st->op != WN_OP_COPY || !st->nargs)
			break;
		o = &st->args[0];
	}
	if (place_of(o, &key))
		return find(cb, &key, true);
	key = (struct wn_via_slot){ .via = WN_VIA_VALUE, .of = fi,
				    .param = o->base == WN_BASE_SSA ? o->id : 0 };
	return find(cb, &key, true);
}

static void find_calls(struct wn_callbacks *cb, struct wn_finfo *fi)
{
	const struct wn_func *fn = fi->fn;
	uint32_t b, i;

	for (b = 0; b < fn->nblocks; b++) {
		for (i = 0; i < fn->blocks[b].nstmts; i++) {
			const struct wn_stmt *st = &fn->blocks[b].stmts[i];
			struct wn_via_slot *s;

			if (st->kind != WN_CALL || st->callee.base == WN_BASE_FUNC)
				continue;
			s = slot_of_call(cb, fi, &st->callee);
			WN_PUSH(s->calls, s->ncalls, s->calls_cap,
				((struct wn_via_call){ fi, st }));
			cb->ncalls++;
		}
	}
}

/* Initialisers and assignments of functions by name. */
static void find_stored(struct wn_callbacks *cb)
{
	struct wn_program *p = cb->p;
	uint32_t i, k;

	for (i = 0; i < p->nunits; i++) {
		const struct wn_unit *u = p->units[i];

		for (k = 0; k < u->nfnptrs; k++) {
			const struct wn_fnptr *f = &u->fnptrs[k];
			struct wn_via_slot key = { .via = WN_VIA_FIELD, .type = f->type,
						   .field = f->field };

			if (!*f->field) {
				key = (struct wn_via_slot){ .via = WN_VIA_VAR,
							    .field = f->var };
			}
			wn_targets_add(&find(cb, &key, true)->fns, f->func,
				       wn_resolve(p, u, f->func));
		}
	}
}

/* Other values that are stored in a place that is called through; true: one is new. */
static bool find_copied(struct wn_callbacks *cb, struct wn_finfo *fi)
{
	const struct wn_func *fn = fi->fn;
	bool changed = false;
	uint32_t b, i, n;

	for (b = 0; b < fn->nblocks; b++) {
		for (i = 0; i < fn->blocks[b].nstmts; i++) {
			const struct wn_stmt *st = &fn->blocks[b].stmts[i];
			struct wn_via_slot key, *s;
			bool open;

			if (st->kind != WN_ASSIGN || st->op != WN_OP_COPY ||
			    !place_of(&st->lhs, &key))
				continue;
			s = find(cb, &key, false);
			if (!s || !s->ncalls)
				continue;
			n = s->fns.n;
			open = s->fns.open;
			wn_targets_of(cb, fi, &st->args[0], &s->fns, 0);
			changed |= n != s->fns.n || open != s->fns.open;
		}
	}
	return changed;
}

static void settle(struct wn_callbacks *cb)
{
	struct wn_program *p = cb->p;
	bool changed = true;
	uint32_t i, k;

	for (int round = 0; changed && round < MAX_ROUNDS; round++) {
		changed = false;
		for (i = 0; i < cb->nslots; i++)
			cb->slots[i]->done = false;
		for (i = 0; i < p->ninfos; i++)
			changed |= find_copied(cb, p->infos[i]);
	}
	for (i = 0; i < cb->nslots; i++) {
		struct wn_via_slot *s = cb->slots[i];

		if (!s->ncalls)
			continue;
		if (s->via == WN_VIA_PARAM)
			param_slot(cb, s->of, s->param, 0);
		for (k = 0; s->via == WN_VIA_VALUE && k < s->ncalls; k++)
			wn_targets_of(cb, s->of, &s->calls[k].st->callee, &s->fns, 0);
		if (!s->fns.n)
			cb->nunresolved += s->ncalls;
		else if (s->fns.open)
			cb->nopen += s->ncalls;
	}
}

struct wn_callbacks *wn_callbacks_new(struct wn_program *p)
{
	struct wn_callbacks *cb = wn_xrealloc(NULL, sizeof(*cb));

	memset(cb, 0, sizeof(*cb));
	cb->p = p;
	rehash(cb);
	find_stored(cb);
	for (uint32_t i = 0; i < p->ninfos; i++)
		find_calls(cb, p->infos[i]);
	settle(cb);
	return cb;
}

void wn_callbacks_free(struct wn_callbacks *cb)
{
	if (!cb)
		return;
	for (uint32_t i = 0; i < cb->nslots; i++) {
		free(cb->slots[i]->fns.v);
		free(cb->slots[i]->calls);
	}
	free(cb->slots);
	free(cb->hash);
	wn_arena_free(&cb->arena);
	free(cb);
}

static int by_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

int wn_via_by_calls(const void *a, const void *b)
{
	const struct wn_via_slot *x = *(struct wn_via_slot *const *)a;
	const struct wn_via_slot *y = *(struct wn_via_slot *const *)b;
	int r;

	if (x->ncalls != y->ncalls)
		return x->ncalls > y->ncalls ? -1 : 1;
	r = by_text(x->type, y->type);
	if (!r)
		r = by_text(x->field, y->field);
	if (!r && x->of && y->of)
		r = strcmp(x->of->fn->name, y->of->fn->name);
	return r ? r : x->param < y->param ? -1 : x->param > y->param;
}

void wn_pointers(struct wn_program *p, struct wn_pointers *out)
{
	struct wn_callbacks *cb = wn_callbacks_new(p);
	struct wn_via_slot **v = NULL;
	uint32_t i, n = 0, cap = 0;

	out->calls = cb->ncalls;
	out->part = cb->nopen;
	out->unresolved = cb->nunresolved;
	out->places = "";
	for (i = 0; i < cb->nslots; i++) {
		if (cb->slots[i]->ncalls && !cb->slots[i]->fns.n)
			WN_PUSH(v, n, cap, cb->slots[i]);
	}
	if (n)
		qsort(v, n, sizeof(*v), wn_via_by_calls);
	for (i = 0; i < n && i < 4; i++)
		out->places = wn_printf(&p->arena, "%s%s%s (%u)", out->places, i ? ", " : "",
					wn_via_name(cb, v[i]), v[i]->ncalls);
	if (n > 4)
		out->places = wn_printf(&p->arena, "%s and %u more", out->places, n - 4);
	free(v);
	wn_callbacks_free(cb);
}
