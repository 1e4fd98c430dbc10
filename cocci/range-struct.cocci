// SPDX-License-Identifier: GPL-2.0-or-later
/// Follow the change of Linux 5.0: invalidate_range_start/end take a struct
/// mmu_notifier_range instead of (mm, start, end).
//# A migration of a whole tree.  Callers: brackets one after the other in a
//# function re-use one range, brackets within each other must be told apart
//# by hand, and one that spans functions stays as it is.  Callbacks: the
//# three arguments and blockable become fields of range.
// Confidence: Moderate
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: mmu_notifier_range_init, mmu_notifier_invalidate_range_start

virtual patch
virtual context
virtual org
virtual report

@old depends on !patch@
identifier f =~ "^mmu_notifier_invalidate_range_(start|start_nonblock|end|only_end)$";
expression mm, s, e;
position p;
@@
*f@p(mm, s, e)

// a bracket that another function ends, or starts, is not touched
@starts@
identifier fn;
identifier f =~ "^mmu_notifier_invalidate_range_start(_nonblock)?$";
expression mm, s, e;
@@
 fn(...) { <+... f(mm, s, e) ...+> }

@ends@
identifier starts.fn;
identifier f =~ "^mmu_notifier_invalidate_range_(only_)?end$";
expression mm, s, e;
@@
 fn(...) { <+... f(mm, s, e) ...+> }

@depends on patch && ends@
identifier starts.fn;
expression mm, s, e;
statement S;
@@
 fn(...)
 {
+struct mmu_notifier_range range;
 <+...
(
+mmu_notifier_range_init(&range, mm, s, e);
-mmu_notifier_invalidate_range_start(mm, s, e);
+mmu_notifier_invalidate_range_start(&range);
|
+mmu_notifier_range_init(&range, mm, s, e);
 if (mmu_notifier_invalidate_range_start_nonblock(
-						  mm, s, e
+						  &range
						  )) S
|
-mmu_notifier_invalidate_range_end(mm, s, e);
+mmu_notifier_invalidate_range_end(&range);
|
-mmu_notifier_invalidate_range_only_end(mm, s, e);
+mmu_notifier_invalidate_range_only_end(&range);
)
 ...+>
 }

// callbacks: what they do not write becomes a field, the rest a local
@ops@
identifier o, f;
identifier member = {invalidate_range_start, invalidate_range_end};
@@
 struct mmu_notifier_ops o = { .member = f, };

@old_ops@
identifier ops.f, mn, mm;
@@
 f(struct mmu_notifier *mn, struct mm_struct *mm, ...) { ... }

@param depends on old_ops@
identifier ops.f, v;
parameter list[n] before;
type T;
@@
 f(before, T v, ...) { ... }

@script:python access@ n << param.n; r; @@
if n == "0":
    cocci.include_match(False)
coccinelle.r = cocci.make_ident(
    "range->" + ["", "mm", "start", "end", "blockable"][int(n)])

@written@
identifier ops.f, param.v;
expression x;
@@
 f(...) { <+... \(v = x\|v += x\|v -= x\|v++\|v--\|++v\|--v\|&v\) ...+> }

@depends on patch && written@
identifier ops.f, param.v, access.r;
type param.T;
@@
 f(...)
 {
+T v = r;
 ...
 }

@depends on patch && written@
identifier param.v, member;
type param.T;
statement S;
symbol range;
@@
 T v = range->member;
+
 S

@depends on patch && !written@
identifier ops.f, param.v, access.r;
@@
 f(...)
 {
 <...
-v
+r
 ...>
 }

@depends on patch@
identifier ops.f, old_ops.mn, old_ops.mm;
parameter list ps;
@@
 f(struct mmu_notifier *mn,
-  struct mm_struct *mm, ps
+  const struct mmu_notifier_range *range
  ) { ... }

@script:python depends on org@ p << old.p; f << old.f; @@
coccilib.org.print_todo(p[0], f + " takes a range since 5.0")

@script:python depends on report@ p << old.p; f << old.f; @@
coccilib.report.print_report(p[0], f + " takes a range since 5.0")
