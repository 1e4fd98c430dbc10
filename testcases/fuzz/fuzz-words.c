// SPDX-License-Identifier: GPL-2.0-or-later
/* The look at sources by their text: any bytes, which no C compiler has seen. */
#include "fuzz.h"
#include "words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wn_model *m = wn_model_new(601);
	struct wn_words *w = wn_words_new(m);
	const char *text = (const char *)data;

	wn_words_header(w, text, size);
	wn_words_find(w, text, size);
	wn_words_defines(w, text, size);
	wn_words_free(w);
	wn_model_free(m);
	return 0;
}
