#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a scan leaves out by its text cannot matter: the findings and the sites of
# the units that it picks are those of all units of 6.1, each word of them.
cd "$(dirname "$0")/../.." || exit 1
wnotify=${WNOTIFY:-build/wnotify}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset O NOTIFY DIRS KDIR

if ! KVER=6.1 FULL=y SCAN_ONLY=y scripts/scan.sh >"$tmp/where" 2>"$tmp/log"; then
	echo "1..0 # SKIP $(head -n 1 "$tmp/log")"
	exit 0
fi
. "$tmp/where"

n=0
result()
{
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		head -n 20 "$tmp/detail" 2>/dev/null | cut -c1-300 | sed 's/^/# /'
	fi
}

# pick [OPTION...] <UNITS
pick()
{
	"$wnotify" pick -k "$KDIR" -H include/linux -H include/asm-generic \
		-H arch/x86/include/asm -H mm -H fs -H kernel/events "$@"
}

facts_of()
{
	sed "s|^|$FACTS/|; s|$|.facts|" "$1"
}

say()
{
	"$wnotify" check --no-baseline --format json "$@" 2>/dev/null |
		python3 -c 'import json, sys
r = json.load(sys.stdin)
print(json.dumps([r["findings"], r.get("unsettled")], indent=1))'
}

# As scan.sh does: by the text, then by what the check asks for, until nothing is new
(cd "$FACTS" && find . -name '*.c.facts') | sed 's|^\./||; s|\.facts$||' | sort >"$tmp/units"
pick <"$tmp/units" | sort >"$tmp/picked"
for i in 1 2 3 4 5 6 7 8; do
	"$wnotify" check --outside "$tmp/outside" $(facts_of "$tmp/picked") >/dev/null 2>&1
	comm -23 "$tmp/units" "$tmp/picked" | pick -n "$tmp/outside" >"$tmp/more"
	[ -s "$tmp/more" ] || break
	sort -o "$tmp/picked" "$tmp/picked" "$tmp/more"
done
all=$(wc -l <"$tmp/units")
few=$(wc -l <"$tmp/picked")
echo "# $few of $all units"
[ ! -s "$tmp/more" ] && [ "$few" -gt 10 ]
result $? 'the picking ends'
[ "$few" -lt $((all / 4)) ]
result $? 'most units are left out'
"$wnotify" sites --format tsv $(facts_of "$tmp/picked") >"$tmp/few.tsv" 2>/dev/null
"$wnotify" sites --format tsv $(facts_of "$tmp/units") >"$tmp/all.tsv" 2>/dev/null
[ -s "$tmp/all.tsv" ] && diff "$tmp/all.tsv" "$tmp/few.tsv" >"$tmp/detail"
result $? 'the sites are the same'
say $(facts_of "$tmp/picked") >"$tmp/few.json"
say $(facts_of "$tmp/units") >"$tmp/all.json"
[ -s "$tmp/all.json" ] && diff "$tmp/all.json" "$tmp/few.json" >"$tmp/detail"
result $? 'the findings are the same'

# a unit that comes to matter only by what it calls, or by a macro of a header
mkdir -p "$tmp/k/include/linux" "$tmp/k/mm"
printf '#define zap(p) do { \\\n\tptep_clear_flush(v, a, p); } while (0)\n' >"$tmp/k/include/linux/a.h"
printf 'static inline void down(void)\n{\n\tzap(0);\n}\n' >"$tmp/k/include/linux/b.h"
printf '#include <linux/b.h>\nvoid f(void) { down(); }\n' >"$tmp/k/mm/inline.c"
printf '/* ptep_clear_flush */ char *s = "pte_t";\nvoid g(void) { other(); }\n' >"$tmp/k/mm/none.c"
printf 'int body(int x)\n{\n\treturn x;\n}\n' >"$tmp/k/mm/body.c"
printf 'call other\nbody body\n' >"$tmp/k/names"
names()
{
	printf 'mm/%s.c\n' inline none body | "$wnotify" pick -k "$tmp/k" -H include "$@" | paste -sd ' '
}
[ "$(names | tee "$tmp/detail")" = mm/inline.c ]
result $? 'inline functions and macros of headers count, comments and strings do not'
[ "$(names -n "$tmp/k/names" | tee "$tmp/detail")" = 'mm/inline.c mm/none.c mm/body.c' ]
result $? 'so do calls and bodies that were asked for'
names -c "$tmp/cache" >/dev/null
[ "$(names -c "$tmp/cache")" = mm/inline.c ]
result $? 'the answer is kept'
printf 'void f(void) { pte_clear(0, 0, 0); }\n' >"$tmp/k/mm/none.c"
[ "$(names -c "$tmp/cache" | tee "$tmp/detail")" = 'mm/inline.c mm/none.c' ]
result $? 'until a source changes'
echo "1..$n"
