// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which counterexample of docs/model/traces tells a finding, in its own names.
 * Where nothing goes wrong, docs/explain has the story of why it does not.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "story.h"

/* What is looked up in docs/model/traces/index.tsv. */
struct pick {
	const char *cls, *variant, *profile, *placing, *observer;
};

static bool is_rule(const struct wn_finding *f, const char *rule)
{
	return !strcmp(f->rule, rule);
}

/* No range around the entry, or around a part of it: mirrors are not told. */
static bool no_range(const struct wn_story_names *n)
{
	return is_rule(n->f, "missing-bracket") ||
		(is_rule(n->f, "range-size") && n->f->loc.line == n->start_loc.line);
}

static const char *placing_of(const struct wn_story_names *n, bool since_66)
{
	const struct wn_site *s = n->site;

	if (is_rule(n->f, "order"))
		return "in-lock-after-set";
	if (is_rule(n->f, "only-end-unsafe"))
		return "only_end";
	if (no_range(n))
		return "none";
	if (since_66) {
		if (!s || !strcmp(s->flush, "none"))
			return "none";
		if (!strcmp(s->flush, "after PTL drop"))
			return "range_end";
		return !strcmp(s->flush, "gather") ? "only_end" : "in-lock-before-set";
	}
	if (!s || !strcmp(s->bracket, "none"))
		return "none";
	return strstr(s->bracket, "/ only_end") ? "only_end" : "range_end";
}

static struct pick pick_of(const struct wn_story_names *n, bool since_66)
{
	struct pick p = {
		.cls = n->f->cls, .profile = since_66 ? "6.6-" : "4.13-6.5",
		.placing = placing_of(n, since_66), .observer = "DEV",
	};
	const char *left = n->site ? n->site->resolved : "";

	if (no_range(n))
		p.observer = "MIRROR";
	if (!strcmp(p.cls, "free")) {
		p.variant = n->given_up_in_lock ? "in-lock" : n->given_up ? "unlocked" : "ref";
		if (!strcmp(left, "none") && !n->given_up) {
			bool open = !strcmp(n->site->required, "in-lock");

			p.cls = open ? "free-none" : "free-excluded";
			p.variant = open ? "refault" : "lock";
		}
	} else if (n->given_up && strcmp(p.cls, "same-content")) {
		p.cls = "free";
		p.variant = n->given_up_in_lock ? "in-lock" : "unlocked";
	} else if (!strcmp(p.cls, "downgrade")) {
		p.variant = strstr(n->func, "clean") ? "mkclean" : "wp";
	} else if (!strcmp(p.cls, "same-content")) {
		p.variant = n->given_up_in_lock ? "in-lock" : n->given_up ? "unlocked" : "ref";
	} else if (!strcmp(p.cls, "new-page")) {
		p.variant = "plain";
	} else if (!strcmp(p.cls, "move")) {
		p.variant = !strcmp(p.placing, "range_end") ? "new-first" : "old-first";
	} else {
		p.variant = "copy";
	}
	return p;
}

static bool next_field(char **line, const char *want)
{
	char *field = strsep(line, "\t");

	return field && !strcmp(field, want);
}

/* The file of a row; the index is small enough to be read for each finding. */
static bool look_up(const char *dir, const struct pick *p, char *file, size_t size)
{
	char line[512], path[PATH_MAX];
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "%s/index.tsv", dir);
	f = fopen(path, "r");
	while (f && !found && fgets(line, sizeof(line), f)) {
		char *s = line;

		line[strcspn(line, "\n")] = 0;
		if (!next_field(&s, p->cls) || !next_field(&s, p->variant) ||
		    !next_field(&s, p->profile) || !next_field(&s, p->placing) ||
		    !next_field(&s, p->observer))
			continue;
		strsep(&s, "\t");	/* the property */
		found = s && *s && !strchr(s, '/') &&
			snprintf(file, size, "%s", s) < (int)size;
	}
	if (f)
		fclose(f);
	return found;
}

static const char *value_of(const struct wn_story_names *n, const char *event,
			    const char *key, size_t len)
{
	bool range = !strcmp(event, "start") || !strcmp(event, "end");
	const char *func = range ? n->bracket_func :
		!strcmp(event, "lock") ? n->locker : n->func;
	const struct { const char *key, *value; } values[] = {
		{ "func", func },
		{ "clear", n->clear }, { "set", n->set }, { "lock", n->lock },
		{ "unlock", n->unlock }, { "end", n->end }, { "free", n->free },
		{ "addr", n->addr }, { "notify", n->notify },
	};

	for (size_t i = 0; i < WN_ARRAY_SIZE(values); i++)
		if (strlen(values[i].key) == len && !strncmp(values[i].key, key, len))
			return values[i].value;
	return NULL;
}

/* @template with the names of this function in place of {...}. */
static const char *fill(const struct wn_run *run, const struct wn_story_names *n,
			const char *event, const char *template)
{
	const char *open, *close, *value, *s = "";

	while ((open = strchr(template, '{')) && (close = strchr(open, '}'))) {
		value = value_of(n, event, open + 1, close - open - 1);
		s = wn_run_text(run, "%s%.*s%s", s, (int)(open - template), template,
				value ? value : "?");
		template = close + 1;
		/* "the caller" is no function */
		if (value && strchr(value, ' ') && !strncmp(template, "()", 2))
			template += 2;
	}
	return wn_run_text(run, "%s%s", s, template);
}

