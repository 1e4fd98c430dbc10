// SPDX-License-Identifier: GPL-2.0-or-later
/// The secondary TLBs were told under the page-table lock already: close the
/// bracket with range_only_end, which does not tell them a second time.
//# Alone it matches a bracket with an in-lock notify on some path and no
//# change without one on any.  It cannot look into callees: a bracket whose
//# notify is in a callee must be told (-D line=N), and one with a silent
//# change in a callee is a false match.
// Confidence: Moderate
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: mmu_notifier, mmu_notifier_invalidate_range_only_end

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
identifier notify = {ptep_clear_flush_notify, pmdp_huge_clear_flush_notify,
	pmdp_clear_flush_notify, pudp_huge_clear_flush_notify,
	mmu_notifier_invalidate_range};
position q;
@@
 mmu_notifier_invalidate_range_start(...);
 ... when any
 notify(...)
 ... when any
 mmu_notifier_invalidate_range_end@q(...);

// a change that nobody told
@silent exists@
identifier change = {ptep_clear_flush, pmdp_huge_clear_flush, pte_clear,
	pudp_huge_clear_flush, ptep_get_and_clear, pmdp_huge_get_and_clear,
	pmdp_collapse_flush, pmdp_invalidate, ptep_set_wrprotect,
	pmdp_set_wrprotect, change_protection, unmap_page_range,
	unmap_single_vma, copy_page_range, huge_ptep_set_wrprotect};
position q;
@@
 change(...)
 ... when != mmu_notifier_invalidate_range(...)
     when != mmu_notifier_invalidate_range_start(...)
 mmu_notifier_invalidate_range_end@q(...);

@script:python@ q << guess.q; @@
sure.add(place(q))
@script:python@ q << silent.q; @@
sure.discard(place(q))

@site@
position p : script:python() { here(p) };
@@
 mmu_notifier_invalidate_range_end@p(...)

@depends on patch@
position site.p;
@@
-mmu_notifier_invalidate_range_end@p
+mmu_notifier_invalidate_range_only_end
 (...)

@depends on context@
position site.p;
@@
*mmu_notifier_invalidate_range_end@p(...)

@script:python depends on org@ p << site.p; @@
coccilib.org.print_todo(p[0], "notified twice, use range_only_end")

@script:python depends on report@ p << site.p; @@
coccilib.report.print_report(p[0], "notified twice, use range_only_end")
