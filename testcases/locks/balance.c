// SPDX-License-Identifier: GPL-2.0-or-later
/* What a summary must tell apart: by value, by flag, by what a loop carries. */
#include "wn-kernel.h"

struct node {
	spinlock_t list_lock;
	struct node *next;
};

spinlock_t global_lock;
struct node *find_node(int nr);

/* the caller gets the lock unless it gets NULL */
struct node *lock_node(int nr)
{
	struct node *n = find_node(nr);

	if (n)
		spin_lock(&n->list_lock);
	return n;
}

static void unlock_node(struct node *n)
{
	if (n)
		spin_unlock(&n->list_lock);
}

int balanced_by_value(int nr)
{
	struct node *n = lock_node(nr);
	int ret = n != NULL;

	unlock_node(n);
	return ret;
}

int leaks_on_error(int nr)
{
	struct node *n = lock_node(nr);

	if (!n)
		return -2;
	if (nr > 7)
		return -22;
	unlock_node(n);
	return 0;
}

void balanced_by_flag(struct node *n, int take)
{
	int locked = 0;

	if (take) {
		spin_lock(&n->list_lock);
		locked = 1;
	}
	n->next = NULL;
	if (locked)
		spin_unlock(&n->list_lock);
}

/* the lock changes hands from round to round */
void balanced_by_loop(int nr)
{
	struct node *n = NULL, *m;
	int i;

	for (i = 0; i < nr; i++) {
		m = find_node(i);
		if (m != n) {
			if (n)
				spin_unlock(&n->list_lock);
			n = m;
			spin_lock(&n->list_lock);
		}
	}
	if (n)
		spin_unlock(&n->list_lock);
}

void release_callers(struct node *n)
{
	spin_unlock(&n->list_lock);
}

void drop_and_retake(struct node *n)
{
	spin_unlock(&n->list_lock);
	find_node(1);
	spin_lock(&n->list_lock);
}

/* try: held when it says so */
int try_node(struct node *n)
{
	if (!spin_trylock(&n->list_lock))
		return 0;
	return 1;
}

void balanced_try(struct node *n)
{
	if (try_node(n))
		spin_unlock(&n->list_lock);
}

void no_lock(struct node *n)
{
	n->next = NULL;
}
