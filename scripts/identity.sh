#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# identity.sh - the plugin changes no object: build $DIRS (mm/ fs/ kernel/) of each
# kernel of $KVERS (6.1 6.12), or of $KDIR, twice, without and with it, and compare
# every object byte by byte.
#
# Exit status: 0 no object differs, 1 one does, 2 could not build.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

export CC=${CC:-gcc}
DIRS=$(printf '%s\n' ${DIRS:-mm fs kernel} | sed 's|/*$|/|' | paste -sd ' ')
so=$(cd "$here/../build" && pwd -P)/wnotify_plugin.so
so=${WNOTIFY_PLUGIN:-$so}
out=$(cache_dir)/identity
arg=-fplugin-arg-wnotify_plugin
trap 'rm -rf "$out"' EXIT

# build NAME KCFLAGS - all objects in $out/NAME
build()
{
	export KO=$out/$1

	rm -rf "$KO"
	mkdir -p "$KO"
	"$here/configure.sh" || exit 2
	say "building $DIRS $1"
	kmake KCFLAGS="$2" prepare >"$KO/log" 2>&1 && kmake KCFLAGS="$2" $DIRS >>"$KO/log" 2>&1 ||
		give_up "$KO/log" "cannot build $DIRS"
}

# Both builds of the tree $KDIR
compare()
{
	local n=0 differ=0 units obj

	rm -rf "$out/facts"
	build plain "${KCFLAGS:-}"
	build plugin "${KCFLAGS:-} -fplugin=$so $arg-root=$KDIR $arg-dirs=${DIRS// /:} $arg-facts=$out/facts"
	while read -r obj; do
		n=$((n + 1))
		if ! cmp -s "$out/plain/$obj" "$out/plugin/$obj"; then
			differ=$((differ + 1))
			echo "differs: $obj"
		fi
	done < <(cd "$out/plain" && find $DIRS -name '*.o' | sort)
	units=$(find "$out/facts" -name '*.facts' | wc -l)
	echo "linux $(kernel_version "$KDIR"): $n objects of $DIRS compared, $units units with facts, $differ differ"
	[ "$n" != 0 ] && [ "$units" != 0 ] && [ "$differ" = 0 ]
}

"$here/packages.sh" kernel
status=0
if [ -n "${KDIR:-}" ]; then
	KDIR=$("$here/tree.sh")
	export KDIR
	compare || status=1
	exit $status
fi
for KVER in ${KVERS:-6.1 6.12}; do
	export KVER
	"$here/packages.sh" source
	KDIR=$("$here/tree.sh")
	export KDIR
	compare || status=1
	unset KDIR
done
exit $status
