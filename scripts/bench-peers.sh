#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bench-peers.sh - time and memory of the analysis beside its peers, over the units of
# $DIRS (mm/) and by the commands that Kbuild recorded, all in one run. Prints wall
# and processor seconds, their ratios, and the largest compiler process against
# that of a plain compile: of all units, and of the unit where it grows most.
# REPEAT runs of each kind (3), in turn, so that a machine that gets slower does so
# for all; the best counts. TOOLS are the peers, "sparse fanalyzer", and smatch when
# it is on PATH; a slow one is run once.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

DIRS=${DIRS:-mm/}
JOBS=${JOBS:-$(nproc)}
REPEAT=${REPEAT:-3}
CC=${CC:-gcc}
TOOLS=${TOOLS:-sparse fanalyzer $(! command -v smatch >/dev/null || echo smatch)}
export DIRS CC
"$here/packages.sh" bench
where=$(FULL=y SCAN_ONLY=y "$here/scan.sh")
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
	sparse)		instead "sparse $(sparse_flags)" ;;
	fanalyzer)	with "-c -fanalyzer" ;;
	smatch)		instead "smatch -p=kernel" ;;
	esac
}

# Wall and processor seconds of all commands of a kind, and the memory of each.
measure()
{
	local TIMEFORMAT='%R %U %S'

	commands "$1" | awk -v to="$tmp/mem.$1" \
		'{ printf "env time -q -a -o %s -f \"%d %%M\" %s\n", to, NR, $0 }' >"$tmp/commands"
	{ time xargs -d '\n' -P "$JOBS" -n 1 sh -c <"$tmp/commands" >"$tmp/log" 2>&1 ||
		echo "$1" >>"$tmp/failed"; } 2>&1 | awk -v kind="$1" '{ print kind, $1, $2 + $3 }'
}

kinds="syntax-only analysis compile build $TOOLS"
: >"$tmp/failed"
for i in $(seq "$REPEAT"); do
	for kind in $kinds; do
		[ "$i" = 1 ] || [ "$kind" != fanalyzer -a "$kind" != smatch ] || continue
		say "timing $kind, $i of $REPEAT"
		measure "$kind"
	done
done >"$tmp/times"

echo "$units units of $DIRS, $JOBS jobs, best of $REPEAT; $($CC --version | head -n 1)"
awk -v kinds="$kinds" -v dir="$tmp" '
BEGIN {
	n = split(kinds, order)
	while ((getline line < (dir "/failed")) > 0)
		note[line] = " (some units failed)"
	for (i = 1; i <= n; i++) {
		k = order[i]
		while ((getline line < (dir "/mem." k)) > 0) {
			split(line, f, " ")
			if (!((k, f[1]) in mem) || f[2] < mem[k, f[1]])
				mem[k, f[1]] = f[2]
			if (f[1] > units)
				units = f[1]
		}
	}
}
!($1 in wall) || $2 < wall[$1] { wall[$1] = $2 }
!($1 in cpu) || $3 < cpu[$1] { cpu[$1] = $3 }
END {
	printf "%-12s %8s %8s %14s %10s %9s %12s\n", "", "wall s", "cpu s",
		"/ syntax-only", "/ compile", "peak MiB", "/ compile"
	for (i = 1; i <= n; i++) {
		k = order[i]
		peak = most = 0
		for (u = 1; u <= units; u++) {
			if (mem[k, u] > peak)
				peak = mem[k, u]
			if (mem["compile", u] && mem[k, u] / mem["compile", u] > most)
				most = mem[k, u] / mem["compile", u]
		}
		peaks[k] = peak
		mosts[k] = most
	}
	for (i = 1; i <= n; i++) {
		k = order[i]
		printf "%-12s %8.1f %8.1f %14.2f %10.3f %9.0f %12s%s\n", k, wall[k], cpu[k],
			cpu[k] / cpu["syntax-only"], cpu[k] / cpu["compile"], peaks[k] / 1024,
			sprintf("%.3f, %.3f", peaks[k] / peaks["compile"], mosts[k]), note[k]
	}
}' "$tmp/times"
du -sb "$FACTS" | awk -v n="$(find "$FACTS" -name '*.facts' | wc -l)" \
	'{ printf "facts: %.1f MB, %.0f kB a unit\n", $1 / 1e6, $1 / n / 1e3 }'
