// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tokens of a facts file: lines, numbers, string references, locations.
 */
#include <string.h>

#include "facts-read.h"

void facts_bad(struct facts_in *in, const char *why)
{
	if (!in->bad)
		in->bad = why;
	in->p = in->end;
}

/* Moves to the next line of the section; false at its end. */
bool facts_line(struct facts_in *in)
{
	const char *start = in->end, *nl;

	if (in->bad)
		return false;
	if (start != in->file->text && start < in->limit && *start == '\n')
		start++;
	in->p = start;
	in->end = start;
	if (start >= in->limit)
		return false;
	nl = memchr(start, '\n', (size_t)(in->limit - start));
	if (!nl) {
		facts_bad(in, "line without end");
		return false;
	}
	in->end = nl;
	return true;
}

/* Is there another token on the line? Skips the space before it. */
bool facts_more(struct facts_in *in)
{
	if (in->p < in->end && *in->p == ' ')
		in->p++;
	return in->p < in->end;
}

void facts_space(struct facts_in *in)
{
	if (in->p < in->end && *in->p == ' ')
		in->p++;
	else
		facts_bad(in, "token missing");
}

bool facts_eat(struct facts_in *in, char c)
{
	if (in->p >= in->end || *in->p != c)
		return false;
	in->p++;
	return true;
}

uint64_t facts_u(struct facts_in *in, uint64_t max)
{
	const char *start = in->p;
	uint64_t v = 0;

	for (; in->p < in->end && *in->p >= '0' && *in->p <= '9'; in->p++) {
		unsigned int digit = (unsigned int)(*in->p - '0');

		if (v > (UINT64_MAX - digit) / 10) {
			facts_bad(in, "number too large");
			return 0;
		}
		v = v * 10 + digit;
	}
	if (in->p == start || v > max) {
		facts_bad(in, in->p == start ? "number expected" :
			  "number out of range");
		return 0;
	}
	return v;
}

uint32_t facts_u32(struct facts_in *in)
{
	return (uint32_t)facts_u(in, UINT32_MAX);
}

int64_t facts_i(struct facts_in *in)
{
	bool neg = facts_eat(in, '-');
	uint64_t v = facts_u(in, (uint64_t)INT64_MAX + neg);

	return neg ? (int64_t)(0 - v) : (int64_t)v;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Undoes the writer's escapes; an embedded NUL would cut the string. */
static const char *unescape(struct facts_file *f, const struct facts_str *s)
{
	char *out = wn_alloc(&f->arena, s->len + 1);
	uint32_t i, n = 0;

	for (i = 0; i < s->len; i++) {
		char c = s->raw[i];

		if (c == '\\' && s->len - i >= 4 && s->raw[i + 1] == 'x' &&
		    hex(s->raw[i + 2]) >= 0 && hex(s->raw[i + 3]) >= 0) {
			c = (char)(hex(s->raw[i + 2]) << 4 | hex(s->raw[i + 3]));
			i += 3;
		}
		out[n++] = c ? c : '?';
	}
	return wn_intern_n(f->tab, out, n);
}

const char *facts_string(struct facts_file *f, const char *raw, size_t len)
{
	const struct facts_str s = { .raw = raw, .len = (uint32_t)len };

	if (memchr(raw, '\\', len) || memchr(raw, 0, len))
		return unescape(f, &s);
	return wn_intern_n(f->tab, raw, len);
}

static const char *string(struct facts_file *f, uint32_t n)
{
	struct facts_str *s;

	if (!n)
		return "";
	s = &f->strs[n - 1];
	if (!s->s)
		s->s = facts_string(f, s->raw, s->len);
	return s->s;
}

const char *facts_ref(struct facts_in *in)
{
	return string(in->file, (uint32_t)facts_u(in, in->file->nstrs));
}

/* "^" unknown, "~" as before, else [line difference],column[,macros[,file]] */
struct wn_loc facts_loc(struct facts_in *in)
{
	int64_t line = 0;

	if (facts_eat(in, '^'))
		return (struct wn_loc){ "", 0, 0, "" };
	if (facts_eat(in, '~'))
		return in->loc;
	if (in->p < in->end && *in->p != ',')
		line = facts_i(in);
	if (line > INT32_MAX || line < -(int64_t)INT32_MAX)
		line = -1 - (int64_t)in->loc.line;
	line += in->loc.line;
	if (line < 0 || line > INT32_MAX) {
		facts_bad(in, "line number out of range");
		line = 0;
	}
	in->loc.line = (uint32_t)line;
	if (!facts_eat(in, ','))
		facts_bad(in, "column missing");
	in->loc.col = facts_u32(in);
	in->loc.macros = facts_eat(in, ',') ? facts_ref(in) : "";
	if (facts_eat(in, ','))
		in->loc.file = facts_ref(in);
	return in->loc;
}

/* Upper bound of the tokens left on the line. */
uint32_t facts_tokens(const struct facts_in *in)
{
	const char *p;
	uint32_t n = 0;

	for (p = in->p; p < in->end; p++)
		n += *p == ' ';
	return n;
}
