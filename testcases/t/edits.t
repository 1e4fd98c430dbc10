#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The text report names the edit of one line, where there is one and a tree.
. "$(dirname "$0")/lib-report.sh"
facts "$tmp/a" missing-new-page/cow redundant-downgrade/wrprotect redundant-downgrade/mkclean \
	redundant-downgrade/dax-mkclean missing-free/left-empty young/lru-gen
cd "$tmp" || exit 1

# edits [OPTION...] - what is said below the findings
edits()
{
	run 1 "$wnotify" check -q --no-baseline "$@" a/facts || return
	awk '/note: edit: / { more = 1 } more && /^(  note: edit: |   +\+ )/ { print; next } { more = 0 }' \
		out | sed 's|; */\*.*|;|' >said
}

# said OLD [NEW] - the line goes, or becomes another
said()
{
	edits -k a/tree && grep -A1 -F "  note: edit: - $1" said | tail -n +2 >found
	case $#:$(cat found) in
	"2:              + $2") ;;
	1: | "1:  note: "*) grep -qF "  note: edit: - $1" said ;;
	*) cat said; return 1 ;;
	esac
}

# Neither a call of two lines nor what an "if" controls can go by one line.
not_said()
{
	edits -k a/tree && ! grep -qF -e "$1" said
}

controlled()
{
	perl -0pi -e 's/^(\t)(mmu_notifier_invalidate_range\()/\tif (addr)\n\t\t$2/m' a/tree/mm/dax-mkclean.c
	facts_again dax-mkclean && not_said 'mmu_notifier_invalidate_range('
}

facts_again()
{
	local arg=-fplugin-arg-wnotify_plugin

	${CC:-gcc} -fplugin="$plugin" $arg-root="$tmp/a/tree" $arg-facts="$tmp/a/facts" \
		$arg-kernel=6.1.0 $arg-analysis-only -O2 -DWN_KERNEL=601 \
		-I"$top/testcases/include" -c -o "$tmp/o" "$tmp/a/tree/mm/$1.c"
}

no_tree()
{
	edits && [ ! -s said ]
}

# Lines have moved since: the place holds another text.
changed()
{
	cp a/tree/mm/cow.c cow.c
	sed -i '1i\\' a/tree/mm/cow.c
	edits -k a/tree && ! grep -q 'vmf->address' said
	local status=$?
	cp cow.c a/tree/mm/cow.c
	return $status
}

echo 1..8
ok 'the form that notifies' said 'ptep_clear_flush(vma, vmf->address, vmf->pte);' \
	'ptep_clear_flush_notify(vma, vmf->address, vmf->pte);'
ok 'the plain form' said 'entry = ptep_clear_flush_notify(vma, addr, ptep);' \
	'entry = ptep_clear_flush(vma, addr, ptep);'
ok 'a call that goes' said 'mmu_notifier_invalidate_range(vma->vm_mm, addr, addr + HPAGE_PMD_SIZE);'
ok 'not one of two lines' not_said 'mmu_notifier_invalidate_range(vma->vm_mm, pvmw.address'
ok 'not where the edit is another' not_said 'left'
ok 'not where an if controls it' controlled
ok 'no tree, no lines' no_tree
ok 'a source that has changed' changed
