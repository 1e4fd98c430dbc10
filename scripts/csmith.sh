#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# csmith.sh - COUNT (1000) random programs of csmith from SEED (1) on, each at
# one of -O0 to -O3 in turn, every other one with -g:
#	the object is the same, to the byte, with and without the plugin,
#	the plugin says nothing, also not in an analysis-only compile,
#	its facts can be read, and both compiles make the same,
#	`wnotify check` ends with them, without an error.
# A program that csmith or the plain compiler cannot do in $SECONDS_EACH (30) is
# skipped, and counted. JOBS at once. What fails is kept, and said by its seed.
#
# Exit status: 0 all is well, 1 something failed, 2 could not run.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

"$here/packages.sh" csmith || exit
count=${COUNT:-1000}
first=${SEED:-1}
limit=${SECONDS_EACH:-30}
CC=${CC:-gcc}
build=${WNOTIFY%/*}
out=$build/csmith
arg=-fplugin-arg-wnotify_plugin
rm -rf "$out"
mkdir -p "$out"

# fails WHAT LOG - keep the program and say why
fails()
{
	printf '%s: %s: %s\n' "$seed" "$1" "$(head -n 1 "$2" 2>/dev/null)" >>"$out/failed"
}

# compile OBJECT [FLAG...] - in $dir; the object has the same name each time
compile()
{
	local object=$1
	shift
	(cd "$dir" && timeout "$limit" "$CC" -w -I/usr/include/csmith $flags "$@" \
		-c p.c -o p.o) >"$dir/log" 2>&1 || return
	mv "$dir/p.o" "$dir/$object"
}

# with FACTS [FLAG...] - the flags for the plugin
with()
{
	printf '%s ' "-fplugin=$WNOTIFY_PLUGIN" "$arg-root=$dir" "$arg-facts=$dir/$1" "${@:2}"
}

one()
{
	local seed=$1 dir=$out/$1 flags=-O$(($1 % 4)) status=0

	[ $(($1 / 4 % 2)) = 0 ] || flags="$flags -g"
	mkdir -p "$dir"
	if ! (cd "$dir" && timeout "$limit" csmith -s "$seed" -o p.c) >/dev/null 2>&1 ||
	   ! compile plain.o; then
		echo "$seed" >>"$out/skipped"
		rm -rf "$dir"
		return
	fi
	if ! compile plugin.o $(with facts); then
		fails "$flags: does not compile with the plugin" "$dir/log"
	elif [ -s "$dir/log" ]; then
		fails "$flags: the plugin says" "$dir/log"
	elif ! cmp "$dir/plain.o" "$dir/plugin.o" >"$dir/log" 2>&1; then
		fails "$flags: another object" "$dir/log"
	elif ! compile only.o $(with only "$arg-analysis-only") || [ -s "$dir/log" ]; then
		fails "$flags: analysis-only" "$dir/log"
	elif ! "$build/facts-check" -c "$dir/facts/p.c.facts" >"$dir/log" 2>&1; then
		fails "$flags: facts that cannot be read" "$dir/log"
	elif ! cmp "$dir/facts/p.c.facts" "$dir/only/p.c.facts" >"$dir/log" 2>&1; then
		fails "$flags: other facts" "$dir/log"
	else
		timeout "$limit" "$WNOTIFY" check --no-baseline "$dir/facts" >"$dir/log" 2>&1 ||
			status=$?
		[ $status -le 1 ] || fails "wnotify check: status $status" "$dir/log"
	fi
	grep -q "^$seed:" "$out/failed" 2>/dev/null || rm -rf "$dir"
	echo >>"$out/done"
}

for ((seed = first; seed < first + count; seed++)); do
	while [ "$(jobs -rp | wc -l)" -ge "${JOBS:-1}" ]; do
		wait -n || true
	done
	one "$seed" &
	if [ $(((seed - first) % 50)) = 49 ]; then
		say "$((seed - first + 1)) of $count"
	fi
done
wait
lines()
{
	if [ -e "$1" ]; then wc -l <"$1"; else echo 0; fi
}
sort -n "$out/failed" 2>/dev/null
printf '%d programs, %d skipped, %d failed\n' "$(lines "$out/done")" \
	"$(lines "$out/skipped")" "$(lines "$out/failed")"
[ ! -e "$out/failed" ] || die "what failed is in $out"
[ -e "$out/done" ]
