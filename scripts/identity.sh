#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# identity.sh - the plugin changes no object: build $DIRS (mm/) of the kernel
# twice, without and with it, and compare every object byte by byte.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

CC=${CC:-gcc}
KVER=${KVER:-6.1}
DIRS=$(printf '%s\n' ${DIRS:-mm} | sed 's|/*$|/|' | paste -sd ' ')
export CC KVER
so=$(cd "$here/../build" && pwd -P)/wnotify_plugin.so
so=${WNOTIFY_PLUGIN:-$so}

[ -n "${KDIR:-}" ] || "$here/packages.sh" source
"$here/packages.sh" kernel
KDIR=$("$here/tree.sh")
out=$(cache_dir)/identity
export KDIR

# build NAME KCFLAGS - all objects in $out/NAME
build()
{
	export KO=$out/$1

	rm -rf "$KO"
	mkdir -p "$KO"
	"$here/configure.sh"
	say "building $DIRS $1"
	kmake KCFLAGS="$2" prepare >"$KO/log" 2>&1 && kmake KCFLAGS="$2" $DIRS >>"$KO/log" 2>&1 ||
		give_up "$KO/log" "cannot build $DIRS"
}

arg=-fplugin-arg-wnotify_plugin
build plain "${KCFLAGS:-}"
build plugin "${KCFLAGS:-} -fplugin=$so $arg-root=$KDIR $arg-dirs=${DIRS// /:} $arg-facts=$out/facts"

n=0
differ=0
while read -r obj; do
	n=$((n + 1))
	if ! cmp -s "$out/plain/$obj" "$out/plugin/$obj"; then
		differ=$((differ + 1))
		echo "differs: $obj"
	fi
done < <(cd "$out/plain" && find $DIRS -name '*.o' | sort)
units=$(find "$out/facts" -name '*.facts' | wc -l)
echo "$n objects of $DIRS compared, $units with facts, $differ differ"
rm -rf "$out"
[ "$n" != 0 ] && [ "$units" != 0 ] && [ "$differ" = 0 ]
