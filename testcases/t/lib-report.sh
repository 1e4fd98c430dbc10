# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by the tests of reports: facts of a few units, and TAP.

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
wnotify=$(realpath "${WNOTIFY:-build/wnotify}")
plugin=$(realpath "${WNOTIFY_PLUGIN:-build/wnotify_plugin.so}")
top=$PWD
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset KDIR WNOTIFY_FACTS
n=0

# ok WHAT COMMAND... - one test: does the command succeed?
ok()
{
	local what=$1

	shift
	n=$((n + 1))
	if "$@" >"$tmp/detail" 2>&1; then
		echo "ok $n - $what"
	else
		echo "not ok $n - $what"
		sed 's/^/# /' "$tmp/detail"
	fi
}

skip()
{
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# run STATUS COMMAND... - out and err receive what it prints
run()
{
	local want=$1 got

	shift
	"$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	got=$?
	[ $got = "$want" ] && return
	echo "exit status $got, not $want: $*"
	cat "$tmp/out" "$tmp/err"
	return 1
}

# facts DIR UNIT... - facts of units of testcases/rules, and their sources as a tree
facts()
{
	local dir=$1 arg=-fplugin-arg-wnotify_plugin unit

	shift
	mkdir -p "$dir/tree/mm" "$dir/facts"
	for unit in "$@"; do
		cp "testcases/rules/$unit.c" "$dir/tree/mm/"
	done
	for unit in "$dir"/tree/mm/*.c; do
		${CC:-gcc} -fplugin="$plugin" $arg-root="$dir/tree" $arg-facts="$dir/facts" \
			$arg-kernel=6.1.0 $arg-analysis-only -O2 -DWN_KERNEL=601 \
			-Itestcases/include -c -o "$tmp/o" "$unit" || exit 1
	done
}

# field FILE EXPRESSION - of a JSON file, by perl's JSON::PP; the object is $j
field()
{
	perl -MJSON::PP -e 'local $/; open my $f, "<", $ARGV[0] or die; my $j = decode_json(<$f>);
		my $r = eval $ARGV[1]; die $@ if $@; print ref $r ? encode_json($r) : $r, "\n"' "$@"
}
