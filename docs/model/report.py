# SPDX-License-Identifier: GPL-2.0-or-later
"""Turn the runs into verdicts.tsv, deadlines.tsv, traces/ and ../model.md."""
import os

from claims import CONTRADICTIONS, DOUBTED
from matrix import (C_OPTIONS, CLASSES, EXTRA, FLUSHES, M_OPTIONS, NEW, OLD, PLACE_OF_FLUSH,
                    PLACES, PROFILE_NAMES, t_options)

SPDX = "# SPDX-License-Identifier: GPL-2.0-or-later\n"
PROPERTIES = {
    "uaf": "access to a page after it was freed or given away",
    "backwards": "memory goes backwards: the old value of {addr} after the new one of the second address",
    "lost-write": "this write is lost, or reaches a page that others rely on not to change",
    "dirty-lost": "no dirty bit records this write: it never reaches the disk",
}
FREES = ("free", "free-none", "free-excluded")


def table_file(header, rows):
    return SPDX + "# " + "\t".join(header) + "\n" + "".join("\t".join(r) + "\n" for r in rows)


def verdicts(runs):
    rows = [r.key() + (("unsafe", r.broken) if r.broken else ("safe", "-")) for r in runs]
    return table_file(("model", "class", "variant", "profile", "placing", "cpu-flush",
                       "observers", "verdict", "breaks"), rows)


def differences(old, new):
    old, new = set(old.splitlines()), set(new.splitlines())
    return ["expected: " + x for x in sorted(old - new)] + \
           ["found:    " + x for x in sorted(new - old)]


class Results:
    def __init__(self, runs):
        self.runs = runs
        self.index = {(r.cls, r.variant, r.profile, r.place, r.flush, r.who): r for r in runs}
        self.traces = {}	# file name -> run
        self.of_run = {}	# id(run) -> file name
        self.rows = []		# of the index of the traces
        self.wrong = []
        self.name_traces()

    def get(self, *key):
        return self.index[key]

    def name_traces(self):
        """One trace for a row of the table and a thing that breaks: the shortest."""
        best = {}
        for r in self.runs:
            if r.broken:
                key = (r.cls, r.variant, r.profile, self.placing(r), r.broken)
                if key not in best or (len(r.steps), r.who) < (len(best[key].steps), best[key].who):
                    best[key] = r
        seen = {}	# equal stories of one class get one file
        for key, r in best.items():
            content = (r.cls, r.profile, tuple(r.steps))
            if content not in seen:
                who, what = r.broken.lower().split(":")
                seen[content] = "-".join((r.cls, r.variant, PROFILE_NAMES[r.profile].rstrip("-"),
                                          self.placing(r), who, what)) + ".txt"
                self.traces[seen[content]] = r
            best[key] = seen[content]
        # Short names for the links of the document.
        self.number = {name: "t%d" % n for n, name in enumerate(self.traces, 1)}
        for key, name in best.items():
            self.rows.append((name,) + key)
        for r in self.runs:
            if r.broken:
                self.of_run[id(r)] = best[r.cls, r.variant, r.profile, self.placing(r), r.broken]

    @staticmethod
    def placing(r):
        return PLACE_OF_FLUSH[r.flush] if r.profile == NEW else r.place

    def cell(self, r):
        if not r.broken:
            return "safe %d" % r.states
        return "[%s][%s]" % (r.broken.replace(":", " "), self.number[self.of_run[id(r)]])

    def deadline(self, cls, variant, model, profile):
        """(how late T may be told, name of that deadline, told late is safe)."""
        options = t_options(variant, model, profile)
        safe = [not self.get(cls, variant, profile, p, f, "t").broken for p, f in options]
        if sorted(safe, reverse=True) != safe:
            self.wrong.append("%s %s %s: later is safe, earlier is not" % (cls, variant, profile))
        n = sum(safe)
        if n == 5:
            return n, "none", "-"
        if n == 4:
            return n, "free" if cls in FREES else "range_end", "safe"
        if n in (2, 3) and variant in ("in-lock", "unlocked"):
            return n, "free", "unsafe"
        return n, ("never safe", "set", "ptl-drop", "range_end")[n], "unsafe"

    def deadlines(self):
        rows = []
        for cls, variants in CLASSES.items():
            for profile in (OLD, NEW):
                found = [(kind,) + self.deadline(cls, v, model, profile)
                         for v, model, kind, _ in variants if kind != "fault"]
                base = [f[1:] for f in found if f[0] == "base"]
                strict = [f[1:] for f in found if f[0] in ("base", "strict")]
                late = "safe" if min(base)[0] >= 4 else "unsafe"
                rows.append((cls, PROFILE_NAMES[profile], min(base)[1], min(strict)[1],
                             "-" if min(base)[0] == 5 else late))
        return rows

    def c_deadline(self, cls, variant):
        safe = [not self.get(cls, variant, NEW, "range_end", f, "c").broken for f in C_OPTIONS]
        if variant in ("in-lock", "unlocked"):
            return "the free"
        return ("never safe", "set", "PTL drop", "range_end", "the use", "none")[sum(safe)]


