# SPDX-License-Identifier: GPL-2.0-or-later
"""The doubted cases and the contradictions: words, each tied to verdicts.

A row is (what it is, class, variant, profile, place, flush, who, expected).
expected: 'safe', or 'observer:property' as the model reports it. A row that
does not hold any more makes 'make model' fail, so the words cannot outlive it.
"""

DOUBTED = [
    ("Split of a huge entry",
     "Nothing changes by the split itself. Whether T may miss it depends on one "
     "thing: does an invalidation of a small range inside the huge one drop the "
     "huge translation? If it does, the split never needs T. If it does not, T "
     "must be told before the PTL drop, because the next change of a small entry "
     "can come right after.",
     [("device honours it, range_only_end", "split", "honours", "old", "only_end", "before-set", "t", "safe"),
      ("device ignores it, range_only_end", "split", "ignores", "old", "only_end", "before-set", "t", "DEV:backwards"),
      ("device ignores it, range_end", "split", "ignores", "old", "range_end", "before-set", "t", "DEV:backwards"),
      ("device ignores it, told in the lock", "split", "ignores", "old", "in-lock-before-set", "before-set", "t", "safe"),
      ("device ignores it, 6.6: the flush in the primitive", "split", "ignores", "new", "range_end", "before-set", "t", "safe")]),
    ("Huge zero page",
     "The same, but the old page is never freed. What breaks is order, not "
     "memory safety.",
     [("device honours it, range_only_end", "split", "zero-honours", "old", "only_end", "before-set", "t", "safe"),
      ("device ignores it, range_only_end", "split", "zero-ignores", "old", "only_end", "before-set", "t", "DEV:backwards"),
      ("small zero page merged or replaced by its like, range_only_end", "same-content", "pinned", "old", "only_end", "before-set", "t", "safe")]),
    ("mkclean with a device that caches write permission",
     "Without any notification a device that holds 'writable, dirty' goes on "
     "writing after the page was written out, and no dirty bit records it. "
     "range_end is early enough, because the page is written out after it. A "
     "device that asks again before each write needs nothing.",
     [("caches it, range_only_end", "downgrade", "mkclean", "old", "only_end", "before-set", "t", "DEV:dirty-lost"),
      ("caches it, range_end", "downgrade", "mkclean", "old", "range_end", "before-set", "t", "safe"),
      ("does not, range_only_end", "downgrade", "mkclean-no-wcache", "old", "only_end", "before-set", "t", "safe"),
      ("6.6: no flush at all", "downgrade", "mkclean", "new", "range_end", "never", "t", "DEV:dirty-lost")]),
    ("MADV_FREE: discard left none, against a concurrent fault",
     "The page itself is safe (reclaim holds a reference), but the empty entry "
     "can be filled at once. Unbatched, T must be told in the lock. Batched, "
     "the CPUs are stale as well in that window: see the contradictions.",
     [("unbatched, range_end", "free-none", "lazyfree", "old", "range_end", "before-set", "t", "DEV:backwards"),
      ("unbatched, told in the lock", "free-none", "lazyfree", "old", "in-lock-after-set", "before-set", "ct", "safe"),
      ("batched, told in the lock: the CPU breaks it", "free-none", "lazyfree", "old", "in-lock-after-set", "batch", "ct", "CPU1:backwards"),
      ("batched, 6.6: the CPU breaks it", "free-none", "lazyfree", "new", "range_end", "batch", "ct", "CPU1:backwards"),
      ("batched, T excused when a CPU is as stale, range_end", "free-excluded", "cpu-stale", "old", "range_end", "batch", "ct", "safe")]),
    ("try_to_unmap with a reference held by the caller, and without",
     "With it, the free comes after range_end and range_end is enough. Without, "
     "the put_page() before range_end may be the last.",
     [("with, range_end", "free", "ref", "old", "range_end", "before-set", "ct", "safe"),
      ("with, range_only_end", "free", "ref", "old", "only_end", "before-set", "ct", "DEV:uaf"),
      ("without, put in the lock, range_end", "free", "in-lock", "old", "range_end", "before-set", "ct", "DEV:uaf"),
      ("without, put after the PTL drop, range_end", "free", "unlocked", "old", "range_end", "before-set", "ct", "DEV:uaf"),
      ("without, told in the lock", "free", "in-lock", "old", "in-lock-after-set", "before-set", "ct", "safe"),
      ("with, batched flush, range_end", "free", "ref", "old", "range_end", "batch", "ct", "safe"),
      ("without, batched flush: free-before-flush", "free", "unlocked", "old", "in-lock-before-set", "batch", "ct", "CPU1:uaf")]),
    ("Deferred flush against page_mkclean(), with a TLB generation per table",
     "The generation (pending and completed flushes of a page table, proposed "
     "in 2022) closes the hole only when the rmap still leads to the table. With "
     "the rmap removed before the flush, nobody ever looks at the generation. "
     "Even a flush inside the lock is too late then, because a page that is "
     "mapped nowhere is cleaned without taking that lock.",
     [("rmap removed before the flush, no check", "free-excluded", "rmap-early", "new", "range_end", "gather", "ct", "DEV:dirty-lost"),
      ("the same, with the check", "free-excluded", "rmap-early-check", "new", "range_end", "gather", "ct", "DEV:dirty-lost"),
      ("the same, flush inside the lock", "free-excluded", "rmap-early", "new", "range_end", "after-set", "ct", "DEV:dirty-lost"),
      ("rmap removed after the flush, flush after the PTL drop, no check", "free-excluded", "rmap-late", "new", "range_end", "after-unlock", "ct", "DEV:dirty-lost"),
      ("the same, with the check", "free-excluded", "rmap-late-check", "new", "range_end", "after-unlock", "ct", "safe"),
      ("rmap removed after the flush, both inside the lock, no check", "free-excluded", "rmap-late", "new", "range_end", "after-set", "ct", "safe")]),
    ("Deferred flush against mprotect()",
     "mprotect() finds the entry empty, has nothing to flush and returns. With "
     "flush_tlb_batched_pending() or its like under the PTL it flushes.",
     [("no check", "free-excluded", "mprotect", "new", "range_end", "gather", "ct", "DEV:lost-write"),
      ("no check, 4.13-6.5: T is told by the range_end of mprotect(), a CPU is not", "free-excluded", "mprotect", "old", "range_end", "gather", "ct", "CPU1:lost-write"),
      ("with the check", "free-excluded", "mprotect-check", "new", "range_end", "gather", "ct", "safe")]),
    ("mremap with the old translation still in T",
     "Safe until range_end as long as every rmap walk visits the old mapping "
     "first, whose bracket tells T even when it finds nothing. When the walk "
     "meets the new mapping first it ends there, and the page is freed under T.",
     [("old mapping first, range_end", "move", "old-first", "old", "range_end", "before-set", "ct", "safe"),
      ("new mapping first, range_end", "move", "new-first", "old", "range_end", "before-set", "ct", "DEV:uaf"),
      ("new mapping first, told in the lock", "move", "new-first", "old", "in-lock-after-set", "before-set", "ct", "safe"),
      ("new mapping first, rmap lock held until after range_end", "move", "rmap-locked", "old", "range_end", "before-set", "ct", "safe"),
      ("6.6, flush in the lock", "move", "new-first", "new", "range_end", "after-set", "ct", "safe"),
      ("6.6, flush after the PTL drop", "move", "old-first", "new", "range_end", "after-unlock", "ct", "DEV:uaf")]),
    ("Nested gathers that lose their range",
     "The pages are told by range_end, but page-table pages are taken out after "
     "it and only the flush of the gather tells T. With another gather open on "
     "the mm that flush told T of an empty range.",
     [("no other gather", "free-excluded", "alone", "old", "range_end", "gather", "ct", "safe"),
      ("nested, range lost, plain range_end", "free-excluded", "nested-lost", "old", "range_end", "gather", "ct", "DEV:uaf"),
      ("nested, everything told", "free-excluded", "nested-full", "old", "range_end", "gather", "ct", "safe"),
      ("6.6 on an architecture that passes the empty range on", "free-excluded", "nested-lost", "new", "range_end", "gather", "ct", "DEV:uaf"),
      ("6.6 on x86 and arm64, where a full flush tells everything", "free-excluded", "nested-full", "new", "range_end", "gather", "ct", "safe")]),
]

