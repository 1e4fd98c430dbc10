// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Opens a facts file: checksum, header, strings and index.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "facts-read.h"

#define MAGIC "wnotify-facts "
#define TRAILER (sizeof("crc 01234567\n") - 1)

static int fail(char *err, size_t errlen, const char *path, const char *why)
{
	snprintf(err, errlen, "%s: %s", path, why);
	return -1;
}

static int read_file(struct facts_file *f, const char *path, char *err,
		     size_t errlen)
{
	FILE *in = fopen(path, "rb");
	struct stat st;

	if (!in)
		return fail(err, errlen, path, strerror(errno));
	if (fstat(fileno(in), &st) || !S_ISREG(st.st_mode)) {
		fclose(in);
		return fail(err, errlen, path, "not a facts file");
	}
	if (st.st_size > INT32_MAX) {
		fclose(in);
		return fail(err, errlen, path, "too large for a facts file");
	}
	f->text = wn_xrealloc(NULL, (size_t)st.st_size + 1);
	f->size = fread(f->text, 1, (size_t)st.st_size, in);
	f->text[f->size] = '\0';
	fclose(in);
	if (f->size != (size_t)st.st_size)
		return fail(err, errlen, path, "cannot be read");
	return 0;
}

static int check_file(struct facts_file *f, char *err, size_t errlen)
{
	const char *path = f->unit.path, *version = f->text + sizeof(MAGIC) - 1;
	char want[TRAILER + 1];

	if (strncmp(f->text, MAGIC, sizeof(MAGIC) - 1))
		return fail(err, errlen, path, "not a facts file");
	if (strtoul(version, NULL, 10) != WN_FACTS_VERSION) {
		snprintf(err, errlen, "%s: facts of version %.*s, this program reads version %d: scan again",
			 path, (int)strspn(version, "0123456789"), version,
			 WN_FACTS_VERSION);
		return -1;
	}
	if (f->size < TRAILER + sizeof(MAGIC))
		return fail(err, errlen, path, "truncated: scan again");
	f->size -= TRAILER;
#ifndef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
	snprintf(want, sizeof(want), "crc %08lx\n",
		 crc32(0, (const Bytef *)f->text, (uInt)f->size));
	if (memcmp(f->text + f->size, want, TRAILER))
		return fail(err, errlen, path,
			    "truncated or damaged (checksum): scan again");
#else
	(void)want;
#endif
	return 0;
}

static const char *read_key(struct facts_in *in, const char *key)
{
	size_t n = strlen(key);

	if (!facts_line(in) || (size_t)(in->end - in->p) < n ||
	    memcmp(in->p, key, n)) {
		facts_bad(in, "header damaged");
		return "";
	}
	in->p += n;
	facts_space(in);
	return facts_string(in->file, in->p, (size_t)(in->end - in->p));
}

static void read_meta(struct facts_in *in, struct wn_meta *m)
{
	read_key(in, "wnotify-facts");
	m->source = read_key(in, "source");
	m->compiler = read_key(in, "compiler");
	m->kernel = read_key(in, "kernel");
	m->config = read_key(in, "config");
	m->target = read_key(in, "target");
	m->source_hash = read_key(in, "hash");
}

static uint32_t read_count(struct facts_in *in)
{
	/* each item takes a line of at least one byte */
	return (uint32_t)facts_u(in, (uint64_t)(in->limit - in->p));
}

static void read_strings(struct facts_in *in)
{
	struct facts_file *f = in->file;
	uint32_t i, n;

	read_key(in, "strings");
	n = read_count(in);
	f->strs = wn_new_n(&f->arena, struct facts_str, n + 1);
	for (i = 0; i < n; i++) {
		if (!facts_line(in)) {
			facts_bad(in, "string missing");
			return;
		}
		f->strs[i].raw = in->p;
		f->strs[i].len = (uint32_t)(in->end - in->p);
	}
	f->nstrs = n;
}

static const char *next_ref(struct facts_in *in)
{
	facts_space(in);
	return facts_ref(in);
}

static uint32_t next_u32(struct facts_in *in)
{
	facts_space(in);
	return facts_u32(in);
}

static bool read_tag(struct facts_in *in, char tag)
{
	if (facts_line(in) && facts_eat(in, tag))
		return true;
	facts_bad(in, "index entry missing");
	return false;
}

