// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify explain: how a finding goes wrong, step by step. */
#include <stdlib.h>
#include <string.h>

#include "story.h"

static const char doc[] =
	"Show step by step what CPU threads and devices do until a finding goes wrong, or "
	"why a notification is not needed. FINDING is its id, or a part of ids: a function, a rule.\v"
	"Without FACTS: those of the last scan.";

struct args {
	const char *id;
	char **facts;
	size_t nfacts;
	struct wn_options opt;
};

enum { OPT_KERNEL = 256 };

static const struct argp_option options[] = {
	{ "kernel", OPT_KERNEL, "VERSION", 0,
	  "Assume the helpers of this kernel, not of the facts' own", 0 },
	{ "aggressive", 'a', NULL, OPTION_HIDDEN, NULL, 0 },
	{}
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case OPT_KERNEL:
		a->opt.profile = arg;
		break;
	case 'a':
		a->opt.aggressive = true;
		break;
	case ARGP_KEY_ARGS:
		a->id = state->argv[state->next];
		a->facts = state->argv + state->next + 1;
		a->nfacts = state->argc - state->next - 1;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "FINDING [FACTS...]",
	.doc = doc,
};

/* Who is who, of those that play a part. */
static void put_cast(const struct wn_story *s)
{
	putchar('\n');
	for (uint32_t i = 0; i < s->n; i++) {
		bool before = false;

		for (uint32_t k = 0; k < i; k++)
			before |= !strcmp(s->steps[k].who, s->steps[i].who);
		if (!before && *wn_who_is(s->steps[i].who))
			printf("  %-6s  %s\n", s->steps[i].who, wn_who_is(s->steps[i].who));
	}
	putchar('\n');
}

static void put_step(uint32_t n, const struct wn_story_step *step)
{
	const char *mark = !strcmp(step->event, "broken") ? "=> " : "";

	printf("  [Time %2u]  %-6s  %s%s", n, step->who, mark, step->text);
	if (step->loc.line)
		printf("  (%s:%u)", step->loc.file, step->loc.line);
	putchar('\n');
}

static void put_finding(const struct wn_result *r, const struct wn_finding *f)
{
	const char *version = *r->run->kernel ? r->run->kernel : "6.1";
	struct wn_story s;

	printf("%s:%u:%u: %s [notify:%s]\n", f->loc.file, f->loc.line, f->loc.col,
	       f->message, f->rule);
	printf("in %s()%s%s, Linux %s, confidence %s%s\n", f->func,
	       *f->cls ? ", class " : "", f->cls, version, f->confidence,
	       f->severity == WN_REMARK ? ", a remark only" : "");
	if (*f->context)
		printf("called by %s\n", f->context);

	wn_story_tell(r, f, &s);
	printf("\n%s\n", s.n ? s.intro : s.why);
	if (s.n)
		put_cast(&s);
	for (uint32_t i = 0; i < s.n; i++)
		put_step(i + 1, &s.steps[i]);
	putchar('\n');
	if (*f->reason)
		printf("Because: %s.\n", f->reason);
	if (*f->hint)
		printf("Fix: %s.\n", f->hint);
	if (s.source)
		printf("The steps are those of %s.\n", s.source);
	printf("Id: %s\n", f->id);
	free(s.steps);
}

static int explain(const struct wn_result *r, const char *id)
{
	const struct wn_finding *exact = NULL, *part = NULL;
	uint32_t n = 0;

	for (uint32_t i = 0; i < r->nfindings; i++) {
		const struct wn_finding *f = &r->findings[i];

		if (!strcmp(f->id, id))
			exact = f;
		if (!strstr(f->id, id))
			continue;
		part = f;
		n++;
	}
	if (exact || n == 1) {
		put_finding(r, exact ? exact : part);
		return WN_EXIT_CLEAN;
	}
	if (!n) {
		wn_error("no finding %s in these facts", id);
		return WN_EXIT_FAILED;
	}
	wn_error("%u findings have %s in their ids, name one:", n, id);
	for (uint32_t i = 0; i < r->nfindings; i++)
		if (strstr(r->findings[i].id, id))
			fprintf(stderr, "\t%s\n", r->findings[i].id);
	return WN_EXIT_FAILED;
}

int wn_cmd_explain(int argc, char **argv)
{
	struct wn_outputs o = { .no_baseline = true };
	int status = WN_EXIT_FAILED;
	struct wn_run run = {};
	struct wn_program *p;
	struct args a = {};
	struct wn_result *r;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	p = wn_load(a.facts, a.nfacts);
	if (!p)
		return status;
	if (!wn_run_open(&run, &o, p)) {
		r = wn_analyse(p, &a.opt);
		wn_run_mark(&run, r, &a.opt);
		status = explain(r, a.id);
	}
	wn_run_close(&run);
	wn_program_free(p);
	return status;
}
