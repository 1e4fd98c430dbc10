#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Run each script over its units and compare: in patch mode with NAME.res,
# in report mode with NAME.out.  A line
#
#	/* run HOW: -D fn=... -D line=... */
#
# in a unit asks for one more run, with these arguments, that gives
# NAME.HOW.res and NAME.HOW.out.  From the project's root:
#
#	prove cocci/tests/run.t
#
# cocci/tests/run.t --update [NAME..] writes what came out instead.  Read the
# diff before you believe it.

cd "$(dirname "$0")/.." || exit 1
update=
if [ "$1" = --update ]; then
	update=1
	shift
fi
if ! command -v spatch >/dev/null; then
	echo "1..0 # SKIP no spatch"
	exit 0
fi

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
n=0

# result NAME, after the command whose status it reports
result()
{
	local status=$?

	n=$((n + 1))
	if [ $status -eq 0 ]; then
		echo "ok $n - $1"
		return
	fi
	echo "not ok $n - $1"
	sed 's/^/# /' "$tmp/why" | head -60
}

# spatch_in MODE SCRIPT UNIT ARGS..: as scripts/coccicheck calls it
spatch_in()
{
	local mode=$1 script=$2 unit=$3

	shift 3
	spatch --very-quiet -D "$mode" "$@" --cocci-file "$script.cocci" \
		--no-includes --include-headers "$unit" 2>"$tmp/err" &&
		[ ! -s "$tmp/err" ]
}

# compare WANTED GOT
compare()
{
	[ -n "$update" ] && cp "$2" "$1"
	diff -u "$1" "$2" >"$tmp/why" 2>&1
}

# try UNIT HOW ARGS..: HOW is empty for the script alone
try()
{
	local name=$1 unit=tests/$1.c got=tests/$1${2:+.$2} how=${2:-alone}
	local status

	shift 2
	cp "$unit" "$tmp/patched"
	spatch_in patch "$name" "$unit" "$@" -o "$tmp/patched" \
		>/dev/null && compare "$got.res" "$tmp/patched"
	status=$?
	[ -s "$tmp/err" ] && cp "$tmp/err" "$tmp/why"
	if [ $how != alone ] && cmp -s "$unit" "$tmp/patched"; then
		echo "told, and changed nothing: wrong line?" >"$tmp/why"
		status=1
	fi
	(exit $status)
	result "$name: patch, $how"

	spatch_in report "$name" "$unit" "$@" --no-show-diff >"$tmp/raw"
	status=$?
	sort -t: -k2,2n -k3,3n "$tmp/raw" >"$tmp/reported"
	cp "$tmp/err" "$tmp/why"
	[ $status -eq 0 ] && compare "$got.out" "$tmp/reported"
	result "$name: report, $how"
}

# The other two modes see the same sites as report.
modes()
{
	local name=$1 unit=tests/$1.c

	spatch_in org "$name" "$unit" --no-show-diff >"$tmp/org"
	cp "$tmp/err" "$tmp/why"
	[ "$(grep -c '^\* TODO' "$tmp/org")" -eq \
	  "$(wc -l <"tests/$name.out")" ] && [ ! -s "$tmp/err" ]
	result "$name: org"

	spatch_in context "$name" "$unit" >"$tmp/context"
	cp "$tmp/err" "$tmp/why"
	grep -q '^-[^-]' "$tmp/context" && [ ! -s "$tmp/err" ]
	result "$name: context"
}

# What coccicheck greps for, and the part that all scripts share.
form()
{
	local name=$1 script=$1.cocci line

	: >"$tmp/why"
	for line in '^// SPDX-License-Identifier: GPL-2.0-or-later$' '^/// ' \
		'^// Confidence: (High|Moderate|Low)$' '^// Options: --no-incl' \
		'^// Keywords: ' '^virtual patch$' '^virtual context$' \
		'^virtual org$' '^virtual report$'; do
		grep -qE "$line" "$script" || echo "no $line" >>"$tmp/why"
	done
	if grep -q 'virtual\.line' "$script"; then
		sed -n '/^def here/,/"line" in want/p' "$script" |
			cmp - <(sed -n '/^def here/,/"line" in want/p' \
				drop-notify.cocci) >>"$tmp/why" 2>&1
	fi
	[ ! -s "$tmp/why" ]
	result "$name: form"
}

names=${*:-$(basename -s .cocci ./*.cocci)}
for name in $names; do
	form "$name"
	try "$name" ""
	while IFS=: read -r how args; do
		eval "try $name $how $args"
	done < <(sed -n 's,^/\* run \(.*\) \*/$,\1,p' "tests/$name.c")
	modes "$name"
done
echo "1..$n"
