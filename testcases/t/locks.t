#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# wnotify locks on small units: summaries, callers, markers, sparse, annotation.
here=$(cd "$(dirname "$0")/.." && pwd -P)
: "${WNOTIFY:=$here/../build/wnotify}" "${WNOTIFY_PLUGIN:=$here/../build/wnotify_plugin.so}"
tmp=$(mktemp -d) || exit
trap 'rm -rf "$tmp"' EXIT
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
	"${CC:-gcc}" "-fplugin=$WNOTIFY_PLUGIN" "-fplugin-arg-wnotify_plugin-root=$here/locks" \
		"-fplugin-arg-wnotify_plugin-facts=$tmp/facts" \
		-fplugin-arg-wnotify_plugin-kernel=6.1.0 -fplugin-arg-wnotify_plugin-analysis-only \
		-O2 "-I$here/include" -c -o "$tmp/o" "$here/locks/$1"
}

# says FUNCTION REGEX: a line of its summary
says() {
	"$WNOTIFY" locks "$1" "$tmp/facts" >"$tmp/out" || return
	grep -E "$2" "$tmp/out" || { cat "$tmp/out"; false; }
}

neutral() {
	says "$1" '.' >/dev/null
	grep -E '^    (returns|touches no lock)' "$tmp/out" | grep -vE ': neutral|touches no lock' &&
		return 1
	! grep 'given up' "$tmp/out"
}

# warning FUNCTION: what sparse would print
log() {
	local f

	for f; do
		printf '%s/locks/balance.c:1:1: warning: context imbalance in '\''%s'\'' - unexpected unlock\n' \
			"$here" "$f"
	done >"$tmp/log"
}

settled() {
	log "$1"
	"$WNOTIFY" locks --sparse "$tmp/log" "$tmp/facts" >"$tmp/out" || return
	grep -E ": $1 \(.*: $2: " "$tmp/out" || { cat "$tmp/out"; false; }
}

annotated() {
	log "$1"
	"$WNOTIFY" locks --annotate --sparse "$tmp/log" --kdir "$here/locks" "$tmp/facts" \
		>"$tmp/patch" || return
	grep -F -- "$2" "$tmp/patch" || { cat "$tmp/patch"; false; }
}

# the patch applies, moves no line, and leaves the object as it is
applies() {
	rm -rf "$tmp/a"
	cp -r "$here/locks" "$tmp/a"
	log lock_node balanced_by_value balanced_by_flag balanced_by_loop release_callers \
		drop_and_retake
	"$WNOTIFY" locks --annotate --sparse "$tmp/log" --kdir "$tmp/a" "$tmp/facts" \
		>"$tmp/patch" || return
	[ -s "$tmp/patch" ] || return
	sed 's/__acquire(.*)/&/' "$tmp/patch" | patch -d "$tmp/a" -p1 -s || return
	[ "$(wc -l <"$tmp/a/balance.c")" = "$(wc -l <"$here/locks/balance.c")" ] || return
	for d in "$here/locks" "$tmp/a"; do
		(cd "$d" && "${CC:-gcc}" -O2 -I"$here/include" '-D__acquire(x)=(void)0' \
			'-D__release(x)=(void)0' '-D__acquires(x)=' '-D__releases(x)=' \
			'-D__must_hold(x)=' -c -o - balance.c) | cksum
	done | uniq | wc -l | grep -x 1
}

json() {
	"$WNOTIFY" locks --format json "$1" "$tmp/facts" | perl -MJSON::PP -e '
		my $r = decode_json(join "", <STDIN>);
		exit !(@$r == 1 && @{$r->[0]{exits}} && exists $r->[0]{callers})'
}

for unit in balance.c held.c markers.c; do
	ok "facts of $unit" facts "$unit"
done

ok "held unless NULL is returned" says lock_node 'non-NULL.*holds on return spinlock'
ok "nothing held when NULL is returned" says lock_node 'returns (NULL|0) .*: neutral'
for f in balanced_by_value balanced_by_flag balanced_by_loop balanced_try no_lock; do
	ok "$f is balanced" neutral $f
done
ok "a path that keeps the lock" says leaks_on_error 'returns (-22|error).*holds on return'
ok "the caller's lock is released" says release_callers "releases its caller's spinlock &n->list_lock"
ok "needed, dropped and taken again" says drop_and_retake 'needs held spinlock &n->list_lock'
ok "held when the try says so" says try_node '1 .*holds on return spinlock &n->list_lock'

ok "every caller holds the folio lock" says unmap 'folio lock of argument 1 is held by every caller'
ok "the caller without a reference is named" \
	says unmap '^    caller_without_reference .*, where none is derived'
ok "a reference by the caller's caller" says unmap 'by by_parameter:.*reference.*by all its callers'
ok "a reference that is put later" says unmap 'by its_own:.*its own: put at line'

ok "markers: the two wrong ones, not the right ones" eval '
	"$WNOTIFY" locks --markers "$tmp/facts" >"$tmp/out"; [ $? = 1 ] &&
	grep -q wrong_acquires "$tmp/out" && grep -q wrong_releases "$tmp/out" &&
	! grep right_ "$tmp/out"'

ok "sparse: balanced" settled balanced_by_flag balanced
ok "sparse: by design" settled lock_node 'by design'
ok "sparse: paths that look alike are no design" settled leaks_on_error unsettled
ok "sparse: a function without facts" settled not_there unsettled
ok "a log that is not there: 2 and one line" eval '
	"$WNOTIFY" locks --sparse "$tmp/none" "$tmp/facts" 2>"$tmp/err"; [ $? = 2 ] &&
	[ "$(wc -l <"$tmp/err")" = 1 ]'

ok "annotated: releases" annotated release_callers '__releases(&n->list_lock)'
ok "annotated: must hold" annotated drop_and_retake '__must_hold(&n->list_lock)'
ok "annotated: a lock set apart" annotated balanced_by_flag '__release(&n->list_lock); }'
ok "the patch applies and changes no object" applies
ok "JSON" json lock_node

echo "1..$n"
