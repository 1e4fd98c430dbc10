// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cmd.h"
#include "fuzz.h"

/* main.c, which is not in, has the one that prints. */
void wn_error(const char *fmt, ...)
{
	(void)fmt;
}

void fuzz_fail(const char *what)
{
	fprintf(stderr, "fuzz: %s\n", what);
	abort();
}

const char *fuzz_file(const uint8_t *data, size_t size)
{
	static char path[64];
	static int fd = -1;

	if (fd >= 0)
		close(fd);
	fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		fuzz_fail("no memory for the input");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return path;
}
