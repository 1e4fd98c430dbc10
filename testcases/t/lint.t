#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# wnotify lint in a git repository of a part of Linux 6.1: what a commit
# introduces is found, whatever the commit is given as; moved code is no news;
# bad input gets one line. The repository and its files stay as they are.
cd "$(dirname "$0")/../.." || exit 1
export WNOTIFY=${WNOTIFY:-$PWD/build/wnotify}
export WNOTIFY_PLUGIN=${WNOTIFY_PLUGIN:-${WNOTIFY%/*}/wnotify_plugin.so}
unset O NOTIFY KDIR FORMAT ${!GIT_@}
export KVER=6.1 DIRS=kernel/events LC_ALL=C
source=$(scripts/tree.sh) || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export WNOTIFY_CACHE=$tmp/cache HOME=$tmp GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=T GIT_AUTHOR_EMAIL=t@example.org GIT_COMMITTER_NAME=T GIT_COMMITTER_EMAIL=t@example.org
n=0

result()
{
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		grep -hE "^(>>|<<|wnotify|[0-9]+ new|note|[<>] )" "$tmp/out" "$tmp/err" "$tmp/detail" | sed 's/^/# /'
	fi
}

is()
{
	local what=$1

	shift
	"$@" >"$tmp/detail" 2>&1
	result $? "$what"
}

# lint [ARG...] - $status, $tmp/out, $tmp/err
lint()
{
	timeout 900 "$WNOTIFY" lint "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
}

# gives WHAT NEW GONE [ARG...]
gives()
{
	local what=$1 new=$2 gone=$3

	shift 3
	lint "$@"
	is "$what: $new new, $gone gone" \
		[ "$status $(grep -c '^>> ' "$tmp/out") $(grep -c '^<< ' "$tmp/out")" = "$((new > 0)) $new $gone" ]
}

# fails WHAT PATTERN [ARG...] - one line and status 2
fails()
{
	local what=$1 pattern=$2

	shift 2
	lint "$@"
	is "$what" eval '[ $status = 2 ] && [ ! -s "$tmp/out" ] && [ "$(wc -l <"$tmp/err")" = 1 ] && grep -q -- "$pattern" "$tmp/err"'
}

linux=$tmp/linux
scripts/shadow.pl "$source" "$linux" || exit 1
# what the repository has are files, the rest are links; these are never written
own="kernel/events include/linux/uprobes.h include/linux/mmu_notifier.h include/linux/perf_event.h"
for f in $own; do
	rm -rf "$linux/$f"
	cp -r "$source/$f" "$linux/$f"
done
fails 'no git repository' 'no git work tree' -k "$linux" HEAD
cd "$linux" || exit 1
git init -q .
# the rest is not git's; its own files of the source are links, which git refuses
echo '*' >.git/info/exclude
find . -type l \( -name .gitignore -o -name .gitattributes -o -name .mailmap \) -delete
git add -f $own
git commit -qm base
git tag base
git checkout -q base

uprobes=kernel/events/uprobes.c
# the range is never opened: mirrors do not stop
commit()
{
	git commit -qam "$1"
	git tag "$2"
}
sed -i '/^\tmmu_notifier_invalidate_range_\(start\|end\)(&range);$/d' $uprobes
commit 'break one notify' broken
git checkout -q base
sed -i 's/^\tint err;$/\tint  err;/; s/^}$/}\n/' $uprobes
commit 'white space' space
git checkout -q base
{ for i in $(seq 500); do echo "/* line $i */"; done; cat $uprobes; } >"$tmp/moved"
cp "$tmp/moved" $uprobes
commit 'move all by 500 lines' moved
# the function with the finding that is there goes to the end
git checkout -q base
perl -0pi -e 's!^(static int __replace_page\(.*?\))(\n\{.*?^\}\n)!$1;\n!ms or die; $_ .= "\n$1$2"' $uprobes
commit 'move a function' function
git checkout -q base
sed -i 's/^#define _LINUX_UPROBES_H$/&\n\/* a comment *\//' include/linux/uprobes.h
commit 'a header' header
git checkout -q broken
git merge -q -m merge moved
git tag merge
git checkout -q base
echo 'int broken(' >>$uprobes
commit 'does not compile' nocompile
git checkout -q base
git status --porcelain >"$tmp/status"
find . "$source/kernel" "$source/include" -type f -newer "$tmp/status" -not -path './.git*' >"$tmp/before"

fails 'an unknown revision' 'nosuch: unknown revision' nosuch
fails 'an unknown revision in a range' 'nosuch: unknown revision' base..nosuch
fails 'two revisions' 'one revision or one range' base broken
fails 'a revision and what is staged' 'one of them' --staged broken
fails 'a first commit' 'no parent' base
fails 'a file outside the tree' 'nor a file of' /etc/passwd
fails 'no such file' 'no such file' mm/nosuch.c
fails 'a directory' 'is a directory' ./kernel/events
echo 'no patch at all' >"$tmp/text.patch"
fails 'a patch that is none' 'neither a patch' "$tmp/text.patch"
git diff broken base >"$tmp/reverse.patch"
fails 'a patch that does not apply' 'reverse.patch does not apply to HEAD (.*): patch failed' "$tmp/reverse.patch"
is 'nothing of that needed a scan' [ ! -e "$tmp/cache/build" ]

gives 'a commit that breaks one notify' 1 1 broken
is 'the first line says what' grep -q "^>> $uprobes:[0-9]*:[0-9]*: warning: .*\[notify:missing-bracket\]" "$tmp/out"
is 'the last line how to see it again' eval 'tail -n 1 "$tmp/out" | grep -qE "^reproduce: .*wnotify lint [0-9a-f]{12}\.\.[0-9a-f]{12}$"'
again=$(sed -n 's/^reproduce: .*wnotify lint //p' "$tmp/out")
cp "$tmp/out" "$tmp/first"
lint $again
is 'which gives the same' eval 'diff <(grep "^[><]" "$tmp/first") <(grep "^[><]" "$tmp/out")'
gives 'the same as a range' 1 1 base..broken
gives 'backwards' 1 1 broken..base
gives 'moving all code by 500 lines' 0 0 moved
gives 'moving a function' 0 0 function
gives 'white space' 0 0 space
gives 'a header' 0 0 header
is 'which units read' grep -qE 'in [1-9] units? that' "$tmp/out"
gives 'a merge, from its first parent' 0 0 merge
gives '... and from its second' 1 1 moved..merge
gives 'from the merge base' 1 1 moved...broken
gives 'a range without a change' 0 0 base..base

git format-patch -q -1 -o "$tmp" broken
gives 'a mail' 1 1 "$tmp/0001-break-one-notify.patch"
git diff base broken >"$tmp/plain.diff"
gives 'a plain diff' 1 1 "$tmp/plain.diff"
git format-patch --stdout base..merge >"$tmp/mbox"
gives 'a mailbox' 1 1 "$tmp/mbox"
timeout 100 "$WNOTIFY" lint - <"$tmp/mbox" >"$tmp/out" 2>"$tmp/err"
is 'the standard input' [ "$? $(grep -c '^>> ' "$tmp/out")" = '1 1' ]
gives 'a patch on another base' 1 1 --base "$(git rev-parse header)" "$tmp/plain.diff"
(cd kernel && timeout 100 "$WNOTIFY" lint -q HEAD events/uprobes.c >"$tmp/out" 2>"$tmp/err")
is 'a revision and a file' [ $? = 2 ]

fails 'a unit that does not compile with the change' "$uprobes does not compile with the change: .*error:" nocompile
fails 'a unit that does not compile before it' "$uprobes does not compile before the change: .*error:" nocompile..base

is 'up to here the files and the state were left alone' eval 'git status --porcelain | diff "$tmp/status" - &&
	find . "$source/kernel" "$source/include" -type f -newer "$tmp/status" -not -path "./.git*" | diff "$tmp/before" -'

# the index and the work tree, from a directory below
git show broken:$uprobes >$uprobes
gives 'the work tree' 1 1
gives 'a file' 1 1 $uprobes
gives 'a file that did not change' 0 0 kernel/events/core.c
gives 'nothing staged' 0 0 --staged
git add -f $uprobes
git show base:$uprobes >$uprobes
cp .git/index "$tmp/index"
gives 'what is staged' 1 1 --staged
gives 'the work tree without it' 0 0
is 'the index is as it was' cmp .git/index "$tmp/index"
lint -f json --staged
is 'as JSON' perl -MJSON::PP -0ne 'my $r = decode_json($_); exit(@{$r->{new}} == 1 && @{$r->{gone}} == 1 && $r->{reproduce} =~ /--staged/ ? 0 : 1)' "$tmp/out"
git reset -q

# known and accepted
sed -n 's/^  note: id: \([^ ]*\).*/\1\tknown/p;T;q' "$tmp/first" >.wnotify-baseline
gives 'a finding of the baseline' 0 1 broken
is 'which is said' grep -q '1 suppressed' "$tmp/out"
rm .wnotify-baseline
git checkout -q base

# a unit that is new, one that goes, one that is not built
sed 's/^/ /; s/^ //' kernel/events/callchain.c >kernel/events/extra.c
git add -f kernel/events/extra.c
gives 'a unit that is not built' 0 0 --staged
is 'which is said' grep -q 'does not build it: kernel/events/extra.c' "$tmp/out"
git reset -q
rm kernel/events/extra.c
git mv $uprobes kernel/events/up.c
sed -i 's/uprobes\.o/up.o/' kernel/events/Makefile
git add -f kernel/events/Makefile
gives 'a unit that is renamed' 0 0 --staged

cd "$tmp" || exit 1
fails 'outside of any tree' 'no git work tree' HEAD
echo "1..$n"
