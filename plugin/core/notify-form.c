// SPDX-License-Identifier: GPL-2.0-or-later
/* Helpers that exist in two forms: one that tells mirrors, *_notify(), and a plain one. */
#include <string.h>

#include "model.h"
#include "rules.h"

#define TAIL "_notify"
#define EITHER_WAY "test_and_"	/* ptep_test_and_clear_young(), ptep_clear_young_notify() */

const char *wn_without_notify(struct wn_analysis *an, struct wn_at at)
{
	const char *name = wn_call_name(an, at.stmt);
	size_t n = strlen(name), tail = strlen(TAIL);

	if (wn_model_row(an->prog->model, name, WN_K_TNOTIFY))
		return "";
	if (n <= tail || strcmp(name + n - tail, TAIL))
		return NULL;
	return wn_text(an, "%.*s", (int)(n - tail), name);
}

const char *wn_with_notify(struct wn_analysis *an, struct wn_at at)
{
	const char *name = wn_call_name(an, at.stmt), *cut = strstr(name, EITHER_WAY);
	const char *form;

	form = cut ? wn_text(an, "%.*s%s" TAIL, (int)(cut - name), name, cut + strlen(EITHER_WAY)) :
		     wn_text(an, "%s" TAIL, name);
	return wn_model_row(an->prog->model, form, WN_K_NAME) ? form : NULL;
}
