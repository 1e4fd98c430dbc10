/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The baseline: findings that somebody looked at and keeps, each with a reason.
 *
 *	# comment
 *	ID<TAB>reason
 *
 * ID is the finding's own, which has no line number in it. What does not look
 * like this is an error of the whole file: a suppression that is misread would
 * hide a finding, or fail to, and nobody would know.
 */
#ifndef WNOTIFY_BASELINE_H
#define WNOTIFY_BASELINE_H

#include "util.h"

#define WN_BASELINE_NAME ".wnotify-baseline"

/**
 * struct wn_suppression - one entry
 * @id: of the finding
 * @reason: why it is kept
 * @line: in the file
 * @used: a finding had this id
 */
struct wn_suppression {
	const char *id;
	const char *reason;
	uint32_t line;
	bool used;
};

/**
 * struct wn_baseline - all of them
 * @path: for messages
 * @n: number of @entries
 * @entries: sorted by id
 */
struct wn_baseline {
	const char *path;
	uint32_t n;
	struct wn_suppression *entries;
	struct wn_arena arena;
};

/**
 * wn_baseline_parse() - read a baseline that is in memory
 * @path: for messages
 * @text: @len bytes of anything
 * @err: receives one line "PATH:LINE: what is wrong"
 *
 * Return: the baseline, NULL when a line is malformed.
 */
struct wn_baseline *wn_baseline_parse(const char *path, const char *text,
				      size_t len, char *err, size_t errlen);

/* The same from a file; NULL also when it cannot be read. */
struct wn_baseline *wn_baseline_read(const char *path, char *err, size_t errlen);

/* The entry of @id, NULL when there is none. */
struct wn_suppression *wn_baseline_find(const struct wn_baseline *b, const char *id);

/**
 * wn_id_part() - a part of a finding's id, "RULE:FILE:FUNCTION:HELPER:N"
 * @id: the id
 * @n: 0 the rule, 1 the file, 2 the function
 * @len: receives the length
 *
 * Return: where the part starts, NULL when the id has no such part.
 */
const char *wn_id_part(const char *id, unsigned int n, size_t *len);

void wn_baseline_free(struct wn_baseline *b);

#endif
