#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# packages.sh GROUP... - see that the packages of the groups are there:
#	build	the plugin and the wnotify command
#	kernel	configuring and preparing a kernel
#	source	the distribution's kernel source, $KVER
#	check	the tests
#	sparse	sparse
#	bench	make bench
#	fuzz	make fuzz
#	csmith	make csmith
#	valgrind make valgrind
#
# As root what is missing is installed; else one line says what to type.
set -eu
. "$(dirname "$0")/lib.sh"

CC=${CC:-gcc}
missing=

need()
{
	missing="$missing $1"
}

have()
{
	command -v "$1" >/dev/null 2>&1
}

header()
{
	echo "#include <$1>" | "${HOSTCC:-gcc}" -E -x c - >/dev/null 2>&1
}

# gcc-12-plugin-dev, or gcc-12-plugin-dev-aarch64-linux-gnu for a cross gcc
plugin_package()
{
	local major triplet

	major=$("$CC" -dumpversion | cut -d. -f1)
	triplet=$("$CC" -dumpmachine)
	case "$triplet" in
	"$("${HOSTCC:-gcc}" -dumpmachine)")
		echo "gcc-$major-plugin-dev" ;;
	*)
		echo "gcc-$major-plugin-dev-$triplet" ;;
	esac
}

# The same of a compiler that is missing, and itself: gcc-11, or a cross gcc-12
compiler_packages()
{
	local major=${CC##*-} triplet

	case "$CC" in
	gcc-[0-9] | gcc-[0-9][0-9])
		echo "$CC $CC-plugin-dev" ;;
	*-gcc-[0-9] | *-gcc-[0-9][0-9])
		triplet=${CC%-gcc-*}
		echo "gcc-$major-$triplet gcc-$major-plugin-dev-$triplet" ;;
	*)
		die "no such compiler: CC=$CC" ;;
	esac
}

group_sparse()
{
	have sparse || need sparse
}

group_bench()
{
	group_sparse
	have time || need time
}

group_fuzz()
{
	have clang || need clang
	echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
		clang -w -fsanitize=fuzzer -x c -o /dev/null - 2>/dev/null ||
		need "clang libclang-rt-14-dev"
}

group_csmith()
{
	have csmith || need csmith
	header csmith/csmith.h || need libcsmith-dev
	have timeout || need coreutils
}

group_valgrind()
{
	have valgrind || need valgrind
}

group_build()
{
	local packages

	have make || need make
	if ! have "${HOSTCC:-gcc}"; then
		need "gcc g++ gcc-12-plugin-dev libc6-dev libjansson-dev zlib1g-dev"
		return
	fi
	have "${HOSTCXX:-g++}" || need g++
	header stdio.h || need libc6-dev
	header jansson.h || need libjansson-dev
	header zlib.h || need zlib1g-dev
	if ! have "${CC%% *}"; then
		packages=$(compiler_packages) || exit
		need "$packages"
	elif [ ! -e "$("$CC" -print-file-name=plugin)/include/plugin-version.h" ]; then
		need "$(plugin_package)"
	fi
}

group_kernel()
{
	local tool

	for tool in bc bison flex; do
		have $tool || need $tool
	done
	have flock || need util-linux
	have perl || need perl
	header libelf.h || need libelf-dev
	header openssl/ssl.h || need libssl-dev
}

group_source()
{
	[ -e "/usr/src/linux-source-$KVER.tar.xz" ] || need "linux-source-$KVER"
	have xz || need xz-utils
}

group_check()
{
	header cmocka.h || need libcmocka-dev
	have prove || need perl
	have dot || need graphviz
	# python3 may be another than Debian's
	python3 -c 'import jsonschema' 2>/dev/null ||
		/usr/bin/python3 -c 'import jsonschema' 2>/dev/null ||
		need python3-jsonschema
	have spatch || need coccinelle
	# its scripts in Python do nothing without the library, which it only recommends
	ldconfig -p 2>/dev/null | grep -q 'libpython3\.' ||
		/sbin/ldconfig -p | grep -q 'libpython3\.' || need libpython3.11
	have git || need git
	have patch || need patch
}

for group in "$@"; do
	"group_$group"
done
missing=$(printf '%s\n' $missing | sort -u | paste -sd ' ')
[ -n "$missing" ] || exit 0

if ! have apt-get; then
	die "missing: $missing (names of the Debian packages)"
elif [ "$(id -u)" != 0 ] || [ -n "${WNOTIFY_NO_INSTALL:-}" ]; then
	die "missing packages, type: sudo apt-get install $missing"
fi

say "installing $missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# tests that run side by side may want packages at the same time
if have flock && [ -d /var/lib/dpkg ]; then
	exec 8</var/lib/dpkg
	flock 8
fi
if ! { apt-get update && apt-get install -y --no-install-recommends $missing; } \
	>"$log" 2>&1 </dev/null 8<&-; then
	cat "$log" >&2
	die "cannot install: $missing"
fi