static void read_func(struct facts_in *in, struct wn_func *fn, uint64_t *off)
{
	struct wn_arena *a = &in->file->arena;
	uint32_t i, flags;

	fn->unit = &in->file->unit;
	if (!read_tag(in, 'f'))
		return;
	fn->name = next_ref(in);
	fn->file = next_ref(in);
	fn->line = next_u32(in);
	fn->end_line = next_u32(in);
	flags = next_u32(in);
	fn->is_static = flags & 1;
	fn->is_weak = flags & 2;
	fn->is_inline = flags & 4;
	fn->address_taken = flags & 8;
	fn->is_exported = flags & 16;
	fn->rettype = next_ref(in);
	fn->touches = next_ref(in);
	fn->markers = next_ref(in);
	fn->nblocks = next_u32(in);
	fn->nssa = next_u32(in);
	fn->nvars = next_u32(in);
	facts_space(in);
	fn->off = *off;
	fn->len = facts_u(in, in->file->size - in->file->body - *off);
	*off += fn->len;
	fn->nparams = next_u32(in);
	if (fn->nparams > facts_tokens(in) / 2) {
		facts_bad(in, "parameter missing");
		fn->nparams = 0;
	}
	fn->params = wn_new_n(a, const char *, fn->nparams + 1);
	fn->param_names = wn_new_n(a, const char *, fn->nparams + 1);
	for (i = 0; i < fn->nparams; i++) {
		fn->params[i] = next_ref(in);
		fn->param_names[i] = next_ref(in);
	}
	fn->callees = wn_new_n(a, const char *, facts_tokens(in) + 1);
	while (facts_more(in))
		fn->callees[fn->ncallees++] = facts_ref(in);
}

static void read_decl(struct facts_in *in, struct wn_decl *d)
{
	if (!read_tag(in, 'd'))
		return;
	d->name = next_ref(in);
	d->rettype = next_ref(in);
	d->variadic = next_u32(in);
	d->markers = next_ref(in);
	d->params = wn_new_n(&in->file->arena, const char *,
			     facts_tokens(in) + 1);
	while (facts_more(in))
		d->params[d->nparams++] = facts_ref(in);
}

static void read_fnptr(struct facts_in *in, struct wn_fnptr *p)
{
	if (!read_tag(in, 'p'))
		return;
	p->type = next_ref(in);
	p->field = next_ref(in);
	p->func = next_ref(in);
	p->var = next_ref(in);
	facts_space(in);
	p->loc = facts_loc(in);
}

static void read_index(struct facts_in *in)
{
	struct facts_file *f = in->file;
	struct wn_unit *u = &f->unit;
	uint64_t off = 0;
	uint32_t i;

	read_key(in, "index");
	u->nfuncs = read_count(in);
	facts_space(in);
	u->ndecls = read_count(in);
	facts_space(in);
	u->nfnptrs = read_count(in);
	u->funcs = wn_new_n(&f->arena, struct wn_func, u->nfuncs + 1);
	u->decls = wn_new_n(&f->arena, struct wn_decl, u->ndecls + 1);
	u->fnptrs = wn_new_n(&f->arena, struct wn_fnptr, u->nfnptrs + 1);
	for (i = 0; i < u->nfuncs && !in->bad; i++)
		read_func(in, &u->funcs[i], &off);
	for (i = 0; i < u->ndecls && !in->bad; i++)
		read_decl(in, &u->decls[i]);
	in->loc = (struct wn_loc){ u->meta.source, 0, 0, "" };
	for (i = 0; i < u->nfnptrs && !in->bad; i++)
		read_fnptr(in, &u->fnptrs[i]);
	read_key(in, "bodies");
	if (facts_u(in, f->size) != off)
		facts_bad(in, "sections do not add up");
	f->body = (size_t)(in->end - f->text) + 1;
	if (!in->bad && f->size - f->body != off)
		facts_bad(in, "sections do not fill the file");
}

static int parse(struct facts_file *f, char *err, size_t errlen)
{
	struct facts_in in = {
		.file = f, .p = f->text, .end = f->text,
		.limit = f->text + f->size,
	};

	read_meta(&in, &f->unit.meta);
	read_strings(&in);
	read_index(&in);
	if (!in.bad)
		return 0;
	return fail(err, errlen, f->unit.path, in.bad);
}

void wn_facts_close(struct wn_unit *u)
{
	struct facts_file *f;

	if (!u)
		return;
	f = u->priv;
	free(f->text);
	wn_arena_free(&f->arena);
	free(f);
}

struct wn_unit *wn_facts_open(const char *path, struct wn_strtab *strs,
			      char *err, size_t errlen)
{
	struct facts_file *f = wn_xrealloc(NULL, sizeof(*f));

	memset(f, 0, sizeof(*f));
	f->tab = strs;
	f->unit.priv = f;
	f->unit.path = wn_intern(strs, path);
	if (read_file(f, path, err, errlen) || check_file(f, err, errlen) ||
	    parse(f, err, errlen)) {
		wn_facts_close(&f->unit);
		return NULL;
	}
	return &f->unit;
}
