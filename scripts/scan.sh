#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scan.sh - compile parts of a kernel with the plugin, then check the facts.
# `wnotify scan` and so `make W=notify` run it. Input is the environment:
#
#	KDIR	kernel tree; none: the distribution's source of KVER
#	O	build directory; none: one in the cache. Its .config is used when
#		it has one
#	DIRS	what is analysed, "mm/ fs/ kernel/events/"
#	NOTIFY	"build": a normal build in O with real objects and the plugin;
#		else analysis only, in a directory of its own below O
#	CC, ARCH, CROSS_COMPILE, KCFLAGS, JOBS	as in Kbuild
#	FORMAT	of the report: text, json, sarif, html
#	WNOTIFY	the command; WNOTIFY_PLUGIN the plugin
#	FULL	compile also the units that cannot matter by their text
#	SCAN_ONLY	print where things are and no report, for other scripts
#
# Exit status: 0 clean, 1 findings, 2 the check could not run, or not for all.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

CC=${CC:-${CROSS_COMPILE:-}gcc}
KVER=${KVER:-6.1}
DIRS=$(printf '%s\n' ${DIRS:-mm fs kernel/events} | sed 's|/*$|/|' | paste -sd ' ')
export CC KVER

# Where things are: $KDIR source, $out build directory, $KO what Kbuild uses.
find_tree()
{
	local asked=${O:-}

	[ -n "${KDIR:-}" ] || "$here/packages.sh" source
	KDIR=$("$here/tree.sh")
	unset O
	command -v "${CC%% *}" >/dev/null || die "no such compiler: CC=$CC"
	if [ -n "$asked" ]; then
		mkdir -p "$asked" 2>/dev/null || die "O=$asked: cannot create it"
		out=$(cd "$asked" && pwd -P)
	else
		out=$(cache_dir)/build/$(basename "$KDIR")-$(echo "$KDIR" | cksum | cut -d' ' -f1)-${CC##*/}
		mkdir -p "$out"
	fi
	case "$out" in
	*[[:space:]:]*)
		[ -n "$asked" ] ||
			die "Kbuild takes no build directory with spaces or colons in its name, so the cache $(cache_dir) is none: set WNOTIFY_CACHE or O"
		die "O=$out: Kbuild takes no build directory with spaces or colons in its name" ;;
	esac
	in_place=
	if [ -e "$KDIR/.config" ] || [ -d "$KDIR/include/config" ]; then
		in_place=y
		[ -z "$asked" ] || [ "$out" = "$KDIR" ] ||
			die "KDIR=$KDIR has been built in place, Kbuild refuses O= for it: drop O=, or type: make -C $KDIR mrproper"
	fi
	work=$out/.wnotify
	mkdir -p "$work" 2>/dev/null || die "cannot write to $out"
	# what was prepared before needs them no more
	[ -e "$work/state" ] || "$here/packages.sh" kernel
	if [ "${NOTIFY:-}" = build ]; then
		KO=$out
		[ -z "$in_place" ] || KO=$KDIR
		facts=$work/facts-build
	else
		KO=$work/obj
		facts=$work/facts
		if [ -n "$in_place" ]; then
			export CONFIG=$KDIR/.config
			[ -e "$CONFIG" ] || die "$KDIR is neither clean nor configured, type: make -C $KDIR mrproper"
			"$here/shadow.pl" "$KDIR" "$work/tree" || exit 2
			KDIR=$work/tree
		elif [ -e "$out/.config" ]; then
			export CONFIG=$out/.config
		fi
	fi
	export KDIR KO
}

# What the facts are made with, for who reads them later: plugin/cli/stale.c.
keep_made()
{
	local from=${CONFIG:-$KO/.config} wnotify=${WNOTIFY:-$here/../build/wnotify}

	mkdir -p "$facts/.made"
	cp "$from" "$facts/.made/config"
	readlink -f "$from" >"$facts/.made/config-from"
	[ "$facts/.made/plugin" -nt "$wnotify" ] ||
		"$wnotify" --version 2>/dev/null | sed -n '1s/.*, plugin //p' >"$facts/.made/plugin"
	rm -f "$facts/.made/in-part"
	[ -n "$full" ] || touch "$facts/.made/in-part"
}

