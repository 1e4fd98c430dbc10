#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tree.sh - print the kernel source tree to analyse.
#
# $KDIR when it is set, checked; else the Debian package linux-source-$KVER,
# unpacked into the cache once. The tree appears there by a rename, so a run
# that is killed leaves nothing that looks like a kernel.
set -eu
. "$(dirname "$0")/lib.sh"

check_tree()
{
	[ -d "$1" ] || die "KDIR=$1: no such directory"
	case "$(kernel_version "$1")" in
	[0-9]*.[0-9]*.[0-9]*) ;;
	*) die "KDIR=$1 is no kernel source tree: its Makefile has no VERSION" ;;
	esac
	[ -e "$1/mm/rmap.c" ] || [ -e "$1/mm/memory.c" ] ||
		die "KDIR=$1 is no kernel source tree: mm/memory.c is missing (only headers?)"
	case "$(cd "$1" && pwd -P)" in
	*[[:space:]:]*)
		die "KDIR=$1: Kbuild takes no source directory with spaces or colons in its name" ;;
	esac
}

if [ -n "${KDIR:-}" ]; then
	check_tree "$KDIR"
	cd "$KDIR"
	pwd -P
	exit 0
fi

KVER=${KVER:-6.1}
tarball=/usr/src/linux-source-$KVER.tar.xz
cache=$(cache_dir)
version=$(dpkg-query -W -f '${Version}' "linux-source-$KVER" 2>/dev/null || true)
tree=$cache/linux-source-${KVER}_${version:-unpackaged}

if [ ! -d "$tree" ]; then
	[ -e "$tarball" ] || die "$tarball is missing: apt-get install linux-source-$KVER"
	exec 9>"$cache/lock"
	flock 9
	# under the lock nobody else unpacks: what is here was left behind
	rm -rf "$cache"/.unpack.*
	if [ ! -d "$tree" ]; then
		say "unpacking $tarball into $cache"
		tmp=$(mktemp -d "$cache/.unpack.XXXXXX")
		trap 'rm -rf "$tmp"' EXIT
		if ! tar -xJf "$tarball" -C "$tmp" 2>"$tmp/log"; then
			give_up "$tmp/log" "cannot unpack $tarball into $cache"
		fi
		check_tree "$tmp/linux-source-$KVER"
		mv "$tmp/linux-source-$KVER" "$tree"
	fi
fi
(cd "$tree" && pwd -P)
