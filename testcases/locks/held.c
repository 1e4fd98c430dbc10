// SPDX-License-Identifier: GPL-2.0-or-later
/* What callers hold around a call: lock, reference, and the one without. */
#include "wn-kernel.h"

struct page *pick(int nr);
int get_page_unless_zero(struct page *page);
void find_nothing(struct page *page);

int count;

void unmap(struct page *page)
{
	count += PageAnon(page);
	find_nothing(page);
}

void caller_with_both(int nr)
{
	struct page *page = pick(nr);

	get_page(page);
	lock_page(page);
	unmap(page);
	unlock_page(page);
	put_page(page);
}

static void by_parameter(struct page *page)
{
	lock_page(page);
	unmap(page);
	unlock_page(page);
}

void outer(int nr)
{
	struct page *page = pick(nr);

	if (!get_page_unless_zero(page))
		return;
	by_parameter(page);
	put_page(page);
}

void its_own(struct page *page)
{
	lock_page(page);
	unmap(page);
	unlock_page(page);
	put_page(page);
}

void caller_without_reference(int nr)
{
	struct page *page = pick(nr);

	lock_page(page);
	unmap(page);
	unlock_page(page);
}
