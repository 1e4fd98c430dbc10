// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lock primitives and folio references beside those that the model has because
 * they matter to a page-table entry. Data, not code.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "locks.h"

/* Helpers of one shape, separated by blanks. */
struct wn_lk_group {
	enum wn_lk_op op;
	enum wn_lock lock;
	int8_t arg, flags;
	uint8_t bit;
	const char *names;
};

static const struct wn_lk_group groups[] = {
	/* spinlocks; spin_lock_irqsave() and friends are macros of these */
	{ WN_LK_TAKE, WN_LK_SPIN, 0, 0, 0,
	  "_raw_spin_lock_irq _raw_spin_lock_bh _raw_spin_lock_irqsave "
	  "_raw_read_lock_irq _raw_read_lock_bh _raw_read_lock_irqsave "
	  "_raw_write_lock_irq _raw_write_lock_bh _raw_write_lock_irqsave "
	  "_raw_spin_lock_nest_lock _raw_spin_lock_irqsave_nested hlist_bl_lock" },
	{ WN_LK_DROP, WN_LK_SPIN, 0, 0, 0,
	  "_raw_spin_unlock_irq _raw_spin_unlock_bh _raw_spin_unlock_irqrestore "
	  "_raw_read_unlock_irq _raw_read_unlock_bh _raw_read_unlock_irqrestore "
	  "_raw_write_unlock_irq _raw_write_unlock_bh _raw_write_unlock_irqrestore "
	  "hlist_bl_unlock" },
	{ WN_LK_TRY, WN_LK_SPIN, 0, 0, 0,
	  "_raw_spin_trylock _raw_spin_trylock_bh _raw_read_trylock "
	  "_raw_write_trylock spin_trylock_irq" },
	{ WN_LK_TRY, WN_LK_SPIN, 1, 0, 0,
	  "_atomic_dec_and_lock _atomic_dec_and_lock_irqsave refcount_dec_and_lock "
	  "refcount_dec_and_lock_irqsave bit_spin_trylock" },
	{ WN_LK_NEUTRAL, WN_LK_NONE, -1, 0, 0,
	  "assert_spin_locked rcu_read_lock_any_held vma_start_write" },
	{ WN_LK_TAKE, WN_LK_SPIN, 1, 0, 0,
	  "bit_spin_lock" },
	{ WN_LK_DROP, WN_LK_SPIN, 1, 0, 0,
	  "bit_spin_unlock __bit_spin_unlock" },
	/* RCU and preemption; a memcg's move_lock goes with it when move_lock_task says so */
	{ WN_LK_TAKE, WN_LK_RCU, -1, 0, 0,
	  "rcu_read_lock_sched rcu_read_lock_bh folio_memcg_lock lock_page_memcg" },
	{ WN_LK_DROP, WN_LK_RCU, -1, 0, 0,
	  "rcu_read_unlock_sched rcu_read_unlock_bh folio_memcg_unlock "
	  "unlock_page_memcg __folio_memcg_unlock" },
	{ WN_LK_TAKE, WN_LK_RCU, 0, 0, 0,
	  "srcu_read_lock srcu_read_lock_notrace" },
	{ WN_LK_DROP, WN_LK_RCU, 0, 0, 0,
	  "srcu_read_unlock srcu_read_unlock_notrace" },
	/* before 6.5 there always was a page table; the others are inside the node */
	{ WN_LK_NONNULL, WN_LK_NONE, -1, 0, 0,
	  "pte_offset_kernel page_zone folio_zone page_pgdat folio_pgdat" },
	/* locks that sleep */
	{ WN_LK_TAKE, WN_LK_MUTEX, 0, 0, 0,
	  "mutex_lock mutex_lock_nested down_read down_read_nested down_write "
	  "down_write_nested" },
	{ WN_LK_TRY0, WN_LK_MUTEX, 0, 0, 0,
	  "mutex_lock_killable mutex_lock_interruptible down_read_killable "
	  "down_read_interruptible down_write_killable down_write_interruptible" },
	{ WN_LK_DROP, WN_LK_MUTEX, 0, 0, 0,
	  "mutex_unlock up_read up_write" },
	{ WN_LK_TRY, WN_LK_MUTEX, 0, 0, 0,
	  "mutex_trylock down_read_trylock down_write_trylock" },
	/* the address space */
	{ WN_LK_TAKE, WN_LK_MMAP_WRITE, 0, 0, 0,
	  "mmap_write_lock_nested" },
	{ WN_LK_TRY0, WN_LK_MMAP_WRITE, 0, 0, 0,
	  "mmap_write_lock_killable" },
	{ WN_LK_TRY0, WN_LK_MMAP_READ, 0, 0, 0,
	  "mmap_read_lock_killable" },
	{ WN_LK_DROP, WN_LK_MMAP_READ, 0, 0, 0,
	  "mmap_read_unlock_non_owner" },
	{ WN_LK_DOWNGRADE, WN_LK_MMAP_READ, 0, 0, 0,
	  "mmap_write_downgrade" },
	{ WN_LK_TRY, WN_LK_VMA, 0, 0, 0,
	  "vma_start_read hugetlb_vma_trylock_write" },
	{ WN_LK_DROP, WN_LK_VMA, 0, 0, 0,
	  "vma_end_read hugetlb_vma_unlock_read hugetlb_vma_unlock_write "
	  "__hugetlb_vma_unlock_write_free" },
	{ WN_LK_RETURNS_COND, WN_LK_VMA, -1, 0, 0,
	  "lock_vma_under_rcu" },
	/* the lock of a hugetlb mapping, wherever it is kept */
	{ WN_LK_TAKE, WN_LK_VMA, 0, 0, 0,
	  "hugetlb_vma_lock_read hugetlb_vma_lock_write" },
	/* folios */
	{ WN_LK_TRY0, WN_LK_FOLIO, 0, 0, 0,
	  "folio_lock_killable lock_page_killable" },
	{ WN_LK_TAKE, WN_LK_FOLIO, 0, 0, 0,
	  "__folio_lock" },
	{ WN_LK_TRYGET, WN_LK_NONE, 0, 0, 0,
	  "get_page_unless_zero folio_try_get folio_try_get_rcu try_get_page "
	  "get_hwpoison_page try_grab_page" },
	{ WN_LK_TRYGET0, WN_LK_NONE, 0, 0, 0,
	  "isolate_lru_page folio_isolate_lru" },
	{ WN_LK_PUT, WN_LK_NONE, 0, 0, 0,
	  "put_page_testzero folio_put_testzero putback_lru_page folio_putback_lru" },
	/* these always lock what they return; the others with FGP_LOCK, which is 2 */
	{ WN_LK_RETGET, WN_LK_NONE, -1, -1, 2, "find_lock_page filemap_lock_folio" },
	{ WN_LK_RETGET, WN_LK_NONE, -1, 2, 2,
	  "pagecache_get_page __filemap_get_folio" },
	{ WN_LK_RETGET, WN_LK_NONE, -1, 0, 0,
	  "follow_page damon_get_folio alloc_pages_vma vma_alloc_folio "
	  "__alloc_pages" },
	{ WN_LK_STOREGET, WN_LK_FOLIO, 2, 0, 0,
	  "shmem_get_folio" },
	{ WN_LK_NOOBJ, WN_LK_NONE, 0, 0, 0,
	  "xa_is_value IS_ERR IS_ERR_OR_NULL" },
	{ WN_LK_FILL, WN_LK_FOLIO, 3, 0, 0,
	  "find_lock_entries" },
	{ WN_LK_FILL, WN_LK_NONE, 3, 0, 0,
	  "find_get_entries filemap_get_folios" },
	{ WN_LK_EMPTY, WN_LK_NONE, 0, 0, 0,
	  "pagevec_release folio_batch_release" },
};

