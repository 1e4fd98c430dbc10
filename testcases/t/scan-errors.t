#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Bad input: one clear line and exit status 2, nothing written where it counts.
cd "$(dirname "$0")/../.." || exit 1
wnotify=${WNOTIFY:-build/wnotify}
export WNOTIFY_PLUGIN=${WNOTIFY_PLUGIN:-$PWD/build/wnotify_plugin.so}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export WNOTIFY_CACHE=$tmp/cache WNOTIFY_NO_INSTALL=1
unset KDIR O DIRS NOTIFY
n=0

ok()
{
	n=$((n + 1))
	if "$@" >"$tmp/detail" 2>&1; then
		echo "ok $n - $what"
	else
		echo "not ok $n - $what"
		sed 's/^/# /' "$tmp/out" "$tmp/err" "$tmp/detail" 2>/dev/null
	fi
}

# fails WHAT PATTERN COMMAND... - status 2 and one line that has the pattern
fails()
{
	local pattern=$2

	what=$1
	shift 2
	"$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
	ok said "$pattern"
}

said()
{
	[ "$status" = 2 ] && [ "$(wc -l <"$tmp/err")" = 1 ] &&
		[ ! -s "$tmp/out" ] && grep -q -- "$1" "$tmp/err"
}

# A tree that looks like a kernel as far as the first checks look.
fake_tree()
{
	mkdir -p "$1/mm"
	printf 'VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 0\n' >"$1/Makefile"
	touch "$1/mm/rmap.c" "$1/mm/memory.c"
}

fake_tree "$tmp/kernel"
fake_tree "$tmp/built"
touch "$tmp/built/.config"
fake_tree "$tmp/with space"
mkdir "$tmp/empty"

fails 'no such tree' 'no such directory' "$wnotify" scan -k "$tmp/none"
fails 'a tree that is no kernel' 'no kernel source tree' "$wnotify" scan -k "$tmp/empty"
rm "$tmp/built/mm/memory.c" "$tmp/built/mm/rmap.c"
fails 'headers only' 'mm/memory.c is missing' "$wnotify" scan -k "$tmp/built"
touch "$tmp/built/mm/memory.c"
fails 'a tree built in place and O=' 'drop O=' "$wnotify" scan -k "$tmp/built" -O "$tmp/o"
fails 'a tree with spaces in its name' 'spaces or colons' "$wnotify" scan -k "$tmp/with space"
fails 'a build directory with spaces in its name' 'spaces or colons' \
	"$wnotify" scan -k "$tmp/kernel" -O "$tmp/with out"
fails 'a tree that cannot be configured' 'cannot configure' "$wnotify" scan -k "$tmp/kernel" -O "$tmp/o"
fails 'no such compiler' 'no such compiler' env CC=gcc-none "$wnotify" scan -k "$tmp/kernel"
fails 'nor to build for' 'no such compiler' env CC=gcc-none scripts/packages.sh build
fails 'a compiler that can be installed' 'apt-get install gcc-99 gcc-99-plugin-dev$' \
	env CC=gcc-99 scripts/packages.sh build
fails 'and a cross compiler' 'install gcc-99-arm-linux-gnueabi gcc-99-plugin-dev-arm-linux-gnueabi$' \
	env CC=arm-linux-gnueabi-gcc-99 scripts/packages.sh build
fails 'no such kernel package' 'linux-source-9.9' "$wnotify" scan -r 9.9
fails 'a wrong option' . bash -c "'$wnotify' scan --frobnicate 2>&1 >/dev/null | sed -n 1p >&2; exit \${PIPESTATUS[0]}"
fails 'no such facts' 'No such file' "$wnotify" check "$tmp/none"
fails 'a directory without facts' 'no facts below' "$wnotify" check "$tmp/empty"
fails 'no scan yet' 'run wnotify scan' "$wnotify" check
echo 'something else' >"$tmp/foreign.facts"
fails 'a foreign facts file' foreign.facts "$wnotify" check "$tmp/foreign.facts"
: >"$tmp/zero.facts"
fails 'an empty facts file' zero.facts "$wnotify" check "$tmp/zero.facts"

# facts of a unit, then without their end
mkdir -p "$tmp/facts"
echo 'int f(int x) { return x; }' >"$tmp/f.c"
${CC:-gcc} -fplugin="$WNOTIFY_PLUGIN" -fplugin-arg-wnotify_plugin-root="$tmp" \
	-fplugin-arg-wnotify_plugin-facts="$tmp/facts" -c -o "$tmp/f.o" "$tmp/f.c"
head -c -20 "$tmp/facts/f.c.facts" >"$tmp/truncated.facts"
fails 'a truncated facts file' truncated.facts "$wnotify" check "$tmp/truncated.facts"

if command -v gcc-11 >/dev/null && [ "$(${CC:-gcc} -dumpversion)" != 11 ]; then
	fails 'a plugin for another compiler' 'built for another compiler' \
		env CC=gcc-11 "$wnotify" scan -k "$tmp/kernel" -O "$tmp/o2"
fi
printf '#!/bin/sh\n[ "$1" = -print-file-name=plugin ] && { echo %s; exit; }\nexec gcc "$@"\n' \
	"$tmp/nowhere" >"$tmp/cc-without-headers"
chmod +x "$tmp/cc-without-headers"
fails 'no plugin headers' 'gcc-[0-9]*-plugin-dev' env CC="$tmp/cc-without-headers" scripts/packages.sh build

echo "1..$n"
