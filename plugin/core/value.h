/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a page-table entry's value is made of, and which class that makes. */
#ifndef WNOTIFY_VALUE_H
#define WNOTIFY_VALUE_H

#include "state.h"

/**
 * struct wn_value - an entry value taken apart
 * @kind: WN_V_SAME: made from another entry's value, @base; WN_V_PAGE: maps
 *	@page; a not-present kind; WN_V_EMPTY; WN_V_NONE: not known
 * @restricts: permission or the dirty bit was taken away on the way
 * @old: the accessed bit was taken away
 * @write: may have become writable
 * @page: WN_V_PAGE, WN_V_DEVICE and the migration kinds: page or pfn it refers to
 * @base: innermost value that no builder made
 */
struct wn_value {
	enum wn_vkind kind;
	bool restricts, old, write;
	const struct wn_term *page, *base;
};

struct wn_value wn_value_of(const struct wn_model *m, const struct wn_state *s,
			    const struct wn_term *t);

/* Hash of the parts that decide the class: states that differ stay apart. */
uint64_t wn_value_key(const struct wn_model *m, const struct wn_state *s,
		      const struct wn_term *t);

/* The page or lock itself, without folio/compound/embedded-in wrapping. */
const struct wn_term *wn_page_base(const struct wn_model *m, const struct wn_term *t);

/*
 * The entry value that @page is the page of, whether that was present or a migration
 * entry; NULL when it is not of that make.
 */
const struct wn_term *wn_page_entry(const struct wn_model *m, const struct wn_term *page);

/* Does @t come from what the entry held, before or by the change? */
bool wn_from_entry(const struct wn_ob *o, const struct wn_term *t);

/* Is @x what @entry holds: read from it, or compared equal to what was? */
bool wn_is_entry_value(const struct wn_model *m, const struct wn_state *s,
		       const struct wn_term *x, const struct wn_term *entry);

/* Is the old content of @entry known to be present? */
enum wn_present wn_entry_present(const struct wn_model *m, const struct wn_state *s,
				 const struct wn_term *entry);
/* The same for a value that was read or taken out. */
enum wn_present wn_value_present(const struct wn_model *m, const struct wn_state *s,
				 const struct wn_term *val);
/*
 * @cond has been decided. Where it says that an entry is present, or is not, the
 * contrary found before is about what it held then: before its lock was taken.
 */
void wn_outdate_presence(const struct wn_model *m, struct wn_state *s,
			 const struct wn_term *cond);
/* True when a predicate of kind @vk about what @entry holds is known to hold. */
bool wn_entry_known(const struct wn_model *m, const struct wn_state *s,
		    const struct wn_term *entry, enum wn_vkind vk);

/*
 * Does what is known contradict itself by what predicates mean? An anonymous
 * mapping is private, and may-write, so copy-on-write applies to it; a function
 * handles one mapping at a time (fork: the child's is a copy of the parent's).
 */
bool wn_contradicts(const struct wn_model *m, const struct wn_state *s);

/* A parameter of the root, as a flag is, or what was made of it */
bool wn_is_flag(const struct wn_term *t);

/* Is @t an answer of mm_has_notifiers()? */
bool wn_asks_observed(const struct wn_model *m, const struct wn_term *t);
/*
 * Is it known that nobody mirrors the address space? Who asks has one in hand, and keeps
 * mmap_lock, under which nobody comes either (mmu_notifier_register() takes it for write).
 */
bool wn_unobserved(const struct wn_model *m, const struct wn_state *s);

/* Contents of the pages known to be equal (copied or compared, not written since)? */
bool wn_same_content(const struct wn_model *m, const struct wn_state *s,
		     const struct wn_term *page);

/**
 * wn_classify() - class of a change whose entry is now set to @val
 * @o: the obligation; why and evidence are filled in
 * @table: @val is a page table, not an entry value
 */
enum wn_class wn_classify(const struct wn_model *m, const struct wn_state *s,
			  struct wn_ob *o, const struct wn_term *val, bool table);

/*
 * Class of a value written into a table that is not linked yet; *@from: the entry
 * value whose page that is, when it was not taken out so far.
 */
enum wn_class wn_classify_fill(const struct wn_model *m, const struct wn_state *s,
			       const struct wn_term *val, const struct wn_term **from);

#endif
