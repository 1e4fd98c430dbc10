#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# wnotify calls: callbacks of a small unit; in Linux 6.1 every walk of page tables
# and reverse mappings that the source has is listed, with its callbacks.
here=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$here/.." || exit 1
export WNOTIFY=${WNOTIFY:-$PWD/build/wnotify}
: "${WNOTIFY_PLUGIN:=$PWD/build/wnotify_plugin.so}"
tmp=$(mktemp -d) || exit
trap 'rm -rf "$tmp"' EXIT
unset KDIR O DIRS NOTIFY
n=0

ok() {
	local what=$1
	shift
	n=$((n + 1))
	if "$@" >"$tmp/said" 2>&1; then
		echo "ok $n - $what"
	else
		echo "not ok $n - $what"
		sed 's/^/# /' "$tmp/said"
	fi
}

facts() {
	"${CC:-gcc}" "-fplugin=$WNOTIFY_PLUGIN" "-fplugin-arg-wnotify_plugin-root=$here/calls" \
		"-fplugin-arg-wnotify_plugin-facts=$tmp/facts" \
		-fplugin-arg-wnotify_plugin-kernel=6.1.0 -fplugin-arg-wnotify_plugin-analysis-only \
		-O2 -c -o "$tmp/o" "$here/calls/$1"
}

# calls STATUS NAME REGEX...: these lines, each once
calls() {
	local status=$1 name=$2 re

	shift 2
	"$WNOTIFY" calls $name "$tmp/facts" >"$tmp/out"
	[ $? = "$status" ] || { echo "not status $status"; cat "$tmp/out"; return 1; }
	for re; do
		[ "$(grep -cE -- "$re" "$tmp/out")" = 1 ] ||
			{ echo "not once: $re"; cat "$tmp/out"; return 1; }
	done
}

json() {
	"$WNOTIFY" calls --format json each "$tmp/facts" | perl -MJSON::PP -e '
		my $r = decode_json join "", <STDIN>;
		my ($u) = grep { $_->{function} eq "in_table" } @{$r->{users}};
		exit !($u->{resolved} && $u->{callbacks}{visit}[0] eq "count_one")'
}

ok 'facts' facts table.c
ok 'a table, one of two tables, and one of the caller' calls 0 each \
	': in_table: each\(\): visit count_one; done count_done$' \
	': one_of_two: each\(\): visit (count_one, find_one|find_one, count_one); done count_done$' \
	': pass_on: each\(\): visit find_one$'
ok 'by the struct: who passes on what it got is not listed' calls 0 visit_ops \
	': by_caller: pass_on\(\): visit find_one$' '^3 calls, 0 not resolved$' \
	'1  visit_ops.visit: count_one, find_one$' '1  visit_ops.done: count_done$'
ok 'on the stack, and what no caller is known for' calls 1 each_page \
	': on_stack: each_page\(\): one find_one$' \
	': on_stack_later: each_page\(\): one (count_one, find_one|find_one, count_one)$' \
	': not_known: each_page\(\): \[not all could be followed\]$' \
	'^3 calls, 1 not resolved$'
ok 'a function itself' calls 1 apply \
	': itself: apply\(\): argument 2 count_one$' \
	': stored: apply\(\): argument 2 nothing known \[not all' \
	'argument 2 of apply\(\): count_one, and others$'
ok 'what is not resolved, by type and field' calls 1 '' \
	'1  dev.later: nothing known' '^6 calls through pointers: [0-9]+ resolved, [0-9]+ in part, 1 to no'
ok 'all places' calls 1 --all '1  dev.reset: reset_dev$'
ok 'JSON' json
ok 'the summary of a check counts them' eval \
	'"$WNOTIFY" check "$tmp/facts" | grep -E "^6 calls through pointers, .* 1 to none: dev.later \(1\)"'
ok 'a name that nobody has: no calls' calls 0 nobody '^0 calls, 0 not resolved$'

# ---- Linux 6.1 ----

if ! KVER=6.1 FULL=y SCAN_ONLY=y scripts/scan.sh >"$tmp/where" 2>"$tmp/log"; then
	sed 's/^/# /' "$tmp/log"
	echo "not ok $((n + 1)) - linux 6.1 is scanned"
	exit 1
fi
. "$tmp/where"

# The walkers, from the prototypes; then their calls, from the source of what is
# built, without comments. A line that begins in column 0 is a definition.
walkers=$(perl -0777 -ne 'while (/\b((?:rmap_walk|walk_page_)\w*)\s*\(([^;{}]*)\)\s*;/g) {
		my ($name, $args) = ($1, $2);
		print "$name\n" if $args =~ /mm_walk_ops|rmap_walk_control/ }' \
	"$KDIR"/include/linux/{pagewalk,rmap}.h | sort -u)
(cd "$FACTS" && find mm fs -name '*.c.facts') | sed 's/\.facts$//' | sort |
	(cd "$KDIR" && WALKERS=$(echo $walkers | tr ' ' '|') xargs perl -0777 -ne '
		s{/\*.*?\*/}{ my $c = $&; $c =~ tr/\n//cd; $c }gse;
		s{//.*}{}g;
		my $n = 0;
		for my $l (split /\n/) {
			$n++;
			print "$ARGV:$n\n" if $l =~ /^\s.*?\b(?:$ENV{WALKERS})\s*\(/;
		}') | sort >"$tmp/source"
"$WNOTIFY" calls $walkers "$FACTS" >"$tmp/calls"
status=$?
sed -n 's/^\([a-z0-9_/.-]*:[0-9]*\):[0-9]*: .*/\1/p' "$tmp/calls" | grep -E '^(mm|fs)/' |
	sort >"$tmp/listed"

ok 'the source has the walkers and at least 30 calls of them' eval \
	'[ $(echo "$walkers" | wc -l) -ge 6 ] && [ "$(wc -l <"$tmp/source")" -ge 30 ]'
ok 'every call in the source is listed, and no other' diff "$tmp/source" "$tmp/listed"
ok 'each with its callbacks' eval '[ $status = 0 ] && ! grep -E "nothing known|not all|no body" "$tmp/calls"'
ok 'and one of them is what the source says' grep -qxE \
	'mm/madvise.c:[0-9]+:[0-9]+: madvise_free_single_vma: walk_page_range\(\): pmd_entry madvise_free_pte_range' \
	"$tmp/calls"
echo "# $(wc -l <"$tmp/source") calls of $(echo $walkers)"

echo "1..$n"
