#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Findings that are suppressed, entries that are stale, lines that are wrong.
. "$(dirname "$0")/lib-report.sh"
facts "$tmp/a" missing-new-page/cow redundant-downgrade/wrprotect
cow=missing-new-page:mm/cow.c:cow_without_notify:ptep_clear_flush:1
wrp=redundant-downgrade:mm/wrprotect.c:wrprotect_with_notify:ptep_clear_flush_notify:1
gone=double:mm/cow.c:cow_without_notify:set_pte_at:1
other=double:mm/other.c:f:set_pte_at:1
cd "$tmp" || exit 1

two()
{
	run 1 "$wnotify" check a/facts && grep -q '^2 findings, 0 remarks' out &&
		! grep -q suppressed out
}

one_suppressed()
{
	printf '# why\n%s\tnot for us\n' $cow >.wnotify-baseline
	run 1 "$wnotify" check a/facts && [ ! -s err ] &&
		grep -q '^1 suppressed by .wnotify-baseline$' out &&
		grep -q '^1 findings, 0 remarks' out && ! grep -q missing-new-page out
}

all_suppressed()
{
	printf '%s\tnot for us\n' $cow $wrp >b
	run 0 "$wnotify" check --baseline b a/facts &&
		grep -q '^2 suppressed by b$' out
}

stale()
{
	printf '%s\tonce\n' $cow $gone $other >b
	run 1 "$wnotify" check --baseline b a/facts &&
		grep -qxF "wnotify: b:2: stale, nothing is found there any more: $gone" err &&
		[ "$(wc -l <err)" = 1 ]
}

# what a filter hides is not gone
filtered()
{
	run 0 "$wnotify" check --baseline b --function nosuch a/facts && [ ! -s err ]
}

in_tree()
{
	rm .wnotify-baseline
	printf '%s\tin the tree\n' $cow >a/tree/.wnotify-baseline
	run 1 "$wnotify" check -k a/tree a/facts &&
		grep -q '^1 suppressed by .*/a/tree/.wnotify-baseline$' out &&
		run 1 env KDIR=a/tree "$wnotify" check a/facts && grep -q '^1 suppressed' out &&
		run 1 "$wnotify" check -k a/tree --no-baseline a/facts &&
		! grep -q suppressed out
}

# moved by 500 lines
moved()
{
	mkdir c && cp -r a/tree c/ &&
		{ head -n 6 a/tree/mm/cow.c; yes '' | head -n 500
		  tail -n +7 a/tree/mm/cow.c; } >c/tree/mm/cow.c &&
		(cd "$top" && facts "$tmp/c") &&
		run 0 "$wnotify" check --baseline <(printf '%s\tr\n' $cow $wrp) c/facts
}

# malformed WHAT CONTENT LINE
malformed()
{
	printf "$1" >b
	run 2 "$wnotify" check --baseline b a/facts && [ ! -s out ] &&
		[ "$(wc -l <err)" = 1 ] && grep -q "^wnotify: b:$2: $3" err
}

absent()
{
	run 2 "$wnotify" check --baseline none a/facts &&
		grep -qx 'wnotify: none: No such file or directory' err
}

in_json()
{
	printf '%s\tnot "for" us\n' $cow $gone >b
	run 1 "$wnotify" check -f json --baseline b a/facts &&
		[ "$(field out '$j->{summary}{suppressed}')" = 1 ] &&
		[ "$(field out '(grep { $_->{suppressed} } @{$j->{findings}})[0]{suppressed}')" = \
			'not "for" us' ] &&
		[ "$(field out '$j->{baseline}{stale}[0]{id}')" = $gone ]
}

echo 1..15
ok 'without a baseline' two
ok 'one is suppressed' one_suppressed
ok 'all are: exit status 0' all_suppressed
ok 'a stale entry is named, one of another file is not' stale
ok 'nothing is stale behind a filter' filtered
ok 'the one of the kernel tree' in_tree
ok 'code that moved keeps its id' moved
ok 'no reason' malformed "$cow\n" 1 'no reason'
ok 'no tab' malformed "# x\n$cow because\n" 2 'no id'
ok 'a place is no id' malformed 'mm/cow.c:12\treason\n' 1 'no id'
ok 'twice' malformed "$cow\ta\n\n$cow\tb\n" 3 'the same id as in line 1'
ok 'not text' malformed "$cow\ta\\0b\n" 1 'a NUL byte'
ok 'another file' malformed '\177ELF\1\1\n' 1 'no id'
ok 'no such file' absent
ok 'in JSON' in_json
