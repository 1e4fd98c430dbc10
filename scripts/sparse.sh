#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# sparse.sh - sparse on $DIRS (mm/), its context imbalances settled, the missing
# markers written, sparse again. The tree is not touched: a tree of links to it
# gets the patch. Input is the environment, as for scan.sh; beside that
#
#	LOGS	where sparse's output and the patch are kept
#	CHECK_ONLY	run sparse and settle what it says, write no markers
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
scan=$(SCAN_ONLY=1 "$here/scan.sh") || exit 2
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
cp -rs "$real" "$tmp/tree" || die "cannot link $real to $tmp"
export KDIR=$tmp/tree CONFIG

# run NAME - objects in $tmp/NAME, what sparse says in $LOGS/NAME.log
run()
{
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

run before
"$wnotify" locks --sparse "$LOGS/before.log" "${facts[@]}" >"$LOGS/settled" || exit 2
tail -n 1 "$LOGS/settled"
[ -z "${CHECK_ONLY:-}" ] || exit 0

"$wnotify" locks --annotate --sparse "$LOGS/before.log" --kdir "$real" \
	"${facts[@]}" >"$LOGS/annotate.patch" || exit 2
# links become files where the patch writes
sed -n 's|^+++ b/||p' "$LOGS/annotate.patch" | while read -r file; do
	rm "$KDIR/$file"
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
done < <(cd "$tmp/before" && find $DIRS -name '*.o' | sort)
a=$(count before)
b=$(count after)
echo "context imbalances: $a before, $b after the patch; $n objects compared, $differ differ"
errors=$(grep -cE 'error:' "$LOGS/after.log" || true)
[ "$errors" = "$(grep -cE 'error:' "$LOGS/before.log" || true)" ] ||
	echo "the patch makes sparse print $errors errors"
[ $((b * 3)) -le "$a" ] && [ "$differ" = 0 ]
