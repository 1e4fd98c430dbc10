// SPDX-License-Identifier: GPL-2.0-or-later
/// Flush the CPU TLB before the page-table lock is dropped: once it is, page
/// cleaning and reclaim take the new entry for what all CPUs see, while one
/// of them still writes through the old one.
//# Alone it matches a clear under a lock whose flush is the first thing after
//# the unlock.  -D line=N names the line of the unlock.
// Confidence: Moderate
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: TLB, flush_tlb_range, page-table lock, pte_unmap_unlock

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
identifier clear =~ "^(huge_)?p(te|md|ud)p_((huge_)?get_and_clear|set_wrprotect|modify_prot_start)|^pte_clear$";
identifier unlock = {pte_unmap_unlock, spin_unlock};
identifier flush =~ "^flush_(hugetlb_|pmd_|pud_)?tlb_(page|range|mm)$";
identifier before =~ "^flush_(hugetlb_|pmd_|pud_)?tlb_(page|range|mm)$";
expression x;
position q;
@@
 clear(...)
 ... when != before(...)
     when any
 unlock@q(...);
(
 flush(...);
|
 if (x) { flush(...); }
)

@script:python@ q << guess.q; @@
sure.add(place(q))

@site@
identifier unlock = {pte_unmap_unlock, spin_unlock};
position p : script:python() { here(p) };
@@
 unlock@p(...);

@depends on patch@
identifier site.unlock;
identifier flush =~ "^flush_(hugetlb_|pmd_|pud_)?tlb_(page|range|mm)$";
expression x;
expression list es;
position site.p;
@@
-unlock@p(es);
(
 flush(...);
+unlock(es);
|
 if (x) { flush(...); }
+unlock(es);
)

@depends on context@
identifier site.unlock;
position site.p;
@@
*unlock@p(...);

@script:python depends on org@ p << site.p; @@
coccilib.org.print_todo(p[0], "CPU TLB flushed after the unlock")

@script:python depends on report@ p << site.p; @@
coccilib.report.print_report(p[0], "CPU TLB flushed after the unlock")
