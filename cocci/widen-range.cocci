// SPDX-License-Identifier: GPL-2.0-or-later
/// The range that is told must be as large as the entry that changes: a
/// PAGE_SIZE for a PMD or a hugetlb page leaves all but the first page in the
/// mirrors and the secondary TLBs.
//# Alone it matches a PAGE_SIZE range whose bracket changes a PMD, a PUD or a
//# hugetlb entry.  A told site (-D line=N) takes -D size=EXPRESSION for what
//# PAGE_SIZE should be, or -D end=EXPRESSION for the whole end, and
//# -D mask=EXPRESSION when the start is not aligned to it.
// Confidence: Moderate
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: mmu_notifier_range_init, PAGE_SIZE, HPAGE_PMD_SIZE, hugetlb

virtual patch
virtual context
virtual org
virtual report

@initialize:python@ @@
want, sure = {}, {}
by_level = {"pmdp": ("HPAGE_PMD_SIZE", "HPAGE_PMD_MASK"),
            "pudp": ("HPAGE_PUD_SIZE", "HPAGE_PUD_MASK"),
            "huge": ("huge_page_size(h)", "huge_page_mask(h)")}
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
@initialize:python@ v << virtual.size; @@
want["size"] = v
@initialize:python@ v << virtual.mask; @@
want["mask"] = v
@initialize:python@ v << virtual.end; @@
want["end"] = v

@before exists@
identifier f =~ "^mmu_notifier_(range_init|invalidate_range)";
identifier c =~ "^(p[mu]dp|huge_ptep)_.*(clear_flush|get_and|wrprotect|invalid)";
expression s;
position q;
@@
 f@q(..., s, (s) + PAGE_SIZE, ...);
 ... when any
     when != mmu_notifier_range_init(...)
 c(...)

@after exists@
identifier f =~ "^mmu_notifier_invalidate_range";
identifier c =~ "^(p[mu]dp|huge_ptep)_.*(clear_flush|get_and|wrprotect|invalid)";
expression s;
position q;
@@
 c(...)
 ... when any
     when != mmu_notifier_invalidate_range_start(...)
 f@q(..., s, (s) + PAGE_SIZE);

// of either size
@small exists@
identifier f =~ "^mmu_notifier_invalidate_range";
identifier c =~ "^ptep_(clear_flush|get_and_clear)";
position q;
@@
 c(...)
 ... when any
 f@q(...);

@script:python@ q << before.q; c << before.c; @@
sure[place(q)] = by_level[c[:4]]
@script:python@ q << after.q; c << after.c; @@
sure[place(q)] = by_level[c[:4]]
@script:python@ q << small.q; @@
sure.pop(place(q), None)

@site@
identifier f =~ "^mmu_notifier_(range_init|invalidate_range)";
position p : script:python() { here(p) };
expression s;
@@
 f@p(..., s, (s) + PAGE_SIZE, ...)

@aligned exists@
expression site.s, x, m;
identifier f =~ "^mmu_notifier_(range_init|invalidate_range)";
position site.p;
@@
 s = x & m
 ... when any
 f@p(...)

@script:python new@
p << site.p; s << site.s; x << aligned.x = ""; start; end;
@@
bytes, mask = sure.get(place(p), ("PAGE_SIZE", ""))
if "size" in want or "end" in want:
    bytes, mask = want.get("size"), ""
mask = want.get("mask", mask)
s = s.replace(" -> ", "->")
if mask and mask not in s and not x and "haddr" not in s:
    s = "%s & %s" % (s, mask)
coccinelle.start = cocci.make_ident(s)
coccinelle.end = cocci.make_ident(
    ("(%s) + %s" if " " in s else "%s + %s") % (s, bytes))
if "end" in want:
    coccinelle.end = cocci.make_ident(want["end"])

@depends on patch@
identifier new.start, new.end;
identifier site.f;
expression site.s;
position site.p;
@@
 f@p(...,
-s, (s) + PAGE_SIZE
+start, end
 , ...)

@depends on context@
identifier site.f;
position site.p;
@@
*f@p(...)

@script:python depends on org@ p << site.p; end << new.end; @@
coccilib.org.print_todo(p[0], "range too small, should end at " + end)

@script:python depends on report@ p << site.p; end << new.end; @@
coccilib.report.print_report(p[0], "range too small, should end at " + end)
