// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The facts reader: any bytes are refused or read, and what was read can be
 * dumped, linked, and written again to the same bytes. The checksum is off in
 * this build, as it would stop nearly every input.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cfg.h"
#include "fuzz.h"
#include "program.h"

static char *slurp(const char *path, size_t *n)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;

	if (!f || getdelim(&text, n, -1, f) < 0)
		fuzz_fail("what was written cannot be read");
	fclose(f);
	*n = strlen(text);
	return text;
}

static void write_unit(const struct wn_unit *u, const char *path)
{
	char err[256];

	if (wn_facts_write(u, path, err, sizeof(err)))
		fuzz_fail(err);
}

static bool all_bodies(struct wn_unit *u)
{
	char err[256];
	bool whole = true;

	for (uint32_t i = 0; i < u->nfuncs; i++)
		whole &= !wn_facts_body(&u->funcs[i], err, sizeof(err));
	return whole;
}

/* The writer has one way to say a thing, so the second round changes nothing. */
static void round_trip(struct wn_unit *u, struct wn_strtab *strs)
{
	char first[64], second[64], err[256];
	struct wn_unit *again;
	size_t n, m;
	char *a, *b;

	snprintf(first, sizeof(first), "/tmp/wnotify-fuzz-%d-1", (int)getpid());
	snprintf(second, sizeof(second), "/tmp/wnotify-fuzz-%d-2", (int)getpid());
	write_unit(u, first);
	again = wn_facts_open(first, strs, err, sizeof(err));
	if (!again || !all_bodies(again))
		fuzz_fail("the reader refuses what the writer wrote");
	write_unit(again, second);
	a = slurp(first, &n);
	b = slurp(second, &m);
	if (n != m || memcmp(a, b, n))
		fuzz_fail("written again it is something else");
	free(a);
	free(b);
	wn_facts_close(again);
	unlink(first);
	unlink(second);
}

static void link_all(const char *path)
{
	struct wn_program *p = wn_program_new();
	char err[256];

	if (!wn_program_add(p, path, err, sizeof(err))) {
		wn_link(p);
		for (uint32_t i = 0; i < p->ninfos; i++)
			wn_ready(p, p->infos[i]);
	}
	wn_program_free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(data, size);
	struct wn_strtab *strs = wn_strtab_new();
	static FILE *null;
	struct wn_unit *u;
	char err[256] = "";

	if (!null)
		null = fopen("/dev/null", "w");
	u = wn_facts_open(path, strs, err, sizeof(err));
	if (!u && (!*err || strchr(err, '\n')))
		fuzz_fail("refused without one line");
	if (u) {
		bool whole = all_bodies(u);

		for (uint32_t i = 0; i < u->nfuncs; i++)
			wn_func_dump(&u->funcs[i], null);
		if (whole)
			round_trip(u, strs);
		wn_facts_close(u);
		link_all(path);
	}
	wn_strtab_free(strs);
	return 0;
}
