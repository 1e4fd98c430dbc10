// SPDX-License-Identifier: GPL-2.0-or-later
/* Options that several subcommands take. */
#include <string.h>

#include "cmd.h"

static const char *const format_names[] = { "text", "tsv", "json" };

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
};

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0, "text or json; sites also tsv", 0 },
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

void wn_analysis_parse(struct wn_analysis_args *a, const char *doc, int argc,
		       char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "[FACTS...]",
		.doc = doc,
	};

	argp_parse(&argp, argc, argv, 0, NULL, a);
}
