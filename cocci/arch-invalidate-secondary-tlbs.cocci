// SPDX-License-Identifier: GPL-2.0-or-later
/// Follow the change of Linux 6.6: the CPU's own TLB flush now tells the
/// secondary TLBs, so *_clear_flush_notify, range_only_end and
/// mmu_notifier_invalidate_range() are gone, and ->invalidate_range() is
/// called arch_invalidate_secondary_tlbs().
//# A migration of a whole tree: run it over all of mm/ fs/ kernel/ virt/
//# arch/ drivers/.  <linux/mmu_notifier.h> is macros and stays to be done by
//# hand, as is the call that each architecture's flush must make.
// Confidence: High
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: mmu_notifier, invalidate_range, arch_invalidate_secondary_tlbs

virtual patch
virtual context
virtual org
virtual report

@old depends on !patch@
identifier f = {ptep_clear_flush_notify, pmdp_huge_clear_flush_notify,
	pudp_huge_clear_flush_notify, mmu_notifier_invalidate_range,
	mmu_notifier_invalidate_range_only_end};
position p;
@@
*f@p(...)

@member depends on !patch@
identifier o, f;
position p;
@@
 struct mmu_notifier_ops o = {
*	.invalidate_range@p = f,
 };

@depends on patch@
@@
(
-ptep_clear_flush_notify
+ptep_clear_flush
|
-pmdp_huge_clear_flush_notify
+pmdp_huge_clear_flush
|
-pudp_huge_clear_flush_notify
+pudp_huge_clear_flush
|
-mmu_notifier_invalidate_range_only_end
+mmu_notifier_invalidate_range_end
)
 (...)

@depends on patch@
expression x : script:python() { not set("(=+") & set(x) };
@@
-if (x) mmu_notifier_invalidate_range(...);

@depends on patch@
@@
-mmu_notifier_invalidate_range(...);

@depends on patch@
identifier o, f;
@@
 struct mmu_notifier_ops o = {
-	.invalidate_range = f,
+	.arch_invalidate_secondary_tlbs = f,
 };

// the core: range_end no longer calls it
@depends on patch@
struct mmu_notifier *mn;
symbol only_end;
@@
-if (!only_end && mn->ops->invalidate_range)
-	mn->ops->invalidate_range(...);

@depends on patch@
struct mmu_notifier *mn;
@@
-mn->ops->invalidate_range
+mn->ops->arch_invalidate_secondary_tlbs

@depends on patch@
identifier end = {mn_hlist_invalidate_end, __mmu_notifier_invalidate_range_end};
identifier x;
type T, B;
symbol only_end;
@@
 end(...,
-	T x, B only_end
+	T x
 )
 { ... }

@depends on patch@
identifier end = {mn_hlist_invalidate_end, __mmu_notifier_invalidate_range_end};
expression x;
symbol only_end, true, false;
@@
 end(...,
-	x, \(only_end\|true\|false\)
+	x
 )

@depends on patch@
@@
-__mmu_notifier_invalidate_range
+__mmu_notifier_arch_invalidate_secondary_tlbs
 (...) { ... }

@script:python depends on org@ p << old.p; f << old.f; @@
coccilib.org.print_todo(p[0], f + " is gone since 6.6")

@script:python depends on org@ p << member.p; @@
coccilib.org.print_todo(p[0], "now arch_invalidate_secondary_tlbs")

@script:python depends on report@ p << old.p; f << old.f; @@
coccilib.report.print_report(p[0], f + " is gone since 6.6")

@script:python depends on report@ p << member.p; @@
coccilib.report.print_report(p[0], "now arch_invalidate_secondary_tlbs")
