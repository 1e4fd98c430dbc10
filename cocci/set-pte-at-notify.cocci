// SPDX-License-Identifier: GPL-2.0-or-later
/// Follow the change of Linux 6.10: ->change_pte() had no useful user left,
/// so set_pte_at_notify() is set_pte_at() and the callback is gone.
//# A migration of a whole tree.  A callback that nothing else in its file
//# refers to goes with its registration.  <linux/mmu_notifier.h> is macros
//# and stays to be done by hand.
// Confidence: High
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: mmu_notifier, set_pte_at_notify, change_pte

virtual patch
virtual context
virtual org
virtual report

@set depends on !patch@
position p;
@@
*set_pte_at_notify@p(...)

@change depends on !patch@
position p;
@@
*mmu_notifier_change_pte@p(...)

@member depends on !patch@
identifier o, f;
position p;
@@
 struct mmu_notifier_ops o = {
*	.change_pte@p = f,
 };

@depends on patch@
@@
-set_pte_at_notify
+set_pte_at
 (...)

@depends on patch@
@@
-mmu_notifier_change_pte(...);

@gone depends on patch@
identifier o, f;
@@
 struct mmu_notifier_ops o = {
-	.change_pte = f,
 };

@used@
identifier gone.f;
position p;
@@
 f@p

@depends on patch && !used@
identifier gone.f;
@@
-f(...) { ... }

// the core
@depends on patch@
@@
-__mmu_notifier_change_pte(...) { ... }

@script:python depends on org@ p << set.p; @@
coccilib.org.print_todo(p[0], "set_pte_at since 6.10")

@script:python depends on org@ p << change.p; @@
coccilib.org.print_todo(p[0], "nobody to tell since 6.10")

@script:python depends on org@ p << member.p; @@
coccilib.org.print_todo(p[0], "not called since 6.10")

@script:python depends on report@ p << set.p; @@
coccilib.report.print_report(p[0], "set_pte_at since 6.10")

@script:python depends on report@ p << change.p; @@
coccilib.report.print_report(p[0], "nobody to tell since 6.10")

@script:python depends on report@ p << member.p; @@
coccilib.report.print_report(p[0], "not called since 6.10")
