#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# whole.sh - the plugin and the check over a whole kernel: every unit that the
# configuration builds, in drivers/, arch/, net/ and all other directories, is
# compiled only for analysis. KDIR, KVER, CC, ARCH as for scan.sh.
#
# Says how many units and functions there are, what the plugin or the compiler
# said, the largest functions, and what the check of all of it took and found;
# the report is in the directory that is named. Exit status: 0 when every unit
# was analysed without a word of the plugin and the check could run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

export O=${O:-$(cache_dir)/whole} CC=${CC:-gcc} KVER=${KVER:-6.1}
[ -n "${KDIR:-}" ] || "$here/packages.sh" source
KDIR=$("$here/tree.sh")
arch=${ARCH:-$(uname -m)}
case "$arch" in
x86_64 | i386) arch=x86 ;;
aarch64) arch=arm64 ;;
esac
export KDIR
all=
for dir in "$KDIR/arch/$arch"/*/Makefile; do
	dir=$(basename "${dir%/Makefile}")
	case $dir in
	# what boots the kernel, with flags that Kbuild sets in a make of its own
	boot | realmode | purgatory | tools | um | vdso*) ;;
	*) all="$all arch/$arch/$dir" ;;
	esac
done
for dir in block certs crypto drivers fs init io_uring ipc kernel lib mm net security sound \
	usr virt; do
	[ ! -e "$KDIR/$dir/Makefile" ] || all="$all $dir"
done
export DIRS=$all

mkdir -p "$O"
begin=$(date +%s)
FULL=y SCAN_ONLY=y "$here/scan.sh" >"$O/where" 2>"$O/said" || { cat "$O/said" >&2; exit 2; }
. "$O/where"
printf 'compiled in %d s\n' $(($(date +%s) - begin))

# FUNCTION BLOCKS FILE of each body: f NAME FILE LINE END FLAGS RET TOUCHES MARKERS BLOCKS
find "$FACTS" -name '*.facts' -print0 | xargs -0 perl -ne '
	if ($. == 1) { @str = ("") }
	if (/^strings (\d+)$/) { $n = $1; push @str, scalar <> for 1 .. $n; chomp @str }
	elsif (/^f (\d+) (\d+) /) {
		my @f = split;
		print "$f[9]\t$str[$f[1]]\t$str[$f[2]]\n";
	} elsif (/^bodies /) { close ARGV }' >"$O/functions"
printf '%d units, %d functions with a body\nlargest, by blocks:\n' \
	"$(find "$FACTS" -name '*.facts' | wc -l)" "$(wc -l <"$O/functions")"
sort -u "$O/functions" | sort -rn | head -n 5 || true

said=$(grep -c . "$O/said" || true)
[ "$said" = 0 ] || sed 's/^/said: /' "$O/said"

status=0
bash -c 'TIMEFORMAT="checked in %R s, %U s of a processor"; time "$@"' - \
	"$WNOTIFY" check --no-baseline "$FACTS" >"$O/report" 2>"$O/checked" || status=$?
cat "$O/checked"
[ $status -le 1 ] || die "the check could not run, see $O/checked"
sed -n '/^rule /,$p' "$O/report"
echo "report: $O/report"
[ "$said" = 0 ]
