// SPDX-License-Identifier: GPL-2.0-or-later
/* What a run knows beside the analysis, and writing its reports. */
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "program.h"
#include "report.h"
#include "words.h"

char *wn_run_text(const struct wn_run *run, const char *fmt, ...)
{
	va_list ap;
	char *s, *copy;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		exit(WN_EXIT_FAILED);
	va_end(ap);
	copy = wn_strndup(&run->program->arena, s, strlen(s));
	free(s);
	return copy;
}

bool wn_data_path(char *buf, size_t size, const char *tree, const char *share)
{
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (n <= 0)
		return false;
	exe[n] = 0;
	*strrchr(exe, '/') = 0;
	/* build/wnotify, build/asan/wnotify, PREFIX/bin/wnotify */
	for (int i = 0; i < 3; i++) {
		n = i < 2 ? snprintf(buf, size, "%s/%s/%s", exe, i ? "../.." : "..", tree) :
			    snprintf(buf, size, "%s/../share/%s", exe, share);
		if (n > 0 && (size_t)n < size && !access(buf, R_OK))
			return true;
	}
	return false;
}

/* A scan leaves a link "kdir" beside its facts. */
static char *tree_of_facts(const struct wn_program *p)
{
	char path[PATH_MAX];

	return wn_near_facts(p, "../kdir", path, sizeof(path)) ? realpath(path, NULL) : NULL;
}

static int find_tree(struct wn_run *run, const struct wn_outputs *o)
{
	const char *asked = o->kdir ? o->kdir : getenv("KDIR");
	struct stat st;

	if (!asked || !*asked) {
		run->kdir = tree_of_facts(run->program);
		return 0;
	}
	run->kdir = realpath(asked, NULL);
	if (run->kdir && !stat(run->kdir, &st) && S_ISDIR(st.st_mode))
		return 0;
	wn_error("%s: no such directory", asked);
	return -1;
}

static int find_baseline(struct wn_run *run, const struct wn_outputs *o)
{
	const char *path = o->baseline ? o->baseline : WN_BASELINE_NAME;
	char err[PATH_MAX + 128];

	if (o->no_baseline)
		return 0;
	if (!o->baseline && access(path, F_OK)) {
		if (!run->kdir)
			return 0;
		path = wn_run_text(run, "%s/%s", run->kdir, WN_BASELINE_NAME);
		if (access(path, F_OK))
			return 0;
	}
	run->baseline = wn_baseline_read(path, err, sizeof(err));
	if (!run->baseline)
		wn_error("%s", err);
	return run->baseline ? 0 : -1;
}

static int read_previous(struct wn_run *run, const char *path)
{
	json_error_t err;
	json_t *f;
	size_t i;

	if (!path)
		return 0;
	run->previous = json_load_file(path, 0, &err);
	if (!run->previous) {
		if (err.line > 0)
			wn_error("%s:%d: no JSON: %s", path, err.line, err.text);
		else
			wn_error("%s", err.text);
		return -1;
	}
	json_array_foreach(json_object_get(run->previous, "findings"), i, f) {
		if (!json_is_string(json_object_get(f, "id")))
			break;
	}
	if (!json_is_array(json_object_get(run->previous, "findings")) ||
	    i < json_array_size(json_object_get(run->previous, "findings"))) {
		wn_error("%s: no report of wnotify check --format json", path);
		return -1;
	}
	return 0;
}

int wn_run_open(struct wn_run *run, const struct wn_outputs *o, struct wn_program *p)
{
	run->program = p;
	run->kernel = "";
	for (uint32_t i = 0; i < p->nunits && !*run->kernel; i++)
		run->kernel = p->units[i]->meta.kernel;
	if (find_tree(run, o) || find_baseline(run, o))
		return -1;
	return read_previous(run, o->previous);
}

void wn_run_close(struct wn_run *run)
{
	wn_baseline_free(run->baseline);
	json_decref(run->previous);
	json_decref(run->absent);
	free(run->stale);
	free(run->kdir);
}

static const char *const suffixes[] = { "txt", "tsv", "json", "sarif", "html" };

static int write_one(const struct wn_result *r, enum wn_format format, bool summary,
		     FILE *out)
{
	switch (format) {
	case WN_JSON:
		return wn_report_json(r, out);
	case WN_SARIF:
		return wn_report_sarif(r, out);
	case WN_HTML:
		return wn_report_html(r, out);
	default:
		wn_report_text(r, out, summary);
		return 0;
	}
}

static int write_file(const struct wn_result *r, enum wn_format format, bool summary,
		      const char *path)
{
	FILE *out = fopen(path, "w");
	int ret = -1;

	if (out) {
		ret = write_one(r, format, summary, out);
		if (ferror(out))
			ret = -1;
		if (fclose(out))
			ret = -1;
	}
	if (ret)
		wn_error("%s: %m (report as %s)", path, suffixes[format]);
	return ret;
}

static void put_name(void *out, enum wn_outside what, const char *name)
{
	fprintf(out, "%s %s\n", what == WN_OUTSIDE_CALL ? "call" : "body", name);
}

static int write_outside(const struct wn_result *r, const char *path)
{
	FILE *out = fopen(path, "w");
	bool bad = !out;

	if (out) {
		wn_outside(r->run->program, put_name, out);
		bad = ferror(out);
		bad |= fclose(out);
	}
	if (bad)
		wn_error("%s: %m", path);
	return bad ? -1 : 0;
}

int wn_run_report(const struct wn_result *r, const struct wn_analysis_args *a)
{
	const struct wn_outputs *o = a->outputs;
	int ret = o->outside ? write_outside(r, o->outside) : 0;

	for (int i = 0; i < WN_NR_FORMATS; i++)
		if (o->files[i])
			ret |= write_file(r, i, !a->quiet, o->files[i]);
	if (o->output)
		return ret | write_file(r, a->format, !a->quiet, o->output);
	return ret | write_one(r, a->format, !a->quiet, stdout);
}
