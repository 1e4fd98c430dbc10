#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A function that is too large for the analysis is named, and takes no memory.
cd "$(dirname "$0")/../.." || exit 1
WNOTIFY=${WNOTIFY:-$PWD/build/wnotify}
plugin=${WNOTIFY_PLUGIN:-$PWD/build/wnotify_plugin.so}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
arg=-fplugin-arg-wnotify_plugin

echo 1..3
{
	printf '#include "wn-kernel.h"\nint f(int);\n'
	printf 'int huge(struct vm_area_struct *vma, unsigned long a, pte_t *p, int x)\n{\n'
	seq -f '	if (f(%.0f)) x += f(x);' 5000
	printf '	ptep_clear_flush(vma, a, p);\n	return x;\n}\n'
	printf 'void small(struct vm_area_struct *vma, unsigned long a, pte_t *p)\n{\n'
	printf '	ptep_clear_flush(vma, a, p);\n}\n'
} >"$tmp/huge.c"
if "${CC:-gcc}" -w -O2 -Itestcases/include -c "$tmp/huge.c" -o "$tmp/huge.o" \
	-fplugin="$plugin" $arg-root="$tmp" $arg-facts="$tmp" $arg-analysis-only; then
	echo 'ok 1 - compiles'
else
	echo 'not ok 1 - compiles'
fi
# the sanitizers want all of the address space
[[ "$WNOTIFY" = */asan/* ]] || ulimit -v 500000
"$WNOTIFY" check --no-baseline "$tmp/huge.c.facts" >"$tmp/out" 2>&1
status=$?
if [ $status = 1 ] && grep -q 'huge: too large: [0-9]* blocks, [0-9]* values$' "$tmp/out"; then
	echo 'ok 2 - the bound is said'
else
	echo "not ok 2 - the bound is said"
	sed 's/^/# /' "$tmp/out"
fi
if grep -q "In function 'small'" "$tmp/out"; then
	echo 'ok 3 - the rest is analysed'
else
	echo 'not ok 3 - the rest is analysed'
fi
