#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# make W=notify inside a kernel tree: the patches of patches/ fit, what is
# installed comes out again to the byte, only the chosen directories are
# compiled again, and the findings are printed.
cd "$(dirname "$0")/../.." || exit 1
export WNOTIFY=${WNOTIFY:-$PWD/build/wnotify}
export WNOTIFY_PLUGIN=${WNOTIFY_PLUGIN:-${WNOTIFY%/*}/wnotify_plugin.so}
top=$PWD
unset O NOTIFY KDIR DIRS FORMAT W ${!GIT_@}
export LC_ALL=C
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0

result()
{
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		tail -n 8 "$tmp/out" | sed 's/^/# /'
	fi
}

is()
{
	local what=$1

	shift
	"$@" >"$tmp/out" 2>&1
	result $? "$what"
}

hook()
{
	KDIR=$linux "$top/scripts/hook.sh" "$@"
}

fails()
{
	! hook "$1" >"$tmp/said" 2>&1 && cat "$tmp/said" && [ "$(wc -l <"$tmp/said")" = 1 ] && grep -q "$2" "$tmp/said"
}

digest()
{
	(cd "$linux" && find . -type f | sort | xargs sha256sum)
}

# A tree of links with the files that the patch changes.
make_tree()
{
	local source f

	source=$(KVER=$1 scripts/tree.sh) || return 1
	linux=$tmp/linux-$1
	scripts/shadow.pl "$source" "$linux" || return 1
	for f in Makefile scripts/Makefile.lib scripts/Makefile.extrawarn kernel/events/callchain.c; do
		rm "$linux/$f"
		cp "$source/$f" "$linux/$f"
	done
}

is 'the command knows its plugin' eval 'test -e "$("$WNOTIFY" --plugin)"'
for version in 6.12 6.1; do
	if [ ! -e "/usr/src/linux-source-$version.tar.xz" ]; then
		n=$((n + 1))
		echo "ok $n # SKIP no linux-source-$version"
		continue
	fi
	is "a tree of $version" make_tree $version
	linux=$tmp/linux-$version
	digest >"$tmp/before"
	is 'nothing to take out' fails uninstall 'has no W=notify'
	is 'install' hook install
	is 'changes four files' [ "$(digest | diff "$tmp/before" - | grep -c '^>')" = 4 ]
	is 'names this command' grep -q "^WNOTIFY.*= $WNOTIFY$" "$linux/scripts/Makefile.notify"
	is 'a second time is refused' fails install 'already'
	is 'uninstall' hook uninstall
	digest >"$tmp/after"
	is 'leaves the same bytes' cmp "$tmp/before" "$tmp/after"
	hook install
	echo '# mine' >>"$linux/scripts/Makefile.notify"
	digest >"$tmp/mine"
	is 'a changed one is not taken out' fails uninstall 'changed since'
	digest >"$tmp/after"
	is '... and left as it was' cmp "$tmp/mine" "$tmp/after"
	sed -i '$d' "$linux/scripts/Makefile.notify"
	hook uninstall
	mv "$linux/scripts/Makefile.extrawarn" "$linux/scripts/Makefile.warn"
	sed -i 's/Makefile\.extrawarn/Makefile.warn/' "$linux/Makefile"
	digest >"$tmp/before"
	hook install
	is 'the file may be called Makefile.warn' grep -q notify "$linux/scripts/Makefile.warn"
	hook uninstall
	digest >"$tmp/after"
	is 'and comes back, too' cmp "$tmp/before" "$tmp/after"
	mv "$linux/scripts/Makefile.warn" "$linux/scripts/Makefile.extrawarn"
	sed -i 's/Makefile\.warn/Makefile.extrawarn/' "$linux/Makefile"
	sed -i 's/need-builtin=1/need-something=1/' "$linux/Makefile"
	is 'a tree that no patch fits' fails install 'no patch of'
	sed -i 's/need-something=1/need-builtin=1/' "$linux/Makefile"
done

# in 6.1: what make does
export KDIR=$linux KO=$tmp/o CC=${CC:-gcc}
kmake()
{
	timeout 900 make -C "$linux" O="$tmp/o" CC="$CC" -j"$(nproc)" "$@" </dev/null >"$tmp/make" 2>&1
	status=$?
	tail -n 20 "$tmp/make" >"$tmp/out"
	compiled=$(sed -n 's/^  CC  *\(\[M\] *\)\?//p' "$tmp/make" | sort | paste -sd ' ')
}

mkdir "$tmp/o"
is 'configure' scripts/configure.sh
kmake kernel/events/ mm/init-mm.o
is 'a build without' [ $status = 0 ]
hook install
kmake W=notify WNOTIFY="$tmp/none" kernel/events/
is 'no such command: one clear error' eval '[ $status != 0 ] && [ "$(grep -c "W=notify: .*is missing" "$tmp/make")" = 1 ]'
kmake kernel/events/ mm/init-mm.o
is 'without W=notify nothing is compiled again' [ "$status$compiled" = 0 ]
kmake W=notify NOTIFY_DIRS=kernel/events kernel/events/ mm/init-mm.o
echo "$compiled" | tr ' ' '\n' >"$tmp/units"
is 'with it the chosen directory is' eval '[ $status = 0 ] && grep -q kernel/events/uprobes.o "$tmp/units" && ! grep -v ^kernel/events/ "$tmp/units"'
is 'and the findings are printed' grep -q '^kernel/events/uprobes.c:.*: warning: .*\[notify:' "$tmp/make"
is 'without the other checks of W=' eval '! grep -q "Function parameter" "$tmp/make"'
kmake W=notify NOTIFY_DIRS=kernel/events kernel/events/
is 'a second time compiles nothing' [ "$status$compiled" = 0 ]
is 'and prints them again' grep -q '^kernel/events/uprobes.c:.*: warning: .*\[notify:' "$tmp/make"
kmake kernel/events/ mm/init-mm.o
is 'switched off, the same are compiled again' [ "$(echo "$compiled" | tr ' ' '\n')" = "$(cat "$tmp/units")" ]
is 'nothing but the hook is in the tree' [ -z "$(find "$linux" -name .notify)" ]
hook uninstall
kmake kernel/events/ mm/init-mm.o
is 'uninstalled, nothing is compiled again' [ "$status$compiled" = 0 ]
echo "1..$n"
