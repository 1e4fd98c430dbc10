// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions inside functions: trampolines, static chains, nonlocal goto. */
int apply(int (*fn)(int), int n);

int outer(int base, int n)
{
	__label__ give_up;
	int calls = 0;

	int inner(int x)
	{
		calls++;
		if (x < 0)
			goto give_up;
		return x + base;
	}

	int deeper(int x)
	{
		int deepest(int y)
		{
			return inner(y) + calls;
		}
		return apply(deepest, x);
	}

	if (n > 3)
		return apply(inner, n);
	return deeper(n);
give_up:
	return -calls;
}
