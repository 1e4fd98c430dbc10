// SPDX-License-Identifier: GPL-2.0-or-later
/// huge_pmd_unshare() drops a whole PUD's worth of translations: widen the
/// range of the bracket before it starts.
//# Alone it matches a bracket that unshares and was not widened.  The name of
//# the VMA is vma unless -D vma=EXPRESSION says otherwise.
// Confidence: High
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: adjust_range_if_pmd_sharing_possible, huge_pmd_unshare, hugetlb

virtual patch
virtual context
virtual org
virtual report

@initialize:python@ @@
want, sure = {"vma": "vma"}, set()
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
@initialize:python@ v << virtual.vma; @@
want["vma"] = v

@guess exists@
identifier init =~ "^mmu_notifier_range_init(_owner)?$";
expression mm, s, e;
position q;
@@
(
 init@q(...);
|
 mmu_notifier_invalidate_range_start@q(mm, s, e);
)
 ... when != adjust_range_if_pmd_sharing_possible(...)
     when != mmu_notifier_invalidate_range_end(...)
 huge_pmd_unshare(...)

// on some path: the others are not hugetlb
@wide exists@
identifier init =~ "^mmu_notifier_range_init(_owner)?$";
expression mm, s, e;
position q;
@@
(
 init@q(...);
 ...
 adjust_range_if_pmd_sharing_possible(...);
|
 adjust_range_if_pmd_sharing_possible(...);
 ...
 mmu_notifier_invalidate_range_start@q(mm, s, e);
)

@script:python@ q << guess.q; @@
sure.add(place(q))
@script:python@ q << wide.q; @@
sure.discard(place(q))

@site@
identifier f =~ "^mmu_notifier_(range_init(_owner)?|invalidate_range_start)$";
position p : script:python() { here(p) };
@@
 f@p(...);

@script:python vma@ p << site.p; v; @@
coccinelle.v = cocci.make_ident(want["vma"])

@depends on patch@
identifier range, s, e, vma.v;
identifier init =~ "^mmu_notifier_range_init(_owner)?$";
expression mm;
position site.p;
@@
(
 init@p(&range, ...);
+adjust_range_if_pmd_sharing_possible(v, &range.start, &range.end);
|
+adjust_range_if_pmd_sharing_possible(v, &s, &e);
 mmu_notifier_invalidate_range_start@p(mm, s, e);
)

@depends on context@
identifier site.f;
position site.p;
@@
*f@p(...);

@script:python depends on org@ p << site.p; @@
coccilib.org.print_todo(p[0], "a shared PMD is larger than this range")

@script:python depends on report@ p << site.p; @@
coccilib.report.print_report(p[0], "a shared PMD is larger than this range")
