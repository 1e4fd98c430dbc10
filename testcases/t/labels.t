#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The real kernel: linux-source-6.1 keeps every option of the fragment, compiles
# every labelled site, and is classified as the labels say.
cd "$(dirname "$0")/../.." || exit 1
export WNOTIFY=${WNOTIFY:-$PWD/build/wnotify}
labels=testcases/labels/linux-6.1.tsv
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset KDIR O DIRS NOTIFY

echo 1..5
if ! KVER=6.1 SCAN_ONLY=y scripts/scan.sh >"$tmp/where" 2>"$tmp/log"; then
	sed 's/^/# /' "$tmp/log"
	echo 'not ok 1 - linux 6.1 is scanned'
	exit 1
fi
. "$tmp/where"
echo 'ok 1 - linux 6.1 is scanned'

# result NUMBER WHAT FILE - ok when the file is empty
result()
{
	[ ! -s "$3" ] || printf 'not '
	echo "ok $1 - $2"
	sed 's/^/# /' "$3"
}

grep '^CONFIG_' kconfig-fragment | grep -vxF -f "$KO/.config" >"$tmp/lost"
result 2 'olddefconfig keeps every option of kconfig-fragment' "$tmp/lost"

grep 'not compiled' "$tmp/log" >"$tmp/failed"
result 3 'every unit compiles' "$tmp/failed"

awk -F '\t' 'NR > 1 && $8 != "kernel" { print $1, $3 }' "$labels" | sort -u |
	while read -r file func; do
		"$WNOTIFY" dump "$func" "$FACTS/$file.facts" 2>&1 | grep -q "\b$func(" ||
			echo "$file: $func is not compiled"
	done >"$tmp/missing"
result 4 'no labelled site is compiled out' "$tmp/missing"

timeout 300 "$WNOTIFY" sites --format tsv "$FACTS" >"$tmp/sites" 2>"$tmp/log" ||
	echo "no sites: status $?" >"$tmp/worse"
testcases/labels/compare.pl -m 95 "$labels" "$tmp/sites" >"$tmp/compare" 2>>"$tmp/log" ||
	cat "$tmp/compare" >>"$tmp/worse"
touch "$tmp/worse"
result 5 'at least 95 percent of the labels have the right class' "$tmp/worse"
tail -n 8 "$tmp/compare" | sed 's/^/# /'
