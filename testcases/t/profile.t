#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Kernel profiles: by the release of the facts, by what the notifiers define, and
# the nearest one, with a line that says so, for a release that is not known.
. "$(dirname "$0")/lib-report.sh"
dir=$top/testcases/profiles

# facts RELEASE UNIT...
facts()
{
	local release=$1 unit

	shift
	rm -rf "$tmp/facts"
	for unit; do
		"${CC:-gcc}" "-fplugin=$plugin" "-fplugin-arg-wnotify_plugin-root=$dir" \
			"-fplugin-arg-wnotify_plugin-facts=$tmp/facts" \
			"-fplugin-arg-wnotify_plugin-kernel=$release" \
			-fplugin-arg-wnotify_plugin-analysis-only \
			-O2 -c -o "$tmp/o" "$dir/$unit" || return
	done
}

# says REGEX RELEASE UNIT... - the check prints it
says()
{
	local want=$1 release=$2

	shift 2
	facts "$release" "$@" || return
	"$wnotify" check "$tmp/facts" >"$tmp/all" 2>&1
	grep -qE -- "$want" "$tmp/all" || { cat "$tmp/all"; return 1; }
}

silent()
{
	! says "$@" >/dev/null || { cat "$tmp/all"; return 1; }
}

ok '4.14: redundant under the lock' says 'notify:redundant-downgrade' 4.14.67 range.c
ok '4.14: the range is seen' silent 'missing-bracket' 4.14.67 range.c
ok '4.14: nothing to remark' silent 'judged as' 4.14.67 range.c
ok '4.12: invalidate_page() tells mirrors' silent 'missing' 4.12.4 page.c
ok '4.14: it is not there any more' says 'notify:missing-bracket' 4.14.67 page.c
ok '4.14 with the notifiers of 4.12' silent 'missing' 4.14.67 page.c core-410.c
ok '... is said' says '^wnotify: Linux 4.14.67, .*another release: judged as up to 4.12' \
	4.14.67 page.c core-410.c
ok '4.18 with those of 5.0 is said' says '^wnotify: Linux 4.18.0, .*judged as 5.0 to 6.5' \
	4.18.0 range.c core-500.c
ok 'newer than known' says '^wnotify: Linux 9.1.0, newer .*judged as 6.6 and later' 9.1.0 range.c
ok 'older than known' says '^wnotify: Linux 3.2.1, older .*judged as up to 4.12' 3.2.1 page.c
ok 'one line of it' test "$(grep -c 'judged as' "$tmp/all")" = 1

echo "1..$n"
