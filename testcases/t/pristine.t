#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The unchanged kernel gets the findings of docs/known-findings.md, no more, no less.
cd "$(dirname "$0")/../.." || exit 1
export WNOTIFY=${WNOTIFY:-$PWD/build/wnotify}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset KDIR O DIRS NOTIFY

# pristine KVER - three tests for one kernel
pristine()
{
	if ! KVER=$1 SCAN_ONLY=y scripts/scan.sh >"$tmp/where" 2>"$tmp/log"; then
		sed 's/^/# /' "$tmp/log"
		echo "not ok $((n + 1)) - linux $1 is scanned"
		exit 1
	fi
	. "$tmp/where"
	echo "ok $((n + 1)) - linux $1 is scanned"

	timeout 300 "$WNOTIFY" check --no-baseline --format json -o "$tmp/json" "$FACTS" 2>"$tmp/log"
	perl -MJSON::PP -e '
		local $/;
		my $r = decode_json(<STDIN>);
		print "$_->{id}\n" for grep { $_->{severity} eq "warning" } @{$r->{findings}};
	' <"$tmp/json" | sort >"$tmp/said"
	sed -n "/^## Linux $1\\./,/^Remarks/p" docs/known-findings.md |
		sed -n 's/^| `\([^`]*\)` .*/\1/p' | sort >"$tmp/known"
	diff "$tmp/known" "$tmp/said" >"$tmp/diff"
	[ ! -s "$tmp/diff" ] && [ -s "$tmp/said" ] || printf 'not '
	echo "ok $((n + 2)) - the findings of linux $1 are those of docs/known-findings.md"
	sed 's/^/# /' "$tmp/diff"

	"$WNOTIFY" check --no-baseline "$FACTS" 2>&1 | grep -A20 '^not settled' >"$tmp/unsettled"
	[ ! -s "$tmp/unsettled" ] || printf 'not '
	echo "ok $((n + 3)) - nothing is left unsettled in linux $1"
	sed 's/^/# /' "$tmp/unsettled"
	n=$((n + 3))
}

n=0
echo 1..6
pristine 6.1
pristine 6.12
