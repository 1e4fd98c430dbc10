/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When must the secondary TLB be told? One table from class to deadline; the
 * rules compare it with when it was told. docs/model.md proves the rows.
 */
#ifndef WNOTIFY_DEADLINE_H
#define WNOTIFY_DEADLINE_H

#include "state.h"

enum wn_deadline {
	WN_D_NEVER,		/* nobody can hold a translation that became wrong */
	WN_D_RANGE_END,		/* range_end, or any time before */
	WN_D_IN_LOCK,		/* before the set, the free, or the lock's drop */
	WN_D_UNKNOWN,
};

/* Deadline of the secondary TLB for a class, whatever else is known of the change. */
enum wn_deadline wn_class_deadline(enum wn_class c);

/**
 * wn_ob_deadline() - deadline of one change
 * @why: receives the reason, one sentence without a full stop
 *
 * Sharper than the class: an entry that was not present needs nothing, one that
 * is left empty while a fault may fill it must be told about under the lock.
 */
enum wn_deadline wn_ob_deadline(const struct wn_ob *o, const char **why);

enum wn_verdict {
	WN_OK, WN_MISSING, WN_DOUBLE, WN_REDUNDANT, WN_DEBATABLE,
};

/* Was T told under the lock and in time for a deadline there? */
bool wn_told_in_lock(const struct wn_ob *o);
bool wn_told_in_time(const struct wn_ob *o);
enum wn_verdict wn_ob_verdict(const struct wn_ob *o, unsigned int version);

#endif
