// SPDX-License-Identifier: GPL-2.0-or-later
/* Statement expressions, conditions without a middle, huge and odd switches. */
#define max(a, b) ({ __auto_type _a = (a); __auto_type _b = (b); _a > _b ? _a : _b; })
#define likely(x) __builtin_expect(!!(x), 1)

int next(void);

int expressions(int x, int y)
{
	int z = ({ int t = next(); if (t < 0) return -1; t; });

	z += max(x, max(y, next()));
	z += x ?: next();
	z += (next(), next());
	if (likely(x && y || z))
		z = ({ ; next(); });
	return z;
}

int ranges(unsigned long long x, signed char c)
{
	switch (x) {
	case 0 ... 9:
	case 10:
	case 12 ... 0xffffffffULL:
		return 1;
	case 0xffffffffffffffffULL:
		return 2;
	}
	switch (c) {
	default:
		return 3;
	case -128 ... -1:
		return 4;
	case 'a':
	case 'b':
	case 'd':
		break;
	}
	switch (next()) {
	case 1:
		__builtin_unreachable();
	case 2:
		while (1)
			;
	}
	return 0;
}

void forever(void)
{
	for (;;)
		next();
}

__attribute__((noreturn)) void stop(void);

void ends(int x)
{
	if (x)
		stop();
	__builtin_unreachable();
}
