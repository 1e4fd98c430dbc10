#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The labelled mutants of linux 6.1 behave as their table says.
cd "$(dirname "$0")/../.." || exit 1
export WNOTIFY=${WNOTIFY:-$PWD/build/wnotify}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset KDIR O DIRS NOTIFY

table=testcases/labels/mutants-6.1.tsv
echo "1..$(($(wc -l <"$table") - 1))"
if ! KVER=6.1 SCAN_ONLY=y scripts/scan.sh >"$tmp/where" 2>"$tmp/log"; then
	sed 's/^/# /' "$tmp/log"
	exit 1
fi
. "$tmp/where"
export KDIR KO FACTS
timeout 1200 scripts/mutate.pl -j 2 -v -l "$table" 2>&1 |
	awk '/^right\t/ { print "ok " ++n " - " $2 " " $3; next }
	     /^(wrong|error)\t/ { print "not ok " ++n " - " $2 " " $3; next }
	     { print "# " $0 }'
