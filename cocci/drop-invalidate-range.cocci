// SPDX-License-Identifier: GPL-2.0-or-later
/// Drop mmu_notifier_invalidate_range() where the range_end of the bracket
/// may tell the secondary TLBs as well: the entry was only downgraded, so
/// nobody sees foreign or freed memory until then.
//# Alone it matches only calls that follow a write-protect or a clean of an
//# entry with no clear in between.  Other sites must be told: -D line=N.
// Confidence: Moderate
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: mmu_notifier, mmu_notifier_invalidate_range

virtual patch
virtual context
virtual org
virtual report

@initialize:python@ @@
import re
want, sure, alone = {}, set(), {}
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
identifier wp = {ptep_set_wrprotect, pmdp_set_wrprotect, pudp_set_wrprotect,
	huge_ptep_set_wrprotect};
identifier down = {pte_wrprotect, pte_mkclean, pte_mkold, pmd_wrprotect,
	pmd_mkclean, pmd_mkold, huge_pte_wrprotect};
identifier set = {set_pte_at, set_pmd_at, set_huge_pte_at};
expression e, mm, a, entry;
position q;
@@
(
 wp(...);
|
 e = down(e);
 ...
 set(mm, a, entry, e);
)
 ...
 mmu_notifier_invalidate_range@q(...);

// another path to the same call that clears
@other exists@
identifier clear = {ptep_clear_flush, pmdp_huge_clear_flush, pte_clear,
	huge_ptep_clear_flush, ptep_get_and_clear, pmdp_huge_get_and_clear,
	huge_ptep_get_and_clear, pmdp_invalidate, huge_pmd_unshare};
position q;
@@
 clear(...)
 ...
 mmu_notifier_invalidate_range@q(...);

@script:python@ q << guess.q; @@
sure.add(place(q))
@script:python@ q << other.q; @@
sure.discard(place(q))

@site@
position p : script:python() { here(p) };
@@
 mmu_notifier_invalidate_range@p(...);

// the branch goes with the call; a call in its condition stays
@branch@
expression x;
position p : script:python() { here(p) };
@@
 if (x) mmu_notifier_invalidate_range@p(...);

@script:python@ p << branch.p; x << branch.x; @@
if not set("(=+") & set(x):
    alone[place(p)] = "idle"
elif re.match(r"\w+ *\([^()]*\)$", x):
    alone[place(p)] = "call"

@depends on patch@
expression x;
position p : script:python() { here(p) and alone.get(place(p)) == "idle" };
position q : script:python() { here(q) and alone.get(place(q)) == "call" };
position r : script:python() { here(r) and place(r) not in alone };
@@
(
-if (x) mmu_notifier_invalidate_range@p(...);
|
-if (
 x
-) mmu_notifier_invalidate_range@q(...)
 ;
|
-mmu_notifier_invalidate_range@r(...);
)

@depends on context@
position site.p;
@@
*mmu_notifier_invalidate_range@p(...);

@script:python depends on org@ p << site.p; @@
coccilib.org.print_todo(p[0], "range_end is in time, drop this call")

@script:python depends on report@ p << site.p; @@
coccilib.report.print_report(p[0], "range_end is in time, drop this call")