def story(r):
    out = ""
    for n, (thread, event, text) in enumerate(r.steps, 1):
        out += "%d\t%s\t%s\t%s\n" % (n, thread, event, PROPERTIES.get(text, text))
    return out


def matrix_table(res, out, sets):
    flushes = list(FLUSHES)
    out.append("| class | variant | profile | placing | " + " | ".join(flushes) + " |")
    out.append("|---" * (4 + len(flushes)) + "|")
    for cls, variant in sets:
        for profile in (OLD, NEW):
            for place in PLACES if profile == OLD else ["range_end"]:
                row = []
                for flush in flushes:
                    r = res.index.get((cls, variant, profile, place, flush, "ct"))
                    row.append(res.cell(r) if r else "")
                shown = place if profile == OLD else "by the flush"
                out.append("| %s | %s | %s | %s | %s |" % (cls, variant, PROFILE_NAMES[profile],
                                                          shown, " | ".join(row)))


def claim_section(res, out, claims):
    for title, text, rows in claims:
        out += ["", "### " + title, "", text, "",
                "| case | class, variant, profile, placing, CPU flush | verdict |", "|---|---|---|"]
        shortest = None
        for label, cls, variant, profile, place, flush, who, expected in rows:
            r = res.index.get((cls, variant, profile, place, flush, who))
            if r is None or (r.broken or "safe") != expected:
                res.wrong.append("claim '%s', '%s': %s, not %s" % (
                    title, label, r and (r.broken or "safe"), expected))
                continue
            what = "%s, %s, %s, %s, %s" % (cls, variant, PROFILE_NAMES[profile],
                                           place if profile == OLD else "by the flush", flush)
            verdict = "unsafe: %s" % res.cell(r) if r.broken else "safe, %d states" % r.states
            out.append("| %s | %s | %s |" % (label, what, verdict))
            if r.broken and shortest is None:
                shortest = (label, r)
        if shortest:
            out += ["", "How it goes wrong (%s):" % shortest[0], ""]
            out += numbered(shortest[1])


def numbered(r):
    return ["%d. %s: %s." % (n, thread, PROPERTIES.get(text, text).rstrip("."))
            for n, (thread, _, text) in enumerate(r.steps, 1)]


