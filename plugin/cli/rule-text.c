// SPDX-License-Identifier: GPL-2.0-or-later
/* The rules in words, for reports and for `wnotify explain`. */
#include <string.h>

#include "report.h"

static const struct wn_rule_text texts[] = {
	{ "missing-new-page",
	  "An entry is pointed to another page before secondary TLBs are told",
	  "Between the set and the notification a CPU sees the new page and a device still "
	  "the old one: memory goes backwards, or a write is lost in a page that nobody "
	  "reads any more. The order is clear, flush, notify, set." },
	{ "missing-free",
	  "A page may be freed or replaced before secondary TLBs are told",
	  "An entry that is empty when the lock is dropped can be filled by any fault, which "
	  "tells nobody; and a page that is given up can belong to somebody else while a "
	  "device still writes to it." },
	{ "redundant-downgrade",
	  "A downgrade is told under the lock although range_end tells it",
	  "The entry keeps its page and only loses a permission. Until range_end a device "
	  "that still writes does what it could have done just before the change; whoever "
	  "relies on the new permission does so after range_end." },
	{ "redundant-same-content",
	  "A change that keeps the content is told under the lock",
	  "The old and the new page have the same content and neither can be written, so "
	  "until range_end nobody can tell which of them a device reads." },
	{ "redundant-migration",
	  "A migration or other special entry is told under the lock although range_end tells it",
	  "Faults wait on the special entry, and the page is copied or given away only after "
	  "range_end. Until then a device that uses the old page is right." },
	{ "double",
	  "Secondary TLBs are told of one change twice",
	  "The first invalidation leaves nothing for the second to drop, and each costs "
	  "microseconds on an IOMMU. Which one goes depends on the class of the change: where "
	  "they must be told under the lock it is range_end, else the one under the lock." },
	{ "only-end-unsafe",
	  "range_only_end closes the range of a change that secondary TLBs are not told of",
	  "range_only_end is for ranges in which secondary TLBs are told under the lock on "
	  "every path. Else a device keeps the translation for ever." },
	{ "order",
	  "Secondary TLBs are told after the entry was set",
	  "From the set on a CPU can read and write the new page, and until the notification "
	  "a device uses the old one: it sees memory go backwards. A device must be told "
	  "between the clear and the set." },
	{ "range-size",
	  "A range, notification or gather record is smaller than the entry that changes",
	  "Observers drop what they are told of. The rest of a huge page, or of all that a "
	  "shared page table maps, stays in their tables." },
	{ "missing-bracket",
	  "A user entry changes while no mmu_notifier range is open",
	  "Mirrors (KVM, GPU drivers) have their own page tables and are told by range_start "
	  "only. Without it they go on using the page, after it was freed, too." },
	{ "bracket-balance",
	  "A range is opened and not closed, closed and not opened, or opened twice",
	  "While a range is open KVM retries its faults and readers of interval notifiers "
	  "wait. Without an end they do so for ever; an end too many lets them go while "
	  "another change still runs." },
	{ "flush-after-unlock",
	  "The page-table lock is dropped, and the CPU TLB is neither flushed nor a flush recorded",
	  "After the lock others rely on the entry: the page is copied, freed or compared. A CPU "
	  "with the old translation goes on writing to it." },
	{ "free-before-flush",
	  "A page or page table is given up while the CPU TLB may still hold what mapped it",
	  "The page gets another owner, and a CPU with the old translation reads and writes it. A "
	  "gather frees after its flush, but flushes only the entries that it was told of." },
	{ "rmap-before-flush",
	  "The rmap forgets a dirty page, or the lock is dropped, before the CPU TLB is flushed",
	  "Nothing leads from the page to the CPU that still writes to it. The page is cleaned "
	  "and written back, and what is written after that is lost." },
	{ "stale-reader",
	  "Entries are relied on while a batched flush of another thread is pending",
	  "Reclaim clears entries and flushes later. Who finds them none has nothing to flush, "
	  "and returns while a CPU still uses the page." },
	{ "redundant-flush",
	  "The CPU TLB is flushed of an entry that was flushed under the same lock",
	  "Each flush interrupts every CPU that runs the process. Until the entry is set no CPU "
	  "can have loaded what was there, so the second one is for nothing." },
	{ "dirty-lost",
	  "The dirty bit of an entry that is taken out is not passed on",
	  "The page looks clean, is dropped without being written back, and what was written "
	  "through the entry is lost." },
	{ "sleeping-callback",
	  "A callback that is called under the page-table lock may sleep",
	  "It is called with a spinlock held, or from the CPU TLB flush. Sleeping there is a bug, "
	  "and a deadlock when who is waited for needs the lock." },
	{ "ignored-blockable",
	  "A callback may sleep and does not ask whether the range is blockable",
	  "The OOM reaper opens ranges in which nobody may wait. An implementer that waits there "
	  "may wait for the task that is to be reaped." },
	{ "obsolete-callback",
	  "A notifier has a callback that the kernel does not have, or not any more",
	  "Nobody calls it, so what it did is not done: another callback has taken over." },
	{ "missing-flush",
	  "A flush of the CPU TLB is promised, by a record or by a helper's name, and does not come",
	  "Everybody relies on the promise: pages are freed and copied, and a CPU goes on with "
	  "the old translation." },
	{ "atomic-start",
	  "A range is opened where sleeping is not allowed",
	  "Opening a range calls every observer, and these take mutexes and wait for "
	  "devices. Under a spinlock that is a bug, and a deadlock when the observer needs "
	  "the lock." },
	{ "young",
	  "The accessed bit decides, and mirrors are not asked for theirs",
	  "A page that only a guest or a device uses has no accessed bit in the CPU's entry. "
	  "It looks idle, is reclaimed first, and comes back with the next access." },
	{ "event",
	  "The event of a range says less than what happens in it",
	  "A listener skips work for events that promise that the pages stay the same. When "
	  "they do not, it keeps translations of pages that are gone." },
};

const struct wn_rule_text *wn_rule_text_at(size_t i)
{
	return i < WN_ARRAY_SIZE(texts) ? &texts[i] : NULL;
}

const struct wn_rule_text *wn_rule_text(const char *name)
{
	static struct wn_rule_text other;

	for (size_t i = 0; i < WN_ARRAY_SIZE(texts); i++)
		if (!strcmp(name, texts[i].name))
			return &texts[i];
	other = (struct wn_rule_text){ name, name, "" };
	return &other;
}