# The plugin by its content: a new one has another name, so Kbuild sees that
# the command lines changed and compiles again.
install_plugin()
{
	local plugin=${WNOTIFY_PLUGIN:-$here/../build/wnotify_plugin.so} sum err

	# where make install puts it
	[ -e "$plugin" ] || plugin=$here/../wnotify_plugin.so
	[ -e "$plugin" ] || die "no plugin at $plugin: type make first"
	sum=$(sha256sum "$plugin" | cut -c1-12)
	so=$work/plugin/$sum/wnotify_plugin.so
	if ! cmp -s "$plugin" "$so"; then
		# facts of another plugin, also those of other directories
		rm -rf "$work/plugin" "$facts"
		mkdir -p "${so%/*}"
		cp "$plugin" "$so.new" 2>"$work/log" || give_up "$work/log" "cannot write to $work"
		mv "$so.new" "$so"
	fi
	err=$(echo 'int x;' | $CC -fplugin="$so" -fplugin-arg-wnotify_plugin-disable \
		-x c -c -o /dev/null - 2>&1) || case "$err" in
	*incompatible* | *"was built for"*)
		die "the plugin was built for another compiler than $CC ($($CC -dumpfullversion)): build it with make CC=$CC" ;;
	*)
		die "$CC cannot load the plugin: $(echo "$err" | head -n 1)" ;;
	esac
}

configure()
{
	# a tree that is built in place or NOTIFY=build in it has its own
	if [ "${NOTIFY:-}" != build ] || [ ! -e "$KO/.config" ]; then
		"$here/configure.sh"
	fi
	grep -q '^CONFIG_MMU_NOTIFIER=y' "$KO/.config" ||
		die "CONFIG_MMU_NOTIFIER is off in $KO/.config: the notifier calls are empty there, so there is nothing to check. Switch on KVM or another user of it (kconfig-fragment has a set)"
}

# For Kbuild: facts without an object are old; an object without facts is compiled again
# (facts removed, or a run that was killed in between).
match_facts()
{
	local base

	(cd "$KO" && find . -path ./.wnotify -prune -o -name '.*.o.cmd' -print) |
		sed 's|^\./||; s|/\.\([^/]*\)\.o\.cmd$|/\1|' | sort >"$work/objects"
	(cd "$facts" && find . -name '*.c.facts') |
		sed 's|^\./||; s|\.c\.facts$||' | sort >"$work/units"
	comm -13 "$work/objects" "$work/units" | while read -r base; do
		rm -f "$facts/$base.c.facts"
	done
	comm -23 "$work/objects" "$work/units" | while read -r base; do
		case " $DIRS" in
		*" ${base%%/*}/"*)
			[ ! -e "$KDIR/$base.c" ] || rm -f "$KO/$base.o" ;;
		esac
	done
}

# Count the compiled units on a terminal; keep everything in the log.
progress()
{
	local total=0 n=0 line

	if [ ! -t 2 ]; then
		cat 2>/dev/null
		return
	fi
	total=$(kmake -n "$@" 2>/dev/null |
		grep -cE -- "-c -o ($(echo "$DIRS" | tr ' ' '|'))" || true)
	while IFS= read -r line; do
		printf '%s\n' "$line"
		case "$line" in
		"  CC "*)
			n=$((n + 1))
			printf '\rwnotify: [%d/%d] %-50.50s' $n "$total" "${line##* }" >&2 ;;
		esac
	done
	printf '\r%-75s\r' '' >&2
}

# Units that the kernel's make gave up, each with the compiler's first error.
failed_units()
{
	sed -n 's/^make\[[0-9]*\]: \*\*\* \[.*: \([^] ]*\)\.o\] Error.*/\1.c/p' "$1" | sort -u
}

# Kbuild's own compile: for real objects, and where it tells no commands.
by_kbuild()
{
	say "preparing the build in $KO"
	kmake KCFLAGS="$flags" prepare >"$log" 2>&1 || give_up "$log" "cannot prepare $KDIR"
	match_facts
	kmake -k KCFLAGS="$flags" $DIRS 2>&1 |
		progress -k KCFLAGS="$flags" $DIRS >"$log"
}

# Its commands without it, and only for what can matter unless $full.
by_units()
{
	local key status=0

	key="$KDIR $CC $(stat -L -c '%n %Y %s' "$(command -v "${CC%% *}")") $flags
$(env | grep -E '^(ARCH|CROSS_COMPILE|LLVM|KBUILD_|KC|KAF|HOST)' | sort | paste -sd ' ')"
	FACTS=$facts WORK=$work KFLAGS=$flags KEY=$key \
		WNOTIFY=${WNOTIFY:-$here/../build/wnotify} \
		"$here/units.pl" ${full:+-a} -j "$(jobs_wanted)" $DIRS 3>&2 >>"$log" 2>&1 || status=$?
	[ $status != 3 ] || give_up "$log" "cannot prepare $KDIR"
	return $status
}

