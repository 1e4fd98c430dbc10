#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bench-scan.sh - what a scan takes, beside sparse over the same units: with
# nothing there, cold (configured), again, after one file of mm/ was edited, and
# of all units. Wall, processor seconds and the largest process. DIRS and JOBS as
# in scan.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

export DIRS=${DIRS:-mm fs kernel/events} JOBS=${JOBS:-$(nproc)} KVER=${KVER:-6.1}
[ -n "${KDIR:-}" ] || "$here/packages.sh" source
"$here/packages.sh" bench
kdir=$("$here/tree.sh")
tmp=$(mktemp -d "$(cache_dir)/bench.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
"$here/shadow.pl" "$kdir" "$tmp/tree"
rm "$tmp/tree/mm/rmap.c"
cp "$kdir/mm/rmap.c" "$tmp/tree/mm/rmap.c"
export KDIR=$tmp/tree O=$tmp/o WNOTIFY_CACHE=$tmp/cache
work=$O/.wnotify

# timed WHAT COMMAND...
timed()
{
	local what=$1

	shift
	perl -MTime::HiRes=time -e '
		my $what = shift;
		my $t = time;
		system(@ARGV);
		my ($u, $s, $cu, $cs) = times;
		printf "%-44s %8.2f %8.2f\n", $what, time - $t, $cu + $cs;
	' "$what" "$@"
}

scan()
{
	timed "$1" sh -c '"$0" >/dev/null 2>&1' "$here/scan.sh"
}

printf '%-44s %8s %8s\n' "$DIRS of $(kernel_version "$kdir"), $JOBS jobs" 'wall s' 'cpu s'
scan 'scan, nothing there'
rm -rf "$work/facts" "$work/state" "$work/pick.cache" "$work/outside"
scan 'scan, configured'
picked=$(find "$work/facts" -name '*.facts' | wc -l)
scan 'scan again'
echo '/* edited */' >>"$KDIR/mm/rmap.c"
scan 'scan, mm/rmap.c edited'
timed 'join and check' sh -c '"$0" check -q "$1" >/dev/null' \
	"${WNOTIFY:-$here/../build/wnotify}" "$work/facts"
FULL=y scan 'scan of all units'
timed 'join and check, all units' sh -c '"$0" check -q "$1" >/dev/null' \
	"${WNOTIFY:-$here/../build/wnotify}" "$work/facts"
find "$work/obj" -name '.*.o.cmd' | xargs perl -ne '
	next unless m{^cmd_\S+ := (\S+ .* -c -o \S+ \S+/((?:mm|fs|kernel/events)/\S+\.c))$};
	my $c = $1;
	$c =~ s/-Wp,-MM?D,\S+//; $c =~ s/-fplugin\S+//g; $c =~ s/-c -o \S+//; $c =~ s/\$\(pound\)/#/g;
	print "$c\n"' | sed "s|^[^ ]* |sparse $(sparse_flags) |" >"$tmp/sparse"
cd "$work/obj"
timed "sparse, $(wc -l <"$tmp/sparse") units" sh -c \
	'xargs -d "\n" -P "$JOBS" -n 1 sh -c <"$0" >/dev/null 2>&1' "$tmp/sparse"
echo "$picked units can matter"
