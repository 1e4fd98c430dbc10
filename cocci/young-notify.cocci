// SPDX-License-Identifier: GPL-2.0-or-later
/// Ageing must ask the mirrors (KVM, GPU drivers) as well: a page that only
/// a guest uses has no accessed bit in the host's page table and would be
/// reclaimed first.
//# Alone it matches each ageing helper in mm/ that is not a _notify one;
//# where the accessed bit is only cleaned up and not asked for, the plain
//# form is right.  The helpers' own definitions are left alone.
// Confidence: Low
// Copyright: (C) wnotify authors
// Options: --no-includes
// Keywords: mmu_notifier, ptep_clear_young_notify, accessed bit

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

@guess@
identifier f = {ptep_test_and_clear_young, pmdp_test_and_clear_young,
	ptep_clear_flush_young, pmdp_clear_flush_young};
position q;
@@
 f@q(...)

// nobody looks at the answer
@unasked@
identifier f = {ptep_test_and_clear_young, pmdp_test_and_clear_young,
	ptep_clear_flush_young, pmdp_clear_flush_young};
position q;
@@
 f@q(...);

@script:python@ q << guess.q; @@
if "_young" not in q[0].current_element:
    sure.add(place(q))
// asked by hand
@asked exists@
identifier f = {ptep_test_and_clear_young, pmdp_test_and_clear_young};
identifier ask =~ "^mmu_notifier_(clear|clear_flush|test)_young$";
position q;
@@
 f@q(...)
 ... when any
 ask(...)

@script:python@ q << unasked.q; @@
sure.discard(place(q))
@script:python@ q << asked.q; @@
sure.discard(place(q))

@site@
identifier f = {ptep_test_and_clear_young, pmdp_test_and_clear_young,
	ptep_clear_flush_young, pmdp_clear_flush_young};
position p : script:python() { here(p) };
@@
 f@p(...)

// the form without a flush lost its test_and_ on the way
@script:python told@ f << site.f; g; @@
coccinelle.g = cocci.make_ident(f.replace("test_and_", "") + "_notify")

@depends on patch@
identifier site.f, told.g;
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
coccilib.org.print_todo(p[0], f + " does not ask the mirrors")

@script:python depends on report@ p << site.p; f << site.f; @@
coccilib.report.print_report(p[0], f + " does not ask the mirrors")
