// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same as report-text.c for programs. Keys are only added, never renamed
 * or removed, while "version" stays the same. docs/json.md describes them.
 */
#include "report.h"

#define JSON_VERSION 1

/* Source text may hold any bytes; what is no UTF-8 must not lose the report. */
json_t *wn_json_str(const char *s)
{
	json_t *j = json_string(s ? s : "");

	return j ? j : json_string("(not UTF-8)");
}

static json_t *str(const char *s)
{
	return wn_json_str(s);
}

static json_t *loc(const struct wn_loc *l)
{
	return json_pack("{s:o, s:i, s:i}", "file", str(l->file),
			 "line", (int)l->line, "column", (int)l->col);
}

static json_t *events(const struct wn_finding *f)
{
	json_t *a = json_array();

	for (uint32_t i = 0; i < f->nevents; i++) {
		const struct wn_event *e = &f->events[i];

		json_array_append_new(a, json_pack("{s:o, s:o, s:o}",
						   "location", loc(&e->loc),
						   "function", str(e->func),
						   "text", str(e->text)));
	}
	return a;
}

static json_t *finding(const struct wn_finding *f)
{
	const char *severity = f->severity == WN_WARNING ? "warning" : "remark";
	json_t *j;

	j = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		      "id", str(f->id), "rule", str(f->rule),
		      "severity", str(severity), "location", loc(&f->loc),
		      "function", str(f->func), "class", str(f->cls),
		      "message", str(f->message), "reason", str(f->reason),
		      "hint", str(f->hint), "context", str(f->context),
		      "confidence", str(f->confidence),
		      "path", events(f));
	if (f->suppressed)
		json_object_set_new(j, "suppressed", str(f->suppressed));
	if (f->state)
		json_object_set_new(j, "state", str(f->state));
	return j;
}

static json_t *site(const struct wn_site *s)
{
	json_t *j;

	j = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		      "location", loc(&s->loc), "function", str(s->func),
		      "primitive", str(s->primitive), "level", str(s->level),
		      "class", str(s->cls), "resolved", str(s->resolved),
		      "value", str(s->value), "context", str(s->context),
		      "locks", str(s->locks), "inlock", str(s->inlock),
		      "bracket", str(s->bracket), "flush", str(s->flush),
		      "required", str(s->required),
		      "verdict", str(s->verdict), "reason", str(s->reason));
	if (s->resolved_loc.line)
		json_object_set_new(j, "resolved_location",
				    loc(&s->resolved_loc));
	return j;
}

static json_t *unsettled(const struct wn_unsettled *u)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "what", str(u->what),
			 "name", str(u->name), "location", loc(&u->loc),
			 "text", str(u->text));
}

static json_t *baseline(const struct wn_run *run)
{
	json_t *stale = json_array();

	for (uint32_t i = 0; i < run->nstale; i++)
		json_array_append_new(stale, json_pack("{s:o, s:i}", "id",
						       str(run->stale[i]->id), "line",
						       (int)run->stale[i]->line));
	return json_pack("{s:o, s:o}", "file", str(run->baseline->path), "stale", stale);
}

static json_t *contracts(const struct wn_result *r)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < r->ncontracts; i++) {
		const struct wn_contract *c = &r->contracts[i];

		json_array_append_new(list, json_pack("{s:o, s:o, s:i, s:s, s:s}", "function",
			str(c->fn->name), "file", str(c->fn->file), "line",
			(int)c->fn->line, "how", c->how, "owed", c->owed));
	}
	return list;
}

int wn_json_put(json_t *root, FILE *out)
{
	int ret = json_dumpf(root, out, JSON_INDENT(1) | JSON_PRESERVE_ORDER);

	fputc('\n', out);
	json_decref(root);
	if (ret)
		wn_error("cannot write JSON");
	return ret;
}

/**
 * wn_report_json() - findings and what is not settled
 * @r: result
 * @out: where to
 *
 * Return: 0, or -1 after an error line.
 */
int wn_report_json(const struct wn_result *r, FILE *out)
{
	json_t *findings = json_array(), *open = json_array(), *root;

	for (uint32_t i = 0; i < r->nfindings; i++)
		json_array_append_new(findings, finding(&r->findings[i]));
	for (uint32_t i = 0; i < r->nunsettled; i++)
		json_array_append_new(open, unsettled(&r->unsettled[i]));
	root = json_pack("{s:i, s:o, s:{s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i}, s:o, s:o, s:o}",
			 "version", JSON_VERSION, "kernel",
			 str(r->run ? r->run->kernel : ""),
			 "summary", "units", (int)r->nunits,
			 "functions", (int)r->nfuncs,
			 "analysed", (int)r->nanalysed,
			 "states", (int)r->nstates,
			 "sites", (int)r->nsites,
			 "suppressed", (int)wn_nsuppressed(r),
			 "pointerCalls", (int)r->pointers.calls,
			 "pointerCallsInPart", (int)r->pointers.part,
			 "pointerCallsUnresolved", (int)r->pointers.unresolved,
			 "findings", findings, "unsettled", open,
			 "contracts", contracts(r));
	if (r->run && r->run->baseline)
		json_object_set_new(root, "baseline", baseline(r->run));
	if (r->run && r->run->absent)
		json_object_set(root, "absent", r->run->absent);
	return wn_json_put(root, out);
}

/**
 * wn_sites_json() - every change of a user entry
 * @r: result
 * @out: where to
 *
 * Return: 0, or -1 after an error line.
 */
int wn_sites_json(const struct wn_result *r, FILE *out)
{
	json_t *sites = json_array();

	for (uint32_t i = 0; i < r->nsites; i++)
		json_array_append_new(sites, site(&r->sites[i]));
	return wn_json_put(json_pack("{s:i, s:o}", "version", JSON_VERSION,
			     "sites", sites), out);
}