/* Parts of the names of macros and helpers, include/linux/list.h and mm_inline.h. */
static const char *const of_list[] = { "list_for_each", "list_entry", "lru_to_" };

bool wn_lk_of_list(const char *name)
{
	for (uint32_t i = 0; i < WN_ARRAY_SIZE(of_list); i++) {
		if (strstr(name, of_list[i]))
			return true;
	}
	return false;
}

/* include/linux/page-flags.h: Page##uname() and folio_test_##lname(). */
bool wn_lk_page_flag(const char *name, char *flag, size_t size)
{
	static const char page[] = "Page", folio[] = "folio_test_";
	size_t i = strlen(folio), skip;

	if (!strncmp(name, page, strlen(page)))
		skip = strlen(page);
	else if (!strncmp(name, folio, i))
		skip = i;
	else
		return false;
	snprintf(flag, size, "%s%s", folio, name + skip);
	for (; flag[i]; i++)
		flag[i] = (char)tolower((unsigned char)flag[i]);
	return true;
}

static enum wn_lk_op of_model(enum wn_kind k)
{
	switch (k) {
	case WN_K_LOCK:
		return WN_LK_TAKE;
	case WN_K_UNLOCK:
		return WN_LK_DROP;
	case WN_K_TRYLOCK:
		return WN_LK_TRY;
	case WN_K_LOCK_RET:
		return WN_LK_RETURNS;
	case WN_K_LOCK_RET_COND:
		return WN_LK_RETURNS_COND;
	case WN_K_MAP_LOCK:
		return WN_LK_STORES;
	case WN_K_WALK:
		return WN_LK_STEP;
	case WN_K_WALK_DONE:
		return WN_LK_STEP_DONE;
	case WN_K_GET:
		return WN_LK_GET;
	case WN_K_PUT:
		return WN_LK_PUT;
	default:
		return WN_LK_NEUTRAL;
	}
}

static bool has_word(const char *names, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = strstr(names, name); p; p = strstr(p + 1, name)) {
		if ((p == names || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
			return n > 0;
	}
	return false;
}

bool wn_lk_find(const struct wn_model *m, const char *name, struct wn_lk_row *row)
{
	const struct wn_row *const *r;
	uint32_t i, n;

	for (i = 0; i < WN_ARRAY_SIZE(groups); i++) {
		const struct wn_lk_group *g = &groups[i];

		if (!has_word(g->names, name))
			continue;
		*row = (struct wn_lk_row){ name, g->op, g->lock, g->arg, g->flags, g->bit };
		return true;
	}
	r = wn_model_rows(m, name, &n);
	for (i = 0; i < n; i++) {
		enum wn_lk_op op = of_model(r[i]->kind);

		if (op == WN_LK_NEUTRAL)
			continue;
		*row = (struct wn_lk_row){ name, op, r[i]->lock, r[i]->ptep, 0, 0 };
		return true;
	}
	return false;
}

bool wn_lk_counted(enum wn_lock kind)
{
	return kind == WN_LK_PTL || kind == WN_LK_SPIN || kind == WN_LK_RCU;
}
