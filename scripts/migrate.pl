#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# migrate.pl [-l] MIGRATION TREE NEW [DIR|FILE]... - run one of the migrations of cocci/
# over a tree.
#
#	-l	list the migrations
#
# NEW becomes a tree of links to TREE, in which what changes is a file of its own; TREE is
# not written to. Without DIR: what upstream had to change. Files that name nothing old
# are not looked at further. Printed are the files that changed, functions in the others
# that spatch cannot parse (it would skip them without a word), and each place in code
# where something old is left.
#
# Exit status: 0 nothing old is left, 1 something is, 2 it could not run.
use strict;
use warnings;
use File::Basename;
use File::Find;
use File::Path qw(make_path);
use FindBin;
use lib $FindBin::Bin;
use Cwd qw(abs_path);
use Getopt::Std;
use Migrate::Table qw(migration migrations);
use Mutate::Source;
use Wnotify qw(slurp spew);

my @usual = qw(mm fs kernel virt/kvm arch/x86 include/linux/mmu_notifier.h include/asm-generic/tlb.h
	       drivers/iommu drivers/gpu/drm drivers/infiniband drivers/misc drivers/xen);

sub fail {
	print STDERR 'wnotify: ', @_, "\n";
	exit 2;
}

# [ position, what ] of all that is old in the text.
sub old_places {
	my ($src, $m) = @_;
	my @found;

	for my $o (@{$m->{old}}) {
		my ($re, $what, $filter) = @$o;
		my @at;

		pos($src->{blank}) = 0;
		push @at, [$-[0], $+[0], $what] while $src->{blank} =~ /$re/g;
		push @found, grep { !$filter || $filter->($src, $_->[1]) } @at;
	}
	return sort { $a->[0] <=> $b->[0] } @found;
}

sub sources {
	my ($tree, @where) = @_;
	my @files;

	for my $w (@where) {
		if (-f "$tree/$w") {
			push @files, $w;
		} elsif (-d "$tree/$w") {
			find({ no_chdir => 1, follow_fast => 1, follow_skip => 2, wanted => sub {
				push @files, substr $_, length("$tree/") if /\.[ch]$/ && -f;
			} }, "$tree/$w");
		}
	}
	return sort @files;
}

sub spatch {
	my ($script, $file, $out) = @_;

	open my $said, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', 'timeout', 300, 'spatch', '--very-quiet',
		'-D', 'patch', '--cocci-file', "$FindBin::Bin/../cocci/$script.cocci", '--no-includes',
		'--include-headers', $file, '-o', $out or fail("spatch: $!");
	my $text = do { local $/; <$said> } // '';
	close $said;
	return '' if $text =~ /no modified files/;
	return $? ? ($text =~ /(\S.*)/ ? $1 : "status $?") : '';
}

# Functions that spatch does not see: what it cannot parse it prints behind "bad:", with
# the place of the first error of each.
sub unparsed {
	my ($file, $src) = @_;
	my $out = qx{timeout 300 spatch --parse-c --no-includes "$file" 2>&1};
	my %bad = map { ($_ => 1) } $out =~ /^ = File "[^"]*", line (\d+),/mg;
	my %head = map { ($_ => 1) } grep { /\S/ } $out =~ /^(?:bad|BAD):!* ?(.*)$/mg;
	my @names;

	for my $f ($src->functions) {
		my $body = $src->body($f);
		my ($from, $to) = map { $src->line_of($_) } @$body;
		my ($first) = substr($src->{text}, 0, $body->[0]) =~ /.*^([^\n]*\b\Q$f\E\s*\([^\n]*)/ms;

		push @names, $f if (defined $first && $head{$first}) || grep { $_ >= $from && $_ <= $to } keys %bad;
	}
	return @names;
}

# Directories of links up to the file, then the file itself.
sub put {
	my ($tree, $new, $file, $text) = @_;
	my $dir = dirname($file);
	my $at = '';

	for my $part (split m{/}, $dir) {
		my $path = $at eq '' ? $part : "$at/$part";

		if (-l "$new/$path") {
			unlink "$new/$path";
			mkdir "$new/$path" or fail("$new/$path: $!");
			opendir my $dh, "$tree/$path" or fail("$tree/$path: $!");
			for (grep { !/^\.\.?$/ } readdir $dh) {
				symlink "$tree/$path/$_", "$new/$path/$_" or fail("$new/$path/$_: $!");
			}
		}
		$at = $path;
	}
	unlink "$new/$file";
	spew("$new/$file", $text);
}

sub main {
	my %opt;

	getopts('l', \%opt) or exit 2;
	if ($opt{l}) {
		print "$_\n" for migrations();
		return 0;
	}
	my ($name, $tree, $new, @where) = @ARGV;
	fail('which migration of which tree into which new one? migrate.pl MIGRATION TREE NEW [DIR]...') if !defined $new;
	my $m = migration($name) // fail("$name: no such migration, there are: ", join ', ', migrations());
	$tree = abs_path($tree) // fail("$tree: $!");
	-f "$tree/Makefile" or fail("$tree is no kernel tree");
	fail("$new is there already") if -e $new;
	fail('spatch is not installed (apt-get install coccinelle)')
		if !grep { -x "$_/spatch" } split /:/, $ENV{PATH};
	make_path(dirname($new));
	system("$FindBin::Bin/shadow.pl", $tree, $new) == 0 or exit 2;
	@where = @usual if !@where;

	my ($changed, $left, $lost) = (0, 0, 0);
	my @files = grep { slurp("$tree/$_") =~ /notif|invalidate|only_end|change_pte/ } sources($tree, @where);

	# what only the header edits change
	my %seen = map { ($_ => 1) } @files;
	push @files, grep { !$seen{$_} && -f "$tree/$_" } sort keys %{$m->{headers}};
	for my $file (@files) {
		my $text = slurp("$tree/$file");
		my $src = Mutate::Source->new($text);
		my @old = old_places($src, $m);
		my $edit = $m->{headers}{$file};

		next if !@old && !$edit;
		if ($edit) {
			$text = $edit->($text);
		} else {
			my $out = "$new.spatch.c";
			my $why = spatch($name, "$tree/$file", $out);

			$text = slurp($out) if !$why && -e $out;
			unlink $out;
			print "$file: spatch failed: $why\n" if $why;
		}
		my @bad = $edit ? () : unparsed("$tree/$file", $src);
		my %inside = map { ($_ => 1) }
			grep { my $f = $_; grep { $src->find($f, $_->[0]) } @{$m->{old}} } @bad;

		if ($text ne $src->{text}) {
			put($tree, $new, $file, $text);
			$changed++;
			print "$file: changed", ($edit ? ' by pattern' : ''), "\n";
		}
		print "$file: spatch cannot parse $_()", $inside{$_} ? ', which has something old' : '', "\n" for @bad;
		$lost += @bad;
		my $now = Mutate::Source->new($text);
		for my $o (old_places($now, $m)) {
			my ($line) = (split /\n/, $now->{text})[$now->line_of($o->[0]) - 1] =~ /^\s*(.*)/;

			print "$file:", $now->line_of($o->[0]), ": old $o->[2] is left: $line\n";
			$left++;
		}
	}
	printf "%d files changed, %d old places left, %d functions not parsed\n", $changed, $left, $lost;
	return $left ? 1 : 0;
}

$| = 1;
my $status = eval { main() };
fail($@ =~ s/\n\z//r) if !defined $status;
exit $status;
