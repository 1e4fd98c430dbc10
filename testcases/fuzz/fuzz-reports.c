// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The writers of JSON, SARIF, HTML and tables: findings and sites of any bytes
 * and numbers come out as what a parser takes, and none is lost.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "report.h"

struct input {
	const uint8_t *p;
	size_t left;
	char *strings[512];
	size_t n;
};

static uint32_t number(struct input *in)
{
	uint32_t v = 0;

	for (int i = 0; i < 4 && in->left; i++, in->left--)
		v = v << 8 | *in->p++;
	return v;
}

/* Up to the next NUL; the last one when there are too many. */
static const char *string(struct input *in)
{
	size_t n = strnlen((const char *)in->p, in->left);

	if (in->n == sizeof(in->strings) / sizeof(*in->strings))
		return in->strings[in->n - 1];
	in->strings[in->n] = strndup((const char *)in->p, n);
	in->p += n;
	in->left -= n;
	if (in->left) {
		in->p++;
		in->left--;
	}
	return in->strings[in->n++];
}

static struct wn_loc loc(struct input *in)
{
	struct wn_loc l = { .file = string(in), .line = number(in), .col = number(in) };

	l.macros = "";
	return l;
}

static void fill_finding(struct input *in, struct wn_finding *f, struct wn_event *events)
{
	uint32_t bits = number(in);

	*f = (struct wn_finding){
		.rule = string(in), .severity = bits & 1 ? WN_WARNING : WN_REMARK,
		.loc = loc(in), .func = string(in), .cls = string(in),
		.message = string(in), .reason = string(in), .hint = string(in),
		.context = string(in), .confidence = string(in), .id = string(in),
		.suppressed = bits & 2 ? string(in) : NULL,
		.state = bits & 4 ? "new" : NULL,
		.nevents = bits >> 3 & 3, .events = events,
	};
	for (uint32_t i = 0; i < f->nevents; i++)
		events[i] = (struct wn_event){ loc(in), string(in), string(in) };
}

static void fill_site(struct input *in, struct wn_site *s)
{
	*s = (struct wn_site){
		.loc = loc(in), .func = string(in), .primitive = string(in),
		.level = string(in), .cls = string(in), .resolved = string(in),
		.resolved_loc = loc(in), .value = string(in), .context = string(in),
		.locks = string(in), .inlock = string(in), .bracket = string(in),
		.flush = string(in), .required = string(in), .verdict = string(in),
		.reason = string(in),
	};
}

/* The text that @write makes; it must be JSON when @json. */
static json_t *written(const struct wn_result *r, int (*write)(const struct wn_result *, FILE *),
		       bool json)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);
	json_error_t err;
	json_t *j = NULL;

	if (!f || write(r, f))
		fuzz_fail("a report that is not written");
	fclose(f);
	if (json)
		j = json_loadb(text, n, 0, &err);
	if (json && !j) {
		fprintf(stderr, "%s\n%d: %s\n", text, err.line, err.text);
		fuzz_fail("a report that is no JSON");
	}
	free(text);
	return j;
}

static void has(json_t *array, size_t n)
{
	if (json_array_size(array) != n)
		fuzz_fail("findings are lost");
}

static int tsv(const struct wn_result *r, FILE *out)
{
	wn_sites_tsv(r, out);
	wn_sites_text(r, out);
	wn_report_text(r, out, true);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct wn_finding findings[4];
	struct wn_event events[4][4];
	struct wn_site sites[2];
	struct wn_unsettled unsettled;
	struct wn_result r = {
		.findings = findings, .sites = sites, .unsettled = &unsettled,
		.nfindings = number(&in) & 3, .nsites = number(&in) & 1,
		.nunsettled = number(&in) & 1, .nunits = number(&in),
	};
	struct wn_baseline baseline = { .path = "base" };
	struct wn_run run = { .kernel = "6.1", .baseline = &baseline };
	json_t *j;

	r.run = size & 1 ? &run : NULL;
	for (uint32_t i = 0; i < r.nfindings; i++)
		fill_finding(&in, &findings[i], events[i]);
	/* only a baseline suppresses */
	for (uint32_t i = 0; !r.run && i < r.nfindings; i++)
		findings[i].suppressed = NULL;
	for (uint32_t i = 0; i < r.nsites; i++)
		fill_site(&in, &sites[i]);
	unsettled = (struct wn_unsettled){ string(&in), string(&in), loc(&in), string(&in) };

	j = written(&r, wn_report_json, true);
	has(json_object_get(j, "findings"), r.nfindings);
	json_decref(j);
	j = written(&r, wn_report_sarif, true);
	has(json_object_get(json_array_get(json_object_get(j, "runs"), 0), "results"),
	    r.nfindings);
	json_decref(j);
	json_decref(written(&r, wn_sites_json, true));
	written(&r, tsv, false);
	while (in.n)
		free(in.strings[--in.n]);
	return 0;
}
