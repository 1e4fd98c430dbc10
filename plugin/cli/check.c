// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify check: join the facts, print the findings. */
#include "cmd.h"

static const char doc[] =
	"Check facts files, or directories of them, as one program and print the findings.\v"
	"Without FACTS: those of the last scan.";

static bool has_warnings(const struct wn_result *r)
{
	for (uint32_t i = 0; i < r->nfindings; i++)
		if (r->findings[i].severity == WN_WARNING)
			return true;
	return false;
}

int wn_cmd_check(int argc, char **argv)
{
	struct wn_analysis_args a = { .formats = 1 << WN_TEXT | 1 << WN_JSON };
	struct wn_program *p;
	struct wn_result *r;
	int status;

	wn_analysis_parse(&a, doc, argc, argv);
	p = wn_load(a.args, a.nargs);
	if (!p)
		return WN_EXIT_FAILED;
	r = wn_analyse(p, &a.opt);
	status = has_warnings(r) ? WN_EXIT_FINDINGS : WN_EXIT_CLEAN;
	if (a.format == WN_TEXT)
		wn_report_text(r, stdout, !a.quiet);
	else if (wn_report_json(r, stdout))
		status = WN_EXIT_FAILED;
	wn_program_free(p);
	return status;
}