CONTRADICTIONS = [
    ("'A write-protect may always wait for range_end' does not hold beside a fault that copies",
     "The rule lets every downgrade wait, and Documentation/mm/mmu_notifier.rst says "
     "that a write-protect may be told at range_end even when its thread is preempted "
     "right after the PTL drop; ksm.c repeats it. That holds when faults are excluded (fork and mprotect hold the mmap "
     "lock for write) or when the fault does not copy (shared pages). It does not "
     "hold under KSM's write_protect_page() and userfaultfd write-protect, which "
     "hold the mmap lock for read (KSM's own page reference even sends do_wp_page() to the copy): another thread sees the read-only entry after the "
     "PTL drop, copies the page, and a device that is told only at range_end "
     "writes to the page after the copy. The fault's own check for pending CPU "
     "flushes does not help until 6.5, because that flush does not tell T; since "
     "6.6 it does. Strict deadline of downgrade: the PTL drop.",
     [("faults may copy, range_end", "downgrade", "cow", "old", "range_end", "before-set", "ct", "DEV:lost-write"),
      ("the fault consults pending flushes, range_end", "downgrade", "cow-consult", "old", "range_end", "after-unlock", "ct", "DEV:lost-write"),
      ("told in the lock", "downgrade", "cow", "old", "in-lock-after-set", "before-set", "ct", "safe"),
      ("6.6, late flush, the fault consults", "downgrade", "cow-consult", "new", "range_end", "late", "ct", "safe"),
      ("6.6, late flush, it does not", "downgrade", "cow", "new", "range_end", "late", "ct", "DEV:lost-write")]),
    ("Since 6.6 range_end is no deadline for T",
     "range_end tells T nothing, so nothing can be due at it. What counts is the "
     "use: the write-out, the copy, the return to user space, the free. fork, "
     "mprotect, MADV_FREE and soft-dirty flush after range_end and before the "
     "use: safe. A rule that calls this missing reports correct code. "
     "deadlines.tsv keeps the name range_end for these classes and says so in "
     "its column 'late'.",
     [("downgrade, flush after range_end", "downgrade", "wp", "new", "range_end", "late", "ct", "safe"),
      ("mkclean, flush after range_end, before the write-out", "downgrade", "mkclean", "new", "range_end", "late", "ct", "safe"),
      ("migration, flush after range_end, before the copy", "migration", "copy", "new", "range_end", "late", "ct", "safe"),
      ("move is the exception: the PTL drop, as for the CPUs", "move", "old-first", "new", "range_end", "late", "ct", "DEV:uaf")]),
    ("'The CPU TLB is just as stale' excuses T, but not the kernel",
     "The exemption for an entry left none in a gather or a batched unmap rests "
     "on the CPUs being stale too. In a munmap or MADV_DONTNEED the caller asked "
     "for the race. In the batched discard of an MADV_FREE page nobody did: a "
     "thread writes to the fresh page and says so, and another CPU still reads "
     "the old page. The label 'either' is right relative to the CPU; absolutely, "
     "both are wrong, and telling T in the lock does not repair it.",
     [("T excused", "free-excluded", "cpu-stale", "old", "range_end", "batch", "ct", "safe"),
      ("nobody excused", "free-none", "lazyfree", "old", "in-lock-before-set", "batch", "ct", "CPU1:backwards"),
      ("excused only while a CPU really is stale: flush before, notify at range_end",
       "free-excluded", "cpu-stale", "old", "range_end", "after-unlock", "ct", "DEV:lost-write")]),
    ("The deadline of move depends on who walks the rmap",
     "The rules put move among those that may wait for range_end, and the labels "
     "call it debatable. The model settles when: only if every walk that can free "
     "the page visits the old mapping first. Otherwise it is the PTL drop, for T "
     "as for the CPUs.",
     [("old mapping first", "move", "old-first", "old", "range_end", "before-set", "t", "safe"),
      ("new mapping first", "move", "new-first", "old", "range_end", "before-set", "t", "DEV:uaf")]),
    ("Same content is no excuse once the old page has another owner",
     "KSM merge and zero page to zero page may wait because a reference outlives "
     "range_end (or the page is never freed). When the old page is given up "
     "before range_end - freed, or written in place by a sibling that finds "
     "itself alone on it - same-content needs what free needs.",
     [("reference outlives range_end", "same-content", "ref", "old", "range_end", "before-set", "ct", "safe"),
      ("given up after the PTL drop", "same-content", "unlocked", "old", "range_end", "before-set", "ct", "DEV:uaf"),
      ("never told, never freed", "same-content", "pinned", "old", "only_end", "before-set", "ct", "safe"),
      ("never told, freed after range_end", "same-content", "ref", "old", "only_end", "before-set", "ct", "DEV:uaf")]),
    ("A zap that removes the rmap before its flush loses dirty data whatever the placing",
     "The labels ask 'either' of T for a zap. For a shared dirty file page the "
     "time of the rmap removal decides, not the notification: once the page is "
     "off the rmap it can be cleaned without the PTL. T and CPU are alike here. "
     "zap_pte_range() of 6.1 removes the rmap first; later kernels delay it.",
     [("rmap first, flush and notification in the lock", "free-excluded", "rmap-early", "old", "in-lock-before-set", "after-set", "ct", "DEV:dirty-lost"),
      ("flush first, rmap second, both in the lock", "free-excluded", "rmap-late", "old", "range_end", "after-set", "ct", "safe")]),
    ("Two defects that no notification cures",
     "A value that was read before the clear, or an entry that is read, changed "
     "and written back while it is live, loses a dirty bit that the hardware set "
     "in between. Rollback and young have no deadline; they have this rule.",
     [("rollback with the value of the clear, never told", "rollback", "plain", "old", "only_end", "never", "ct", "safe"),
      ("rollback with an older value, told in the lock", "rollback", "stale-value", "old", "in-lock-before-set", "before-set", "ct", "DEV:dirty-lost"),
      ("young by one instruction, never told", "young", "plain", "old", "none", "never", "ct", "safe"),
      ("young by read and write back", "young", "stale-value", "old", "none", "never", "ct", "CPU0:dirty-lost")]),
]
