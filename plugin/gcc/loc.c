// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where things are in the source, with the macros they came from, and sparse's
 * markers, which only the text of the source shows.
 */
#include "wnp.h"

/* Chain of macro names; moves @loc to the outermost place in the source. */
static const char *unwind(struct wnp_unit *u, location_t *loc)
{
	const char *names[32], *ret;
	unsigned int n = 0;
	char *s;

	while (IS_ADHOC_LOC(*loc) || *loc > MAX_LOCATION_T / 2 ||
	       linemap_location_from_macro_expansion_p(line_table, *loc)) {
		const line_map *map;
		const line_map_macro *m;
		location_t arg, def;

		if (IS_ADHOC_LOC(*loc)) {
			*loc = get_location_from_adhoc_loc(line_table, *loc);
			continue;
		}
		map = linemap_lookup(line_table, *loc);
		if (!linemap_macro_expansion_map_p(map))
			break;
		m = linemap_check_macro(map);
		arg = MACRO_MAP_LOCATIONS(m)[2 * (*loc - MAP_START_LOCATION(m))];
		def = MACRO_MAP_LOCATIONS(m)[2 * (*loc - MAP_START_LOCATION(m)) + 1];
		if (arg != def) {
			/* written as an argument, outside of the macro */
			*loc = arg;
			continue;
		}
		if (n < ARRAY_SIZE(names))
			names[n++] = linemap_map_get_macro_name(m);
		*loc = wnp_expansion_point(m);
	}
	if (!n)
		return "";
	if (n == 1)
		return wn_intern(u->strs, names[0]);
	s = xstrdup(names[--n]);
	while (n)
		s = reconcat(s, s, ">", names[--n], NULL);
	ret = wn_intern(u->strs, s);
	free(s);
	return ret;
}

struct wn_loc wnp_loc(struct wnp_unit *u, location_t loc)
{
	struct wn_loc ret = { "", 0, 0, "" };
	expanded_location x;

	if (u->haveloc && loc == u->lastloc)
		return u->lastwn;
	u->lastloc = loc;
	u->haveloc = true;
	ret.macros = unwind(u, &loc);
	if (loc > BUILTINS_LOCATION) {
		x = linemap_client_expand_location_to_spelling_point(loc,
						LOCATION_ASPECT_CARET);
		if (x.file) {
			ret.file = wnp_rel_path(u, x.file);
			ret.line = x.line > 0 ? x.line : 0;
			ret.col = x.column > 0 ? x.column : 0;
		}
	}
	u->lastwn = ret;
	return ret;
}

static void read_text(struct wnp_file *f)
{
	FILE *in;
	long n;

	f->read = true;
	in = fopen(f->given, "rb");
	if (!in)
		return;
	if (!fseek(in, 0, SEEK_END) && (n = ftell(in)) > 0 &&
	    n < 64 << 20 && !fseek(in, 0, SEEK_SET)) {
		f->text = XNEWVEC(char, n + 1);
		f->len = fread(f->text, 1, n, in);
		f->text[f->len] = '\0';
	}
	fclose(in);
	if (!f->text)
		return;
	f->has_markers = strstr(f->text, "__acquires") ||
			 strstr(f->text, "__releases") ||
			 strstr(f->text, "__must_hold") ||
			 strstr(f->text, "__cond_");
}

const char *wnp_source_hash(struct wnp_unit *u, const char *given)
{
	struct wnp_file *f = wnp_get_file(u, given);
	char tmp[24];

	if (!f->read)
		read_text(f);
	snprintf(tmp, sizeof(tmp), "%016llx",
		 (unsigned long long)wn_hash(0, f->text ? f->text : "", f->len));
	return wn_intern(u->strs, tmp);
}

static bool is_word(char c)
{
	return ISALNUM(c) || c == '_';
}

/* Length of a marker with its argument at @s, 0 when there is none. */
static size_t marker_at(const char *s)
{
	static const char * const names[] = {
		"__acquires", "__releases", "__must_hold", "__cond_lock",
		"__cond_acquires",
	};
	unsigned int i, depth = 0;
	const char *p;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		size_t n = strlen(names[i]);

		if (!strncmp(s, names[i], n) && !is_word(s[n]))
			break;
	}
	if (i == ARRAY_SIZE(names))
		return 0;
	p = s + strlen(names[i]);
	while (*p == ' ' || *p == '\t')
		p++;
	if (*p != '(')
		return 0;
	for (; *p && p - s < 200; p++) {
		depth += *p == '(';
		depth -= *p == ')';
		if (!depth)
			return p + 1 - s;
	}
	return 0;
}

/* Skips a comment or literal that starts at @p. */
static const char *skip(const char *p)
{
	char q = *p;

	if (p[0] == '/' && p[1] == '*') {
		p = strstr(p + 2, "*/");
		return p ? p + 2 : "";
	}
	if (p[0] == '/' && p[1] == '/')
		return p + strcspn(p, "\n");
	if (q != '"' && q != '\'')
		return p + 1;
	for (p++; *p && *p != q; p++)
		if (*p == '\\' && p[1])
			p++;
	return *p ? p + 1 : p;
}

/* Markers between the declarator at @loc and its body or semicolon. */
const char *wnp_markers(struct wnp_unit *u, location_t loc)
{
	struct wnp_file *f;
	expanded_location x;
	const char *p, *end, *ret;
	char *all = NULL;
	int line;

	unwind(u, &loc);
	if (loc <= BUILTINS_LOCATION)
		return "";
	x = expand_location(loc);
	if (!x.file)
		return "";
	f = wnp_get_file(u, x.file);
	if (!f->read)
		read_text(f);
	if (!f->has_markers)
		return "";
	for (p = f->text, line = 1; p && line < x.line; line++) {
		p = strchr(p, '\n');
		p = p ? p + 1 : NULL;
	}
	if (!p)
		return "";
	for (end = p + 4000; *p && p < end && *p != '{' && *p != ';'; ) {
		size_t n = *p == '_' ? marker_at(p) : 0;

		if (n) {
			char *one = xstrndup(p, n);

			all = all ? reconcat(all, all, " ", one, NULL) :
				    xstrdup(one);
			free(one);
			p += n;
		} else if (is_word(*p)) {
			while (is_word(*p))
				p++;
		} else {
			p = skip(p);
		}
	}
	if (!all)
		return "";
	for (char *c = all; *c; c++)
		if (ISSPACE(*c))
			*c = ' ';
	ret = wn_intern(u->strs, all);
	free(all);
	return ret;
}

