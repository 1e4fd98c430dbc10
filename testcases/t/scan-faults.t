#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What happens around a scan: clocks, names, disks, other directories, other -j.
# Each time: one clear line or none, nothing lost, and the next run is right.
cd "$(dirname "$0")/../.." || exit 1
export WNOTIFY=${WNOTIFY:-$PWD/build/wnotify}
export WNOTIFY_PLUGIN=${WNOTIFY_PLUGIN:-$PWD/build/wnotify_plugin.so}
unset O NOTIFY FULL JOBS
export KVER=6.1 DIRS=kernel/events
kdir=$(KDIR='' scripts/tree.sh) || exit 1
tmp=$(mktemp -d)
trap 'umount "$tmp/small" 2>/dev/null; rm -rf "$tmp"' EXIT
export WNOTIFY_CACHE=$tmp/cache
n=0

result()
{
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		tail -n 5 "$tmp/out" "$tmp/err" "$tmp/detail" | sed 's/^/# /'
	fi
}

skip()
{
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
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
	touch "$tmp/before"
	env KDIR="$tree" O="$out" FULL=y SCAN_ONLY=y "$@" scripts/scan.sh \
		>"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
}

digest()
{
	(cd "$1/.wnotify/facts" && find . -name '*.facts' -print0 | sort -z | xargs -0 sha256sum)
}

# The units whose facts are newer than the last scan's start
made()
{
	(cd "$1/.wnotify/facts" && find . -name '*.facts' -newer "$tmp/before") |
		sed 's|.*/||; s|\.c\.facts||' | sort | paste -sd ' '
}

one_line()
{
	[ "$status" = 2 ] && [ "$(wc -l <"$tmp/err")" = 1 ] && grep -q -- "$1" "$tmp/err"
}

# A tree of links with files of its own where the tests change them
own()
{
	rm "$1/$2"
	cp "$kdir/$2" "$1/$2"
}

new_tree()
{
	scripts/shadow.pl "$kdir" "$1"
	own "$1" kernel/events/uprobes.c
	own "$1" kernel/events/internal.h
	own "$1" kernel/events/Makefile
	echo 'not C' >"$1/kernel/events/with space.c"
}

tree=$tmp/tree
new_tree "$tree"
scan "$tree" "$tmp/o" JOBS=16
is 'make -j16' [ $status = 0 ]
digest "$tmp/o" >"$tmp/first"
is 'a file with a space in its name is no harm' [ "$(wc -l <"$tmp/first")" = 5 ]
"$WNOTIFY" check --format json "$tmp/o/.wnotify/facts" >"$tmp/first.json" 2>/dev/null
"$WNOTIFY" sites --format tsv "$tmp/o/.wnotify/facts" >"$tmp/first.tsv" 2>/dev/null

# two runs: another directory of the tree, of the build, another -j, another time
mkdir -p "$tmp/else/where"
new_tree "$tmp/else/where/linux"
scan "$tmp/else/where/linux" "$tmp/else/build" JOBS=1
digest "$tmp/else/build" >"$tmp/again"
is 'other directories and -j1: the same facts' cmp "$tmp/first" "$tmp/again"
"$WNOTIFY" check --format json "$tmp/else/build/.wnotify/facts" >"$tmp/again.json" 2>/dev/null
is 'the same findings' cmp <(sed "s|$tmp/tree||" "$tmp/first.json") \
	<(sed "s|$tmp/else/where/linux||" "$tmp/again.json")
"$WNOTIFY" sites --format tsv "$tmp/else/build/.wnotify/facts" >"$tmp/again.tsv" 2>/dev/null
is 'the same sites' cmp "$tmp/first.tsv" "$tmp/again.tsv"
is 'no path of the tree in facts and ids' \
	bash -c "! grep -rlF '$tmp' '$tmp/o/.wnotify/facts' --include=*.facts &&
		! grep '\"id\"' '$tmp/first.json' | grep -F /tree"
rm -rf "$tmp/else"

# a build directory, and a tree, by another name
ln -s o "$tmp/linked-o"
ln -s tree "$tmp/linked-tree"
scan "$tmp/linked-tree" "$tmp/linked-o"
digest "$tmp/linked-o" >"$tmp/again"
is 'O= and KDIR= through symbolic links: nothing to compile' [ "$status$(made "$tmp/o")" = 0 ]
is 'and the same facts' cmp "$tmp/first" "$tmp/again"

# what changed, and nothing else
echo '/* longer */' >>"$tree/kernel/events/uprobes.c"
scan "$tree" "$tmp/o"
is 'an edited source: one unit' [ "$(made "$tmp/o")" = uprobes ]
echo '/* longer */' >>"$tree/kernel/events/internal.h"
scan "$tree" "$tmp/o"
is 'a header: who reads it' [ "$(made "$tmp/o")" = 'callchain core ring_buffer' ]
echo '# longer' >>"$tree/kernel/events/Makefile"
scan "$tree" "$tmp/o"
is 'a Makefile: no unit, when the commands are the same' [ -z "$(made "$tmp/o")" ]
scan "$tree" "$tmp/o" KCFLAGS=-DNEW
is 'a flag: all of them' [ "$(made "$tmp/o" | wc -w)" = 5 ]
scan "$tree" "$tmp/o"
own "$tree" kernel/events/uprobes.c
own "$tree" kernel/events/internal.h
scan "$tree" "$tmp/o"
digest "$tmp/o" >"$tmp/again"
is 'all back: the facts of before' cmp "$tmp/first" "$tmp/again"

