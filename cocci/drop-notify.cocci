// SPDX-License-Identifier: GPL-2.0-or-later
/// Use the plain form of a *_clear_flush_notify helper where the range_end
/// of the bracket may tell the secondary TLBs as well: the new entry maps
/// the same page with fewer rights, so nobody sees foreign or freed memory.
//# Alone it matches only entries that are set again from the old value, with
//# rights taken away.  Same content (KSM, zero page) and migration entries
//# take more than a local look: tell the site with -D line=N.
// Confidence: Moderate
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: mmu_notifier, ptep_clear_flush_notify, invalidate_range

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

@guess forall@
identifier f = {ptep_clear_flush_notify, pmdp_huge_clear_flush_notify,
	pmdp_clear_flush_notify, pmdp_huge_get_and_clear_notify,
	pudp_huge_clear_flush_notify};
identifier down = {pte_wrprotect, pte_mkclean, pte_mkold, pmd_wrprotect,
	pmd_mkclean, pmd_mkold, pud_wrprotect, pud_mkclean, pud_mkold};
identifier set = {set_pte_at, set_pte_at_notify, set_pmd_at, set_pud_at};
expression e, mm, a, entry;
identifier new = {mk_pte, mk_pmd, mk_huge_pmd, pfn_pte, pfn_pmd};
position q;
@@
 e = f@q(...)
 ... when != e = new(...)
     when any
 e = down(e)
 ... when != e = new(...)
     when any
 set(mm, a, entry, e)

@script:python@ q << guess.q; @@
sure.add(place(q))

@site@
identifier f = {ptep_clear_flush_notify, pmdp_huge_clear_flush_notify,
	pmdp_clear_flush_notify, pmdp_huge_get_and_clear_notify,
	pudp_huge_clear_flush_notify};
position p : script:python() { here(p) };
@@
 f@p(...)

@script:python plain@ f << site.f; g; @@
coccinelle.g = cocci.make_ident(f[:-len("_notify")])

@depends on patch@
identifier site.f, plain.g;
position site.p;
@@
-f@p
+g
 (...)

@depends on context@
identifier site.f;
position site.p;
@@
*f@p(...)

@script:python depends on org@ p << site.p; f << site.f; @@
coccilib.org.print_todo(p[0], "%s: range_end is in time, use %s" %
                        (f, f[:-len("_notify")]))

@script:python depends on report@ p << site.p; f << site.f; @@
coccilib.report.print_report(p[0], "%s: range_end is in time, use %s" %
                             (f, f[:-len("_notify")]))
