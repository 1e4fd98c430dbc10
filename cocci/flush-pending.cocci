// SPDX-License-Identifier: GPL-2.0-or-later
/// Each time the page-table lock is taken, flush what reclaim has put off: an
/// entry that is none or read-only by then may still live in a CPU's TLB, and
/// the walk flushes only what it found present.
//# Alone it matches a lock that is taken without that in a function that
//# flushes after another one.
// Confidence: Moderate
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: TLB, flush_tlb_batched_pending, pte_offset_map_lock

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
identifier lock = pte_offset_map_lock;
expression mm;
position q;
@@
 lock@q(mm, ...)

@knows exists@
position q;
@@
 flush_tlb_batched_pending@q(...)

@flushed exists@
expression x, e;
statement S;
position q;
@@
 x = <+... pte_offset_map_lock@q(...) ...+>;
 ... when != pte_unmap_unlock(...)
     when != if (e) S
 flush_tlb_batched_pending(...);

@checked exists@
expression x, e;
statement S;
position q;
@@
 x = <+... pte_offset_map_lock@q(...) ...+>;
 if (e) S
 flush_tlb_batched_pending(...);

@script:python@ q << guess.q; k << knows.q; @@
if any(at.current_element == q[0].current_element for at in k):
    sure.add(place(q))
@script:python@ q << flushed.q; @@
sure.discard(place(q))
@script:python@ q << checked.q; @@
sure.discard(place(q))

@site@
identifier lock = pte_offset_map_lock;
expression mm;
position p : script:python() { here(p) };
@@
 lock@p(mm, ...)

@depends on patch@
identifier site.lock;
expression site.mm, x, y;
statement S;
position site.p;
@@
(
 x = <+... lock@p(mm, ...) ...+>;
 if (!y) S
+flush_tlb_batched_pending(mm);
|
 x = <+... lock@p(mm, ...) ...+>;
+flush_tlb_batched_pending(mm);
)

@depends on context@
identifier site.lock;
position site.p;
@@
*lock@p(...)

@script:python depends on org@ p << site.p; @@
coccilib.org.print_todo(p[0], "batched flushes may be pending")

@script:python depends on report@ p << site.p; @@
coccilib.report.print_report(p[0], "batched flushes may be pending")
