// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify pick: which sources a scan has to compile; see words.h. */
#include <fts.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd.h"
#include "words.h"

static const char doc[] =
	"Read the names of sources from the standard input, and print those that can matter.\v"
	"A source can when it names a helper or a type of the model, a macro or an inline "
	"function of the headers that does, or what is in --names.";

static const struct argp_option options[] = {
	{ "kdir", 'k', "DIR", 0, "The sources are relative to this", 0 },
	{ "headers", 'H', "DIR", 0, "Look at all headers below, also relative to it", 0 },
	{ "names", 'n', "FILE", 0,
	  "What wnotify check --outside wrote: also who calls or defines these", 0 },
	{ "cache", 'c', "FILE", 0,
	  "Keep the answer there, and give it again when no file has changed", 0 },
	{ "why", 'w', NULL, 0, "Print the name, too", 0 },
	{}
};

struct list {
	char **v;
	size_t n, cap;
};

struct args {
	const char *kdir, *names, *cache;
	struct list headers;
	bool why;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 'k':
		a->kdir = arg;
		break;
	case 'H':
		WN_PUSH(a->headers.v, a->headers.n, a->headers.cap, arg);
		break;
	case 'n':
		a->names = arg;
		break;
	case 'c':
		a->cache = arg;
		break;
	case 'w':
		a->why = true;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = { .options = options, .parser = parse, .doc = doc };

static char *path_of(const struct args *a, const char *name)
{
	char *path;

	if (asprintf(&path, "%s%s%s", *name == '/' ? "" : a->kdir, *name == '/' ? "" : "/",
		     name) < 0)
		exit(WN_EXIT_FAILED);
	return path;
}

/* The whole file; NULL when it cannot be read. */
static char *slurp(const char *path, size_t *n)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;
	size_t got, cap = 0;

	if (!f)
		return NULL;
	for (*n = 0;; *n += got) {
		if (cap - *n < 65536)
			text = wn_xrealloc(text, cap = cap ? cap * 2 : 131072);
		got = fread(text + *n, 1, cap - *n, f);
		if (!got)
			break;
	}
	if (ferror(f)) {
		free(text);
		text = NULL;
	}
	fclose(f);
	return text;
}

static void read_lines(struct list *l, FILE *in)
{
	char *line = NULL, *copy;
	size_t cap = 0;
	ssize_t n;

	while ((n = getline(&line, &cap, in)) > 0) {
		if (line[n - 1] == '\n')
			line[--n] = '\0';
		copy = memcpy(wn_xrealloc(NULL, n + 1), line, n + 1);
		WN_PUSH(l->v, l->n, l->cap, copy);
	}
	free(line);
}

static void free_list(struct list *l)
{
	while (l->n)
		free(l->v[--l->n]);
	free(l->v);
}

struct pick {
	const struct args *args;
	struct wn_words *words, *bodies;
};

static int add_names(struct pick *p, const char *path)
{
	struct list names = { 0 };
	FILE *f = fopen(path, "r");

	if (!f) {
		wn_error("%s: %m", path);
		return -1;
	}
	read_lines(&names, f);
	fclose(f);
	for (size_t i = 0; i < names.n; i++) {
		if (!strncmp(names.v[i], "body ", 5))
			wn_words_add(p->bodies, names.v[i] + 5);
		else if (!strncmp(names.v[i], "call ", 5))
			wn_words_add(p->words, names.v[i] + 5);
	}
	free_list(&names);
	return 0;
}

/* Paths of all headers. */
static void find_headers(const struct args *a, struct list *paths)
{
	for (size_t i = 0; i < a->headers.n; i++) {
		char *dir = path_of(a, a->headers.v[i]), *path;
		char *const roots[] = { dir, NULL };
		FTS *fts = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
		FTSENT *e;

		while (fts && (e = fts_read(fts))) {
			if (e->fts_namelen < 3 || strcmp(e->fts_name + e->fts_namelen - 2, ".h"))
				continue;
			path = memcpy(wn_xrealloc(NULL, e->fts_pathlen + 1), e->fts_path,
				      e->fts_pathlen + 1);
			WN_PUSH(paths->v, paths->n, paths->cap, path);
		}
		if (fts)
			fts_close(fts);
		free(dir);
	}
}

struct header {
	char *text;
	size_t len;
};

