#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The unchanged kernel gets the findings of docs/known-findings.md, no more, no less.
cd "$(dirname "$0")/../.." || exit 1
export WNOTIFY=${WNOTIFY:-$PWD/build/wnotify}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset KDIR O DIRS NOTIFY

echo 1..3
if ! KVER=6.1 SCAN_ONLY=y scripts/scan.sh >"$tmp/where" 2>"$tmp/log"; then
	sed 's/^/# /' "$tmp/log"
	echo 'not ok 1 - linux 6.1 is scanned'
	exit 1
fi
. "$tmp/where"
echo 'ok 1 - linux 6.1 is scanned'

timeout 300 "$WNOTIFY" check --no-baseline --format json -o "$tmp/json" "$FACTS" 2>"$tmp/log"
perl -MJSON::PP -e '
	local $/;
	my $r = decode_json(<STDIN>);
	print "$_->{id}\n" for grep { $_->{severity} eq "warning" } @{$r->{findings}};
' <"$tmp/json" | sort >"$tmp/said"
sed -n '/^## Linux 6.1/,/^Remarks/p' docs/known-findings.md |
	sed -n 's/^| `\([^`]*\)` .*/\1/p' | sort >"$tmp/known"
diff "$tmp/known" "$tmp/said" >"$tmp/diff"
[ ! -s "$tmp/diff" ] && [ -s "$tmp/said" ] || printf 'not '
echo 'ok 2 - the findings are those of docs/known-findings.md'
sed 's/^/# /' "$tmp/diff"

"$WNOTIFY" check --no-baseline "$FACTS" 2>&1 | grep -A20 '^not settled' >"$tmp/unsettled"
[ ! -s "$tmp/unsettled" ] || printf 'not '
echo 'ok 3 - nothing is left unsettled'
sed 's/^/# /' "$tmp/unsettled"