static struct wn_loc place_of(const struct wn_story_names *n, const char *event)
{
	const struct { const char *event; const struct wn_loc *loc; } places[] = {
		{ "start", &n->start_loc }, { "lock", &n->lock_loc },
		{ "clear", &n->clear_loc }, { "set", &n->set_loc },
		{ "unlock", &n->unlock_loc }, { "end", &n->end_loc },
		{ "free", &n->free_loc }, { "notify", &n->notify_loc },
	};

	for (size_t i = 0; i < WN_ARRAY_SIZE(places); i++)
		if (!strcmp(places[i].event, event))
			return *places[i].loc;
	return (struct wn_loc){ .file = "" };
}

/* Lines "STEP<TAB>WHO<TAB>EVENT<TAB>TEXT"; what is none is left out. */
static bool read_story(const struct wn_run *run, const struct wn_story_names *n,
		       const char *path, struct wn_story *s)
{
	FILE *f = fopen(path, "r");
	bool has_set = false;
	char line[512];

	while (f && fgets(line, sizeof(line), f))
		has_set |= !!strstr(line, "\tset\t");
	if (f)
		rewind(f);
	while (f && fgets(line, sizeof(line), f)) {
		char *p = line, *who, *event;

		line[strcspn(line, "\n")] = 0;
		if (*line == '#')
			continue;
		strsep(&p, "\t");
		who = strsep(&p, "\t");
		event = strsep(&p, "\t");
		/* one instruction that changes the entry is the set */
		if (!p || (n->in_place && has_set && !strcmp(event, "clear")) ||
		    (n->left_empty && !strcmp(event, "set")))
			continue;
		WN_PUSH(s->steps, s->n, s->cap, ((struct wn_story_step){
			wn_run_text(run, "%s", who), wn_run_text(run, "%s", event),
			fill(run, n, event, p), place_of(n, event) }));
	}
	if (f)
		fclose(f);
	return s->n != 0;
}

static bool goes_wrong(const struct wn_run *run, struct wn_story_names *n,
		       bool since_66, struct wn_story *s)
{
	char dir[PATH_MAX], file[256], path[PATH_MAX + 300];
	struct pick p = pick_of(n, since_66), dev = p;

	dev.observer = "DEV";
	if (!wn_data_path(dir, sizeof(dir), "docs/model/traces", "wnotify/traces") ||
	    (!look_up(dir, &p, file, sizeof(file)) && !look_up(dir, &dev, file, sizeof(file))))
		return false;
	snprintf(path, sizeof(path), "%s/%s", dir, file);
	s->source = wn_run_text(run, "docs/model/traces/%s", file);
	s->intro = is_rule(n->f, "range-size") ?
		"This can happen at an address that is left out:" : "This can happen:";
	return read_story(run, n, path, s);
}

/* Which file of docs/explain, NULL when the rule's words have to do. */
static const char *harmless(const struct wn_run *run, const struct wn_story_names *n)
{
	const struct wn_finding *f = n->f;

	if (!strncmp(f->rule, "redundant-", 10))
		return wn_run_text(run, "%s.txt", f->cls);
	if (!is_rule(f, "double") || !strncmp(f->message, "range opened", 12))
		return NULL;
	for (uint32_t i = 0; i < f->nevents; i++)
		if (f->events[i].loc.line == f->loc.line &&
		    strstr(f->events[i].text, "told again"))
			return "twice.txt";
	if (f->loc.line == n->end_loc.line)
		return "only-end.txt";
	return wn_run_text(run, "%s.txt", f->cls);
}

static bool goes_well(const struct wn_run *run, struct wn_story_names *n,
		      struct wn_story *s)
{
	const char *file = harmless(run, n);
	char dir[PATH_MAX], path[PATH_MAX + 300];

	if (!file || strchr(file, '/') ||
	    !wn_data_path(dir, sizeof(dir), "docs/explain", "wnotify/explain"))
		return false;
	snprintf(path, sizeof(path), "%s/%s", dir, file);
	s->source = wn_run_text(run, "docs/explain/%s", file);
	s->intro = strcmp(file, "twice.txt") && strcmp(file, "only-end.txt") ?
		"Nothing goes wrong without the call:" : "Once is enough:";
	if (!strcmp(file, "twice.txt"))
		n->notify = "an earlier call";
	return read_story(run, n, path, s);
}

static bool is_since_66(const char *kernel)
{
	unsigned int major, minor;

	return sscanf(kernel, "%u.%u", &major, &minor) == 2 && major * 100 + minor >= 606;
}

static bool has_no_steps(const struct wn_finding *f)
{
	return is_rule(f, "bracket-balance") || is_rule(f, "atomic-start") ||
	       is_rule(f, "young") || is_rule(f, "event");
}

void wn_story_tell(const struct wn_result *r, const struct wn_finding *f,
		   struct wn_story *s)
{
	struct wn_story_names n;

	*s = (struct wn_story){ .intro = "" };
	if (!has_no_steps(f)) {
		wn_story_names(r, f, &n);
		if (!strncmp(f->rule, "redundant-", 10) || is_rule(f, "double") ?
		    goes_well(r->run, &n, s) :
		    goes_wrong(r->run, &n, is_since_66(r->run->kernel), s))
			return;
	}
	s->n = 0;
	s->source = NULL;
	s->why = wn_rule_why(r->run, f->rule);
	if (!*s->why)
		s->why = f->reason;
}
