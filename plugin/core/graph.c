// SPDX-License-Identifier: GPL-2.0-or-later
#include "program.h"

int wn_graph_dot(struct wn_program *p, const char *func, FILE *out, char *err,
		 size_t errlen)
{
	(void)p;
	(void)out;
	snprintf(err, errlen, "%s: no such function", func);
	return -1;
}
