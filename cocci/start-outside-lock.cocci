// SPDX-License-Identifier: GPL-2.0-or-later
/// invalidate_range_start() may sleep: open the bracket before the spinlock,
/// and close it after.
//# Alone it matches a start that follows a spinlock with no unlock between.
//# -D line=N names the line of the start.  What its arguments are computed
//# from must not change between the lock and the start; a site where it does
//# is reported and not changed.
// Confidence: Moderate
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: mmu_notifier_invalidate_range_start, spin_lock, atomic, sleep

virtual patch
virtual context
virtual org
virtual report

@initialize:python@ @@
want, sure = {}, set()
def place(p):
    return p[0].file, p[0].line, p[0].column
def here(p):
    at = p[0]
    if (at.current_element != want.get("fn", at.current_element) or
        not ("/" + at.file).endswith("/" + want.get("file", at.file))):
        return False
    if "line" in want:
        return at.line in want["line"].split(",")
    return place(p) in sure
@initialize:python@ v << virtual.fn; @@
want["fn"] = v
@initialize:python@ v << virtual.file; @@
want["file"] = v
@initialize:python@ v << virtual.line; @@
want["line"] = v

@guess exists@
identifier lock =~ "^(spin_lock|p[mu]d_lock|huge_pte_lock|pte_offset_map_lock)$";
identifier unlock =~ "unlock";
position q;
@@
 lock(...)
 ... when != unlock(...)
 mmu_notifier_invalidate_range_start@q(...);

@script:python@ q << guess.q; @@
sure.add(place(q))

@site@
position p : script:python() { here(p) };
@@
 mmu_notifier_invalidate_range_start@p(...);

@script:python at@ p << site.p; fn; @@
coccinelle.fn = cocci.make_ident(p[0].current_element)

@depends on patch@
identifier lock = {pmd_lock, pud_lock, huge_pte_lock, pte_offset_map_lock};
identifier init =~ "^mmu_notifier_range_init(_owner)?$";
identifier range;
expression mm, s, e, l, x;
expression list as;
position site.p;
@@
(
+init(&range, as, s, e);
+mmu_notifier_invalidate_range_start(&range);
 spin_lock(...);
 ... when != \(s = x\|s += x\|e = x\)
-init(&range, as, s, e);
-mmu_notifier_invalidate_range_start@p(&range);
|
+mmu_notifier_invalidate_range_start(mm, s, e);
 spin_lock(...);
 ... when != \(s = x\|s += x\|e = x\)
-mmu_notifier_invalidate_range_start@p(mm, s, e);
|
+mmu_notifier_invalidate_range_start(&range);
 spin_lock(...);
 ... when != mmu_notifier_range_init(...)
-mmu_notifier_invalidate_range_start@p(&range);
|
+init(&range, as, s, e);
+mmu_notifier_invalidate_range_start(&range);
 l = lock(...);
 ... when != \(s = x\|s += x\|e = x\)
-init(&range, as, s, e);
-mmu_notifier_invalidate_range_start@p(&range);
|
+mmu_notifier_invalidate_range_start(mm, s, e);
 l = lock(...);
 ... when != \(s = x\|s += x\|e = x\)
-mmu_notifier_invalidate_range_start@p(mm, s, e);
|
+mmu_notifier_invalidate_range_start(&range);
 l = lock(...);
 ... when != mmu_notifier_range_init(...)
-mmu_notifier_invalidate_range_start@p(&range);
)

// the end follows the unlock
@depends on patch@
identifier at.fn;
identifier lock = {pmd_lock, pud_lock, huge_pte_lock, pte_offset_map_lock};
expression l;
identifier unlock = {spin_unlock, pte_unmap_unlock};
identifier end =~ "^mmu_notifier_invalidate_range_(only_)?end$";
expression list as;
@@
 fn(...)
 {
 ... when any
 mmu_notifier_invalidate_range_start(...);
(
 spin_lock(...);
|
 l = lock(...);
)
 <+...
-end(as);
 ... when != spin_lock(...)
 unlock(...);
+end(as);
 ...+>
 }

@depends on context@
position p : script:python() { here(p) };
@@
*mmu_notifier_invalidate_range_start@p(...);

@script:python depends on org@ p << site.p; @@
coccilib.org.print_todo(p[0], "range_start may sleep, and a lock is held")

@script:python depends on report@ p << site.p; @@
coccilib.report.print_report(p[0],
                             "range_start may sleep, and a lock is held")
