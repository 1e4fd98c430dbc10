// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify calls: what calls through pointers reach, and who passes which callbacks. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "callback.h"
#include "cmd.h"

static const char doc[] =
	"Print what the calls through pointers reach: the places that no function is known for, or all of them.\v"
	"With NAME: each call of a function NAME, or each call that passes a struct NAME on, with the "
	"callbacks it is given; then what is called through the members of that struct. An argument "
	"with a / is facts, without FACTS: those of the last scan. Exit status: 0 all is resolved, "
	"1 not all, 2 it could not run.";

enum { KEY_ALL = 256, KEY_FORMAT };

static const struct argp_option options[] = {
	{ "all", KEY_ALL, NULL, 0, "Also the places whose functions are known, with them", 0 },
	{ "format", 'f', "FORMAT", 0, "text or json", 0 },
	{ 0 },
};

struct args {
	char **names, **facts;
	size_t nnames, nfacts;
	bool all, json;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;
	int n;

	switch (key) {
	case KEY_ALL:
		a->all = true;
		break;
	case 'f':
		a->json = wn_parse_format(state, arg, 1 << WN_TEXT | 1 << WN_JSON) == WN_JSON;
		break;
	case ARGP_KEY_ARGS:
		a->names = state->argv + state->next;
		for (n = state->next; n < state->argc && !strchr(state->argv[n], '/'); n++)
			a->nnames++;
		a->facts = state->argv + n;
		a->nfacts = state->argc - n;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options, .parser = parse, .args_doc = "[NAME...] [FACTS...]", .doc = doc,
};

static const char *known(const struct wn_targets *t)
{
	return !t->n ? "unresolved" : t->open ? "in part" : "resolved";
}

static json_t *targets_json(const struct wn_targets *t)
{
	json_t *fns = json_array();

	for (uint32_t i = 0; i < t->n; i++)
		json_array_append_new(fns, json_string(t->v[i].name));
	return fns;
}

static void targets_text(const struct wn_targets *t)
{
	for (uint32_t i = 0; i < t->n; i++)
		printf("%s%s%s", i ? ", " : " ", t->v[i].name,
		       t->v[i].fi ? "" : " (no body here)");
	printf("%s", !t->n ? " nothing known" : t->open ? ", and others" : "");
}

static void user_text(const struct wn_cb_user *u)
{
	printf("%s:%u:%u: %s: %s():", u->st->loc.file, u->st->loc.line, u->st->loc.col,
	       u->fi->fn->name, u->st->callee.name);
	for (uint32_t i = 0; i < u->nmembers; i++) {
		printf("%s %s", i ? ";" : "", u->members[i].field);
		targets_text(&u->members[i].fns);
	}
	puts(u->open ? " [not all could be followed]" : "");
}

static json_t *user_json(const struct wn_cb_user *u)
{
	json_t *members = json_object();

	for (uint32_t i = 0; i < u->nmembers; i++)
		json_object_set_new(members, u->members[i].field,
				    targets_json(&u->members[i].fns));
	return json_pack("{s:s, s:i, s:i, s:s, s:s, s:b, s:o}", "file", u->st->loc.file,
			 "line", (int)u->st->loc.line, "column", (int)u->st->loc.col,
			 "function", u->fi->fn->name, "calls", u->st->callee.name,
			 "resolved", !u->open, "callbacks", members);
}

/* Return: calls that pass callbacks which could not be followed. */
static uint32_t users(struct wn_callbacks *cb, const struct args *a, json_t *out)
{
	uint32_t all = 0, open = 0;

	for (size_t k = 0; k < a->nnames; k++) {
		struct wn_cb_user *u;
		uint32_t n = wn_callback_users(cb, a->names[k], &u);

		for (uint32_t i = 0; i < n; i++) {
			open += u[i].open;
			if (out)
				json_array_append_new(out, user_json(&u[i]));
			else
				user_text(&u[i]);
		}
		all += n;
		wn_callback_users_free(u, n);
	}
	if (!out && a->nnames)
		printf("%u calls, %u not resolved\n", all, open);
	return open;
}

static bool wanted(const struct wn_via_slot *s, const struct args *a)
{
	if (!s->ncalls)
		return false;
	for (size_t i = 0; i < a->nnames; i++) {
		if (s->via == WN_VIA_FIELD && !strcmp(s->type, a->names[i]))
			return true;
		if (s->via == WN_VIA_PARAM && !strcmp(s->of->fn->name, a->names[i]))
			return true;
	}
	return !a->nnames && (a->all || !s->fns.n || s->fns.open);
}

static void slot_text(struct wn_callbacks *cb, const struct wn_via_slot *s, bool all)
{
	const struct wn_stmt *st = s->calls[0].st;

	printf("%5u  %s:", s->ncalls, wn_via_name(cb, s));
	if (all || s->fns.n)
		targets_text(&s->fns);
	else
		printf(" nothing known");
	if (!s->fns.n)
		printf(" (%s:%u)", st->loc.file, st->loc.line);
	putchar('\n');
}

static json_t *slot_json(struct wn_callbacks *cb, const struct wn_via_slot *s)
{
	json_t *calls = json_array();

	for (uint32_t i = 0; i < s->ncalls; i++) {
		const struct wn_loc *loc = &s->calls[i].st->loc;

		json_array_append_new(calls, json_pack("{s:s, s:i, s:s}", "file", loc->file,
						       "line", (int)loc->line, "function",
						       s->calls[i].fi->fn->name));
	}
	return json_pack("{s:s, s:s, s:o, s:o}", "through", wn_via_name(cb, s), "state",
			 known(&s->fns), "functions", targets_json(&s->fns), "calls", calls);
}

static void places(struct wn_callbacks *cb, const struct args *a, json_t *out)
{
	struct wn_via_slot **v = NULL;
	uint32_t n = 0, cap = 0, i;

	for (i = 0; i < cb->nslots; i++) {
		if (wanted(cb->slots[i], a))
			WN_PUSH(v, n, cap, cb->slots[i]);
	}
	if (n)
		qsort(v, n, sizeof(*v), wn_via_by_calls);
	if (n && !out)
		puts("calls  through");
	for (i = 0; i < n; i++) {
		if (out)
			json_array_append_new(out, slot_json(cb, v[i]));
		else
			slot_text(cb, v[i], a->all);
	}
	free(v);
}

int wn_cmd_calls(int argc, char **argv)
{
	struct args a = {};
	json_t *list = NULL, *through = NULL;
	struct wn_callbacks *cb;
	struct wn_program *p;
	uint32_t open;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	p = wn_load(a.facts, a.nfacts);
	if (!p)
		return WN_EXIT_FAILED;
	wn_check_whole(p);
	wn_link(p);
	cb = wn_callbacks_new(p);
	if (a.json) {
		list = json_array();
		through = json_array();
	}
	open = users(cb, &a, list);
	places(cb, &a, through);
	if (!a.nnames)
		open = cb->nunresolved + cb->nopen;
	if (a.json) {
		json_t *all = json_pack("{s:o, s:o, s:i, s:i, s:i}", "users", list,
					"places", through, "calls", (int)cb->ncalls,
					"inPart", (int)cb->nopen, "unresolved",
					(int)cb->nunresolved);

		json_dumpf(all, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(all);
	} else if (!a.nnames) {
		printf("%u calls through pointers: %u resolved, ", cb->ncalls,
		       cb->ncalls - cb->nopen - cb->nunresolved);
		printf("%u in part, %u to no known function\n", cb->nopen, cb->nunresolved);
	}
	wn_callbacks_free(cb);
	wn_program_free(p);
	return open ? WN_EXIT_FINDINGS : WN_EXIT_CLEAN;
}
