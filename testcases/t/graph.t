#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Flow graphs of test units: graphviz takes them, and they say what is so.
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
	"${CC:-gcc}" "-fplugin=$WNOTIFY_PLUGIN" "-fplugin-arg-wnotify_plugin-root=$here/rules" \
		"-fplugin-arg-wnotify_plugin-facts=$tmp/facts" \
		-fplugin-arg-wnotify_plugin-kernel=6.1.0 -fplugin-arg-wnotify_plugin-analysis-only \
		-O2 "-I$here/include" -c -o "$tmp/o" "$here/rules/$1"
}

graph() {
	"$WNOTIFY" graph "$1" "$tmp/facts" >"$tmp/dot"
}

# name of the node whose label has the words $1 and, when given, $2
node() {
	sed -n "s/^\(n[0-9]*\) \[label=\"$1.*${2:-}.*/\1/p" "$tmp/dot" | head -n 1
}

# clusters that the node named $1 is in, innermost last
clusters() {
	awk -v node="$1" '/^subgraph/ { s[++d] = $2 } $1 == node && /label/ {
		for (i = 1; i <= d; i++) printf "%s ", s[i] } /^}/ { d-- }' "$tmp/dot"
}

edge() {
	grep -q "^$1 -> $2\(;\| \[label=\"$3\"\)" "$tmp/dot" || { grep -e '->' "$tmp/dot"; false; }
}

refused() {
	! graph "$1" 2>"$tmp/err" && grep "$2" "$tmp/err" && [ "$(wc -l <"$tmp/err")" = 1 ]
}

for unit in missing-new-page/cow-fixed.c silent/huge-or-table.c silent/unmap-gather.c \
	    silent/detached.c redundant-downgrade/mkclean.c double/cow.c \
	    order/cow.c order/cow-fixed.c; do
	ok "facts of $unit" facts "$unit"
done

for f in cow_with_notify protect_pmd zap_entries collapse mkclean_one; do
	ok "graph of $f" graph "$f"
	if command -v dot >/dev/null; then
		ok "graphviz takes $f" dot -Tsvg -o "$tmp/$f.svg" "$tmp/dot"
	else
		n=$((n + 1))
		echo "ok $n # SKIP no graphviz"
	fi
done

graph protect_pmd
start=$(node mmu_notifier_invalidate_range_start)
huge=$(node 'pmd_trans_huge_lock(ptl)')
ok 'a range start is outside the locks' [ -z "$(clusters "$start")" ]
ok 'a clear is inside its lock' [ "$(clusters "$(node pmdp_invalidate)")" = "$(clusters "$huge")" ]
ok '... and has one' [ -n "$(clusters "$huge")" ]
ok 'a lock that was not got is not held' \
	[ "$(clusters "$(node ptep_modify_prot_start)" | wc -w)" = 1 ]
ok 'nothing is held after the unlock' [ -z "$(clusters "$(node flush_tlb_page)")" ]
ok 'the condition of the lock' edge "$huge" "$(node pmdp_invalidate)" 'ptl: true'
ok '... and its other side' edge "$huge" "$(node 'spin_lock(')" 'ptl: false'
ok 'the lock that a macro takes is a page-table lock' \
	grep -q 'label="PTL .*, line 23"' "$tmp/dot"

graph mkclean_one
ok 'a walk step holds the lock' [ -n "$(clusters "$(node ptep_clear_flush)")" ]
ok 'the end of the walk does not' \
	[ -z "$(clusters "$(node mmu_notifier_invalidate_range_end)")" ]
ok 'a loop goes back to the step' edge "$(node set_pte_at)" "$(node page_vma_mapped_walk)" ''

graph cow_with_notify
ok 'a macro is named beside what it calls' \
	test -n "$(node mmu_notifier_invalidate_range ptep_clear_flush_notify)"
graph collapse
ok 'locks one after the other have clusters of their own' \
	[ "$(clusters "$(node pte_clear)")" != "$(clusters "$(node pmdp_collapse_flush)")" ]
ok '... in the one that is held around both' \
	[ "$(clusters "$(node pte_clear)" | wc -w)" = 2 ]

ok 'no such function' refused nosuch '^wnotify: nosuch: no such function'
ok 'two of the name' refused replace 'order/cow.*FILE:replace'
ok 'FILE:NAME' graph order/cow.c:replace
ok 'a wrong file' refused double/nosuch.c:replace 'no such function'
ok 'part of a file name is no file' refused ow.c:replace 'no such function'
echo "1..$n"
