// SPDX-License-Identifier: GPL-2.0-or-later
#include "deadline.h"

enum wn_deadline wn_class_deadline(enum wn_class c)
{
	static const enum wn_deadline table[WN_NR_CLASSES] = {
		[WN_C_OPEN] = WN_D_UNKNOWN,
		[WN_C_DOWNGRADE] = WN_D_RANGE_END,
		[WN_C_SAME_CONTENT] = WN_D_RANGE_END,
		[WN_C_FREE] = WN_D_RANGE_END,
		[WN_C_NEW_PAGE] = WN_D_IN_LOCK,
		[WN_C_MIGRATION] = WN_D_RANGE_END,
		[WN_C_MOVE] = WN_D_RANGE_END,
		[WN_C_SPLIT] = WN_D_NEVER,
		[WN_C_COLLAPSE] = WN_D_RANGE_END,
		[WN_C_ROLLBACK] = WN_D_NEVER,
		[WN_C_YOUNG] = WN_D_NEVER,
		[WN_C_UNKNOWN] = WN_D_UNKNOWN,
	};

	return table[c];
}

static enum wn_deadline left_empty(const struct wn_ob *o, const char **why)
{
	switch (o->excluded) {
	case WN_EXCL_STALE_CPU:
		*why =
			"the page is freed after the deferred flush, and until then the CPU TLB is as stale";
		return WN_D_RANGE_END;
	case WN_EXCL_WRITE_LOCK:
		*why = "the entry stays empty: mmap_lock is held for write";
		return WN_D_RANGE_END;
	case WN_EXCL_PAGE_CACHE:
		*why =
			"a fault finds the same page-cache folio, which is locked and kept by the caller";
		return WN_D_RANGE_END;
	case WN_EXCL_TABLE:
		*why = "the page table below is given up as a whole";
		return WN_D_RANGE_END;
	default:
		*why =
			"the entry is left empty, so another thread may fault a new page in before range_end";
		return WN_D_IN_LOCK;
	}
}

enum wn_deadline wn_ob_deadline(const struct wn_ob *o, const char **why)
{
	enum wn_deadline d = wn_class_deadline(o->cls);

	*why = o->why ? o->why : "";
	if (o->released) {
		*why = "the address space has no observers: none came, or after mmu_notifier_release()";
		return WN_D_NEVER;
	}
	if (o->lent) {
		*why = "a device loses the page that it had to itself; no TLB holds the entry";
		return WN_D_NEVER;
	}
	if (o->present == WN_PRESENT_NO) {
		*why = "the old entry was not present: no secondary TLB can hold it";
		return WN_D_NEVER;
	}
	if (o->detached) {
		*why = "the page table was unlinked before, so no walker reaches this entry";
		return WN_D_NEVER;
	}
	if (o->cls == WN_C_SAME_CONTENT && o->level != WN_L_PTE && o->level != WN_L_HUGE) {
		*why = "only the size of the translation changes, the content is the same";
		return WN_D_NEVER;
	}
	if (o->cls == WN_C_FREE && o->left_none) {
		if (o->put.stmt && o->locked && !o->excluded &&
		    !(o->row->flags & WN_F_TABLE)) {
			*why = "the page may be freed under the lock";
			return WN_D_IN_LOCK;
		}
		return left_empty(o, why);
	}
	return d;
}

bool wn_told_in_lock(const struct wn_ob *o)
{
	return o->t == WN_TOLD_PRIM || o->t == WN_TOLD_INLOCK ||
	       o->t == WN_TOLD_AFTER_SET || o->t == WN_TOLD_GATHER_INLOCK;
}

bool wn_told_in_time(const struct wn_ob *o)
{
	return o->t_at_set == WN_TOLD_PRIM || o->t_at_set == WN_TOLD_INLOCK ||
	       o->t_at_set == WN_TOLD_GATHER_INLOCK;
}

enum wn_verdict wn_ob_verdict(const struct wn_ob *o, unsigned int version)
{
	const char *why;
	enum wn_deadline d = wn_ob_deadline(o, &why);
	bool plain = o->end == WN_END_PLAIN && version < 606;

	switch (d) {
	case WN_D_NEVER:
		return WN_OK;
	case WN_D_IN_LOCK:
		if (!wn_told_in_time(o))
			return WN_MISSING;
		return plain ? WN_DOUBLE : WN_OK;
	case WN_D_RANGE_END:
		if (o->cls == WN_C_COLLAPSE && o->set.stmt && o->t_at_set == WN_TOLD_NO)
			return WN_MISSING;
		if (o->put.stmt && o->t_at_put == WN_TOLD_NO)
			return WN_MISSING;
		if (plain && (o->again.stmt ||
			      (wn_told_in_lock(o) && o->t != WN_TOLD_GATHER_INLOCK)))
			return WN_DOUBLE;
		if (o->nested && plain)
			return WN_REDUNDANT;
		/* Since 6.6 range_end tells no secondary TLB: the CPU flush does, when it comes. */
		if (o->t == WN_TOLD_NO && o->br_start.stmt && version < 606)
			return WN_MISSING;
		if (o->cls == WN_C_MOVE)
			return WN_DEBATABLE;
		return WN_OK;
	default:
		return WN_DEBATABLE;
	}
}
