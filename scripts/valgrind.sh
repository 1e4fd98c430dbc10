#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# valgrind.sh - the plugin in cc1 and the command on real facts under valgrind:
# no error and nothing lost in what is ours.
#
#	FACTS	facts, or directories of them; none: those of the last scan
#
# GCC has errors of its own: of cc1, those count that name the plugin.
# Exit status: 0 clean, 1 something found, 2 could not run.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

"$here/packages.sh" valgrind || exit
facts=${FACTS:-$(cache_dir)/last}
[ -e "$facts" ] || die "no facts at $facts: run wnotify scan first, or set FACTS"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
found=0
vg="valgrind -q --leak-check=full --show-leak-kinds=definite --num-callers=30"

# report WHAT LOG - the log has errors in it
report()
{
	found=1
	echo "$1:"
	head -n 30 "$2"
}

plugin()
{
	local src=$1 log=$out/cc1 cc1

	shift
	cc1=$("${CC:-gcc}" -print-prog-name=cc1)
	$vg --log-file="$log" "$cc1" -quiet -w -I"$here/../testcases/include" "$src" \
		-o "$out/cc1.s" -fplugin="$WNOTIFY_PLUGIN" \
		-fplugin-arg-wnotify_plugin-facts="$out/facts" "$@" ||
		{ echo "cc1 fails: $src"; found=1; }
	# one paragraph an error
	awk -v RS='' '/wnotify_plugin/' <(sed 's/^==[0-9]*== *$//' "$log") >"$log.ours"
	[ ! -s "$log.ours" ] || report "cc1 $src $*" "$log.ours"
}

command_()
{
	local log=$out/command status=0

	# 1: findings
	$vg --log-file="$log" "$WNOTIFY" "$@" >"$out/stdout" 2>"$out/stderr" || status=$?
	[ $status -le 1 ] || { echo "wnotify $*: status $status"; found=1; }
	[ ! -s "$log" ] || report "wnotify $*" "$log"
}

for src in "$here"/../testcases/gcc/{facts,statements,vla,nested,types,functions,lines}.c \
	"$here"/../testcases/rules/order/*.c; do
	plugin "$src" -O2 -fplugin-arg-wnotify_plugin-analysis-only
done
plugin "$here/../testcases/gcc/facts.c" -O2 -g
for format in text json sarif html; do
	command_ check --no-baseline --format "$format" "$facts"
done
command_ sites --format tsv "$facts"
command_ calls rmap_walk mm_walk_ops "$facts"
command_ check --no-baseline "$out/facts"
[ $found = 0 ] && echo "nothing found"
exit $found
