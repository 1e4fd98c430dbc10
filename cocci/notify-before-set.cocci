// SPDX-License-Identifier: GPL-2.0-or-later
/// The order is clear, notify, set: told after the set, a device may use the
/// old page while the CPU already writes to the new one.
//# Alone it matches a clear or a notify that follows the set of its entry.  A CPU flush that follows the set is normal after a
//# downgrade and only moved when told: -D line=N, the line of the set.
// Confidence: Moderate
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: mmu_notifier, set_pte_at, ptep_clear_flush_notify, order

virtual patch
virtual context
virtual org
virtual report

@initialize:python@ @@
import re
want, sure, new = {}, set(), set()
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

// set, then clear and notify in one
@late exists@
identifier set =~ "^set_p(te|md|ud)_at(_notify)?$";
identifier f =~ "^p(te|md|ud)p_(huge_)?clear_flush(_notify)?$";
expression a, entry, old;
position q;
@@
 set@q(..., a, entry, ...);
 ... when != set(...)
     when != entry = old
 f(..., a, entry);

@script:python@ q << late.q; @@
sure.add(place(q))

// clear, set of a new page, then notify
@after exists@
identifier set =~ "^set_(huge_)?p(te|md|ud)_at(_notify)?$";
identifier f =~ "^((huge_)?ptep|p[mu]dp_huge)_clear_flush$";
expression a, entry, e, x;
position q;
@@
 f(..., a, entry)
 ... when != mmu_notifier_invalidate_range(...)
 set@q(x, a, entry, e);
 ... when != mmu_notifier_invalidate_range_end(...)
     when != f(...)
 mmu_notifier_invalidate_range(...);

@made exists@
identifier make =~ "^(mk|make|pfn)_(huge_)?p(te|md|ud)$";
identifier set =~ "^set_(huge_)?p(te|md|ud)_at(_notify)?$";
expression e;
position q;
@@
 e = make(...)
 ... when any
 set@q(..., e);

@script:python@ q << made.q; @@
new.add(place(q))
@script:python@ q << after.q; e << after.e; @@
if place(q) in new or re.match(r"(mk|make|pfn)_(huge_)?p(te|md|ud)\b", e):
    sure.add(place(q))

@site@
identifier f =~ "^set_(huge_)?p(te|md|ud)_at(_notify)?$";
position p : script:python() { here(p) };
@@
 f@p(...);

@depends on patch@
identifier set =~ "^set_(huge_)?p(te|md|ud)_at(_notify)?$";
identifier f =~ "^p(te|md|ud)p_(huge_)?clear_flush(_notify)?$";
identifier flush =~ "^(flush_(hugetlb_)?tlb|mmu_notifier_invalidate)_(page|range)$";
expression mm, vma, a, entry, e;
expression list es;
position site.p;
@@
(
+f(vma, a, entry);
 set@p(mm, a, entry, e);
 ... when != set(...)
-f(vma, a, entry);
|
+flush(es);
 set@p(mm, a, entry, e);
 ... when != set(...)
-flush(es);
)

@depends on context@
identifier site.f;
position site.p;
@@
*f@p(...);

@script:python depends on org@ p << site.p; @@
coccilib.org.print_todo(p[0], "the order is clear, notify, set")

@script:python depends on report@ p << site.p; @@
coccilib.report.print_report(p[0], "the order is clear, notify, set")
