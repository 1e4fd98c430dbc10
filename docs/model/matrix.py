# SPDX-License-Identifier: GPL-2.0-or-later
"""Which runs there are: class, variant, profile, placing, CPU flush, observers."""
from dataclasses import dataclass

OLD, NEW = "old", "new"
PROFILE_NAMES = {OLD: "4.13-6.5", NEW: "6.6-"}
PLACES = ["none", "in-lock-before-set", "in-lock-after-set", "range_end", "only_end"]
FLUSHES = ["before-set", "after-set", "after-unlock", "late", "gather", "batch", "never"]

# Since 6.6 T is told by the CPU flush, so the placing follows from the flush.
PLACE_OF_FLUSH = {"before-set": "in-lock-before-set", "after-set": "in-lock-after-set",
                  "after-unlock": "range_end", "late": "only_end", "gather": "only_end",
                  "batch": "in-lock-before-set", "never": "none"}

# class -> variants: (variant, model, in what it differs). The first ones are
# what the kernel's own sites look like: they make the deadline of the class.
# strict: the assumption behind them is dropped; they make the strict deadline.
# fault: a defect that no placing of a notification cures.
CLASSES = {
    "downgrade": [
        ("wp", "entry", "base", "faults wait until CPU0 is done: fork, mprotect, soft-dirty"),
        ("mkclean", "entry", "base", "a shared page is written out afterwards"),
        ("mkclean-no-wcache", "entry", "other", "as mkclean, the device never caches 'writable'"),
        ("cow", "entry", "strict", "a write fault may copy the page at once: KSM, userfaultfd-wp"),
        ("cow-consult", "entry", "other", "as cow, the fault flushes the CPUs when a flush is pending"),
    ],
    "same-content": [
        ("ref", "entry", "base", "the caller's reference keeps the old page until after range_end"),
        ("in-lock", "entry", "strict", "the last reference to the old page is dropped in the lock"),
        ("unlocked", "entry", "strict", "the old page is given up between the PTL drop and range_end"),
        ("pinned", "entry", "other", "the old page is never freed: zero page"),
    ],
    "free": [
        ("unlocked", "entry", "base", "no reference of the caller: freed before range_end"),
        ("in-lock", "entry", "base", "no reference of the caller: freed in the lock"),
        ("ref", "entry", "base", "the caller's reference is dropped after range_end"),
    ],
    "free-none": [
        ("refault", "entry", "base", "a fault fills the empty entry with a fresh page"),
        ("lazyfree", "entry", "base", "MADV_FREE: discarded only when the entry was clean"),
    ],
    "free-excluded": [
        ("lock", "entry", "base", "faults wait: folio lock, write lock"),
        ("cpu-stale", "entry", "base", "faults run; T may be as stale as a CPU"),
    ],
    "new-page": [
        ("plain", "entry", "base", "COW and its relatives, second address left alone"),
        ("cow2", "cow2", "base", "two addresses, both remapped: the scenario of 2017"),
    ],
    "migration": [("copy", "entry", "base", "copied, mapped again and freed after range_end")],
    "move": [
        ("old-first", "mremap", "base", "reclaim visits the old mapping before the new one"),
        ("new-first", "mremap", "strict", "reclaim visits the new mapping and stops"),
        ("rmap-locked", "mremap", "other", "as new-first, the rmap lock is held over range_end and flush"),
    ],
    "split": [
        ("honours", "split", "base", "a small invalidation drops a huge translation"),
        ("ignores", "split", "strict", "it does not"),
        ("zero-honours", "split", "other", "huge zero page"),
        ("zero-ignores", "split", "other", "huge zero page, a small invalidation leaves the huge translation"),
    ],
    "collapse": [("copy", "entry", "base", "faults wait; copied, mapped and freed after range_end")],
    "rollback": [
        ("plain", "entry", "base", "the value returned by the clear is written back"),
        ("stale-value", "entry", "fault", "a value read before the clear is written back"),
    ],
    "young": [
        ("plain", "entry", "base", "one instruction clears the accessed bit"),
        ("stale-value", "entry", "fault", "the entry is read, changed and written back"),
    ],
}

# Runs beside the classes, for the doubted cases.
EXTRA = {
    "tlbgen": ["rmap-early", "rmap-late", "rmap-early-check", "rmap-late-check",
               "mprotect", "mprotect-check"],
    "gather": ["alone", "nested-lost", "nested-full"],
}


@dataclass
class Run:
    cls: str
    variant: str
    model: str
    profile: str
    place: str
    flush: str
    who: str

    def key(self):
        return (self.model, self.cls, self.variant, PROFILE_NAMES[self.profile],
                self.place, self.flush, self.who)

    def __str__(self):
        return " ".join(self.key())


def flushes_of(model):
    """The split model has no gather: its flush is one of the huge range."""
    if model in ("split", "cow2"):
        return [f for f in FLUSHES if f not in ("gather", "batch")]
    if model == "tlbgen":
        return ["after-set", "after-unlock", "gather"]
    if model == "gather":
        return ["gather"]
    return FLUSHES


def product(cls, variant, model):
    """Every placing of the notification with every one of the CPU flush."""
    for flush in flushes_of(model):
        for place in PLACES:
            yield Run(cls, variant, model, OLD, place, flush, "ct")
    for flush in flushes_of(model):
        yield Run(cls, variant, model, NEW, "range_end", flush, "ct")


def t_options(variant, model, profile):
    """(place, flush) of the ever later moments at which T alone is told.

    The CPUs are flushed as early as can be, so that only T matters; but where
    T is excused by stale CPUs they must be stale. The moment after range_end
    and before the use exists until 6.5 only for a mmu_gather.
    """
    if profile == NEW:
        return [("range_end", f) for f in
                ("before-set", "after-set", "after-unlock", "late", "never")]
    flush = "batch" if variant == "cpu-stale" else "before-set"
    late = "gather" if "gather" in flushes_of(model) else flush
    return [("in-lock-before-set", flush), ("in-lock-after-set", flush),
            ("range_end", flush), ("only_end", late), ("only_end", flush)]


# A mirror without a bracket, with one, and one that skips the retry check.
M_OPTIONS = [("none", "m"), ("range_end", "m"), ("range_end", "m-careless")]
C_OPTIONS = ["before-set", "after-set", "after-unlock", "late", "never"]


def all_runs():
    runs = []
    for cls, variants in CLASSES.items():
        for variant, model, _, _ in variants:
            runs += product(cls, variant, model)
            for profile in (OLD, NEW):
                for place, flush in dict.fromkeys(t_options(variant, model, profile)):
                    runs.append(Run(cls, variant, model, profile, place, flush, "t"))
            if model != "cow2":	# has no CPU with a TLB
                for flush in C_OPTIONS:
                    runs.append(Run(cls, variant, model, NEW, "range_end", flush, "c"))
            if model == "entry":
                for place, who in M_OPTIONS:
                    runs.append(Run(cls, variant, model, OLD, place, "before-set", who))
    for model, variants in EXTRA.items():
        for variant in variants:
            runs += product("free-excluded", variant, model)
    return runs
