// SPDX-License-Identifier: GPL-2.0-or-later
/* The analysis of any facts that the reader accepts ends, within its bounds. */
#include "cmd.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wn_program *p = wn_program_new();
	struct wn_options opt = { .profile = size && data[size - 1] & 1 ? "6.1" : "6.12" };
	static FILE *null;
	char err[256];

	if (!null)
		null = fopen("/dev/null", "w");
	if (!wn_program_add(p, fuzz_file(data, size), err, sizeof(err)))
		wn_report_text(wn_analyse(p, &opt), null, true);
	wn_program_free(p);
	return 0;
}
