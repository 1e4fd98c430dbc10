// SPDX-License-Identifier: GPL-2.0-or-later
/// The order is clear, notify, set: told before the clear, a device looks the
/// old page up again and keeps it.
//# Alone it matches a notify that some clear follows and none precedes.
// Confidence: Moderate
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: mmu_notifier, ptep_clear_flush, invalidate_range, order

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

@early exists@
identifier f =~ "^((huge_)?ptep|p[mu]dp_huge)_(clear_flush|get_and_clear)$";
expression e;
position q;
@@
 mmu_notifier_invalidate_range@q(...);
 ... when != set_pte_at(...)
     when != set_huge_pte_at(...)
     when != mmu_notifier_invalidate_range_end(...)
(
 f(...);
|
 e = f(...);
)

// it tells about this one
@between exists@
identifier f =~ "clear|invalidate|unshare|wrprotect";
position q;
@@
 f(...)
 ... when any
 mmu_notifier_invalidate_range@q(...);

@script:python@ q << early.q; @@
sure.add(place(q))
@script:python@ q << between.q; @@
sure.discard(place(q))

@site@
position p : script:python() { here(p) };
@@
 mmu_notifier_invalidate_range@p(...);

@depends on patch@
identifier f =~ "^((huge_)?ptep|p[mu]dp_huge)_(clear_flush|get_and_clear)$";
expression e;
expression list es;
position site.p;
@@
-mmu_notifier_invalidate_range@p(es);
 ...
(
 f(...);
+mmu_notifier_invalidate_range(es);
|
 e = f(...);
+mmu_notifier_invalidate_range(es);
)

@depends on context@
position site.p;
@@
*mmu_notifier_invalidate_range@p(...);

@script:python depends on org@ p << site.p; @@
coccilib.org.print_todo(p[0], "the order is clear, notify, set")

@script:python depends on report@ p << site.p; @@
coccilib.report.print_report(p[0], "the order is clear, notify, set")
