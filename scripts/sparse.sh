#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# sparse.sh - sparse on $DIRS (mm/), its context imbalances settled, the missing
# markers written, sparse again. The tree is not touched: a tree of links to it
# gets the patch. Input is the environment, as for scan.sh; beside that
#
#	LOGS	where sparse's output and the patch are kept
#	CHECK_ONLY	run sparse and settle what it says, write no markers
#	QUICK	run sparse alone with the flags of the scan: no objects to compare,
#		but seconds, not minutes
#
# Exit status: 0 at most a third is left and no object differs, 1 else, 2 the
# check could not run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

CC=${CC:-gcc}
KVER=${KVER:-6.1}
DIRS=$(printf '%s\n' ${DIRS:-mm} | sed 's|/*$|/|' | paste -sd ' ')
export CC KVER DIRS
wnotify=${WNOTIFY:-$here/../build/wnotify}

"$here/packages.sh" sparse
scan=$(FULL=y SCAN_ONLY=y "$here/scan.sh") || exit 2
eval "$scan"
CONFIG=$KO/.config
facts=()
for d in $DIRS; do
	facts+=("$FACTS/${d%/}")
done
LOGS=${LOGS:-$(cache_dir)/sparse}
mkdir -p "$LOGS"
tmp=$(mktemp -d "$LOGS/tmp.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
real=$KDIR
if [ -n "${QUICK:-}" ]; then
	# the rest is found in the real tree, behind this one
	for d in $DIRS; do
		mkdir -p "$tmp/tree/$d"
		cp -rsT "$real/${d%/}" "$tmp/tree/${d%/}"
	done
else
	cp -rs "$real" "$tmp/tree"
fi || die "cannot link $real to $tmp"
export KDIR=$tmp/tree CONFIG

checkflags=$(sparse_flags)

# The scan's command of each unit, with sparse for the compiler and $KDIR for the tree.
quick()
{
	local there= d cmd obj

	for d in $DIRS; do
		there="$there;s| $real/$d| $KDIR/$d|g"
	done
	mkdir "$tmp/$1"
	find $(printf "$KO/%s " $DIRS) -name '.*.o.cmd' | sort | while read -r cmd; do
		obj=${cmd#"$KO"/}
		# one line, until the next command: "cmd_mm/rmap.o := gcc FLAGS -c -o OBJECT SOURCE"
		sed -n '1{s/^[a-z]*cmd_[^ ]* := [^ ]* //; s/ *;.*//; s/ *$//; /\.c$/p}' "$cmd" |
			sed "s| -c -o [^ ]*||; s| -fplugin[^ ]*||g; s|-Wp,-MM*D,[^ ]*||; $there" |
			sed "s|^|cd $KO; sparse $(echo $checkflags) -I$KDIR/include |; s|\$| >$tmp/$1/${obj//\//-} 2>\&1|"
	done >"$tmp/$1.sh"
	[ -s "$tmp/$1.sh" ] || die "no commands of units in $KO: is it a scan's?"
	say "sparse, $1: $(wc -l <"$tmp/$1.sh") units"
	tr '\n' '\0' <"$tmp/$1.sh" | xargs -0 -P "${JOBS:-$(nproc)}" -n 1 sh -c || true
	cat "$tmp/$1"/* >"$LOGS/$1.log"
	rm -r "${tmp:?}/$1"
	mkdir "$tmp/$1"
}

# run NAME - objects in $tmp/NAME, what sparse says in $LOGS/NAME.log
run()
{
	if [ -n "${QUICK:-}" ]; then
		quick "$1"
		return
	fi
	export KO=$tmp/$1

	mkdir -p "$KO"
	"$here/configure.sh"
	say "sparse, $1"
	kmake prepare >"$LOGS/$1.log" 2>&1 ||
		give_up "$LOGS/$1.log" "cannot prepare $real"
	kmake C=2 CHECK=sparse $DIRS >"$LOGS/$1.log" 2>&1 ||
		give_up "$LOGS/$1.log" "cannot build $DIRS"
}

count()
{
	grep -o "[^ ]*: warning: context imbalance in '[^']*'" "$LOGS/$1.log" | sort -u | wc -l
}

[ -z "${QUICK:-}" ] || KDIR=$real
run before
KDIR=$tmp/tree
"$wnotify" locks --sparse "$LOGS/before.log" "${facts[@]}" >"$LOGS/settled" || exit 2
tail -n 1 "$LOGS/settled"
[ -z "${CHECK_ONLY:-}" ] || exit 0

"$wnotify" locks --annotate --sparse "$LOGS/before.log" --kdir "$real" \
	"${facts[@]}" >"$LOGS/annotate.patch" || exit 2
# links become files where the patch writes
sed -n 's|^+++ b/||p' "$LOGS/annotate.patch" | while read -r file; do
	rm -f "$KDIR/$file"
	mkdir -p "$(dirname "$KDIR/$file")"
	cp "$real/$file" "$KDIR/$file"
done
patch -d "$KDIR" -s -p1 <"$LOGS/annotate.patch" || die "the patch does not apply"
run after

n=0
differ=0
while read -r obj; do
	n=$((n + 1))
	if ! cmp -s "$tmp/before/$obj" "$tmp/after/$obj"; then
		differ=$((differ + 1))
		echo "differs: $obj"
	fi
done < <(cd "$tmp/before" && [ -z "${QUICK:-}" ] && find $DIRS -name '*.o' | sort)
a=$(count before)
b=$(count after)
printf 'context imbalances: %d before, %d after the patch' "$a" "$b"
[ -n "${QUICK:-}" ] || printf '; %d objects compared, %d differ' "$n" "$differ"
echo
errors=$(grep -cE 'error:' "$LOGS/after.log" || true)
[ "$errors" = "$(grep -cE 'error:' "$LOGS/before.log" || true)" ] ||
	echo "the patch makes sparse print $errors errors"
[ $((b * 3)) -le "$a" ] && [ "$differ" = 0 ]
