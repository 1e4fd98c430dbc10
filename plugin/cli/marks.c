// SPDX-License-Identifier: GPL-2.0-or-later
/* Which findings are suppressed, which are new, and which are gone. */
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "report.h"

bool wn_has_findings(const struct wn_result *r)
{
	for (uint32_t i = 0; i < r->nfindings; i++)
		if (r->findings[i].severity == WN_WARNING && !r->findings[i].suppressed)
			return true;
	return false;
}

uint32_t wn_nsuppressed(const struct wn_result *r)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < r->nfindings; i++)
		n += !!r->findings[i].suppressed;
	return n;
}

static bool part_is(const char *id, unsigned int n, const char *s)
{
	size_t len;
	const char *part = wn_id_part(id, n, &len);

	return part && strlen(s) == len && !strncmp(part, s, len);
}

/* Would a finding of this id have been found, if there was one? */
static bool looked_at(const struct wn_run *run, const struct wn_options *opt,
		      const char *id)
{
	const struct wn_program *p = run->program;

	if (opt->only_file && !part_is(id, 1, opt->only_file))
		return false;
	if (opt->only_func && !part_is(id, 2, opt->only_func))
		return false;
	for (uint32_t i = 0; i < p->nunits; i++)
		if (part_is(id, 1, p->units[i]->meta.source))
			return true;
	return false;
}

static void mark_suppressed(struct wn_run *run, struct wn_result *r,
			    const struct wn_options *opt)
{
	struct wn_baseline *b = run->baseline;

	for (uint32_t i = 0; i < r->nfindings; i++) {
		struct wn_suppression *s = wn_baseline_find(b, r->findings[i].id);

		if (!s)
			continue;
		s->used = true;
		r->findings[i].suppressed = s->reason;
	}
	for (uint32_t i = 0; i < b->n; i++) {
		struct wn_suppression *s = &b->entries[i];

		if (s->used || !looked_at(run, opt, s->id))
			continue;
		WN_PUSH(run->stale, run->nstale, run->stale_cap, s);
		wn_error("%s:%u: stale, nothing is found there any more: %s", b->path,
			 s->line, s->id);
	}
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The ids of an array of findings, sorted. */
static const char **ids_of(const json_t *findings, size_t *n)
{
	const char **ids;
	const json_t *f;
	size_t i;

	*n = json_array_size(findings);
	ids = wn_xrealloc(NULL, (*n + 1) * sizeof(*ids));
	json_array_foreach(findings, i, f)
		ids[i] = json_string_value(json_object_get(f, "id"));
	qsort(ids, *n, sizeof(*ids), by_text);
	return ids;
}

static bool has(const char **ids, size_t n, const char *id)
{
	return bsearch(&id, ids, n, sizeof(*ids), by_text);
}

static void mark_state(struct wn_run *run, struct wn_result *r,
		       const struct wn_options *opt)
{
	json_t *before = json_object_get(run->previous, "findings"), *f;
	const char **old, **now;
	size_t n, i;

	old = ids_of(before, &n);
	for (i = 0; i < r->nfindings; i++)
		r->findings[i].state = has(old, n, r->findings[i].id) ?
			"unchanged" : "new";
	free(old);

	now = wn_xrealloc(NULL, (r->nfindings + 1) * sizeof(*now));
	for (i = 0; i < r->nfindings; i++)
		now[i] = r->findings[i].id;
	qsort(now, r->nfindings, sizeof(*now), by_text);
	run->absent = json_array();
	json_array_foreach(before, i, f) {
		const char *id = json_string_value(json_object_get(f, "id"));

		if (looked_at(run, opt, id) && !has(now, r->nfindings, id))
			json_array_append(run->absent, f);
	}
	free(now);
}

void wn_run_mark(struct wn_run *run, struct wn_result *r, const struct wn_options *opt)
{
	if (opt->profile)
		run->kernel = opt->profile;
	if (r->profile_note)
		wn_error("%s", r->profile_note);
	if (run->baseline)
		mark_suppressed(run, r, opt);
	if (run->previous)
		mark_state(run, r, opt);
	r->run = run;
}
