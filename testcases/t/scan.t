#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Scans of a small part of the real kernel: what a run leaves behind, what the
# next one makes of it, and what goes wrong on the way.
cd "$(dirname "$0")/../.." || exit 1
export WNOTIFY=${WNOTIFY:-$PWD/build/wnotify}
unset O NOTIFY
export KVER=6.1 DIRS=kernel/events
kdir=$(KDIR='' scripts/tree.sh) || exit 1
tmp=$(mktemp -d)
trap 'umount "$tmp/small" 2>/dev/null; rm -rf "$tmp"' EXIT
n=0

result()
{
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		tail -n 5 "$tmp/out" "$tmp/err" | sed 's/^/# /'
	fi
}

# is WHAT COMMAND...
is()
{
	local what=$1

	shift
	"$@" >"$tmp/detail" 2>&1
	result $? "$what"
}

# scan TREE OUT [VAR=VALUE...] - $status, $tmp/out, $tmp/err
scan()
{
	local tree=$1 out=$2

	shift 2
	env KDIR="$tree" O="$out" FULL=y SCAN_ONLY=y "$@" scripts/scan.sh \
		>"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
}

digest()
{
	(cd "$1/.wnotify/facts" && find . -name '*.facts' -print0 | sort -z | xargs -0 sha256sum)
}

touch "$tmp/before"
scan "$kdir" "$tmp/o"
is 'a scan works' [ $status = 0 ]
is 'and is silent in a pipe' [ ! -s "$tmp/err" ]
is 'every unit has facts' [ "$(digest "$tmp/o" | wc -l)" = 5 ]
is 'nothing was written to the tree' [ -z "$(find "$kdir" -newer "$tmp/before" -print -quit)" ]
digest "$tmp/o" >"$tmp/first"

touch "$tmp/before"
scan "$kdir" "$tmp/o"
is 'the next one compiles nothing' [ -z "$(find "$tmp/o/.wnotify/facts" -name '*.facts' -newer "$tmp/before")" ]

rm "$tmp/o/.wnotify/facts/kernel/events/core.c.facts"
echo rubbish >"$tmp/o/.wnotify/facts/kernel/events/gone.c.facts"
scan "$kdir" "$tmp/o"
digest "$tmp/o" >"$tmp/again"
is 'lost facts are made again, foreign ones dropped' cmp "$tmp/first" "$tmp/again"

# killed in the middle: no half facts, and the next run completes
rm -rf "$tmp/o/.wnotify/facts" "$tmp/o/.wnotify/obj/kernel/events"
env KDIR="$kdir" O="$tmp/o" FULL=y SCAN_ONLY=y setsid scripts/scan.sh >/dev/null 2>&1 &
group=$!
for i in $(seq 100); do
	[ -z "$(find "$tmp/o/.wnotify/facts" -name '*.facts' 2>/dev/null)" ] || break
	sleep 0.2
done
kill -9 -- "-$group"
wait $group 2>/dev/null
scan "$kdir" "$tmp/o"
digest "$tmp/o" >"$tmp/again"
is 'after kill -9 the next scan is right' cmp "$tmp/first" "$tmp/again"

# two at once
rm -rf "$tmp/o/.wnotify/facts"
env KDIR="$kdir" O="$tmp/o" FULL=y SCAN_ONLY=y scripts/scan.sh >/dev/null 2>&1 &
scan "$kdir" "$tmp/o"
wait $!
is 'two scans of one directory both work' [ $status$? = 00 ]
digest "$tmp/o" >"$tmp/again"
is 'and give the same facts' cmp "$tmp/first" "$tmp/again"

# a unit that does not compile
scripts/shadow.pl "$kdir" "$tmp/tree"
rm "$tmp/tree/kernel/events/uprobes.c"
{ cat "$kdir/kernel/events/uprobes.c"; echo 'int broken('; } >"$tmp/tree/kernel/events/uprobes.c"
ln -s "$tmp/o" "$tmp/link"
scan "$tmp/tree" "$tmp/link"
is 'a unit that fails is named with its error' \
	grep -q 'not compiled: kernel/events/uprobes.c: .*error:' "$tmp/err"
is 'the others are there' [ "$(digest "$tmp/o" | wc -l)" = 4 ]
is 'and the same from another path' [ -z "$(digest "$tmp/o" | grep -vxF -f "$tmp/first")" ]
env KDIR="$tmp/tree" O="$tmp/o" scripts/scan.sh >"$tmp/out" 2>"$tmp/err" </dev/null
is 'exit status 2' [ $? = 2 ]

# somebody's own configuration
mkdir "$tmp/own"
grep -vE '^CONFIG_(KVM|HMM_MIRROR|INTEL_IOMMU_SVM|AMD_IOMMU_V2|IOMMU_SVA|DRM|MMU_NOTIFIER)' \
	"$tmp/o/.wnotify/obj/.config" >"$tmp/own/.config"
for opt in KVM DRM INTEL_IOMMU_SVM AMD_IOMMU_V2; do
	echo "# CONFIG_$opt is not set"
done >>"$tmp/own/.config"
cp "$tmp/own/.config" "$tmp/config"
scan "$kdir" "$tmp/own"
is 'CONFIG_MMU_NOTIFIER off: status 2' [ $status = 2 ]
is 'and one line that says so' [ "$(grep -c 'CONFIG_MMU_NOTIFIER is off' "$tmp/err")" = 1 ]
is 'the configuration is left alone' cmp "$tmp/config" "$tmp/own/.config"

# a full disk
mkdir "$tmp/small"
if mount -t tmpfs -o size=6m none "$tmp/small" 2>/dev/null; then
	scan "$kdir" "$tmp/small"
	is 'a full disk: status 2' [ $status = 2 ]
	is 'and one line that says so' test "$(grep -c 'disk is full' "$tmp/err") $(wc -l <"$tmp/err")" = '1 1'
fi
echo "1..$n"
