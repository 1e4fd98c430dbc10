// SPDX-License-Identifier: GPL-2.0-or-later
/* Sizes known only at run time. */
void use(void *p);

int vla(int n, int m, int a[n][m])
{
	int local[n + 1][m];
	struct { int head; char tail[n]; } s;
	int sum = 0, i;

	for (i = 0; i < n; i++)
		local[i][0] = a[i][m - 1];
	use(local);
	use(&s);
	sum += sizeof(local) + sizeof(s) + s.tail[n - 1] + s.head;
	use(__builtin_alloca(n));
	return sum + local[n][0];
}
