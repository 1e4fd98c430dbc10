// SPDX-License-Identifier: GPL-2.0-or-later
/// A new page goes into the entry: tell the secondary TLBs between the clear
/// and the set, or a device goes on writing to the old page.  It cannot wait
/// for range_end, the lock is dropped before that.
//# Alone it matches a set whose value was made from a page (mk_pte and its
//# like).  KSM's merge into an identical page is a false match: no script
//# can see that the two pages are equal.
//# -D insert -D mm=MM -D start=START -D end=END -D line=N puts a call before
//# the statement at line N instead (a page that is freed before range_end).
// Confidence: Low
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: mmu_notifier, ptep_clear_flush_notify, invalidate_range

virtual patch
virtual context
virtual org
virtual report
virtual insert

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

@value exists@
identifier f =~ "^(ptep|pmdp_huge|pudp_huge|huge_ptep)_clear_flush$";
identifier set =~ "^set_(huge_)?p(te|md|ud)_at(_notify)?$";
identifier make =~ "^(mk|make|pfn)_(huge_)?p(te|md|ud)$";
expression e, mm, a, entry;
position q;
@@
 e = make(...)
 ... when any
 f@q(..., a, entry)
 ... when != mmu_notifier_invalidate_range(...)
 set(mm, a, entry, e)

@direct exists@
identifier f =~ "^(ptep|pmdp_huge|pudp_huge|huge_ptep)_clear_flush$";
identifier set =~ "^set_(huge_)?p(te|md|ud)_at(_notify)?$";
identifier make =~ "^(mk|make|pfn)_(huge_)?p(te|md|ud)$";
expression mm, a, entry;
position q;
@@
 f@q(..., a, entry)
 ... when != mmu_notifier_invalidate_range(...)
 set(mm, a, entry, make(...))

@script:python@ q << value.q; @@
sure.add(place(q))
@script:python@ q << direct.q; @@
sure.add(place(q))

@site@
identifier f =~ "^(ptep|pmdp_huge|pudp_huge|huge_ptep)_clear_flush$";
position p : script:python() { here(p) };
@@
 f@p(...)

@depends on patch && insert@
identifier virtual.mm, virtual.start, virtual.end;
position p : script:python() { here(p) };
statement S;
@@
+mmu_notifier_invalidate_range(mm, start, end);
 S@p

// this leaves every line where it is, so the next rules still find theirs
@depends on patch && !insert@
identifier site.f : script:python() { not f.startswith("huge_") };
fresh identifier g = f ## "_notify";
position site.p;
@@
-f@p
+g
 (...)

// hugetlb has no such form: take the range of the bracket, or the entry's
@huge depends on patch && !insert@
expression vma, a;
position p : script:python() { here(p) };
@@
 huge_ptep_clear_flush@p(vma, a, ...);

@ranged depends on huge exists@
identifier range;
expression huge.vma, huge.a;
@@
 mmu_notifier_invalidate_range_start(&range);
 ... when any
 huge_ptep_clear_flush(vma, a, ...);

@setter depends on huge exists@
expression huge.vma, huge.a, mm;
@@
 huge_ptep_clear_flush(vma, a, ...);
 ...
 set_huge_pte_at(mm, a, ...);

@script:python args@
vma << huge.vma; a << huge.a; range << ranged.range = ""; mm << setter.mm = "";
m; s; e;
@@
coccinelle.m = cocci.make_ident(mm or vma + "->vm_mm")
coccinelle.s = cocci.make_ident(range + ".start" if range else a)
coccinelle.e = cocci.make_ident(range + ".end" if range else
                    "%s + huge_page_size(hstate_vma(%s))" % (a, vma))

@depends on patch && !insert@
expression huge.vma, huge.a;
identifier args.m, args.s, args.e;
position p : script:python() { here(p) };
@@
 huge_ptep_clear_flush@p(vma, a, ...);
+mmu_notifier_invalidate_range(m, s, e);

@depends on context@
identifier f =~ "^(ptep|pmdp_huge|pudp_huge|huge_ptep)_clear_flush$";
position p : script:python() { here(p) };
@@
*f@p(...)

@script:python depends on org@ p << site.p; @@
coccilib.org.print_todo(p[0], "new page, secondary TLBs not told")

@script:python depends on report@ p << site.p; @@
coccilib.report.print_report(p[0], "new page, secondary TLBs not told")
