#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# fuzz.sh [NAME...] - fuzz what reads and writes files: libFuzzer with the
# address and undefined-behaviour sanitizers, each program of testcases/fuzz for
# SECONDS_EACH (60), with at most JOBS at once. What is found stays in
# build/fuzz/NAME.d/ and is said at the end; what covers more is kept beside it
# for the next run.
#
# Exit status: 0 nothing found, 1 something, 2 could not run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

"$here/packages.sh" fuzz
cd "$here/.."
build=${WNOTIFY%/*}/fuzz
[ $# != 0 ] || set -- facts analyse baseline reports words

# Seeds: facts of our own units, and what is in testcases/fuzz/corpus.
seeds()
{
	local name dir=$build/seeds c plugin=${WNOTIFY_PLUGIN:-build/wnotify_plugin.so}

	mkdir -p "$dir/facts" "$dir/reports" "$dir/words"
	cp testcases/rules/order/*.c testcases/include/*.h "$dir/words"
	printf 'rule\0file.c\0\0\0\1\0\0\0\2f\0class\0' >"$dir/reports/one"
	for c in testcases/gcc/*.c testcases/rules/*/*.c; do
		name=$(echo "$c" | tr / -)
		[ ! -e "$dir/facts/$name" ] || continue
		"${CC:-gcc}" -w -Itestcases/include -fplugin="$plugin" \
			-fplugin-arg-wnotify_plugin-root="$PWD" \
			-fplugin-arg-wnotify_plugin-facts="$build/made" \
			-fplugin-arg-wnotify_plugin-analysis-only \
			-c -o "$build/made.o" "$c" 2>/dev/null || continue
		# small ones: the fuzzer is faster with them
		[ "$(wc -c <"$build/made/$c.facts")" -gt 20000 ] ||
			cp "$build/made/$c.facts" "$dir/facts/$name"
	done
}

fuzz()
{
	local dir=$build/$1.d seeds=() from

	mkdir -p "$dir/corpus"
	for from in "$build/seeds/${1/analyse/facts}" "testcases/fuzz/corpus/$1"; do
		[ ! -d "$from" ] || seeds+=("$from")
	done
	"$build/fuzz-$1" -max_total_time="${SECONDS_EACH:-60}" -timeout=20 -rss_limit_mb=2048 \
		-max_len=20000 -artifact_prefix="$dir/" -print_final_stats=1 \
		"$dir/corpus" "${seeds[@]}" >"$dir/log" 2>&1
}

seeds
failed=
for name; do
	while [ "$(jobs -rp | wc -l)" -ge "${JOBS:-1}" ]; do
		wait -n || true
	done
	{ fuzz "$name" || echo "$name" >>"$build/failed.$$"; } &
done
wait
for name; do
	awk -v name="$name" '
		/^stat::number_of_executed_units:/ { runs = $2 }
		match($0, /cov: [0-9]+/) { cov = substr($0, RSTART + 5, RLENGTH - 5) }
		/SUMMARY:|^fuzz: |ALARM/ { what = $0 }
		END { printf "%-10s %9d runs, %5d edges%s\n", name, runs, cov,
			what ? ": " what : "" }' "$build/$name.d/log"
done
if [ -e "$build/failed.$$" ]; then
	failed=$(sort "$build/failed.$$" | paste -sd ' ')
	rm -f "$build/failed.$$"
	printf 'wnotify: fuzzing found something, see %s\n' \
		"$(printf "$build/%s.d/log " $failed)" >&2
	exit 1
fi
