// SPDX-License-Identifier: GPL-2.0-or-later
/// Annotate a function that returns with a page-table lock held, or that
/// drops its caller's, for sparse (make C=2).
//# -D fn=NAME with -D acquires=LOCK, -D releases=LOCK or -D must_hold=LOCK
//# (an expression over the parameters) adds that annotation to NAME, whether
//# it matches or not.  Alone it reports functions that lock or unlock one of
//# their parameters, or a field of it, on one side only; it changes nothing,
//# as which paths return with the lock is not for a script to see.
// Confidence: Moderate
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: sparse, __acquires, __releases, __must_hold, page-table lock

virtual patch
virtual context
virtual org
virtual report

@initialize:python@ @@
import re
want, sure = {}, {}
def place(p):
    return p[0].file, p[0].line, p[0].column
def here(p):
    at = p[0]
    if (at.current_element != want.get("fn", at.current_element) or
        not ("/" + at.file).endswith("/" + want.get("file", at.file))):
        return False
    if "line" in want:
        return at.line in want["line"].split(",")
    return place(p) in sure or "fn" in want
def found(q, x, l, mark):
    text = "".join(open(q[0].file).readlines()[int(q[0].line) - 1:])
    if (re.match("[&*(]*%s\\b" % x, l) and
        not re.search("__(acquires|releases|must_hold)\\(", text.split("{")[0])):
        sure.setdefault(place(q), set()).add(mark % l.replace(" -> ", "->"))
@initialize:python@ v << virtual.fn; @@
want["fn"] = v
@initialize:python@ v << virtual.file; @@
want["file"] = v
@initialize:python@ v << virtual.line; @@
want["line"] = v
@initialize:python@ v << virtual.acquires; @@
want["__acquires"] = v
@initialize:python@ v << virtual.releases; @@
want["__releases"] = v
@initialize:python@ v << virtual.must_hold; @@
want["__must_hold"] = v

// left locked on some path
@left exists@
identifier fn, x;
expression l;
type T;
position q;
@@
 fn@q(..., T x, ...)
 {
 ... when any
(
 spin_lock(l);
|
 spin_lock(&l);
)
 ... when != spin_unlock(l)
     when != spin_unlock(&l)
 }

// unlocked, and not locked before
@dropped exists@
identifier fn, x;
expression l;
type T;
position q;
@@
 fn@q(..., T x, ...)
 {
 ... when != spin_lock(l)
     when != spin_lock(&l)
     when != spin_trylock(l)
(
 spin_unlock(l);
|
 spin_unlock(&l);
)
 ... when any
 }

@script:python@ q << dropped.q; x << dropped.x; l << dropped.l; @@
found(q, x, l, "__releases(%s)")
@script:python@ q << left.q; x << left.x; l << left.l; @@
found(q, x, l, "__acquires(%s)")

@site@
identifier fn, x;
type T;
position p : script:python() { here(p) };
@@
 fn@p(..., T x) { ... }

// SmPL 1.1.1 cannot add an attribute: it hangs on the last parameter's name
@script:python note@ p << site.p; x << site.x; y; @@
marks = ["%s(%s)" % (k, want[k]) for k in
         ("__must_hold", "__releases", "__acquires") if k in want]
coccinelle.y = cocci.make_ident(
    x + ")\n\t" + "\n\t".join(marks)[:-1] if marks else x)

@depends on patch@
identifier site.fn, site.x, note.y;
type T;
position site.p;
@@
 fn@p(...,
-T x
+T y
 ) { ... }

@depends on context@
identifier site.fn;
position p : script:python() { here(p) };
@@
*fn@p(...)
 { ... }

@script:python depends on org@ p << site.p; @@
coccilib.org.print_todo(p[0], "not annotated: " +
                        " ".join(sorted(sure.get(place(p), ["as told"]))))

@script:python depends on report@ p << site.p; @@
coccilib.report.print_report(p[0], "not annotated: " +
                             " ".join(sorted(sure.get(place(p), ["as told"]))))