/* What a header's inline calls may stand in another header: until nothing is new. */
static void read_headers(const struct list *paths, struct wn_words *w)
{
	struct header *v = wn_xrealloc(NULL, (paths->n + 1) * sizeof(*v));
	size_t n = 0, i;
	bool more = true;

	for (i = 0; i < paths->n; i++) {
		v[n].text = slurp(paths->v[i], &v[n].len);
		n += !!v[n].text;
	}
	while (more) {
		more = false;
		for (i = 0; i < n; i++)
			more |= wn_words_header(w, v[i].text, v[i].len);
	}
	for (i = 0; i < n; i++)
		free(v[i].text);
	free(v);
}

/* What cannot be read is picked: the compiler says why. */
static void pick_one(const struct pick *p, const char *source, FILE *out)
{
	char *path = path_of(p->args, source), *text;
	const char *name = "?";
	size_t n;

	text = slurp(path, &n);
	if (text)
		name = wn_words_find(p->words, text, n);
	if (text && !name && wn_words_defines(p->bodies, text, n))
		name = "";
	if (name)
		fprintf(out, "%s%s%s\n", source, p->args->why ? "\t" : "",
			p->args->why ? name : "");
	free(text);
	free(path);
}

static int pick(const struct args *a, const struct list *sources, const struct list *headers,
		FILE *out)
{
	struct wn_model *m = wn_model_new(0);
	struct pick p = { a, wn_words_new(m), wn_words_new(NULL) };
	int ret = a->names ? add_names(&p, a->names) : 0;

	if (!ret) {
		read_headers(headers, p.words);
		for (size_t i = 0; i < sources->n; i++)
			pick_one(&p, sources->v[i], out);
	}
	wn_words_free(p.words);
	wn_words_free(p.bodies);
	wn_model_free(m);
	return ret;
}

/* ---- the last answer ---- */

static uint64_t look(uint64_t h, const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return wn_mix(h, 1);
	h = wn_hash(h, path, strlen(path));
	h = wn_mix(h, (uint64_t)st.st_size);
	return wn_mix(wn_mix(h, (uint64_t)st.st_mtim.tv_sec), (uint64_t)st.st_mtim.tv_nsec);
}

/* All that the answer depends on, this program included. */
static uint64_t signature(const struct args *a, const struct list *sources,
			  const struct list *headers)
{
	uint64_t h = look(a->why, "/proc/self/exe"), in;
	size_t n, i;
	char *text;

	/* the order in which a directory lists them does not matter */
	for (i = 0, in = 0; i < headers->n; i++)
		in += look(3, headers->v[i]);
	h = wn_mix(h, in);
	for (i = 0; i < sources->n; i++) {
		char *path = path_of(a, sources->v[i]);

		h = look(h, path);
		free(path);
	}
	text = a->names ? slurp(a->names, &n) : NULL;
	if (text)
		h = wn_hash(h, text, n);
	free(text);
	return h;
}

/* Print what is in the cache. Return: whether it is the answer. */
static bool from_cache(const char *path, uint64_t sig)
{
	FILE *f = fopen(path, "r");
	uint64_t old;
	int c = 0;
	bool ok;

	if (!f)
		return false;
	ok = fscanf(f, "%" SCNx64, &old) == 1 && old == sig && getc(f) == '\n';
	while (ok && (c = getc(f)) != EOF)
		putchar(c);
	fclose(f);
	return ok;
}

static int pick_to_cache(const struct args *a, const struct list *sources,
			 const struct list *headers, uint64_t sig)
{
	char *new = NULL;
	FILE *f;
	int ret;

	if (asprintf(&new, "%s.new", a->cache) < 0)
		return -1;
	f = fopen(new, "w");
	ret = f ? 0 : -1;
	if (f) {
		fprintf(f, "%" PRIx64 "\n", sig);
		ret = pick(a, sources, headers, f);
		if (ferror(f) | fclose(f))
			ret = -1;
	}
	if (!ret)
		ret = rename(new, a->cache);
	if (ret)
		wn_error("%s: %m", a->cache);
	free(new);
	return ret || from_cache(a->cache, sig) ? ret : -1;
}

int wn_cmd_pick(int argc, char **argv)
{
	struct list sources = { 0 }, headers = { 0 };
	struct args a = { .kdir = "." };
	uint64_t sig;
	int ret = 0;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	read_lines(&sources, stdin);
	find_headers(&a, &headers);
	if (a.cache) {
		sig = signature(&a, &sources, &headers);
		if (!from_cache(a.cache, sig))
			ret = pick_to_cache(&a, &sources, &headers, sig);
	} else {
		ret = pick(&a, &sources, &headers, stdout);
	}
	free_list(&sources);
	free_list(&headers);
	free(a.headers.v);
	return ret ? WN_EXIT_FAILED : WN_EXIT_CLEAN;
}
