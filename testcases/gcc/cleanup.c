// SPDX-License-Identifier: GPL-2.0-or-later
/* Scope-based release, as linux/cleanup.h does since 6.5. */
struct lock { int held; };
void acquire(struct lock *l);
void release(struct lock *l);
int may_fail(int n);

static inline void release_guard(struct lock **l)
{
	if (*l)
		release(*l);
}

#define guard(l)							\
	struct lock *scope __attribute__((cleanup(release_guard))) =	\
		({ acquire(l); (l); })

int guarded(struct lock *l, int n)
{
	guard(l);
	int i;

	for (i = 0; i < n; i++) {
		struct lock inner __attribute__((cleanup(release))) = { 0 };

		acquire(&inner);
		if (may_fail(i) < 0)
			return -1;
		if (may_fail(i) == 7)
			continue;
		if (may_fail(i) == 8)
			break;
	}
	return i;
}