flags_for_plugin()
{
	local hash dirs arg

	hash=$(grep '^CONFIG_' "$KO/.config" | sha256sum | cut -c1-12)
	flags="${KCFLAGS:+$KCFLAGS }-fplugin=$so"
	# the usual directories always: less asked for must not mean other flags,
	# for which everything is compiled again
	dirs=$(printf '%s\n' mm/ fs/ kernel/events/ $DIRS | awk '!seen[$0]++' | paste -sd :)
	for arg in "root=$KDIR" "dirs=$dirs" "facts=$facts" \
		"kernel=$(kernel_version "$KDIR")" "config=$hash" \
		$([ "${NOTIFY:-}" = build ] || echo analysis-only); do
		flags="$flags -fplugin-arg-wnotify_plugin-$arg"
	done
}

compile()
{
	local status=4 kbuild= unit

	[ "${NOTIFY:-}" = build ] || { status=0; by_units || status=$?; }
	if [ $status = 4 ]; then
		kbuild=y
		full=y
		status=0
		by_kbuild || status=$?
	fi
	failed=$(failed_units "$log")
	# Kbuild goes by a generated file twice, and the second time it is there: inat.c
	if [ -n "$failed" ] && [ -z "$kbuild" ]; then
		failed=$(for unit in $failed; do
			[ -e "$facts/$unit.facts" ] || echo "$unit"
		done)
	fi
	if [ $status != 0 ] && [ -z "$failed" ]; then
		give_up "$log" "the kernel's make stopped"
	elif grep -q 'No space left on device' "$log"; then
		give_up "$log" "the disk is full"
	fi
}

say_failed()
{
	local unit

	for unit in $failed; do
		rm -f "$facts/$unit.facts"
		printf 'wnotify: not compiled: %s: %s\n' "$unit" \
			"$(grep -m1 -E "/${unit##*/}:[0-9:]+ (fatal )?error:" "$log" || echo "see $log")" >&2
	done
	# the plugin's own troubles, once each
	grep -F 'warning: wnotify:' "$log" | sort -u >&2 || true
}

where_things_are()
{
	printf 'KDIR=%q\nKO=%q\nFACTS=%q\n' "$KDIR" "$KO" "$facts"
}

# What is found decides which units that were left out matter after all.
check()
{
	local d where=() outside=() status

	while :; do
		where=()
		for d in $DIRS; do
			if [ -d "$facts/${d%/}" ]; then
				where+=("$facts/${d%/}")
			fi
		done
		[ ${#where[@]} != 0 ] ||
			die "nothing was analysed in $DIRS of $KDIR (log: $log)"
		[ -n "$full" ] || outside=(--outside "$work/outside.new")
		status=0
		"${WNOTIFY:-$here/../build/wnotify}" check --format "${FORMAT:-text}" \
			"${outside[@]}" "${where[@]}" >"$work/report" || status=$?
		if [ -n "$full" ] || [ $status = 2 ] || cmp -s "$work/outside" "$work/outside.new"; then
			break
		fi
		mv "$work/outside.new" "$work/outside"
		compile
	done
	say_failed
	if [ -n "${SCAN_ONLY:-}" ] && [ $status != 2 ]; then
		where_things_are
		return 0
	fi
	cat "$work/report"
	if [ -n "$failed" ]; then
		printf 'wnotify: %d units could not be compiled and are not in this report\n' \
			"$(echo "$failed" | wc -w)" >&2
		status=2
	fi
	ln -sfn "$facts" "$(cache_dir)/last" 2>/dev/null || true
	return $status
}

find_tree
{ : >>"$work/lock"; } 2>/dev/null || die "cannot write to $work"
exec 8>"$work/lock"
flock -n 8 || {
	say "another scan uses $out, waiting for it"
	flock 8
}
install_plugin
configure
log=$work/log
: >"$log" 2>/dev/null || die "cannot write to $work"
mkdir -p "$facts"
# for reports with source lines
ln -sfn "$KDIR" "$work/kdir"
full=${FULL:-}
flags_for_plugin
keep_made
compile
if [ -n "${SCAN_ONLY:-}" ] && [ -n "$full" ]; then
	# no need of the check
	say_failed
	where_things_are
	exit 0
fi
check
