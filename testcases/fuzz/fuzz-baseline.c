// SPDX-License-Identifier: GPL-2.0-or-later
/* The baseline reader: any bytes are a baseline or one line that says where not. */
#include <string.h>

#include "baseline.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char err[256] = "";
	struct wn_baseline *b;

	b = wn_baseline_parse("base", (const char *)data, size, err, sizeof(err));
	if (!b && (strncmp(err, "base:", 5) || strchr(err, '\n')))
		fuzz_fail("refused without one line");
	for (uint32_t i = 0; b && i < b->n; i++) {
		size_t len;

		if (wn_baseline_find(b, b->entries[i].id) != &b->entries[i])
			fuzz_fail("an entry that is not found");
		if (!*b->entries[i].reason || !wn_id_part(b->entries[i].id, 2, &len))
			fuzz_fail("an entry without reason or function");
	}
	wn_baseline_free(b);
	return 0;
}
