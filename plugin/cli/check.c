// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify check: join the facts, print the findings. */
#include "report.h"

static const char doc[] =
	"Check facts files, or directories of them, as one program and print the findings.\v"
	"Without FACTS: those of the last scan.";

int wn_cmd_check(int argc, char **argv)
{
	struct wn_outputs o = {};
	struct wn_analysis_args a = {
		.formats = 1 << WN_TEXT | 1 << WN_JSON | 1 << WN_SARIF | 1 << WN_HTML,
		.outputs = &o,
	};
	int status = WN_EXIT_FAILED;
	struct wn_run run = {};
	struct wn_program *p;
	struct wn_result *r;

	wn_analysis_parse(&a, doc, argc, argv);
	p = wn_load(a.args, a.nargs);
	if (!p)
		return WN_EXIT_FAILED;
	if (!wn_run_open(&run, &o, p)) {
		r = wn_analyse(p, &a.opt);
		wn_run_mark(&run, r, &a.opt);
		if (!wn_run_report(r, &a))
			status = wn_has_findings(r) ? WN_EXIT_FINDINGS : WN_EXIT_CLEAN;
	}
	wn_run_close(&run);
	wn_program_free(p);
	return status;
}
