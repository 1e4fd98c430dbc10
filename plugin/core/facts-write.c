// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes the facts of a unit: docs/facts-format.md describes the records.
 *
 * The whole file is built in memory first. Strings are numbered by how often
 * they occur, so that the frequent ones get the short numbers; this needs the
 * unit to be walked twice, once to count and once to print.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "facts.h"

struct buf {
	char *p;
	size_t n, cap;
};

struct str_use {
	const char *s;		/* interned */
	uint32_t uses, order, ref;
};

struct writer {
	struct buf out, body;
	struct wn_strtab *tab;
	struct wn_arena arena;
	struct str_use *uses;	/* in order of first use */
	size_t nuses, capuses;
	uint32_t *slots;	/* hash by interned pointer, index + 1 */
	size_t nslots;
	bool counting;
	const struct wn_loc *prev;
	struct wn_loc start;
};

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

static void put_n(struct buf *b, const char *s, size_t n)
{
	if (b->cap - b->n < n) {
		b->cap = (b->n + n) * 2 + 4096;
		b->p = wn_xrealloc(b->p, b->cap);
	}
	memcpy(b->p + b->n, s, n);
	b->n += n;
}

static void put_c(struct buf *b, char c)
{
	put_n(b, &c, 1);
}

static void put_s(struct buf *b, const char *s)
{
	put_n(b, s, strlen(s));
}

static void put_u(struct buf *b, uint64_t v)
{
	char tmp[24];
	char *p = tmp + sizeof(tmp);

	do
		*--p = (char)('0' + v % 10);
	while (v /= 10);
	put_n(b, p, (size_t)(tmp + sizeof(tmp) - p));
}

static void put_i(struct buf *b, int64_t v)
{
	if (v < 0)
		put_c(b, '-');
	put_u(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

/* One line of text: what would end or confuse a line is escaped. */
static void put_text(struct buf *b, const char *s)
{
	static const char hex[] = "0123456789abcdef";

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '\\' || c < ' ' || c == 0x7f) {
			put_s(b, "\\x");
			put_c(b, hex[c >> 4]);
			put_c(b, hex[c & 15]);
		} else {
			put_c(b, (char)c);
		}
	}
}

static void grow_slots(struct writer *w)
{
	size_t n = w->nslots ? w->nslots * 2 : 4096, i, j;

	free(w->slots);
	w->slots = wn_xrealloc(NULL, n * sizeof(*w->slots));
	memset(w->slots, 0, n * sizeof(*w->slots));
	w->nslots = n;
	for (i = 0; i < w->nuses; i++) {
		j = (uintptr_t)w->uses[i].s / 8 & (n - 1);
		while (w->slots[j])
			j = (j + 1) & (n - 1);
		w->slots[j] = (uint32_t)i + 1;
	}
}

/* Number of @s in the string table, 0 for the empty string. */
static uint32_t str_ref(struct writer *w, const char *s)
{
	struct str_use u = { .uses = 1 };
	size_t j;

	if (!s || !*s)
		return 0;
	s = wn_intern(w->tab, s);
	if (w->nuses * 2 >= w->nslots)
		grow_slots(w);
	for (j = (uintptr_t)s / 8 & (w->nslots - 1); w->slots[j];
	     j = (j + 1) & (w->nslots - 1)) {
		struct str_use *have = &w->uses[w->slots[j] - 1];

		if (have->s != s)
			continue;
		have->uses += w->counting;
		return have->ref;
	}
	u.s = s;
	u.order = (uint32_t)w->nuses;
	WN_PUSH(w->uses, w->nuses, w->capuses, u);
	w->slots[j] = (uint32_t)w->nuses;
	return 0;
}