def document(res):
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "intro.md")) as f:
        out = f.read().rstrip("\n").split("\n")
    unsafe = sum(1 for r in res.runs if r.broken)
    out += ["", "%d runs: %d safe, %d unsafe; the largest has %d states, all together %d." % (
        len(res.runs), len(res.runs) - unsafe, unsafe,
        max(r.states for r in res.runs), sum(r.states for r in res.runs)),
        "", "## Variants", "", "| class | variant | model | kind | what it is |", "|---|---|---|---|---|"]
    for cls, variants in CLASSES.items():
        for variant, model, kind, text in variants:
            out.append("| %s | %s | %s.pml | %s | %s |" % (cls, variant, model, kind, text))
    out += ["", "## Deadlines for T", "",
            "The same as model/deadlines.tsv, with which the tool's own table is compared.", "",
            "| class | profile | deadline | strict | told after range_end, before the use |",
            "|---|---|---|---|---|"]
    out += ["| %s |" % " | ".join(row) for row in res.deadlines()]
    out += ["", "## Deadlines by variant, for T and C", "",
            "| class | variant | T 4.13-6.5 | T 6.6- | C |", "|---|---|---|---|---|"]
    for cls, variants in CLASSES.items():
        for v, model, _, _ in variants:
            c = res.c_deadline(cls, v) if model != "cow2" else "not modelled"
            out.append("| %s | %s | %s | %s | %s |" % (
                cls, v, res.deadline(cls, v, model, OLD)[1], res.deadline(cls, v, model, NEW)[1], c))
    out += ["", "## Every placing", "",
            "T and a CPU together. The columns are the placings of the CPU flush. A safe cell",
            "has its number of states; an unsafe one says who broke which property first, and",
            "links to the shortest trace of its row.", ""]
    matrix_table(res, out, [(c, v[0]) for c, vs in CLASSES.items() for v in vs])
    out += ["", "## Deferred flushes and gathers", ""]
    matrix_table(res, out, [("free-excluded", v) for vs in EXTRA.values() for v in vs])
    out += ["", "## Mirrors", "",
            "M is told by the bracket alone, in every profile; the in-lock calls do not reach it.", "",
            "| class | variant | no bracket | bracket | bracket, mirror skips the retry check |",
            "|---|---|---|---|---|"]
    for cls, variants in CLASSES.items():
        for v, model, _, _ in variants:
            if model == "entry":
                out.append("| %s | %s | %s | %s | %s |" % (cls, v, *(res.cell(
                    res.get(cls, v, OLD, p, "before-set", who)) for p, who in M_OPTIONS)))
    out += ["", "## Doubted cases"]
    claim_section(res, out, DOUBTED)
    out += ["", "## Where the model contradicts a rule, a label or the kernel's comments"]
    claim_section(res, out, CONTRADICTIONS)
    out += ["", "## Traces as stories", "",
            "The shortest counterexample of each class, variant, observer and property; those of the",
            "other placings and profiles are in model/traces/, one line for each step."]
    groups = {}
    for name, r in res.traces.items():
        key = (r.cls, r.variant, r.broken)
        if key not in groups or len(r.steps) < len(groups[key].steps):
            groups[key] = r
    for key, r in groups.items():
        out += ["", "### %s, %s: %s" % key, "", "%s, placing %s, CPU flush %s." % (
            PROFILE_NAMES[r.profile], Results.placing(r), r.flush), ""] + numbered(r)
    out.append("")
    out += ["[%s]: model/traces/%s" % (n, name) for name, n in res.number.items()]
    return "\n".join(out) + "\n"


def write(here, runs):
    """Write all files; return the statements that do not hold."""
    res = Results(runs)
    traces = os.path.join(here, "traces")
    os.makedirs(traces, exist_ok=True)
    for name in os.listdir(traces):
        os.unlink(os.path.join(traces, name))
    for name, r in res.traces.items():
        with open(os.path.join(traces, name), "w") as f:
            f.write(story(r))
    rows = []
    for name, cls, variant, profile, place, broken in res.rows:
        rows.append((cls, variant, PROFILE_NAMES[profile], place, *broken.split(":"), name))
    with open(os.path.join(traces, "index.tsv"), "w") as f:
        f.write(table_file(("class", "variant", "profile", "placing", "observer",
                            "property", "file"), rows))
    with open(os.path.join(here, "deadlines.tsv"), "w") as f:
        f.write(table_file(("class", "profile", "deadline", "strict", "late"), res.deadlines()))
    text = document(res)
    with open(os.path.join(here, "..", "model.md"), "w") as f:
        f.write(text)
    return res.wrong
