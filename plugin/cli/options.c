// SPDX-License-Identifier: GPL-2.0-or-later
/* Options that several subcommands take. */
#include <string.h>

#include "report.h"

static const char *const format_names[] = {
	"text", "tsv", "json", "sarif", "html",
};

enum wn_format wn_parse_format(const struct argp_state *state, const char *arg,
			       unsigned int allowed)
{
	for (size_t i = 0; i < WN_ARRAY_SIZE(format_names); i++)
		if (allowed & 1u << i && !strcmp(arg, format_names[i]))
			return i;
	argp_error(state, "no such format: %s", arg);
	return WN_TEXT;
}

enum {
	OPT_AGGRESSIVE = 256,
	OPT_KERNEL,
	OPT_BASELINE,
	OPT_NO_BASELINE,
	OPT_PREVIOUS,
	OPT_OUTSIDE,
	OPT_FILE,		/* + enum wn_format */
};

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0, "text or json; sites also tsv, check also sarif and html",
	  0 },
	{ "aggressive", OPT_AGGRESSIVE, NULL, 0,
	  "Report changes of translation size as findings, not as remarks", 0 },
	{ "kernel", OPT_KERNEL, "VERSION", 0,
	  "Assume the helpers of this kernel, not of the facts' own", 0 },
	{ "file", 'F', "SOURCE", 0, "Only what lies in this source file", 0 },
	{ "function", 'n', "NAME", 0, "Only what lies in this function", 0 },
	{ "quiet", 'q', NULL, 0, "No summary", 0 },
	{}
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct wn_analysis_args *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		if (a->outputs)
			state->child_inputs[0] = a->outputs;
		break;
	case 'f':
		a->format = wn_parse_format(state, arg, a->formats);
		break;
	case OPT_AGGRESSIVE:
		a->opt.aggressive = true;
		break;
	case OPT_KERNEL:
		a->opt.profile = arg;
		break;
	case 'F':
		a->opt.only_file = arg;
		break;
	case 'n':
		a->opt.only_func = arg;
		break;
	case 'q':
		a->quiet = true;
		break;
	case ARGP_KEY_ARGS:
		a->args = state->argv + state->next;
		a->nargs = state->argc - state->next;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp_option output_options[] = {
	{ "output", 'o', "FILE", 0, "Write the report to FILE", 1 },
	{ "text", OPT_FILE + WN_TEXT, "FILE", 0,
	  "Also write a report of this format to FILE", 2 },
	{ "json", OPT_FILE + WN_JSON, "FILE", 0, NULL, 2 },
	{ "sarif", OPT_FILE + WN_SARIF, "FILE", 0, NULL, 2 },
	{ "html", OPT_FILE + WN_HTML, "FILE", 0, NULL, 2 },
	{ "baseline", OPT_BASELINE, "FILE", 0,
	  "Findings to suppress; else .wnotify-baseline here or in the kernel tree", 3 },
	{ "no-baseline", OPT_NO_BASELINE, NULL, 0, "Suppress nothing", 3 },
	{ "previous", OPT_PREVIOUS, "FILE", 0,
	  "Say what is new since this JSON report", 3 },
	{ "outside", OPT_OUTSIDE, "FILE", 0,
	  "Write the names of functions whose use in units without facts would matter", 3 },
	{ "kdir", 'k', "DIR", 0,
	  "Kernel tree of the facts, for source lines and the baseline", 3 },
	{}
};

static error_t parse_output(int key, char *arg, struct argp_state *state)
{
	struct wn_outputs *o = state->input;

	switch (key) {
	case 'o':
		o->output = arg;
		break;
	case 'k':
		o->kdir = arg;
		break;
	case OPT_BASELINE:
		o->baseline = arg;
		break;
	case OPT_NO_BASELINE:
		o->no_baseline = true;
		break;
	case OPT_OUTSIDE:
		o->outside = arg;
		break;
	case OPT_PREVIOUS:
		o->previous = arg;
		break;
	case OPT_FILE ... OPT_FILE + WN_NR_FORMATS - 1:
		o->files[key - OPT_FILE] = arg;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp output_argp = {
	.options = output_options,
	.parser = parse_output,
};

void wn_analysis_parse(struct wn_analysis_args *a, const char *doc, int argc,
		       char **argv)
{
	const struct argp_child children[] = { { .argp = &output_argp }, {} };
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "[FACTS...]",
		.doc = doc,
		.children = a->outputs ? children : NULL,
	};

	argp_parse(&argp, argc, argv, 0, NULL, a);
}