static int by_use(const void *a, const void *b)
{
	const struct str_use *x = a, *y = b;

	if (x->uses != y->uses)
		return x->uses < y->uses ? 1 : -1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static void number_strings(struct writer *w)
{
	uint32_t i;

	if (w->nuses)
		qsort(w->uses, w->nuses, sizeof(*w->uses), by_use);
	for (i = 0; i < w->nuses; i++)
		w->uses[i].ref = i + 1;
	w->nslots /= 2;
	grow_slots(w);
}

static void put_ref(struct writer *w, struct buf *b, const char *s)
{
	put_u(b, str_ref(w, s));
}

static void put_sp_ref(struct writer *w, struct buf *b, const char *s)
{
	put_c(b, ' ');
	put_ref(w, b, s);
}

static void put_sp_u(struct buf *b, uint64_t v)
{
	put_c(b, ' ');
	put_u(b, v);
}

static const char *nonnull(const char *s)
{
	return s ? s : "";
}

/* Line relative to the location before; file and macros only when needed. */
static void put_loc(struct writer *w, struct buf *b, const struct wn_loc *l)
{
	const struct wn_loc *p = w->prev;
	bool file = strcmp(nonnull(l->file), nonnull(p->file));
	bool macros = l->macros && *l->macros;

	put_c(b, ' ');
	w->prev = l;
	if (!file && l->line == p->line && l->col == p->col &&
	    !strcmp(nonnull(l->macros), nonnull(p->macros))) {
		put_c(b, '~');
		return;
	}
	put_i(b, (int64_t)l->line - (int64_t)p->line);
	put_c(b, ',');
	put_u(b, l->col);
	if (macros || file) {
		put_c(b, ',');
		put_ref(w, b, l->macros);
	}
	if (file) {
		put_c(b, ',');
		put_ref(w, b, l->file);
	}
}

static void put_steps(struct writer *w, struct buf *b, const struct wn_opnd *o)
{
	uint32_t i;

	for (i = 0; i < o->nsteps; i++) {
		const struct wn_step *s = &o->steps[i];

		switch (s->kind) {
		case WN_STEP_DEREF:
			put_c(b, '*');
			break;
		case WN_STEP_FIELD:
			put_c(b, '.');
			put_ref(w, b, s->name);
			put_c(b, ':');
			put_ref(w, b, s->type);
			break;
		case WN_STEP_INDEX:
			put_c(b, '[');
			if (s->val != WN_INDEX_ANY)
				put_i(b, s->val);
			put_c(b, ']');
			break;
		}
	}
}

static void put_opnd(struct writer *w, struct buf *b, const struct wn_opnd *o)
{
	put_c(b, ' ');
	if (o->addr)
		put_c(b, '&');
	switch (o->base) {
	case WN_BASE_NONE:
		put_c(b, '_');
		break;
	case WN_BASE_CONST:
		put_c(b, '#');
		put_i(b, o->val);
		break;
	case WN_BASE_STR:
		put_c(b, '"');
		put_ref(w, b, o->name);
		break;
	case WN_BASE_SSA:
		put_c(b, '%');
		put_u(b, o->id);
		break;
	case WN_BASE_VAR:
		put_c(b, '$');
		put_u(b, o->id);
		break;
	case WN_BASE_GLOBAL:
		put_c(b, '@');
		put_ref(w, b, o->name);
		break;
	case WN_BASE_FUNC:
		put_c(b, '!');
		put_ref(w, b, o->name);
		break;
	}
	put_steps(w, b, o);
}

static void put_args(struct writer *w, struct buf *b, const struct wn_stmt *s)
{
	uint32_t i;

	for (i = 0; i < s->nargs; i++)
		put_opnd(w, b, &s->args[i]);
}

static void put_stmt(struct writer *w, struct buf *b, const struct wn_stmt *s)
{
	static const char kinds[] = {
		[WN_ASSIGN] = '=', [WN_CALL] = 'c', [WN_RETURN] = 'r',
		[WN_ASM] = 'a', [WN_CLOBBER] = 'x',
	};

	put_c(b, kinds[s->kind]);
	if (s->kind == WN_ASSIGN || s->kind == WN_CALL || s->kind == WN_CLOBBER)
		put_opnd(w, b, &s->lhs);
	if (s->kind == WN_ASSIGN || s->kind == WN_CALL)
		put_sp_ref(w, b, s->type);
	put_loc(w, b, &s->loc);
	if (s->kind == WN_CALL)
		put_opnd(w, b, &s->callee);
	if (s->kind == WN_ASSIGN && (s->op != WN_OP_COPY || s->nargs != 1)) {
		put_c(b, ' ');
		put_s(b, wn_op_name(s->op));
	}
	if (s->kind != WN_CLOBBER)
		put_args(w, b, s);
	put_c(b, '\n');
}

static void put_edge(struct buf *b, const struct wn_edge *e)
{
	static const char kinds[] = {
		[WN_EDGE_TRUE] = 't', [WN_EDGE_FALSE] = 'f',
		[WN_EDGE_CASE] = 'c', [WN_EDGE_DEFAULT] = 'd',
		[WN_EDGE_ABNORMAL] = 'a',
	};

	put_sp_u(b, e->dst);
	if (e->kind == WN_EDGE_ALWAYS)
		return;
	put_c(b, kinds[e->kind]);
	if (e->kind != WN_EDGE_CASE)
		return;
	put_i(b, e->lo);
	if (e->lo != e->hi) {
		put_c(b, ':');
		put_i(b, e->hi);
	}
}

static void put_block(struct writer *w, struct buf *b, const struct wn_block *bb)
{
	uint32_t i, j;

	put_c(b, 'b');
	put_sp_u(b, bb->nphis);
	put_sp_u(b, bb->nstmts);
	for (i = 0; i < bb->nsucc; i++)
		put_edge(b, &bb->succ[i]);
	put_c(b, '\n');
	for (i = 0; i < bb->nphis; i++) {
		const struct wn_phi *p = &bb->phis[i];

		put_c(b, 'h');
		put_sp_u(b, p->dst);
		for (j = 0; j < p->n; j++) {
			put_sp_u(b, p->preds[j]);
			put_opnd(w, b, &p->args[j]);
		}
		put_c(b, '\n');
	}
	for (i = 0; i < bb->nstmts; i++)
		put_stmt(w, b, &bb->stmts[i]);
	if (bb->cond[0].base != WN_BASE_NONE || bb->cond[1].base != WN_BASE_NONE) {
		put_s(b, "? ");
		put_s(b, wn_op_name(bb->cond_op));
		put_opnd(w, b, &bb->cond[0]);
		put_opnd(w, b, &bb->cond[1]);
		put_loc(w, b, &bb->cond_loc);
		put_c(b, '\n');
	}
}

static void put_body(struct writer *w, struct buf *b, const struct wn_func *fn)
{
	uint32_t i;

	w->start = (struct wn_loc){ fn->file, fn->line, 0, "" };
	w->prev = &w->start;
	put_c(b, 's');
	for (i = 0; i < fn->nssa; i++) {
		const struct wn_ssa *s = &fn->ssa[i];

		put_c(b, ' ');
		if (s->name && *s->name)
			put_ref(w, b, s->name);
		put_c(b, ':');
		put_ref(w, b, s->type);
		if (s->param >= 0) {
			put_c(b, 'p');
			put_u(b, (uint64_t)s->param);
		}
		if (s->undef)
			put_c(b, 'u');
	}
	put_s(b, "\nv");
	for (i = 0; i < fn->nvars; i++) {
		const struct wn_var *v = &fn->vars[i];

		put_c(b, ' ');
		if (v->name && *v->name)
			put_ref(w, b, v->name);
		put_c(b, ':');
		put_ref(w, b, v->type);
		if (v->param >= 0) {
			put_c(b, 'p');
			put_u(b, (uint64_t)v->param);
		}
		if (v->addressed)
			put_c(b, 'a');
	}
	put_c(b, '\n');
	for (i = 0; i < fn->nblocks; i++)
		put_block(w, b, &fn->blocks[i]);
}

static void put_func(struct writer *w, struct buf *b, const struct wn_func *fn,
		     uint64_t len)
{
	uint32_t i;

	put_c(b, 'f');
	put_sp_ref(w, b, fn->name);
	put_sp_ref(w, b, fn->file);
	put_sp_u(b, fn->line);
	put_sp_u(b, fn->end_line);
	put_sp_u(b, (unsigned int)fn->is_static | fn->is_weak << 1 |
		    fn->is_inline << 2 | fn->address_taken << 3 |
		    fn->is_exported << 4);
	put_sp_ref(w, b, fn->rettype);
	put_sp_ref(w, b, fn->touches);
	put_sp_ref(w, b, fn->markers);
	put_sp_u(b, fn->nblocks);
	put_sp_u(b, fn->nssa);
	put_sp_u(b, fn->nvars);
	put_sp_u(b, len);
	put_sp_u(b, fn->nparams);
	for (i = 0; i < fn->nparams; i++) {
		put_sp_ref(w, b, fn->params[i]);
		put_sp_ref(w, b, fn->param_names[i]);
	}
	for (i = 0; i < fn->ncallees; i++)
		put_sp_ref(w, b, fn->callees[i]);
	put_c(b, '\n');
}

static void put_decl(struct writer *w, struct buf *b, const struct wn_decl *d)
{
	uint32_t i;

	put_c(b, 'd');
	put_sp_ref(w, b, d->name);
	put_sp_ref(w, b, d->rettype);
	put_sp_u(b, d->variadic);
	put_sp_ref(w, b, d->markers);
	for (i = 0; i < d->nparams; i++)
		put_sp_ref(w, b, d->params[i]);
	put_c(b, '\n');
}

static void put_fnptr(struct writer *w, struct buf *b, const struct wn_fnptr *p)
{
	put_c(b, 'p');
	put_sp_ref(w, b, p->type);
	put_sp_ref(w, b, p->field);
	put_sp_ref(w, b, p->func);
	put_sp_ref(w, b, p->var);
	put_loc(w, b, &p->loc);
	put_c(b, '\n');
}

static void put_unit(struct writer *w, const struct wn_unit *u, uint64_t *len)
{
	uint32_t i;

	w->body.n = 0;
	for (i = 0; i < u->nfuncs; i++) {
		size_t before = w->body.n;

		put_body(w, &w->body, &u->funcs[i]);
		len[i] = w->body.n - before;
	}
	for (i = 0; i < u->nfuncs; i++)
		put_func(w, &w->out, &u->funcs[i], len[i]);
	for (i = 0; i < u->ndecls; i++)
		put_decl(w, &w->out, &u->decls[i]);
	w->start = (struct wn_loc){ u->meta.source, 0, 0, "" };
	w->prev = &w->start;
	for (i = 0; i < u->nfnptrs; i++)
		put_fnptr(w, &w->out, &u->fnptrs[i]);
}

static void put_meta(struct buf *b, const char *key, const char *val)
{
	put_s(b, key);
	put_c(b, ' ');
	put_text(b, nonnull(val));
	put_c(b, '\n');
}

static void build(struct writer *w, const struct wn_unit *u)
{
	uint64_t *len = wn_new_n(&w->arena, uint64_t, u->nfuncs + 1);
	char crc[16];
	size_t i;

	w->tab = wn_strtab_new();
	w->counting = true;
	put_unit(w, u, len);
	w->counting = false;
	number_strings(w);
	w->out.n = 0;

	put_s(&w->out, "wnotify-facts ");
	put_u(&w->out, WN_FACTS_VERSION);
	put_c(&w->out, '\n');
	put_meta(&w->out, "source", u->meta.source);
	put_meta(&w->out, "compiler", u->meta.compiler);
	put_meta(&w->out, "kernel", u->meta.kernel);
	put_meta(&w->out, "config", u->meta.config);
	put_meta(&w->out, "target", u->meta.target);
	put_meta(&w->out, "hash", u->meta.source_hash);
	put_s(&w->out, "strings");
	put_sp_u(&w->out, w->nuses);
	put_c(&w->out, '\n');
	for (i = 0; i < w->nuses; i++) {
		put_text(&w->out, w->uses[i].s);
		put_c(&w->out, '\n');
	}
	put_s(&w->out, "index");
	put_sp_u(&w->out, u->nfuncs);
	put_sp_u(&w->out, u->ndecls);
	put_sp_u(&w->out, u->nfnptrs);
	put_c(&w->out, '\n');
	put_unit(w, u, len);
	put_s(&w->out, "bodies");
	put_sp_u(&w->out, w->body.n);
	put_c(&w->out, '\n');
	put_n(&w->out, w->body.p, w->body.n);
	snprintf(crc, sizeof(crc), "crc %08lx\n",
		 crc32(0, (const Bytef *)w->out.p, (uInt)w->out.n));
	put_s(&w->out, crc);
}

static int fail(char *err, size_t errlen, const char *path, int code)
{
	snprintf(err, errlen, "%s: cannot write the facts: %s", path,
		 strerror(code));
	return -1;
}

static int write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return done ? errno : EIO;
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

static int replace_file(const struct buf *b, const char *path, const char *tmp,
			char *err, size_t errlen)
{
	int code, fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (fd < 0)
		return fail(err, errlen, path, errno);
	code = write_all(fd, b->p, b->n);
	if (close(fd) && !code)
		code = errno;
	if (!code && rename(tmp, path))
		code = errno;
	if (!code)
		return 0;
	unlink(tmp);
	return fail(err, errlen, path, code);
}

int wn_facts_write(const struct wn_unit *u, const char *path, char *err,
		   size_t errlen)
{
	struct writer w = { 0 };
	char *tmp;
	int ret;

	build(&w, u);
	tmp = wn_printf(&w.arena, "%s.%ld.tmp", path, (long)getpid());
	unlink(tmp);	/* of a process that had our id and was killed */
	ret = replace_file(&w.out, path, tmp, err, errlen);
	wn_strtab_free(w.tab);
	wn_arena_free(&w.arena);
	free(w.out.p);
	free(w.body.p);
	free(w.uses);
	free(w.slots);
	return ret;
}
