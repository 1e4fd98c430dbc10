// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SARIF 2.1.0, for editors, dashboards and code hosts. Suppressed results are
 * marked, not left out: a viewer would take one that is gone for fixed.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

#define ROOT "SRCROOT"

/* A path as a URI reference: what is special in one is escaped. */
static json_t *uri(const char *prefix, const char *path, const char *suffix)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~/";
	char *buf = NULL;
	size_t n = 0;
	json_t *j;
	FILE *f = open_memstream(&buf, &n);

	if (!f)
		return json_string("");
	fputs(prefix, f);
	for (; *path; path++)
		fprintf(f, strchr(plain, *path) ? "%c" : "%%%02X", (unsigned char)*path);
	fputs(suffix, f);
	fclose(f);
	j = json_string(buf);
	free(buf);
	return j;
}

static json_t *text(const char *s)
{
	return json_pack("{s:o}", "text", wn_json_str(s));
}

static json_t *place(const struct wn_loc *l, const char *func, const char *message)
{
	json_t *phys, *loc, *region;

	phys = json_pack("{s:{s:o, s:s}}", "artifactLocation", "uri", uri("", l->file, ""),
			 "uriBaseId", ROOT);
	if (l->line) {
		region = json_pack("{s:i}", "startLine", (int)l->line);
		if (l->col)
			json_object_set_new(region, "startColumn", json_integer(l->col));
		json_object_set_new(phys, "region", region);
	}
	loc = json_pack("{s:o}", "physicalLocation", phys);
	if (func && *func)
		json_object_set_new(loc, "logicalLocations",
				    json_pack("[{s:o, s:s}]", "name", wn_json_str(func),
					      "kind", "function"));
	if (message)
		json_object_set_new(loc, "message", text(message));
	return loc;
}

static json_t *code_flow(const struct wn_finding *f)
{
	json_t *steps = json_array();

	for (uint32_t i = 0; i < f->nevents; i++) {
		const struct wn_event *e = &f->events[i];

		json_array_append_new(steps, json_pack("{s:o, s:i}", "location",
						       place(&e->loc, e->func, e->text),
						       "executionOrder", (int)i + 1));
	}
	return json_pack("[{s:[{s:o}]}]", "threadFlows", "locations", steps);
}

/* One message with all that the text report says in notes. */
static json_t *message(const struct wn_finding *f)
{
	char *s;
	json_t *j;

	if (asprintf(&s, "%s%s%s%s%s", f->message, *f->reason ? "\nBecause: " : "",
		     f->reason, *f->hint ? "\nFix: " : "", f->hint) < 0)
		return text(f->message);
	j = text(s);
	free(s);
	return j;
}

static int rule_index(json_t *rules, const char *name)
{
	const struct wn_rule_text *t = wn_rule_text(name);
	char path[PATH_MAX], tree[256], share[256];
	json_t *rule;
	size_t i;

	json_array_foreach(rules, i, rule)
		if (!strcmp(json_string_value(json_object_get(rule, "id")), name))
			return i;
	rule = json_pack("{s:o, s:o, s:o}", "id", wn_json_str(name), "shortDescription",
			 text(t->brief), "help", text(*t->why ? t->why : t->brief));
	snprintf(tree, sizeof(tree), "docs/rules/%s.md", name);
	snprintf(share, sizeof(share), "doc/wnotify/rules/%s.md", name);
	if (wn_data_path(path, sizeof(path), tree, share)) {
		char *full = realpath(path, NULL);

		json_object_set_new(rule, "helpUri", uri("file://", full ? full : path, ""));
		free(full);
	}
	json_array_append_new(rules, rule);
	return i;
}

