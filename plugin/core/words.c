// SPDX-License-Identifier: GPL-2.0-or-later
/* C as far as names go: no preprocessing, so what a macro hides is found by its name. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

struct wn_words {
	char **v;		/* slots, NULL or a name */
	uint32_t n, cap;	/* cap: a power of two */
};

static uint32_t slot(const struct wn_words *w, const char *s, size_t len)
{
	uint32_t i = (uint32_t)wn_hash(7, s, len) & (w->cap - 1);

	while (w->v[i] && (strncmp(w->v[i], s, len) || w->v[i][len]))
		i = (i + 1) & (w->cap - 1);
	return i;
}

static const char *known(const struct wn_words *w, const char *s, size_t len)
{
	return w->v[slot(w, s, len)];
}

static void grow(struct wn_words *w)
{
	struct wn_words old = *w;

	w->cap = old.cap ? old.cap * 2 : 1024;
	w->v = wn_xrealloc(NULL, w->cap * sizeof(*w->v));
	memset(w->v, 0, w->cap * sizeof(*w->v));
	for (uint32_t i = 0; i < old.cap; i++) {
		if (old.v[i])
			w->v[slot(w, old.v[i], strlen(old.v[i]))] = old.v[i];
	}
	free(old.v);
}

static bool add(struct wn_words *w, const char *s, size_t len)
{
	uint32_t i = slot(w, s, len);

	if (w->v[i])
		return false;
	w->v[i] = wn_xrealloc(NULL, len + 1);
	memcpy(w->v[i], s, len);
	w->v[i][len] = '\0';
	if (++w->n * 2 >= w->cap)
		grow(w);
	return true;
}

void wn_words_add(struct wn_words *w, const char *name)
{
	add(w, name, strlen(name));
}

struct wn_words *wn_words_new(const struct wn_model *m)
{
	struct wn_words *w = memset(wn_xrealloc(NULL, sizeof(*w)), 0, sizeof(*w));
	uint32_t i;

	grow(w);
	for (i = 0; m && i < wn_model_table_size; i++) {
		if (wn_row_reaches(&wn_model_table[i]))
			wn_words_add(w, wn_model_table[i].name);
	}
	for (i = 0; m && wn_model_types[i]; i++)
		wn_words_add(w, wn_model_types[i]);
	for (i = 0; m && i < wn_nprofile_marks; i++)
		wn_words_add(w, wn_profile_marks[i].helper);
	return w;
}

void wn_words_free(struct wn_words *w)
{
	for (uint32_t i = 0; i < w->cap; i++)
		free(w->v[i]);
	free(w->v);
	free(w);
}

/* ---- tokens ---- */

struct scan {
	const char *p, *end;
};

static void skip_quoted(struct scan *s)
{
	char q = *s->p++;

	while (s->p < s->end && *s->p != q && *s->p != '\n')
		s->p += *s->p == '\\' && s->end - s->p > 1 ? 2 : 1;
	if (s->p < s->end)
		s->p++;
}

