#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bench.sh - time of the analysis beside its peers, over the units of $DIRS
# (mm/) and by the commands that Kbuild recorded, all in one run. Prints wall
# and processor time and their ratios. REPEAT runs of each (2), the best counts.
# TOOLS="fanalyzer smatch" adds these.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

DIRS=${DIRS:-mm/}
JOBS=${JOBS:-$(nproc)}
REPEAT=${REPEAT:-2}
CC=${CC:-gcc}
export DIRS CC
where=$(SCAN_ONLY=y "$here/scan.sh")
eval "$where"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$KO"

# One command a line, without output, dependencies and plugin.
find $DIRS -name '.*.o.cmd' | sort | xargs perl -ne '
	next unless /^(?:saved)?cmd_\S+ := (.*?\.c)\s*(?:;.*)?$/;
	my $c = $1;
	$c =~ s/-Wp,-MMD,\S+//; $c =~ s/-fplugin\S+//g;
	$c =~ s/-c -o \S+//; $c =~ s/\$\(pound\)/#/g;
	print "$c\n"' >"$tmp/units"
units=$(wc -l <"$tmp/units")
plugin=$(grep -ho -e '-fplugin\S*' $(find $DIRS -name '.*.o.cmd' | head -n 1) | awk '!seen[$0]++' |
	sed "s|facts=.*|facts=$tmp/facts|" | paste -sd ' ')

# Each command with something behind it, or another one in front of its flags
with()
{
	awk -v more="$1" -v dir="$tmp" '{ print $0, more, "-o", dir "/" NR ".o" }' "$tmp/units"
}

instead()
{
	sed "s|^[^ ]* |$1 |" "$tmp/units"
}

commands()
{
	case $1 in
	syntax-only)	sed 's|$| -fsyntax-only|' "$tmp/units" ;;
	compile)	with "-c" ;;
	analysis)	with "-c $plugin" ;;
	build)		with "-c ${plugin//-fplugin-arg-wnotify_plugin-analysis-only/}" ;;
	sparse)		instead "sparse -D__linux__ -Dlinux -D__STDC__ -Dunix -D__unix__ -Wbitwise -Wno-return-void -Wno-unknown-attribute -mlittle-endian -m64" ;;
	fanalyzer)	with "-c -fanalyzer" ;;
	smatch)		instead "smatch -p=kernel" ;;
	esac
}

# Wall and processor seconds of all commands of a kind, the best of REPEAT.
measure()
{
	local i TIMEFORMAT='%R %U %S'

	commands "$1" >"$tmp/commands"
	for i in $(seq "$REPEAT"); do
		{ time xargs -d '\n' -P "$JOBS" -n 1 sh -c <"$tmp/commands" >"$tmp/log" 2>&1 ||
			echo "$1" >>"$tmp/failed"; } 2>&1
	done | awk 'NR == 1 || $1 < w { w = $1 } NR == 1 || $2 + $3 < c { c = $2 + $3 }
		    END { print w, c }'
}

kinds="syntax-only analysis compile build"
! command -v sparse >/dev/null || kinds="$kinds sparse"
kinds="$kinds ${TOOLS:-}"
for kind in $kinds; do
	say "timing $kind"
	: >"$tmp/failed"
	echo "$kind $(measure $kind) $([ ! -s "$tmp/failed" ] || echo '(some units failed)')"
done >"$tmp/times"

echo "$units units of $DIRS, $JOBS jobs, best of $REPEAT; $($CC --version | head -n 1)"
awk '
{ name[NR] = $1; wall[$1] = $2; cpu[$1] = $3; $1 = $2 = $3 = ""; note[NR] = $0 }
END {
	printf "%-12s %8s %8s %14s %12s\n", "", "wall s", "cpu s", "/ syntax-only", "/ compile"
	for (i = 1; i <= NR; i++) {
		k = name[i]
		printf "%-12s %8.1f %8.1f %14.2f %12.2f%s\n", k, wall[k], cpu[k],
			cpu[k] / cpu["syntax-only"], cpu[k] / cpu["compile"], note[i]
	}
}' "$tmp/times"
du -sb "$FACTS" | awk -v n="$(find "$FACTS" -name '*.facts' | wc -l)" \
	'{ printf "facts: %.1f MB, %.0f kB a unit\n", $1 / 1e6, $1 / n / 1e3 }'
{ time "${WNOTIFY:-$here/../build/wnotify}" check -q "$FACTS" >/dev/null; } 2>&1 |
	awk '/^real/ { print "join and check: " $2 }' || true
