// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * facts-check FILE [FUNCTION...]: prints facts readably
 * facts-check -c FILE...: reads all of the files, says nothing when all is well
 */
#include <string.h>

#include "../../plugin/core/facts.h"

static bool wanted(const char *name, char **names)
{
	if (!*names)
		return true;
	for (; *names; names++)
		if (!strcmp(name, *names))
			return true;
	return false;
}

static void dump_index(const struct wn_unit *u)
{
	uint32_t i, j;

	printf("; %s by %s for %s, kernel %s\n", u->meta.source,
	       u->meta.compiler, u->meta.target, u->meta.kernel);
	for (i = 0; i < u->ndecls; i++) {
		const struct wn_decl *d = &u->decls[i];

		printf("extern %s %s(", d->rettype, d->name);
		for (j = 0; j < d->nparams; j++)
			printf("%s%s", j ? ", " : "", d->params[j]);
		printf("%s)%s%s\n", d->variadic ? ", ..." : "",
		       *d->markers ? " " : "", d->markers);
	}
	for (i = 0; i < u->nfnptrs; i++) {
		const struct wn_fnptr *p = &u->fnptrs[i];

		printf("%s.%s = %s\t; %s %s:%u\n", p->type, p->field, p->func,
		       p->var, p->loc.file, p->loc.line);
	}
}

static int dump_file(const char *path, char **names, bool check)
{
	struct wn_strtab *strs = wn_strtab_new();
	struct wn_unit *u;
	char err[512];
	uint32_t i;
	int ret = 0;

	u = wn_facts_open(path, strs, err, sizeof(err));
	if (!u) {
		fprintf(stderr, "facts-check: %s\n", err);
		wn_strtab_free(strs);
		return 1;
	}
	if (!check && !*names)
		dump_index(u);
	for (i = 0; i < u->nfuncs; i++) {
		if (!check && !wanted(u->funcs[i].name, names))
			continue;
		if (wn_facts_body(&u->funcs[i], err, sizeof(err))) {
			fprintf(stderr, "facts-check: %s\n", err);
			ret = 1;
		} else if (!check) {
			putchar('\n');
			wn_func_dump(&u->funcs[i], stdout);
		}
	}
	wn_facts_close(u);
	wn_strtab_free(strs);
	return ret;
}

int main(int argc, char **argv)
{
	static char *none[] = { NULL };
	int ret = 0;

	if (argc < 2 || (!strcmp(argv[1], "-c") && argc < 3)) {
		fputs("usage: facts-check FILE [FUNCTION...] | facts-check -c FILE...\n",
		      stderr);
		return 2;
	}
	if (strcmp(argv[1], "-c"))
		return dump_file(argv[1], argv + 2, false);
	for (argv += 2; *argv; argv++)
		ret |= dump_file(*argv, none, true);
	return ret;
}
