// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lock primitives and folio references beside those that the model has because
 * they matter to a page-table entry. Data, not code.
 */
#include <string.h>

#include "locks.h"

#define ROW(n, o, lk, a) { n, WN_LK_##o, lk, a, 0, 0 }
/* FGP_LOCK is 2 from 2.6.x on */
#define FIND(n, flags) { n, WN_LK_RETGET, WN_LK_NONE, -1, flags, 2 }

static const struct wn_lk_row rows[] = {
	/* spinlocks; spin_lock_irqsave() and friends are macros of these */
	ROW("_raw_spin_lock_irq", TAKE, WN_LK_SPIN, 0),
	ROW("_raw_spin_lock_bh", TAKE, WN_LK_SPIN, 0),
	ROW("_raw_spin_lock_nest_lock", TAKE, WN_LK_SPIN, 0),
	ROW("_raw_spin_lock_irqsave_nested", TAKE, WN_LK_SPIN, 0),
	ROW("_raw_spin_unlock_irq", DROP, WN_LK_SPIN, 0),
	ROW("_raw_spin_unlock_bh", DROP, WN_LK_SPIN, 0),
	ROW("_raw_spin_unlock_irqrestore", DROP, WN_LK_SPIN, 0),
	ROW("_raw_spin_trylock", TRY, WN_LK_SPIN, 0),
	ROW("_raw_spin_trylock_bh", TRY, WN_LK_SPIN, 0),
	ROW("spin_trylock_irq", TRY, WN_LK_SPIN, 0),
	ROW("_atomic_dec_and_lock", TRY, WN_LK_SPIN, 1),
	ROW("_atomic_dec_and_lock_irqsave", TRY, WN_LK_SPIN, 1),
	ROW("refcount_dec_and_lock", TRY, WN_LK_SPIN, 1),
	ROW("refcount_dec_and_lock_irqsave", TRY, WN_LK_SPIN, 1),
	ROW("assert_spin_locked", NEUTRAL, WN_LK_NONE, -1),
	ROW("_raw_read_lock_irq", TAKE, WN_LK_SPIN, 0),
	ROW("_raw_read_lock_irqsave", TAKE, WN_LK_SPIN, 0),
	ROW("_raw_read_lock_bh", TAKE, WN_LK_SPIN, 0),
	ROW("_raw_write_lock_irq", TAKE, WN_LK_SPIN, 0),
	ROW("_raw_write_lock_irqsave", TAKE, WN_LK_SPIN, 0),
	ROW("_raw_write_lock_bh", TAKE, WN_LK_SPIN, 0),
	ROW("_raw_read_unlock_irq", DROP, WN_LK_SPIN, 0),
	ROW("_raw_read_unlock_irqrestore", DROP, WN_LK_SPIN, 0),
	ROW("_raw_read_unlock_bh", DROP, WN_LK_SPIN, 0),
	ROW("_raw_write_unlock_irq", DROP, WN_LK_SPIN, 0),
	ROW("_raw_write_unlock_irqrestore", DROP, WN_LK_SPIN, 0),
	ROW("_raw_write_unlock_bh", DROP, WN_LK_SPIN, 0),
	ROW("_raw_read_trylock", TRY, WN_LK_SPIN, 0),
	ROW("_raw_write_trylock", TRY, WN_LK_SPIN, 0),
	ROW("bit_spin_lock", TAKE, WN_LK_SPIN, 1),
	ROW("bit_spin_trylock", TRY, WN_LK_SPIN, 1),
	ROW("bit_spin_unlock", DROP, WN_LK_SPIN, 1),
	ROW("__bit_spin_unlock", DROP, WN_LK_SPIN, 1),
	ROW("hlist_bl_lock", TAKE, WN_LK_SPIN, 0),
	ROW("hlist_bl_unlock", DROP, WN_LK_SPIN, 0),
	/* RCU and preemption */
	ROW("rcu_read_lock_sched", TAKE, WN_LK_RCU, -1),
	ROW("rcu_read_unlock_sched", DROP, WN_LK_RCU, -1),
	ROW("rcu_read_lock_bh", TAKE, WN_LK_RCU, -1),
	ROW("rcu_read_unlock_bh", DROP, WN_LK_RCU, -1),
	ROW("srcu_read_lock", TAKE, WN_LK_RCU, 0),
	ROW("srcu_read_unlock", DROP, WN_LK_RCU, 0),
	ROW("srcu_read_lock_notrace", TAKE, WN_LK_RCU, 0),
	ROW("srcu_read_unlock_notrace", DROP, WN_LK_RCU, 0),
	ROW("rcu_read_lock_any_held", NEUTRAL, WN_LK_NONE, -1),
	/* RCU, and the memcg's move_lock when move_lock_task says so: a pair */
	ROW("folio_memcg_lock", TAKE, WN_LK_RCU, -1),
	ROW("lock_page_memcg", TAKE, WN_LK_RCU, -1),
	ROW("folio_memcg_unlock", DROP, WN_LK_RCU, -1),
	ROW("__folio_memcg_unlock", DROP, WN_LK_RCU, -1),
	ROW("unlock_page_memcg", DROP, WN_LK_RCU, -1),
	/* before 6.5 there always was a page table */
	ROW("pte_offset_kernel", NONNULL, WN_LK_NONE, -1),
	/* an address inside the node */
	ROW("page_zone", NONNULL, WN_LK_NONE, -1),
	ROW("folio_zone", NONNULL, WN_LK_NONE, -1),
	ROW("page_pgdat", NONNULL, WN_LK_NONE, -1),
	ROW("folio_pgdat", NONNULL, WN_LK_NONE, -1),
	/* sleeping locks */
	ROW("mutex_lock", TAKE, WN_LK_MUTEX, 0),
	ROW("mutex_lock_nested", TAKE, WN_LK_MUTEX, 0),
	ROW("mutex_lock_killable", TRY0, WN_LK_MUTEX, 0),
	ROW("mutex_lock_interruptible", TRY0, WN_LK_MUTEX, 0),
	ROW("mutex_trylock", TRY, WN_LK_MUTEX, 0),
	ROW("mutex_unlock", DROP, WN_LK_MUTEX, 0),
	ROW("down_read", TAKE, WN_LK_MUTEX, 0),
	ROW("down_write", TAKE, WN_LK_MUTEX, 0),
	ROW("down_write_nested", TAKE, WN_LK_MUTEX, 0),
	ROW("down_read_killable", TRY0, WN_LK_MUTEX, 0),
	ROW("down_read_interruptible", TRY0, WN_LK_MUTEX, 0),
	ROW("down_write_killable", TRY0, WN_LK_MUTEX, 0),
	ROW("down_read_trylock", TRY, WN_LK_MUTEX, 0),
	ROW("down_write_trylock", TRY, WN_LK_MUTEX, 0),
	ROW("up_read", DROP, WN_LK_MUTEX, 0),
	ROW("up_write", DROP, WN_LK_MUTEX, 0),
	/* the address space */
	ROW("mmap_write_lock_nested", TAKE, WN_LK_MMAP_WRITE, 0),
	ROW("mmap_write_lock_killable", TRY0, WN_LK_MMAP_WRITE, 0),
	ROW("mmap_read_lock_killable", TRY0, WN_LK_MMAP_READ, 0),
	ROW("mmap_read_unlock_non_owner", DROP, WN_LK_MMAP_READ, 0),
	ROW("mmap_write_downgrade", DOWNGRADE, WN_LK_MMAP_READ, 0),
	ROW("vma_start_read", TRY, WN_LK_VMA, 0),
	ROW("vma_end_read", DROP, WN_LK_VMA, 0),
	ROW("vma_start_write", NEUTRAL, WN_LK_NONE, -1),
	ROW("lock_vma_under_rcu", RETURNS_COND, WN_LK_VMA, -1),
	/* the lock of a hugetlb mapping, wherever it is kept */
	ROW("hugetlb_vma_lock_read", TAKE, WN_LK_VMA, 0),
	ROW("hugetlb_vma_unlock_read", DROP, WN_LK_VMA, 0),
	ROW("hugetlb_vma_lock_write", TAKE, WN_LK_VMA, 0),
	ROW("hugetlb_vma_unlock_write", DROP, WN_LK_VMA, 0),
	ROW("hugetlb_vma_trylock_write", TRY, WN_LK_VMA, 0),
	ROW("__hugetlb_vma_unlock_write_free", DROP, WN_LK_VMA, 0),
	/* folios */
	ROW("folio_lock_killable", TRY0, WN_LK_FOLIO, 0),
	ROW("lock_page_killable", TRY0, WN_LK_FOLIO, 0),
	ROW("__folio_lock", TAKE, WN_LK_FOLIO, 0),
	ROW("get_page_unless_zero", TRYGET, WN_LK_NONE, 0),
	ROW("folio_try_get", TRYGET, WN_LK_NONE, 0),
	ROW("folio_try_get_rcu", TRYGET, WN_LK_NONE, 0),
	ROW("try_get_page", TRYGET, WN_LK_NONE, 0),
	ROW("get_hwpoison_page", TRYGET, WN_LK_NONE, 0),
	ROW("try_grab_page", TRYGET, WN_LK_NONE, 0),
	ROW("isolate_lru_page", TRYGET0, WN_LK_NONE, 0),
	ROW("folio_isolate_lru", TRYGET0, WN_LK_NONE, 0),
	ROW("put_page_testzero", PUT, WN_LK_NONE, 0),
	ROW("folio_put_testzero", PUT, WN_LK_NONE, 0),
	ROW("putback_lru_page", PUT, WN_LK_NONE, 0),
	ROW("folio_putback_lru", PUT, WN_LK_NONE, 0),
	FIND("pagecache_get_page", 2),
	FIND("__filemap_get_folio", 2),
	ROW("follow_page", RETGET, WN_LK_NONE, -1),
	ROW("shmem_get_folio", STOREGET, WN_LK_FOLIO, 2),
	ROW("xa_is_value", NOOBJ, WN_LK_NONE, 0),
	ROW("IS_ERR", NOOBJ, WN_LK_NONE, 0),
	ROW("IS_ERR_OR_NULL", NOOBJ, WN_LK_NONE, 0),
	ROW("find_lock_entries", FILL, WN_LK_FOLIO, 3),
	ROW("find_get_entries", FILL, WN_LK_NONE, 3),
	ROW("filemap_get_folios", FILL, WN_LK_NONE, 3),
	ROW("pagevec_release", EMPTY, WN_LK_NONE, 0),
	ROW("folio_batch_release", EMPTY, WN_LK_NONE, 0),
	ROW("damon_get_folio", RETGET, WN_LK_NONE, -1),
	ROW("alloc_pages_vma", RETGET, WN_LK_NONE, -1),
	ROW("vma_alloc_folio", RETGET, WN_LK_NONE, -1),
	ROW("__alloc_pages", RETGET, WN_LK_NONE, -1),
};

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

bool wn_lk_find(const struct wn_model *m, const char *name, struct wn_lk_row *row)
{
	const struct wn_row *const *r;
	uint32_t i, n;

	for (i = 0; i < WN_ARRAY_SIZE(rows); i++) {
		if (!strcmp(rows[i].name, name)) {
			*row = rows[i];
			return true;
		}
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
