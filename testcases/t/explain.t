#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Stories: the function's own names and lines, and the right one for each finding.
. "$(dirname "$0")/lib-report.sh"
facts "$tmp/a" missing-new-page/cow redundant-downgrade/wrprotect missing-free/left-empty \
	missing-free/swap-out missing-bracket/soft-dirty atomic-start/spinlock
facts "$tmp/d" double/cow
cd "$tmp" || exit 1

# says ID PATTERN... - each pattern in a line behind the one of the pattern before
says()
{
	local id=$1 at=0 here pattern

	shift
	run 0 "$wnotify" explain "$id" a/facts || return
	for pattern in "$@"; do
		here=$(tail -n +$((at + 1)) out | grep -n -m1 -- "$pattern" | cut -d: -f1)
		[ -n "$here" ] || { echo "not there: $pattern"; cat out; return 1; }
		at=$((at + here))
	done
	! grep -q '[{}]\|(null)\|?()' out
}

# no placeholder is left in any story of any finding of any unit
all_filled()
{
	local id

	for dir in a d; do
		run 1 "$wnotify" check -q -f json $dir/facts || return
		field out 'join "\n", map { $_->{id} } @{$j->{findings}}' >ids
		[ -s ids ] || return
		while read -r id; do
			run 0 "$wnotify" explain "$id" $dir/facts && ! grep -q '[{}]\|?' out &&
				grep -qxF "Id: $id" out || { cat out; return 1; }
		done <ids
	done
}

# every file that the index names is there, and every event in one has a place
traces()
{
	local dir=$top/docs/model/traces file

	grep -v '^#' "$dir/index.tsv" | cut -f7 | sort -u | while read -r file; do
		[ -s "$dir/$file" ] || echo "no $file"
	done | grep . && return 1
	cat "$dir"/*.txt "$top"/docs/explain/*.txt | grep -v '^#' |
		awk -F '\t' 'NF != 4 || $1 !~ /^[0-9]+$/ { print; bad = 1 } END { exit bad }' &&
		! cat "$dir"/*.txt "$top"/docs/explain/*.txt | grep -o '{[^}]*}' |
			grep -vE '^\{(func|clear|set|lock|unlock|end|free|addr|notify)\}$'
}

which_one()
{
	run 2 "$wnotify" explain missing a/facts &&
		grep -q '^wnotify: [3-9] findings have missing in their ids' err &&
		grep -q '^	missing-free:mm/left-empty.c' err && [ ! -s out ]
}

no_such()
{
	run 2 "$wnotify" explain nosuch a/facts &&
		grep -qx 'wnotify: no finding nosuch in these facts' err
}

installed_elsewhere()
{
	mkdir -p p/bin p/share/wnotify && cp "$wnotify" p/bin/ &&
		cp -r "$top/docs/model/traces" "$top/docs/explain" p/share/wnotify/ &&
		run 0 p/bin/wnotify explain cow a/facts && grep -q 'Time  1' out &&
		rm -r p/share && run 0 p/bin/wnotify explain cow a/facts &&
		! grep -q Time out && grep -q 'The order is clear, flush, notify, set' out
}

echo 1..11
ok 'COW' says cow 'DEV .*loads the translation of vmf->address' \
	'cow_without_notify() opens the range.*(mm/cow.c:23)' \
	'ptep_clear_flush() clears the entry of vmf->address  (mm/cow.c:28)' \
	'set_pte_at() points vmf->address to a new page.*(mm/cow.c:30)' \
	'=> memory goes backwards' '^Fix: '
ok 'an entry left empty' says left-empty 'discard_one() drops the page-table lock' \
	'CPU2 .*faults on .*, finds it empty' 'DEV .*=> this write is lost'
ok 'a page freed under the lock' says swap-out 'ptep_clear_flush() clears' \
	'swap_out_one() drops the last reference' '=> access to a page after it was freed'
ok 'no range: a mirror' says soft-dirty 'MIRROR .*looks up the page' \
	'clear_soft_dirty() takes' 'MIRROR .*=> '
ok 'a notification for nothing' says redundant 'Nothing goes wrong without the call' \
	'DEV .*to the same page' 'mmu_notifier_invalidate_range_end() closes' 'DEV .*no write'
ok 'a rule without steps' says atomic-start '^in reap()' 'sleep' '^Because: '
ok 'nothing is left to fill in' all_filled
ok 'the traces are as explain reads them' traces
ok 'more than one finding' which_one
ok 'none' no_such
ok 'with and without the files beside the command' installed_elsewhere
