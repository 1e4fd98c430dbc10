#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# wnotify fix: the buggy units of testcases/rules get the patch that makes them
# silent, or one line that says why there is none; then Linux 6.1, where every
# finding of these kinds has one. Nothing is written to a tree.
use strict;
use warnings;
use Cwd qw(abs_path getcwd);
use File::Basename;
use File::Copy;
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use FindBin;
use JSON::PP;
use Test::More;

my $top = abs_path("$FindBin::Bin/../..");
my $wnotify = $ENV{WNOTIFY} // "$top/build/wnotify";
my $plugin = $ENV{WNOTIFY_PLUGIN} // "$top/build/wnotify_plugin.so";
my $cc = $ENV{CC} || 'gcc';
my $tmp = tempdir(CLEANUP => 1);

delete @ENV{qw(KDIR O DIRS NOTIFY KVER)};
$ENV{GIT_CONFIG_NOSYSTEM} = 1;
$ENV{HOME} = $tmp;
for my $who (qw(AUTHOR COMMITTER)) {
	$ENV{"GIT_${who}_NAME"} = 'A Tester';
	$ENV{"GIT_${who}_EMAIL"} = 'tester@example.org';
}

# What the repair of a unit is; "none" where there must be none, and why.
my @units = (
	['atomic-start/ptl', 'start-behind-init'],
	['atomic-start/spinlock', 'none', 'the range would be closed under a lock'],
	['bracket-balance/error-return', 'none', 'start-behind-init: the finding stays'],
	['double/cow', 'end-to-only-end'],
	['double/nested', 'drop-range'],
	['double/nested-some', 'hoist-range'],
	['event/cow', 'event'],
	['missing-bracket/collapse', 'add-bracket'],
	['missing-bracket/soft-dirty', 'none', 'add-bracket.cocci changes nothing here'],
	['missing-free/left-empty', 'add-notify'],
	['missing-free/table', 'end-after-unlock'],
	['missing-new-page/cow', 'add-notify'],
	['missing-new-page/hugetlb-cow', 'add-notify'],
	['missing-new-page/uprobe', 'add-notify'],
	['only-end-unsafe/wrprotect', 'only-end-to-end'],
	['order/cow', 'notify-with-clear'],
	['order/hugetlb', 'notify-behind-clear'],
	['range-size/dax-pmd', 'widen-range'],
	['range-size/gather', 'widen-record'],
	['range-size/notify', 'widen-range'],
	['range-size/unshare', 'widen-shared'],
	['redundant-downgrade/mkclean', 'drop-invalidate-range'],
	['redundant-downgrade/wrprotect', 'drop-notify'],
	['redundant-migration/migrate', 'drop-invalidate-range'],
	['redundant-same-content/ksm', 'drop-notify'],
	['redundant-same-content/zero-split', 'drop-notify', '', '-g'],
	['redundant-flush/record', 'invalidate-ad', '', '-g'],
	['redundant-flush/twice', 'drop-flush'],
	['stale-reader/retake', 'flush-pending'],
	['stale-reader/in-place', 'flush-pending'],
	['flush-after-unlock/migrate', 'clear-flush'],
	['flush-after-unlock/move', 'flush-before-unlock'],
	['young/lru-gen', 'young-notify'],
);

sub slurp {
	open my $fh, '<', $_[0] or return '';
	local $/;
	return <$fh> // '';
}

sub spew {
	open my $fh, '>', $_[0] or die "$_[0]: $!\n";
	print $fh $_[1];
	close $fh;
}

sub findings {
	my ($facts, @options) = @_;
	my $json = qx{"$wnotify" check --format json @options "$facts"};
	my $report = eval { decode_json($json) };

	return $report ? map { $_->{id} } grep { $_->{severity} eq 'warning' } @{$report->{findings}} : 'no report';
}

