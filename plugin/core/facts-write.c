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

#include "facts-write.h"

static void put_func(struct facts_writer *w, struct facts_buf *b, const struct wn_func *fn,
		     uint64_t len)
{
	uint32_t i;

	facts_put_c(b, 'f');
	facts_sp_ref(w, b, fn->name);
	facts_sp_ref(w, b, fn->file);
	facts_sp_u(b, fn->line);
	facts_sp_u(b, fn->end_line);
	facts_sp_u(b, (unsigned int)fn->is_static | fn->is_weak << 1 |
		    fn->is_inline << 2 | fn->address_taken << 3 |
		    fn->is_exported << 4);
	facts_sp_ref(w, b, fn->rettype);
	facts_sp_ref(w, b, fn->touches);
	facts_sp_ref(w, b, fn->markers);
	facts_sp_u(b, fn->nblocks);
	facts_sp_u(b, fn->nssa);
	facts_sp_u(b, fn->nvars);
	facts_sp_u(b, len);
	facts_sp_u(b, fn->nparams);
	for (i = 0; i < fn->nparams; i++) {
		facts_sp_ref(w, b, fn->params[i]);
		facts_sp_ref(w, b, fn->param_names[i]);
	}
	for (i = 0; i < fn->ncallees; i++)
		facts_sp_ref(w, b, fn->callees[i]);
	facts_put_c(b, '\n');
}

static void put_decl(struct facts_writer *w, struct facts_buf *b, const struct wn_decl *d)
{
	uint32_t i;

	facts_put_c(b, 'd');
	facts_sp_ref(w, b, d->name);
	facts_sp_ref(w, b, d->rettype);
	facts_sp_u(b, d->variadic);
	facts_sp_ref(w, b, d->markers);
	for (i = 0; i < d->nparams; i++)
		facts_sp_ref(w, b, d->params[i]);
	facts_put_c(b, '\n');
}

static void put_fnptr(struct facts_writer *w, struct facts_buf *b, const struct wn_fnptr *p)
{
	facts_put_c(b, 'p');
	facts_sp_ref(w, b, p->type);
	facts_sp_ref(w, b, p->field);
	facts_sp_ref(w, b, p->func);
	facts_sp_ref(w, b, p->var);
	facts_put_loc(w, b, &p->loc);
	facts_put_c(b, '\n');
}

static void put_unit(struct facts_writer *w, const struct wn_unit *u, uint64_t *len)
{
	uint32_t i;

	w->body.n = 0;
	for (i = 0; i < u->nfuncs; i++) {
		size_t before = w->body.n;

		facts_put_body(w, &w->body, &u->funcs[i]);
		len[i] = w->body.n - before;
	}
	for (i = 0; i < u->nfuncs; i++)
		put_func(w, &w->out, &u->funcs[i], len[i]);
	for (i = 0; i < u->ndecls; i++)
		put_decl(w, &w->out, &u->decls[i]);
	w->prev = (struct wn_loc){ u->meta.source, 0, 0, "" };
	for (i = 0; i < u->nfnptrs; i++)
		put_fnptr(w, &w->out, &u->fnptrs[i]);
}

static void put_meta(struct facts_buf *b, const char *key, const char *val)
{
	facts_put_s(b, key);
	facts_put_c(b, ' ');
	facts_put_text(b, val ? val : "");
	facts_put_c(b, '\n');
}

static void build(struct facts_writer *w, const struct wn_unit *u)
{
	uint64_t *len = wn_new_n(&w->arena, uint64_t, u->nfuncs + 1);
	char crc[16];
	size_t i;

	w->tab = wn_strtab_new();
	w->counting = true;
	put_unit(w, u, len);
	w->counting = false;
	facts_number_strings(w);
	w->out.n = 0;

	facts_put_s(&w->out, "wnotify-facts ");
	facts_put_u(&w->out, WN_FACTS_VERSION);
	facts_put_c(&w->out, '\n');
	put_meta(&w->out, "source", u->meta.source);
	put_meta(&w->out, "compiler", u->meta.compiler);
	put_meta(&w->out, "kernel", u->meta.kernel);
	put_meta(&w->out, "config", u->meta.config);
	put_meta(&w->out, "target", u->meta.target);
	put_meta(&w->out, "hash", u->meta.source_hash);
	facts_put_s(&w->out, "strings");
	facts_sp_u(&w->out, w->nuses);
	facts_put_c(&w->out, '\n');
	for (i = 0; i < w->nuses; i++) {
		facts_put_text(&w->out, w->uses[i].s);
		facts_put_c(&w->out, '\n');
	}
	facts_put_s(&w->out, "index");
	facts_sp_u(&w->out, u->nfuncs);
	facts_sp_u(&w->out, u->ndecls);
	facts_sp_u(&w->out, u->nfnptrs);
	facts_put_c(&w->out, '\n');
	put_unit(w, u, len);
	facts_put_s(&w->out, "bodies");
	facts_sp_u(&w->out, w->body.n);
	facts_put_c(&w->out, '\n');
	facts_put_n(&w->out, w->body.p, w->body.n);
	snprintf(crc, sizeof(crc), "crc %08lx\n",
		 crc32(0, (const Bytef *)w->out.p, (uInt)w->out.n));
	facts_put_s(&w->out, crc);
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

static int replace_file(const struct facts_buf *b, const char *path, const char *tmp,
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
	struct facts_writer w = { 0 };
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
