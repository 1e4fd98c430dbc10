// SPDX-License-Identifier: GPL-2.0-or-later
/* Callers through pointers, by contract, and objects that come out of batches. */
#include "wn-kernel.h"

struct folio_batch { int nr; struct page *folios[15]; };
struct write_ops { int (*writepage)(struct page *page); };

unsigned int find_get_entries(void *mapping, long start, long end, struct folio_batch *b,
			      long *indices);
void folio_batch_release(struct folio_batch *b);
struct page *pagecache_get_page(void *mapping, long index, int flags, int gfp);
int xa_is_value(const void *entry);
void nothing(struct page *page);

int count;

void split(struct page *page)
{
	count += PageAnon(page);
	nothing(page);
}

static int write_one(struct page *page)
{
	split(page);
	return 0;
}

const struct write_ops ops = { .writepage = write_one };

int through_pointer(const struct write_ops *o, void *mapping, long index)
{
	/* FGP_LOCK */
	struct page *page = pagecache_get_page(mapping, index, 2, 0);
	int ret;

	if (!page)
		return 0;
	ret = o->writepage(page);
	unlock_page(page);
	put_page(page);
	return ret;
}

/* nobody calls it: it unlocks what it is given */
void by_contract(struct page *page)
{
	split(page);
	unlock_page(page);
}

void of_batch(void *mapping, long start, long end)
{
	struct folio_batch b = { 0 };
	long indices[15];
	int i;

	while (find_get_entries(mapping, start, end, &b, indices)) {
		for (i = 0; i < b.nr; i++) {
			struct page *page = b.folios[i];

			if (xa_is_value(page))
				continue;
			lock_page(page);
			split(page);
			unlock_page(page);
		}
		folio_batch_release(&b);
		start++;
	}
}

/* FGP_ENTRY and no lock: a value is not an object */
void values_too(void *mapping, long start, long end)
{
	for (; start < end; start++) {
		struct page *page = pagecache_get_page(mapping, start, 0x100, 0);

		if (xa_is_value(page) || !page)
			continue;
		if (!trylock_page(page))
			goto next;
		split(page);
		unlock_page(page);
next:
		put_page(page);
	}
}

void alone(struct page *page)
{
	count++;
}