# A small "kernel" of one unit, compiled: tree, obj, facts.
sub build {
	my ($dir, $unit) = @_;
	my $text = slurp("$top/testcases/rules/$unit.c");
	my ($major, $minor) = $text =~ /wn-kernel "(\d+)\.(\d+)"/ ? ($1, $2) : (6, 1);
	my $arg = '-fplugin-arg-wnotify_plugin';
	my $version = $major * 100 + $minor;

	make_path("$dir/tree/mm", "$dir/obj/mm", "$dir/facts");
	spew("$dir/tree/mm/unit.c", $text);
	spew("$dir/tree/Makefile", "VERSION = $major\nPATCHLEVEL = $minor\nSUBLEVEL = 0\n");
	my $cmd = "$cc -fplugin=$plugin $arg-root=$dir/tree $arg-facts=$dir/facts $arg-kernel=$major.$minor.0 " .
		"$arg-analysis-only -Wall -O2 -DWN_KERNEL=$version -I$top/testcases/include -c -o mm/unit.o $dir/tree/mm/unit.c";

	spew("$dir/obj/mm/.unit.o.cmd", "cmd_mm/unit.o := $cmd\n");
	system("cd '$dir/obj' && $cmd >'$dir/log' 2>&1") == 0 or diag(slurp("$dir/log"));
}

sub fix {
	my ($dir, @args) = @_;

	local @ENV{qw(KDIR KO FACTS WNOTIFY)} = ("$dir/tree", "$dir/obj", "$dir/facts", $wnotify);
	my $status = system("'$top/scripts/fix.pl' @args >'$dir/out' 2>'$dir/err'") >> 8;
	return ($status, slurp("$dir/out"), slurp("$dir/err"));
}

# A git repository with these files of a tree.
sub repository {
	my ($dir, $tree, @files) = @_;

	for (@files) {
		make_path("$dir/" . dirname($_));
		copy("$tree/$_", "$dir/$_") or die "$_: $!\n";
	}
	system("cd '$dir' && git init -q . 2>/dev/null && git add . && git commit -qm tree") == 0 or die "no git\n";
}

