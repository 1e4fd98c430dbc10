// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines of the kernel tree, for reports. */
#include <stdlib.h>
#include <string.h>

#include "report.h"

#define MAX_LINES 200000

/* A file of the tree; lines are 1-based. The last one read is kept. */
struct source {
	char *path, *text, **lines;
	uint32_t n, cap;
};

static struct source last;

void wn_source_forget(void)
{
	free(last.path);
	free(last.text);
	free(last.lines);
	last = (struct source){};
}

static bool split(FILE *f)
{
	size_t size = 0;
	FILE *m = open_memstream(&last.text, &size);
	char buf[8192], *p;
	size_t n;

	while (m && (n = fread(buf, 1, sizeof(buf), f)))
		fwrite(buf, 1, n, m);
	if (!m || fclose(m))
		return false;
	WN_PUSH(last.lines, last.n, last.cap, last.text);
	for (p = last.text; p < last.text + size && last.n < MAX_LINES;) {
		WN_PUSH(last.lines, last.n, last.cap, p);
		p += strcspn(p, "\n");
		*p++ = 0;
	}
	return true;
}

uint32_t wn_source_read(const struct wn_run *run, const char *file)
{
	char *path;
	FILE *f;
	bool ok;

	/* paths of facts are relative to the tree; others are not looked for */
	if (!run->kdir || *file == '/' || !*file || strstr(file, ".."))
		return 0;
	path = wn_run_text(run, "%s/%s", run->kdir, file);
	if (last.path && !strcmp(last.path, path))
		return last.n - 1;
	wn_source_forget();
	f = fopen(path, "r");
	if (!f)
		return 0;
	ok = split(f);
	fclose(f);
	if (!ok) {
		wn_source_forget();
		return 0;
	}
	last.path = strcpy(wn_xrealloc(NULL, strlen(path) + 1), path);
	return last.n - 1;
}

const char *wn_source_line(uint32_t line)
{
	return line && line < last.n ? last.lines[line] : "";
}