# clocks
touch -d '+1 day' "$tree/kernel/events/uprobes.c"
scan "$tree" "$tmp/o"
is 'a source from tomorrow' [ "$status $(made "$tmp/o")" = '0 uprobes' ]
scan "$tree" "$tmp/o"
is 'is not compiled again and again' [ -z "$(made "$tmp/o")" ]
echo 'int from_the_past;' >>"$tree/kernel/events/uprobes.c"
touch -d '2001-01-01' "$tree/kernel/events/uprobes.c"
scan "$tree" "$tmp/o"
is 'a source that is older than its facts is compiled' [ "$(made "$tmp/o")" = uprobes ]
own "$tree" kernel/events/uprobes.c
scan "$tree" "$tmp/o"
digest "$tmp/o" >"$tmp/again"
is 'and back' cmp "$tmp/first" "$tmp/again"

# state that is damaged is as none
echo rubbish >"$tmp/o/.wnotify/state"
scan "$tree" "$tmp/o"
digest "$tmp/o" >"$tmp/again"
is 'a damaged state costs time only' cmp "$tmp/first" "$tmp/again"

# names
mkdir "$tmp/a b"
cp -r scripts kconfig-fragment "$tmp/a b"
mkdir "$tmp/a b/build"
cp "$WNOTIFY" "$WNOTIFY_PLUGIN" "$tmp/a b/build"
env -u WNOTIFY -u WNOTIFY_PLUGIN KDIR="$tree" O="$tmp/o" WNOTIFY_CACHE="$tmp/c d" \
	"$tmp/a b/scripts/scan.sh" >"$tmp/out" 2>"$tmp/err" </dev/null
is 'wnotify in a directory with a space' grep -q '^[0-9]* findings' "$tmp/out"
is 'without a word' [ ! -s "$tmp/err" ]
KDIR=$tree WNOTIFY_CACHE="$tmp/c d" scripts/scan.sh >"$tmp/out" 2>"$tmp/err" </dev/null
status=$?
is 'a cache that Kbuild cannot build in' one_line 'WNOTIFY_CACHE'
mkdir "$tmp/s p"
echo 'int f(int x) { return x; }' >"$tmp/s p/a b.c"
"${CC:-gcc}" -fplugin="$WNOTIFY_PLUGIN" -fplugin-arg-wnotify_plugin-root="$tmp/s p" \
	-fplugin-arg-wnotify_plugin-facts="$tmp/s p/f g" -c -o "$tmp/s p/a.o" "$tmp/s p/a b.c"
is 'a unit with spaces in its name' "$WNOTIFY" check "$tmp/s p/f g/a b.c.facts"

# trees and directories that cannot be written
if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
	read_only()
	{
		unshare -m bash -c 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" &&
			shift && exec "$@"' - "$@"
	}
	echo '/* longer */' >>"$tree/kernel/events/uprobes.c"
	touch "$tmp/before"
	read_only "$tree" env KDIR="$tree" O="$tmp/o" FULL=y SCAN_ONLY=y scripts/scan.sh \
		>"$tmp/out" 2>"$tmp/err" </dev/null
	is 'a read-only tree' [ "$? $(made "$tmp/o")" = '0 uprobes' ]
	own "$tree" kernel/events/uprobes.c
	read_only "$tmp/o" env KDIR="$tree" O="$tmp/o" scripts/scan.sh \
		>"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
	is 'a read-only build directory' one_line 'cannot write'
	scan "$tree" "$tmp/o"
	digest "$tmp/o" >"$tmp/again"
	is 'the next scan is right' cmp "$tmp/first" "$tmp/again"
else
	for what in 'a read-only tree' 'a read-only build directory' 'the next scan is right'; do
		skip "$what" 'not root'
	done
fi

# a disk that fills up while units are compiled
mkdir "$tmp/small"
if mount -t tmpfs -o size=400m none "$tmp/small" 2>/dev/null; then
	cp -a "$tmp/o/." "$tmp/small"
	scan "$tree" "$tmp/small"
	rm -r "$tmp/small/.wnotify/facts/kernel"
	cat /dev/zero >"$tmp/small/filler" 2>/dev/null
	scan "$tree" "$tmp/small"
	is 'a disk that is full in the middle' one_line 'disk is full'
	rm "$tmp/small/filler"
	scan "$tree" "$tmp/small"
	digest "$tmp/small" >"$tmp/again"
	is 'with room again the scan is right' cmp "$tmp/first" "$tmp/again"
else
	skip 'a disk that is full in the middle' 'cannot mount a tmpfs'
	skip 'with room again the scan is right' 'cannot mount a tmpfs'
fi
echo "1..$n"
