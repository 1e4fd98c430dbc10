#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The fixes of docs/history.md, undone one at a time: the tool must say so.
cd "$(dirname "$0")/../.." || exit 1
export WNOTIFY=${WNOTIFY:-$PWD/build/wnotify}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset KDIR O DIRS NOTIFY

# undo KVER - one test for each id of the table of this kernel
undo()
{
	local table=testcases/labels/history-$1.tsv

	unset KDIR KO FACTS
	if ! KVER=$1 SCAN_ONLY=y scripts/scan.sh >"$tmp/where" 2>"$tmp/log"; then
		sed 's/^/# /' "$tmp/log"
		exit 1
	fi
	. "$tmp/where"
	export KDIR KO FACTS
	timeout 1200 scripts/mutate.pl -j 2 -v -l "$table" >"$tmp/out" 2>&1
	awk -v v="$1" -v tests="$n" '
		/^(right|wrong|error)\t/ {
			gap = $0 ~ /: unseen: /
			sub(/:$/, "", $4)
			printf "%sok %d - linux %s: %s %s%s\n", $1 == "right" ? "" : "not ",
			       ++tests, v, $2, $4, gap ? " # TODO no rule sees it" : ""
			next
		}
		{ print "# " $0 }' "$tmp/out"
	n=$((n + $(grep -cE '^(right|wrong|error)	' "$tmp/out")))
	# NAME-1, NAME-2: places of one commit
	grep '^right	' "$tmp/out" | cut -f2 | sed 's/-[0-9]*$//' >>"$tmp/found"
}

ids()
{
	tail -qn +2 testcases/labels/history-6.1*.tsv | cut -f1,3 | uniq | wc -l
}

n=0
echo "1..$(($(ids) + 1))"
undo 6.1
undo 6.12
found=$(sort -u "$tmp/found" | wc -l)
[ "$found" -ge 20 ] || printf 'not '
echo "ok $((n + 1)) - at least 20 commits are found, here $found"
