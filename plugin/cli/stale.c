// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Facts that do not belong together, or not to what is there now. A scan leaves
 * a link "kdir" to the tree beside its facts, and among them a directory ".made"
 * with the configuration it was told ("config", a copy, and "config-from", its
 * path), what made them ("plugin"), and "in-part" when units were left out that
 * change no page table. Of facts that have none of these only
 * mixtures are noticed.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "program.h"

static void warn(const char *text)
{
	wn_error("warning: %s: run wnotify scan", text);
}

bool wn_near_facts(const struct wn_program *p, const char *name, char *buf, size_t size)
{
	for (uint32_t i = 0; i < p->nunits; i++) {
		const char *path = p->units[i]->path, *src = p->units[i]->meta.source;
		size_t n = strlen(path), tail = strlen(src) + strlen(".facts");

		if (n <= tail || strncmp(path + n - tail, src, strlen(src)))
			continue;
		n = snprintf(buf, size, "%.*s%s", (int)(n - tail), path, name);
		return n < size;
	}
	return false;
}

/* The text of a file, with 0 behind it; NULL when it cannot be read. */
static char *slurp(const char *path, size_t *n)
{
	FILE *f = fopen(path, "r");
	char *s = NULL;
	size_t cap = 0, got;

	*n = 0;
	if (!f)
		return NULL;
	do {
		if (cap - *n < 4096) {
			cap = cap ? cap * 2 : 65536;
			s = wn_xrealloc(s, cap + 1);
		}
		got = fread(s + *n, 1, cap - *n, f);
		*n += got;
	} while (got);
	fclose(f);
	s[*n] = 0;
	return s;
}

/* ---- a mixture: two scans in one place ---- */

static bool differ(const struct wn_program *p, const char *what, size_t member)
{
	for (uint32_t i = 1; i < p->nunits; i++) {
		const struct wn_unit *a = p->units[0], *b = p->units[i];
		const char *x = *(const char *const *)((const char *)&a->meta + member);
		const char *y = *(const char *const *)((const char *)&b->meta + member);

		if (!strcmp(x, y))
			continue;
		wn_error("facts of two %s: %s is of %s, %s of %s: scan all of them together, run wnotify scan",
			 what, a->meta.source, *x ? x : "none that is known", b->meta.source,
			 *y ? y : "none that is known");
		return true;
	}
	return false;
}

static bool mixed(const struct wn_program *p)
{
	return differ(p, "compilers", offsetof(struct wn_meta, compiler)) ||
	       differ(p, "targets", offsetof(struct wn_meta, target)) ||
	       differ(p, "kernels", offsetof(struct wn_meta, kernel)) ||
	       differ(p, "configurations", offsetof(struct wn_meta, config));
}

/* ---- older than what is there now ---- */

static bool is_old(const char *tree, const struct wn_unit *u)
{
	char path[PATH_MAX], hash[24];
	size_t n;
	char *s;

	snprintf(path, sizeof(path), "%s/%s", tree, u->meta.source);
	s = slurp(path, &n);
	/* generated, or gone: the next scan knows */
	if (!s)
		return false;
	snprintf(hash, sizeof(hash), "%016llx", (unsigned long long)wn_hash(0, s, n));
	free(s);
	return strcmp(hash, u->meta.source_hash) != 0;
}

static void check_sources(const struct wn_program *p)
{
	const char *first = "";
	char tree[PATH_MAX], *dir, text[PATH_MAX];
	uint32_t i, n = 0;

	if (!wn_near_facts(p, "../kdir", tree, sizeof(tree)))
		return;
	dir = realpath(tree, NULL);
	for (i = 0; dir && i < p->nunits; i++) {
		if (!*p->units[i]->meta.source_hash || !is_old(dir, p->units[i]))
			continue;
		if (!n++)
			first = p->units[i]->meta.source;
	}
	free(dir);
	if (n == 1)
		snprintf(text, sizeof(text), "%s has changed since its facts were made", first);
	else
		snprintf(text, sizeof(text),
			 "%s and %u more have changed since their facts were made", first, n - 1);
	if (n)
		warn(text);
}

/* The next line that sets an option; NULL at the end. */
static char *next_option(char **s)
{
	char *line;

	while (*s && **s) {
		line = *s;
		*s += strcspn(*s, "\n");
		if (**s)
			*(*s)++ = 0;
		if (!strncmp(line, "CONFIG_", 7))
			return line;
	}
	return NULL;
}

static void check_config(const struct wn_program *p)
{
	char path[PATH_MAX], text[PATH_MAX + 128], *then, *now = NULL, *from, *a, *b;
	char *was, *is;
	size_t n;

	if (!wn_near_facts(p, ".made/config", path, sizeof(path)))
		return;
	then = slurp(path, &n);
	wn_near_facts(p, ".made/config-from", path, sizeof(path));
	from = slurp(path, &n);
	if (then && from) {
		from[strcspn(from, "\n")] = 0;
		now = slurp(from, &n);
	}
	if (now) {
		a = then;
		b = now;
		do {
			was = next_option(&a);
			is = next_option(&b);
		} while (was && is && !strcmp(was, is));
		if (was || is) {
			snprintf(text, sizeof(text), "the facts were made with another %s (%s)",
				 from, is ? is : was);
			warn(text);
		}
	}
	free(then);
	free(from);
	free(now);
}

static void check_plugin(const struct wn_program *p)
{
	char path[PATH_MAX], text[128], *id;
	size_t n;

	if (!wn_near_facts(p, ".made/plugin", path, sizeof(path)))
		return;
	id = slurp(path, &n);
	if (!id)
		return;
	id[strcspn(id, "\n")] = 0;
	if (*id && strcmp(id, wn_plugin_id())) {
		snprintf(text, sizeof(text), "the facts were made by plugin %.16s, this is %s",
			 id, wn_plugin_id());
		warn(text);
	}
	free(id);
}

int wn_check_stale(const struct wn_program *p)
{
	if (mixed(p))
		return -1;
	check_sources(p);
	check_config(p);
	check_plugin(p);
	return 0;
}

void wn_check_whole(const struct wn_program *p)
{
	char path[PATH_MAX];

	if (wn_near_facts(p, ".made/in-part", path, sizeof(path)) && !access(path, F_OK))
		wn_error("warning: units that change no page table were left out, callers may be missing: run FULL=1 wnotify scan");
}
