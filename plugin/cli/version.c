// SPDX-License-Identifier: GPL-2.0-or-later
/* wnotify --version: also which compiler the plugin beside it was built for. */
#include <stdlib.h>
#include <string.h>

#include "cmd.h"

/* "gcc 12.2.0 x86_64-linux-gnu", as the Makefile wrote it to build/.compiler. */
static const char built_for[] = WNOTIFY_COMPILER;

const char *wn_version(void)
{
	return WNOTIFY_VERSION;
}

const char *wn_plugin_id(void)
{
	return WNOTIFY_PLUGIN_ID;
}

/* What the compiler of that name says of itself now, "" when it is gone. */
static void version_now(const char *cc, size_t n, char *buf, size_t size)
{
	char cmd[256];
	FILE *f;

	*buf = 0;
	if (snprintf(cmd, sizeof(cmd), "%.*s -dumpfullversion 2>/dev/null", (int)n, cc) >=
	    (int)sizeof(cmd))
		return;
	f = popen(cmd, "r");
	if (!f)
		return;
	if (!fgets(buf, size, f))
		*buf = 0;
	buf[strcspn(buf, "\n")] = 0;
	pclose(f);
}

void wn_print_version(FILE *out)
{
	const char *machine = strrchr(built_for, ' '), *version = machine;
	char now[64];
	size_t n;

	fprintf(out, "wnotify %s, facts version %d, plugin %s\n", wn_version(),
		WN_FACTS_VERSION, wn_plugin_id());
	while (version && version > built_for && version[-1] != ' ')
		version--;
	if (!version || version == built_for)
		return;
	n = version - built_for - 1;
	fprintf(out, "The plugin is built for %s\n", built_for);
	fflush(out);
	version_now(built_for, n, now, sizeof(now));
	if (!*now)
		fprintf(out, "%.*s is not here any more: build again with make CC=...\n",
			(int)n, built_for);
	else if (strlen(now) != (size_t)(machine - version) ||
		 strncmp(now, version, machine - version))
		fprintf(out, "%.*s is %s now: build again with make CC=%.*s\n", (int)n,
			built_for, now, (int)n, built_for);
}
