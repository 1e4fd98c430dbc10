// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Paths: which sources are wanted, what files are called in the facts, where
 * the facts go. Nothing here asks where the tree lies beyond taking that off.
 */
#include "wnp.h"

/* Removes "." and ".." and doubled slashes in place, without the file system. */
static char *normalise(char *path)
{
	char *in = path, *out = path, *low = path;

	if (*in == '/')
		in++, out++, low++;
	while (*in) {
		size_t n = strcspn(in, "/");
		bool more = in[n] == '/';

		if (n == 2 && !strncmp(in, "..", 2) && out > low) {
			for (out--; out > low && out[-1] != '/'; out--)
				;
		} else if (n && !(n == 1 && *in == '.')) {
			memmove(out, in, n);
			out += n;
			if (more)
				*out++ = '/';
			if (n == 2 && !strncmp(in, "..", 2))
				low = out;
		}
		in += n + more;
	}
	if (out > path + 1 && out[-1] == '/')
		out--;
	*out = '\0';
	return path;
}

static char *absolute(const char *path)
{
	if (*path == '/')
		return normalise(xstrdup(path));
	return normalise(concat(getpwd(), "/", path, NULL));
}

/* What follows @dir in @path, NULL when it is not below. */
static const char *below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	if (strncmp(path, dir, n) || path[n] != '/')
		return NULL;
	return path + n + 1;
}

/* In the tree, else in the build directory, else as given. */
static char *relative(const char *given)
{
	char *abs = absolute(given), *root, *real, *ret = NULL;
	const char *rel = NULL;

	if (wnp_opt.root) {
		root = absolute(wnp_opt.root);
		rel = below(abs, root);
		if (!rel) {
			real = lrealpath(abs);
			free(root);
			root = lrealpath(wnp_opt.root);
			rel = below(real, root);
			if (rel)
				ret = xstrdup(rel);
			free(real);
		}
		free(root);
	}
	if (!rel)
		rel = below(abs, getpwd());
	if (!ret)
		ret = rel ? xstrdup(rel) : normalise(xstrdup(given));
	free(abs);
	if (*ret == '/' || wnp_opt.root)
		return ret;
	for (rel = ret; !strncmp(rel, "../", 3); rel += 3)
		;
	return (char *)memmove(ret, rel, strlen(rel) + 1);
}

struct wnp_file *wnp_get_file(struct wnp_unit *u, const char *given)
{
	struct wnp_file file = {};
	size_t i;
	char *rel;

	if (u->nfiles && u->files[u->lastfile].given == given)
		return &u->files[u->lastfile];
	for (i = 0; i < u->nfiles; i++) {
		if (u->files[i].given == given) {
			u->lastfile = i;
			return &u->files[i];
		}
	}
	rel = relative(given);
	file.given = given;
	file.rel = wn_intern(u->strs, rel);
	free(rel);
	u->lastfile = u->nfiles;
	WN_PUSH(u->files, u->nfiles, u->capfiles, file);
	return &u->files[u->lastfile];
}

const char *wnp_rel_path(struct wnp_unit *u, const char *given)
{
	return wnp_get_file(u, given)->rel;
}

/* The gate: is @given in one of the chosen directories? */
bool wnp_source_wanted(const char *given)
{
	const char *p = wnp_opt.dirs;
	bool found = false;
	char *rel;

	if (!p)
		return true;
	rel = relative(given);
	while (*p && !found) {
		size_t n = strcspn(p, ":"), m = n;

		while (m && p[m - 1] == '/')
			m--;
		found = m && !strncmp(rel, p, m) && (!rel[m] || rel[m] == '/');
		p += n + (p[n] == ':');
	}
	free(rel);
	return found;
}

static void make_dirs(char *path)
{
	for (char *p = path + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(path, 0777);
		*p = '/';
	}
}

/* Where the facts go: DIR/<source>.facts, or beside the object. */
char *wnp_facts_path(struct wnp_unit *u, const char *given)
{
	const char *rel = wnp_rel_path(u, given);
	char *path;

	if (!wnp_opt.facts)
		return concat(dump_base_name ? dump_base_name : rel, ".facts",
			      NULL);
	while (*rel == '/' || !strncmp(rel, "../", 3))
		rel += *rel == '/' ? 1 : 3;
	path = concat(wnp_opt.facts, "/", rel, ".facts", NULL);
	make_dirs(path);
	return path;
}
