#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check.sh [TEST...] - run the tests with prove, as many at once as there are
# processors; none: all of them. The last line is "N passed, N failed".
set -u
here=$(cd "$(dirname "$0")" && pwd -P)
cd "$here/.." || exit 2
"$here/packages.sh" check || exit

export CMOCKA_MESSAGE_OUTPUT=TAP
log=$(mktemp)
trap 'rm -rf "$log" ${mine:+"$mine"}' EXIT

# Trees of ten thousand links come and go, for which a disk's inodes are slow: in
# memory, where there is plenty of it and programs may be run from it.
in_memory()
{
	local shm=/dev/shm

	[ "$(df --output=avail -k $shm 2>/dev/null | tail -n 1)" -gt $((6 << 20)) ] &&
		[ "$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)" -gt $((10 << 20)) ] &&
		mine=$(mktemp -d $shm/wnotify-check.XXXXXX) &&
		cp /bin/true "$mine" && "$mine/true"
} 2>/dev/null
mine=
if [ -z "${TMPDIR:-}" ] && in_memory; then
	export TMPDIR=$mine
fi
if [ $# = 0 ]; then
	# before there are several who want them; a test that misses one says so
	for version in 6.1 6.12; do
		KVER=$version "$here/packages.sh" kernel source sparse >/dev/null 2>&1
	done
	set -- testcases/t/*.t
	for unit in "${WNOTIFY%/*}"/unit/*; do
		[ ! -x "$unit" ] || [ -d "$unit" ] || set -- "$@" "$unit"
	done
fi

# These want all units of 6.1, the first compiles them; the others read the facts of those
# that can matter.
together=() after=()
for t; do
	case "$t" in
	*/calls.t | */locks.t | */skip.t) after+=("$t") ;;
	*) together+=("$t") ;;
	esac
done

# run JOBS TEST... - make's flags are for our own make, not for the kernel's in a test
run()
{
	local jobs=$1

	shift
	[ $# = 0 ] || env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL prove --timer -j "$jobs" -e '' "$@"
}

{
	run "$(nproc)" "${together[@]}"
	status=$?
	run 1 "${after[@]:0:1}" || status=1
	run "$(nproc)" "${after[@]:1}" || status=1
	exit $status
} 2>&1 | tee "$log"
status=${PIPESTATUS[0]}

# "Tests=" counts what ran; a file that died without a failed test counts one
awk -v status="$status" '
/^Files=/ { match($0, /Tests=[0-9]+/); n += substr($0, RSTART + 6, RLENGTH - 6) }
/\(Wstat:.*Tests:.*Failed: / {
	f = $0; sub(/.*Failed: /, "", f); sub(/\).*/, "", f)
	failed += f; died += f == 0
}
END {
	if (status && !failed && !died)
		died = 1
	printf "%d passed, %d failed\n", n - failed, failed + died
}' "$log"
exit "$status"
