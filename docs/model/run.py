#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run every model for every combination of parameters and write the results.

  run.py            run, write everything, fail when a verdict changed
  run.py --update   the same, and take over the verdicts as the expected ones

Every verdict comes from an exhaustive breadth-first search, so that a
counterexample is a shortest one. A run whose report does not say so (depth or
memory limit, bitstate hashing, a deadlock of the model) is an error, never a
verdict.
"""
import dataclasses
import os
import re
import subprocess
import sys
import tempfile

import report
from matrix import all_runs

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = ["entry", "cow2", "split", "mremap", "tlbgen", "gather"]
CFLAGS = ["-O1", "-w", "-DBFS", "-DSAFETY", "-DNOREDUCE", "-DNOCLAIM"]
# -w: hash table of 2^16 slots, enough for these sizes. -m: far above the
# deepest search; check() stops when it is not.
PAN = ["./pan", "-w16", "-m10000"]
OBSERVERS = ("observer", "device")
THREADS = {"0": "CPU1", "1": "DEV", "2": "MIRROR"}
PREFIX = {"CPU1": "cpu-", "DEV": "dev-", "MIRROR": "mirror-"}


def names():
    """The names of the parameters' values, as written in the models."""
    table = {}
    for model in ["common"] + MODELS:
        with open(os.path.join(HERE, model + ".pml")) as f:
            text = f.read()
        for key, name, value in re.findall(
                r"^#define\s+(CLS|VAR|PLACE|FLUSH|PROF|WHO)_(\w+)\s+(\d+)", text, re.M):
            name = name.lower()
            if key != "PLACE" or not name.endswith("_end"):
                name = name.replace("_", "-")
            table.setdefault((model, key), {})[name] = value
    return table


def build(model, top):
    """Compile one model in a directory of its own; trails are written there."""
    d = os.path.join(top, model)
    os.mkdir(d)
    for f in (model, "common"):
        with open(os.path.join(HERE, f + ".pml")) as src, \
             open(os.path.join(d, f + ".pml"), "w") as dst:
            dst.write(src.read())
    out = subprocess.run(["spin", "-a", model + ".pml"], cwd=d, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if out.returncode or "rror" in out.stdout:
        sys.exit("spin -a %s.pml:\n%s" % (model, out.stdout))
    subprocess.run(["gcc"] + CFLAGS + ["-o", "pan", "pan.c"], cwd=d, check=True)
    return d


def environment(run, table):
    model = run.model
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    for key, name in (("PROF", run.profile), ("PLACE", run.place),
                      ("FLUSH", run.flush), ("WHO", run.who)):
        env[key] = table["common", key][name]
    env["VAR"] = table[model, "VAR"][run.variant]
    if (model, "CLS") in table:
        env["CLS"] = table[model, "CLS"][run.cls]
    return env


def story(d, env):
    """Replay the trail: the printf lines of the model, and what broke."""
    out = subprocess.run(PAN + ["-S"], cwd=d, env=env, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
    steps = []
    for line in out.splitlines():
        if not line.startswith("@"):
            continue
        thread, event, text = line[1:].split("\t")
        thread = THREADS.get(thread, thread)
        if event != "broken":
            event = PREFIX.get(thread, "") + event
        steps.append((thread, event, text))
    if not steps or steps[-1][1] != "broken":
        sys.exit("%s: %s: an error that is no verdict:\n%s" % (d, env, out))
    return steps


def check(run, d, table):
    """Run pan once. Sets run.states, run.broken and run.steps."""
    env = environment(run, table)
    out = subprocess.run(PAN, cwd=d, env=env, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
    errors = re.search(r"errors: (\d+)", out)
    states = re.search(r"(\d+) states, stored", out)
    full = "Full statespace search" in out and "Breadth-First Search" in out
    if not errors or not states or not full or "max search depth" in out:
        sys.exit("%s: not exhaustive:\n%s" % (run, out))
    run.states = int(states.group(1))
    run.steps, run.broken = None, ""
    if errors.group(1) == "0":
        if "Search not completed" in out:
            sys.exit("%s: search not completed:\n%s" % (run, out))
        # A safe verdict is worth something only when everybody got to the end.
        for proc, rest in re.findall(r"unreached in proctype (\w+)\n((?:\t.*\n)*)", out):
            if "-end-" in rest and proc not in OBSERVERS:
                sys.exit("%s: %s never ends:\n%s" % (run, proc, out))
        return
    run.steps = story(d, env)
    run.broken = "%s:%s" % (run.steps[-1][0], run.steps[-1][2])
    os.unlink(os.path.join(d, run.model + ".pml.trail"))


def simplify(run, d, table):
    """Tell the story without the other observer, when it is no longer so."""
    alone = {"CPU1": "c", "DEV": "t"}.get(run.broken.split(":")[0])
    if run.who != "ct" or not alone or run.model == "cow2":
        return
    other = dataclasses.replace(run, who=alone)
    check(other, d, table)
    if other.broken == run.broken and len(other.steps) <= len(run.steps):
        run.steps = other.steps


def main():
    update = sys.argv[1:] == ["--update"]
    table = names()
    runs = all_runs()
    with tempfile.TemporaryDirectory(prefix="wnotify-model-") as top:
        dirs = {m: build(m, top) for m in MODELS}
        for run in runs:
            check(run, dirs[run.model], table)
            simplify(run, dirs[run.model], table)
    print("%d runs, largest %d states" % (len(runs), max(r.states for r in runs)))

    path = os.path.join(HERE, "verdicts.tsv")
    new = report.verdicts(runs)
    old = ""
    if os.path.exists(path):
        with open(path) as f:
            old = f.read()
    if update:
        with open(path, "w") as f:
            f.write(new)
    changed = [] if update else report.differences(old, new)
    for line in changed:
        print(line)
    wrong = report.write(HERE, runs)
    for line in wrong:
        print(line)
    if changed or wrong:
        sys.exit("docs/model: %d verdicts differ from verdicts.tsv, %d statements do not hold"
                 % (len(changed), len(wrong)))


if __name__ == "__main__":
    main()