static json_t *result(const struct wn_result *r, const struct wn_finding *f, json_t *rules)
{
	json_t *j;

	j = json_pack("{s:o, s:i, s:s, s:s, s:o, s:[o], s:{s:o}, s:{s:o, s:o, s:o}}",
		      "ruleId", wn_json_str(f->rule), "ruleIndex", rule_index(rules, f->rule),
		      "kind", "fail", "level", f->severity == WN_WARNING ? "warning" : "note",
		      "message", message(f), "locations", place(&f->loc, f->func, NULL),
		      "partialFingerprints", "wnotifyId/v1", wn_json_str(f->id),
		      "properties", "class", wn_json_str(f->cls), "confidence",
		      wn_json_str(f->confidence), "context", wn_json_str(f->context));
	if (f->nevents)
		json_object_set_new(j, "codeFlows", code_flow(f));
	if (f->suppressed)
		json_object_set_new(j, "suppressions",
				    json_pack("[{s:s, s:s, s:o}]", "kind", "external",
					      "status", "accepted", "justification",
					      wn_json_str(f->suppressed)));
	else if (r->run && r->run->baseline)
		json_object_set_new(j, "suppressions", json_array());
	if (f->state)
		json_object_set_new(j, "baselineState", json_string(f->state));
	return j;
}

static const char *member(const json_t *f, const char *key)
{
	const char *s = json_string_value(json_object_get(f, key));

	return s ? s : "";
}

/* What the previous report had and this one has not. */
static json_t *absent(const json_t *f, json_t *rules)
{
	const json_t *at = json_object_get(f, "location");
	const char *rule = member(f, "rule");
	json_int_t line = json_integer_value(json_object_get(at, "line"));
	struct wn_loc loc = {
		.file = member(at, "file"),
		.line = line > 0 && line < INT_MAX ? line : 0,
	};

	return json_pack("{s:o, s:i, s:s, s:o, s:[o], s:{s:o}, s:s}", "ruleId",
			 wn_json_str(rule), "ruleIndex", rule_index(rules, rule), "level",
			 strcmp(member(f, "severity"), "remark") ? "warning" : "note",
			 "message", text(member(f, "message")), "locations",
			 place(&loc, member(f, "function"), NULL), "partialFingerprints",
			 "wnotifyId/v1", wn_json_str(member(f, "id")), "baselineState",
			 "absent");
}

/* What could not be settled is about the run, not about the code. */
static json_t *notification(const struct wn_unsettled *u)
{
	char *s = NULL;
	json_t *j;

	if (asprintf(&s, "not settled: %s: %s%s%s", u->what, u->name, *u->text ? ": " : "",
		     u->text) < 0)
		s = NULL;
	j = json_pack("{s:s, s:o}", "level", "note", "message", text(s ? s : u->name));
	if (u->loc.file && *u->loc.file)
		json_object_set_new(j, "locations",
				    json_pack("[o]", place(&u->loc, NULL, NULL)));
	free(s);
	return j;
}

static json_t *roots(const struct wn_run *run)
{
	if (run && run->kdir)
		return json_pack("{s:{s:o}}", ROOT, "uri", uri("file://", run->kdir, "/"));
	return json_pack("{s:{s:{s:s}}}", ROOT, "description", "text",
			 "The kernel tree that was checked");
}

int wn_report_sarif(const struct wn_result *r, FILE *out)
{
	json_t *rules = json_array(), *results = json_array(), *notes = json_array(), *f;
	const struct wn_rule_text *t;
	size_t i;

	for (i = 0; (t = wn_rule_text_at(i)); i++)
		rule_index(rules, t->name);
	for (i = 0; i < r->nfindings; i++)
		json_array_append_new(results, result(r, &r->findings[i], rules));
	json_array_foreach(r->run ? r->run->absent : NULL, i, f)
		json_array_append_new(results, absent(f, rules));
	for (i = 0; i < r->nunsettled; i++)
		json_array_append_new(notes, notification(&r->unsettled[i]));
	return wn_json_put(json_pack(
		"{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:[{s:b, s:o}], s:o, s:o}]}",
		"$schema", "https://json.schemastore.org/sarif-2.1.0.json",
		"version", "2.1.0", "runs",
		"tool", "driver", "name", "wnotify", "version", wn_version(), "rules", rules,
		"invocations", "executionSuccessful", 1,
		"toolExecutionNotifications", notes,
		"originalUriBaseIds", roots(r->run), "results", results), out);
}
