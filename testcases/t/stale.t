#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Facts that are old, or that do not belong together, are named in one line.
here=$(cd "$(dirname "$0")/.." && pwd -P)
: "${WNOTIFY:=$here/../build/wnotify}" "${WNOTIFY_PLUGIN:=$here/../build/wnotify_plugin.so}"
tmp=$(mktemp -d) || exit
trap 'rm -rf "$tmp"' EXIT
export WNOTIFY_CACHE=$tmp/cache
n=0

ok() {
	local what=$1
	shift
	n=$((n + 1))
	if "$@" >"$tmp/said" 2>&1; then
		echo "ok $n - $what"
	else
		echo "not ok $n - $what"
		sed 's/^/# /' "$tmp/said" "$tmp/err"
	fi
}

# facts UNIT DIR [PLUGIN-ARG...]: as scan.sh has them made
facts() {
	local unit=$1 dir=$2 arg args=()

	shift 2
	for arg in "root=$tmp/tree" "facts=$dir" kernel=6.1.0 config=abc analysis-only "$@"; do
		args+=("-fplugin-arg-wnotify_plugin-$arg")
	done
	"${CC:-gcc}" "-fplugin=$WNOTIFY_PLUGIN" "${args[@]}" -O2 "-I$here/include" \
		-c -o "$tmp/o" "$tmp/tree/mm/$unit"
}

# runs STATUS REGEX COMMAND...: at most one line on stderr, which is this
runs() {
	local status=$1 re=$2 got

	shift 2
	"$WNOTIFY" "$@" >"$tmp/out" 2>"$tmp/err"
	got=$?
	[ "$got" = "$status" ] || { echo "status $got"; return 1; }
	if [ -z "$re" ]; then
		[ ! -s "$tmp/err" ]
	else
		[ "$(wc -l <"$tmp/err")" = 1 ] && grep -E -- "$re" "$tmp/err"
	fi
}

mkdir -p "$tmp/tree/mm"
cp "$here/locks/balance.c" "$here/locks/held.c" "$tmp/tree/mm"
facts balance.c "$tmp/s/facts" && facts held.c "$tmp/s/facts" || exit
ln -s "$tmp/tree" "$tmp/s/kdir"
mkdir "$tmp/s/facts/.made"
printf '# comment\nCONFIG_A=y\nCONFIG_B=m\n' | tee "$tmp/config" >"$tmp/s/facts/.made/config"
echo "$tmp/config" >"$tmp/s/facts/.made/config-from"
"$WNOTIFY" --version | sed -n '1s/.*, plugin //p' >"$tmp/s/facts/.made/plugin"

ok 'facts that are up to date: not a word' runs 0 '' check "$tmp/s/facts"

touch "$tmp/tree/mm/held.c"
ok 'a source that was only touched is the same' runs 0 '' check "$tmp/s/facts"
echo '/* more */' >>"$tmp/tree/mm/held.c"
for cmd in check sites calls; do
	ok "$cmd: a source that has changed" runs 0 \
		'^wnotify: warning: mm/held.c has changed since its facts were made: run wnotify scan$' \
		$cmd "$tmp/s/facts"
done
ok 'locks: the same' runs 0 'mm/held.c has changed' locks unmap "$tmp/s/facts"
echo '/* more */' >>"$tmp/tree/mm/balance.c"
ok 'two of them: one line' runs 0 'and 1 more have changed' check "$tmp/s/facts"
cp "$here/locks/balance.c" "$here/locks/held.c" "$tmp/tree/mm"

printf '# other comment\nCONFIG_A=y\nCONFIG_B=m\n' >"$tmp/config"
ok 'comments are no configuration' runs 0 '' check "$tmp/s/facts"
printf 'CONFIG_A=y\nCONFIG_B=y\n' >"$tmp/config"
ok 'another .config, with the option' runs 0 "warning: .* made with another .*/config .CONFIG_B=y.: run" \
	check "$tmp/s/facts"
rm "$tmp/config"
ok 'a .config that is gone says nothing' runs 0 '' check "$tmp/s/facts"
echo 0123456789ab >"$tmp/s/facts/.made/plugin"
ok 'another plugin' runs 0 'warning: .* made by plugin 0123456789ab, this is [0-9a-f]{12}: run' \
	check "$tmp/s/facts"
"$WNOTIFY" --version | sed -n '1s/.*, plugin //p' >"$tmp/s/facts/.made/plugin"
touch "$tmp/s/facts/.made/in-part"
ok 'units were left out: no matter for a check' runs 0 '' check "$tmp/s/facts"
ok 'but for who asks for callers' runs 0 'callers may be missing: run FULL=1' locks unmap "$tmp/s/facts"
rm -r "$tmp/s/facts/.made"
ok 'facts without that: nothing' runs 0 '' check "$tmp/s/facts"

facts held.c "$tmp/s/facts" config=def
ok 'two configurations: an error' runs 2 \
	'^wnotify: facts of two configurations: mm/balance.c is of abc, mm/held.c of def: .*run wnotify scan$' \
	check "$tmp/s/facts"
ok 'also for sites' runs 2 'two configurations' sites "$tmp/s/facts"
facts held.c "$tmp/s/facts" kernel=6.2.0
ok 'two kernels: an error' runs 2 'facts of two kernels: .*6.1.0, .*6.2.0' check "$tmp/s/facts"
facts held.c "$tmp/s/facts"
f=$tmp/s/facts/mm/held.c.facts
# the other compiler need not be installed: a number and the checksum that goes with it
perl -MCompress::Zlib -0777 -pi -e '
	s/^compiler gcc \d+/compiler gcc 4/m;
	s/^crc [0-9a-f]+\n\z//m;
	$_ .= sprintf "crc %08x\n", crc32($_);' "$f"
ok 'two compilers: an error' runs 2 'facts of two compilers: .*of gcc 4' check "$tmp/s/facts"

echo "1..$n"
