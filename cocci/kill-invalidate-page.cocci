// SPDX-License-Identifier: GPL-2.0-or-later
/// Follow the change of Linux 4.13: ->invalidate_page() is gone, as it was
/// called under the page-table lock and could sleep.  A caller inside a
/// bracket tells the secondary TLBs with mmu_notifier_invalidate_range().
//# A migration of a whole tree.  A caller outside a bracket gets one around
//# its page-table lock if it takes the lock itself; else it is reported, and
//# left for add-bracket.cocci.  A callback goes when its ops have one for
//# ranges as well, else one for ranges that calls it page by page takes its
//# place; that runs under the page-table lock and must not sleep.
// Confidence: Moderate
// Copyright: (C) wnotify authors
// Options: --no-includes --include-headers
// Keywords: mmu_notifier_invalidate_page, invalidate_range

virtual patch
virtual context
virtual org
virtual report

@call depends on !patch@
position p;
@@
*mmu_notifier_invalidate_page@p(...)

@member depends on !patch@
identifier o, f;
position p;
@@
 struct mmu_notifier_ops o = {
*	.invalidate_page@p = f,
 };

// in a bracket
@depends on patch@
expression mm, a;
@@
 mmu_notifier_invalidate_range_start(...);
 <+...
-mmu_notifier_invalidate_page(mm, a);
+mmu_notifier_invalidate_range(mm, a, a + PAGE_SIZE);
 ...+>
 mmu_notifier_invalidate_range_end(...);

// in a walk along the mappings of a page: as large as the page may be
@walk depends on patch@
identifier f, page, vma, address, arg, w;
expression mm, a;
@@
 f(struct page *page, struct vm_area_struct *vma, unsigned long address, void *arg)
 {
+	unsigned long start = address;
+	unsigned long end = min(vma->vm_end, start + (PAGE_SIZE << compound_order(page)));
 <+...
+	mmu_notifier_invalidate_range_start(vma->vm_mm, start, end);
 	while (page_vma_mapped_walk(&w)) {
 		<+...
-		mmu_notifier_invalidate_page(mm, a);
+		mmu_notifier_invalidate_range(mm, start, end);
 		...+>
 	}
+	mmu_notifier_invalidate_range_end(vma->vm_mm, start, end);
 ...+>
 }

// under a lock that the function takes, or just after it
@depends on patch@
expression mm, a, l;
identifier lock = {pmd_lock, pte_offset_map_lock};
identifier unlock = {spin_unlock, pte_unmap_unlock};
@@
(
+mmu_notifier_invalidate_range_start(mm, a, a + PAGE_SIZE);
 l = lock(...);
 ... when != unlock(...)
     when != a = l
-mmu_notifier_invalidate_page(mm, a);
+mmu_notifier_invalidate_range(mm, a, a + PAGE_SIZE);
 ...
 unlock(...);
+mmu_notifier_invalidate_range_end(mm, a, a + PAGE_SIZE);
|
+mmu_notifier_invalidate_range_start(mm, a, a + PAGE_SIZE);
 l = lock(...);
 ...
 unlock(...);
-mmu_notifier_invalidate_page(mm, a);
+mmu_notifier_invalidate_range_end(mm, a, a + PAGE_SIZE);
)

// a callback beside one for ranges
@ranged@
identifier o, f, g;
identifier m = {invalidate_range_start, invalidate_range};
@@
 struct mmu_notifier_ops o = {
 	.invalidate_page = f,
 	.m = g,
 };

@gone depends on patch@
identifier ranged.o, ranged.f;
@@
 struct mmu_notifier_ops o = {
-	.invalidate_page = f,
 };

@used depends on gone@
identifier ranged.f;
position p;
@@
 f@p

@depends on gone && !used@
identifier ranged.f;
@@
-f(...) { ... }

// a callback alone: it learns to take a range
@alone depends on patch@
identifier o, f;
fresh identifier g = f ## "_range";
@@
 struct mmu_notifier_ops o = {
-	.invalidate_page = f,
+	.invalidate_range = g,
 };

@depends on patch@
identifier alone.f, alone.g, mn, mm, a;
type R;
@@
 R f(struct mmu_notifier *mn, struct mm_struct *mm, unsigned long a) { ... }
+
+static void g(struct mmu_notifier *mn, struct mm_struct *mm,
+	      unsigned long start, unsigned long end)
+{
+	while (start < end) {
+		f(mn, mm, start);
+		start += PAGE_SIZE;
+	}
+}

@script:python depends on org@ p << call.p; @@
coccilib.org.print_todo(p[0], "invalidate_page is gone since 4.13")

@script:python depends on org@ p << member.p; @@
coccilib.org.print_todo(p[0], "not called since 4.13")

@script:python depends on report@ p << call.p; @@
coccilib.report.print_report(p[0], "invalidate_page is gone since 4.13")

@script:python depends on report@ p << member.p; @@
coccilib.report.print_report(p[0], "not called since 4.13")