static void skip_comment(struct scan *s)
{
	const char *e;

	if (s->p[1] == '/') {
		e = memchr(s->p, '\n', s->end - s->p);
		s->p = e ? e : s->end;
		return;
	}
	e = memmem(s->p + 2, s->end - s->p - 2, "*/", 2);
	s->p = e ? e + 2 : s->end;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/*
 * The next token: a word, of which @len receives the length, or a single character
 * (@len 0). A newline is one, too; one behind a backslash is not. NULL at the end.
 */
static const char *next(struct scan *s, size_t *len)
{
	const char *t;

	while (s->p < s->end) {
		char c = *s->p;

		*len = 0;
		if (c == '"' || c == '\'') {
			skip_quoted(s);
		} else if (c == '/' && s->end - s->p > 1 && (s->p[1] == '*' || s->p[1] == '/')) {
			skip_comment(s);
		} else if (c == '\\' && s->end - s->p > 1 && s->p[1] == '\n') {
			s->p += 2;
		} else if (is_word(c)) {
			for (t = s->p; s->p < s->end && is_word(*s->p); s->p++)
				;
			*len = s->p - t;
			return t;
		} else if (c == ' ' || c == '\t' || c == '\r') {
			s->p++;
		} else {
			return s->p++;
		}
	}
	return NULL;
}

/* The directive's name; an #include is skipped, as a file's name says nothing. */
static const char *directive(struct scan *s, size_t *len)
{
	const char *t = next(s, len);

	if (t && *len == 7 && !memcmp(t, "include", 7)) {
		const char *e = memchr(s->p, '\n', s->end - s->p);

		s->p = e ? e : s->end;
		*len = 0;
	}
	return t;
}

const char *wn_words_find(const struct wn_words *w, const char *text, size_t len)
{
	struct scan s = { text, text + len };
	const char *t, *name;
	size_t n;

	while ((t = next(&s, &n))) {
		if (*t == '#') {
			directive(&s, &n);
			continue;
		}
		name = n ? known(w, t, n) : NULL;
		if (name)
			return name;
	}
	return NULL;
}

/* ---- definitions of a header ---- */

struct def {
	const char *name;
	size_t len;
	bool matters;
};

/* To the end of the line; does it name one? */
static bool rest_of_line(const struct wn_words *w, struct scan *s)
{
	bool matters = false;
	const char *t;
	size_t n;

	while ((t = next(s, &n)) && (n || *t != '\n'))
		matters |= n && known(w, t, n);
	return matters;
}

static struct def preprocessor(const struct wn_words *w, struct scan *s)
{
	struct def d = { 0 };
	const char *t;
	size_t n;

	t = directive(s, &n);
	if (!t || (!n && *t == '\n'))
		return d;
	if (n != 6 || memcmp(t, "define", 6)) {
		rest_of_line(w, s);
		return d;
	}
	d.name = next(s, &d.len);
	d.matters = rest_of_line(w, s);
	return d;
}

/* A word before a parenthesis outside of everything: a function, or an attribute. */
static void candidate(struct def *d, const char *word, size_t len)
{
	if (d->len && (memcmp(d->name, "__", 2) || !memcmp(word, "__", 2)))
		return;
	d->name = word;
	d->len = len;
}

/* Each macro and function with a body, to @each; ends when that returns true. */
static bool definitions(const struct wn_words *w, const char *text, size_t len,
			bool (*each)(void *arg, const struct def *d), void *arg)
{
	struct scan s = { text, text + len };
	unsigned int braces = 0, parens = 0;
	const char *t, *word = NULL;
	size_t n, wordlen = 0;
	struct def d = { 0 }, macro;

	while ((t = next(&s, &n))) {
		if (n) {
			d.matters |= !!known(w, t, n);
			word = t;
			wordlen = n;
			continue;
		}
		if (*t == '#') {
			macro = preprocessor(w, &s);
			if (macro.len && each(arg, &macro))
				return true;
		} else if (*t == '(' && !braces) {
			if (!parens++ && word && wordlen > 1)
				candidate(&d, word, wordlen);
		} else if (*t == ')' && !braces) {
			parens -= parens > 0;
		} else if (*t == '{') {
			braces++;
		} else if (*t == '}') {
			braces -= braces > 0;
			if (!braces && d.len && each(arg, &d))
				return true;
			if (!braces)
				d = (struct def){ 0 };
		} else if (*t == ';' && !braces) {
			d = (struct def){ 0 };
			parens = 0;
		}
		if (*t != '\n')
			word = NULL;
	}
	return false;
}

struct growing {
	struct wn_words *w;
	bool any;
};

static bool add_def(void *arg, const struct def *d)
{
	struct growing *g = arg;

	g->any |= d->matters && add(g->w, d->name, d->len);
	return false;
}

bool wn_words_header(struct wn_words *w, const char *text, size_t len)
{
	struct growing g = { .w = w };

	definitions(w, text, len, add_def, &g);
	return g.any;
}

static bool is_known_def(void *arg, const struct def *d)
{
	return !!known(arg, d->name, d->len);
}

bool wn_words_defines(const struct wn_words *w, const char *text, size_t len)
{
	return definitions(w, text, len, is_known_def, (void *)w);
}
