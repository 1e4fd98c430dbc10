// SPDX-License-Identifier: GPL-2.0-or-later
/// Put invalidate_range_start/end around a change of a present user entry:
/// without them KVM, HMM and the secondary TLBs go on using the page.
//# The bracket opens before the page-table lock and closes after it, start
//# may sleep.  Where the function takes no such lock it goes around the
//# statement.  -D line=N names the change.  -D event=E (MMU_NOTIFY_CLEAR),
//# -D mm=, -D start=, -D end= override what is derived from its arguments.
//# -D api=6.3 and -D api=5.0 leave out the arguments that range_init has not
//# there (5.2 to 6.2 is the default); -D legacy takes the calls up to 4.20.
// Confidence: Low
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: mmu_notifier_range_init, mmu_notifier_invalidate_range_start

virtual patch
virtual context
virtual org
virtual report
virtual legacy

@initialize:python@ @@
want, sure, inside = {}, set(), set()
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
@initialize:python@ v << virtual.event; @@
want["event"] = v
@initialize:python@ v << virtual.api; @@
want["api"] = v
@initialize:python@ v << virtual.mm; @@
want["mm"] = v
@initialize:python@ v << virtual.start; @@
want["start"] = v
@initialize:python@ v << virtual.end; @@
want["end"] = v

// a flush of one mm's entry in a function that has no bracket
@guess exists@
identifier fn;
identifier f = {ptep_clear_flush, pmdp_huge_clear_flush, pmdp_collapse_flush,
	pudp_huge_clear_flush, huge_ptep_clear_flush};
position q;
@@
 fn(...)
 {
 ... when != mmu_notifier_invalidate_range_start(...)
 f@q(...)
 ... when any
 }

@script:python@ q << guess.q; @@
sure.add(place(q))

@site@
identifier f =~ "^(huge_)?p(te|md|ud)p?_|^set_(huge_)?p(te|md|ud)_at";
expression x, a;
position p : script:python() { here(p) };
@@
 f@p(x, a, ...)

@locked exists@
identifier lock =~ "^(spin_lock|p[mu]d_lock|pte_offset_map_lock|huge_pte_lock)$";
identifier unlock = {spin_unlock, pte_unmap_unlock};
identifier site.f;
position p : script:python() { here(p) };
@@
 lock(...)
 ... when != unlock(...)
 f@p(...)

@script:python@ p << locked.p; @@
inside.add(place(p))

@script:python text@
f << site.f; x << site.x; a << site.a; args; mm; start; end;
@@
vma = x if "flush" in f or "invalidate" in f else "NULL"
mm_text = x if vma == "NULL" else x + "->vm_mm"
span = {"pm": "HPAGE_PMD_SIZE", "pu": "HPAGE_PUD_SIZE",
        "hu": "huge_page_size(h)"}.get(f[:2], "PAGE_SIZE")
event = "&range, %s, 0" % want.get("event", "MMU_NOTIFY_CLEAR")
event = {"5.0": "&range", "6.3": event}.get(want.get("api"), event + ", " + vma)
coccinelle.args = cocci.make_ident(event)
coccinelle.mm = cocci.make_ident(want.get("mm", mm_text))
coccinelle.start = cocci.make_ident(want.get("start", a))
coccinelle.end = cocci.make_ident(want.get("end", "%s + %s" % (a, span)))

@depends on patch@
identifier site.f, text.args, text.mm, text.start, text.end, fn;
identifier lock = {pmd_lock, pud_lock, pte_offset_map_lock, huge_pte_lock};
identifier unlock = {spin_unlock, pte_unmap_unlock};
expression l, e;
position p : script:python() { here(p) and place(p) in inside };
position q : script:python() { here(q) and place(q) not in inside };
@@
 fn(...)
 {
+struct mmu_notifier_range range;
 ... when any
(
+mmu_notifier_range_init(args, mm, start, end);
+mmu_notifier_invalidate_range_start(&range);
 spin_lock(...);
 <+... f@p(...) ...+>
 unlock(...);
+mmu_notifier_invalidate_range_end(&range);
|
+mmu_notifier_range_init(args, mm, start, end);
+mmu_notifier_invalidate_range_start(&range);
 l = lock(...);
 <+... f@p(...) ...+>
 unlock(...);
+mmu_notifier_invalidate_range_end(&range);
|
+mmu_notifier_range_init(args, mm, start, end);
+mmu_notifier_invalidate_range_start(&range);
 f@q(...);
+mmu_notifier_invalidate_range_end(&range);
|
+mmu_notifier_range_init(args, mm, start, end);
+mmu_notifier_invalidate_range_start(&range);
 e = f@q(...);
+mmu_notifier_invalidate_range_end(&range);
)
 ... when any
 }

@depends on patch && legacy@
identifier fn;
expression mm, start, end;
symbol range;
@@
 fn(...)
 {
-struct mmu_notifier_range range;
 ... when any
-mmu_notifier_range_init(..., mm, start, end);
-mmu_notifier_invalidate_range_start(&range);
+mmu_notifier_invalidate_range_start(mm, start, end);
 <...
-mmu_notifier_invalidate_range_end(&range);
+mmu_notifier_invalidate_range_end(mm, start, end);
 ...>
 }

// no other declaration: the empty line after it is ours
@depends on patch && !legacy@
symbol range;
@@
 struct mmu_notifier_range range;
+
 mmu_notifier_range_init(...);

@depends on context@
identifier f =~ "^(huge_)?p(te|md|ud)p?_|^set_(huge_)?p(te|md|ud)_at";
position p : script:python() { here(p) };
@@
*f@p(...)

@script:python depends on org@ p << site.p; f << site.f; @@
coccilib.org.print_todo(p[0], f + " outside any bracket")

@script:python depends on report@ p << site.p; f << site.f; @@
coccilib.report.print_report(p[0], f + " outside any bracket")