sub test_unit {
	my ($unit, $kind, $why, @options) = @_;
	my $dir = "$tmp/" . ($unit =~ tr{/}{-}r);

	plan skip_all => 'not found yet' if slurp("$top/testcases/rules/$unit.c") =~ /wn-todo/;
	build($dir, $unit);
	my $before = slurp("$dir/tree/mm/unit.c");
	my ($status, $out, $err) = fix($dir, '-a', '-d', "$dir/patches", @options);

	isnt($out, "0 patches for 0 findings, 0 without one\n", 'has a finding') or return;

	is($err, '', 'no error');
	is(slurp("$dir/tree/mm/unit.c"), $before, 'the tree is as it was');
	if ($kind eq 'none') {
		is($status, 1, 'exit status');
		like($out, qr/^no patch: .*\n.*\Q$why\E/m, 'says why there is no patch');
		return;
	}
	is($status, 0, 'exit status') or diag($out);
	like($out, qr/^    \Q$kind\E with /m, "repaired by $kind") or return diag($out);
	repository("$dir/git", "$dir/tree", 'mm/unit.c');
	my $am = qx{cd "$dir/git" && git am "$dir"/patches/*.patch 2>&1};
	is($?, 0, 'git am takes the patches') or diag($am);
	make_path("$dir/plain/mm");
	copy("$dir/tree/mm/unit.c", "$dir/plain/mm/unit.c");
	my $patch = qx{cd "$dir/plain" && cat "$dir"/patches/*.patch | patch -p1 -F0 2>&1};
	is($?, 0, 'and so does patch -p1') or diag($patch);
	is(slurp("$dir/plain/mm/unit.c"), slurp("$dir/git/mm/unit.c"), 'to the same effect');
	my $message = slurp((glob "$dir/patches/0001-*.patch")[0]);
	unlike($message, qr/^Signed-off-by:/m, 'nobody signed it off');
	like($message, qr/says\s+of\s+Linux\s+6\S+:\n\n  mm\/unit\.c:\d+:\d+: warning: .*\n.*note: \(1\)/, 'the report is quoted');

	copy("$dir/git/mm/unit.c", "$dir/tree/mm/unit.c");
	system(slurp("$dir/obj/mm/.unit.o.cmd") =~ s/^\S+ := (.*)\n/cd '$dir\/obj' && $1 2>&1/r);
	is(join(' ', findings("$dir/facts")), '', 'then there is no finding');
}

subtest $_->[0] => sub { test_unit(@{$_}) } for @units;

# The unit with the patches, line breaks aside.
sub patched {
	my ($dir) = @_;

	if (!-e "$dir/plain") {
		make_path("$dir/plain/mm");
		copy("$dir/tree/mm/unit.c", "$dir/plain/mm/unit.c");
		system("cd '$dir/plain' && cat '$dir'/patches/*.patch | patch -s -p1 -F0");
	}
	return slurp("$dir/plain/mm/unit.c") =~ s/\s+//gr;
}

subtest 'without spatch' => sub {
	for my $u (['redundant-downgrade/wrprotect', 'drop-notify'], ['redundant-downgrade/mkclean', 'drop-invalidate-range'],
		   ['double/cow', 'end-to-only-end'], ['order/cow', 'notify-with-clear'],
		   ['missing-new-page/cow', 'add-notify'], ['missing-new-page/hugetlb-cow', 'add-notify'],
		   ['flush-after-unlock/move', 'flush-before-unlock'], ['range-size/dax-pmd', 'widen-range'],
		   ['range-size/unshare', 'widen-shared'], ['young/lru-gen', 'young-notify']) {
		my $dir = "$tmp/plain-" . ($u->[0] =~ tr{/}{-}r);

		build($dir, $u->[0]);
		my ($status, $out) = fix($dir, '-a', '-p', '-d', "$dir/patches");
		is($status, 0, "$u->[0]: exit status");
		like($out, qr/\Q$u->[1]\E with an edit of the range/, 'edits the range of the finding') or diag($out);
		is(patched($dir), patched("$tmp/" . ($u->[0] =~ tr{/}{-}r)), 'the same code as by spatch');
	}
};

subtest 'one that cannot be proved' => sub {
	my $dir = "$tmp/broken";

	# with the repair made, a variable is left that nobody uses
	build($dir, 'redundant-downgrade/mkclean');
	my $text = slurp("$dir/tree/mm/unit.c");
	$text =~ s/(\tint cleaned = 0;\n)/$1\tunsigned long last;\n/;
	$text =~ s/(mmu_notifier_invalidate_range\(vma->vm_mm, pvmw\.address,.*?\n\s*)pvmw\.address \+ PAGE_SIZE\)/$1(last = pvmw.address + PAGE_SIZE))/s;
	spew("$dir/tree/mm/unit.c", $text);
	my $cmd = slurp("$dir/obj/mm/.unit.o.cmd") =~ s/^\S+ := (.*)\n/$1/r;
	system("cd '$dir/obj' && $cmd -Wno-error >/dev/null 2>&1");
	my ($status, $out) = fix($dir, '-a', '-d', "$dir/patches");
	is($status, 1, 'exit status');
	like($out, qr/no patch: .*\n.*compiles with a warning/, 'is not written, and the reason is');
	is(scalar(() = glob "$dir/patches/*"), 0, 'no file');
};

subtest 'a function that spatch cannot parse' => sub {
	my $dir = "$tmp/unparsed";

	build($dir, 'redundant-downgrade/mkclean');
	my $text = slurp("$dir/tree/mm/unit.c");
	# a loop by a macro that spatch does not see
	my $cmd = slurp("$dir/obj/mm/.unit.o.cmd") =~ s/ -c -o / '-Dscoped_guard(k, l)=for (int once = 1; once; once = 0)' -c -o /r;
	spew("$dir/obj/mm/.unit.o.cmd", $cmd);
	$text =~ s/^(\s*)(cleaned\+\+;)/$1scoped_guard(spinlock, pvmw.ptl)\n$1\t$2/m;
	spew("$dir/tree/mm/unit.c", $text);
	is(system("cd '$dir/obj' && " . $cmd =~ s/^\S+ := (.*)\n/$1/r . ' 2>&1'), 0, 'compiles');
	my ($status, $out) = fix($dir, '-a', '-d', "$dir/patches");
	is($status, 0, 'has a patch all the same') or diag($out);
	like($out, qr/drop-invalidate-range with an edit of the range that the finding names \(spatch cannot parse mkclean_one\(\)\)/,
	     'the function is named');
	my ($patch) = glob "$dir/patches/0001-*.patch";
	like(slurp($patch), qr/spatch\s+cannot\s+parse\s+mkclean_one\(\)/, 'in the patch as well');
	like(slurp($patch), qr/^-\t\tmmu_notifier_invalidate_range\(/m, 'the same edit');
	unlike(slurp($patch), qr/^[-+].*scoped_guard/m, 'and nothing else');
};

subtest 'wrong use' => sub {
	my $dir = "$tmp/use";

	build($dir, 'double/cow');
	is((fix($dir, '-d', "$dir/p"))[0], 2, 'no finding named');
	is((fix($dir, '-a'))[0], 2, 'no directory');
	is((fix($dir, '-d', "$dir/p", 'double:mm/unit.c:nobody:x:1'))[0], 2, 'no such finding');
	spew("$dir/p/0001-old.patch", '');
	is((fix($dir, '-a', '-d', "$dir/p"))[0], 2, 'a directory with patches');
	is(system("'$wnotify' fix --patches '$dir/q' >/dev/null 2>&1") >> 8, 2, 'wnotify fix without a finding');
};

# The kernel itself; the scan is one that was made before, if there was one. Remarks
# are repaired, too (-g).
sub test_kernel {
	my ($version) = @_;
	my $dir = "$tmp/linux-$version";
	my $mechanical = qr/^(?:redundant-\w+|double|stale-reader|young|range-size):/;

	mkdir $dir;
	chomp(my $tree = qx{KVER=$version "$top/scripts/tree.sh" 2>"$dir/err"});
	plan skip_all => "no linux-source-$version" if $? || !-e "$tree/mm/rmap.c";
	my $where = qx{KVER=$version WNOTIFY_PLUGIN="$plugin" SCAN_ONLY=y "$top/scripts/scan.sh" 2>"$dir/err"};
	my %at = map { /^(\w+)=(.*)$/ ? ($1 => $2 =~ s/\\(.)/$1/gr) : () } split /\n/, $where;
	ok($at{FACTS}, 'scanned') or return diag(slurp("$dir/err"));
	my @before = findings($at{FACTS}, '--aggressive');
	my @ids = grep { /$mechanical/ } @before;

	ok(scalar @ids, 'there are findings of these kinds');
	spew("$dir/stamp", '');
	local @ENV{qw(KDIR KO FACTS WNOTIFY)} = (@at{qw(KDIR KO FACTS)}, $wnotify);
	my $status = system("'$top/scripts/fix.pl' -g -d '$dir/patches' @{[map { qq('$_') } @ids]} >'$dir/out' 2>'$dir/err'") >> 8;

	is($status, 0, 'each has a patch') or diag(slurp("$dir/out"), slurp("$dir/err"));
	is(qx{find "$at{KDIR}/mm" "$at{KDIR}/kernel" "$at{KDIR}/scripts" -newer "$dir/stamp"}, '', 'the tree is as it was');
	my @patches = glob "$dir/patches/*.patch";
	my %files = map { m{^diff --git a/(\S+)} ? ($1 => 1) : () } map { split /\n/, slurp($_) } @patches;
	repository("$dir/git", $at{KDIR}, sort keys %files);
	my $am = qx{cd "$dir/git" && git am "$dir"/patches/*.patch 2>&1};
	is($?, 0, 'git am takes them') or diag($am);
	repository("$dir/plain", $at{KDIR}, sort keys %files);
	my $patch = qx{cd "$dir/plain" && cat "$dir"/patches/*.patch | patch -p1 -F0 2>&1};
	is($?, 0, 'and so does patch -p1') or diag($patch);
	for my $title (map { slurp($_) =~ /^Subject: \[[^]]*\] (.*)$/m } @patches) {
		cmp_ok(length $title, '<=', 75, "a short subject: $title");
	}

	# the analysis of the patched tree
	require lib;
	lib->import("$top/scripts");
	require Wnotify;
	my %env = (kdir => $at{KDIR}, ko => $at{KO}, facts => $at{FACTS}, wnotify => $wnotify);
	mkdir "$dir/facts";
	Wnotify::copy_facts($at{FACTS}, "$dir/facts");
	for my $file (sort keys %files) {
		my (undef, $facts) = Wnotify::compile(\%env, "$dir/new", $file, slurp("$dir/git/$file"));

		is(slurp("$dir/plain/$file"), slurp("$dir/git/$file"), "$file: to the same effect");
		ok($facts, "$file compiles");
		rename $facts, "$dir/facts/$file.facts" or diag("$file: $!");
	}
	my %had = map { ($_ => 1) } @before;
	my @left = findings("$dir/facts", '--aggressive');
	is(join(' ', grep { /$mechanical/ } @left), '', 'then it finds none');
	is(join(' ', grep { !$had{$_} } @left), '', 'and nothing new');
}

subtest "Linux $_" => sub { test_kernel($_) } for '6.1', '6.12';

done_testing();
