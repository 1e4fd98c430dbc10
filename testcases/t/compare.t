#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# The comparer itself: sites made from the labels must all be right, and each
# kind of damage must be noticed.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use Test::More;

my $dir = "$FindBin::Bin/../labels";
my $tmp = tempdir(CLEANUP => 1);
my @columns = qw(file line col function primitive level class resolved resolved_line value
		 context locks inlock bracket flush required verdict reason);

sub read_labels {
	open my $fh, '<', "$dir/linux-6.1.tsv" or die;
	chomp(my @lines = <$fh>);
	my @names = split /\t/, shift @lines;
	return map { my %l; @l{@names} = split /\t/, $_, -1; \%l } @lines;
}

# The site that a tool without errors reports for a label.
sub site {
	my %s = (%{$_[0]}, col => 1, value => '', context => '', locks => '');

	$s{line} = $1 if $s{primitive} =~ /:(\d+)/;
	$s{primitive} =~ s/[:|].*//;
	($s{resolved}, $s{resolved_line}) = split /[:,]/, $s{resolved};
	$s{$_} =~ s/\|.*// for qw(flush);
	$s{$_} //= '' for @columns;
	return \%s;
}

# Compare the sites; returns the numbers of the summary and the exit status.
sub compare {
	my (@sites) = @_;
	my $file = "$tmp/sites.tsv";

	open my $fh, '>', $file or die;
	print $fh join("\t", @columns), "\n";
	print $fh join("\t", @$_{@columns}), "\n" for @sites;
	close $fh;
	my $out = `$^X $dir/compare.pl -m 95 $dir/linux-6.1.tsv $file`;
	my ($rows, $ok, $wrong, $missing) =
		$out =~ /^(\d+) rows.*?: (\d+) right.*, (\d+) another class, (\d+) missing/m;
	my %same = $out =~ /^  (\w+) +(\d+) right/mg;

	return { rows => $rows, ok => $ok, wrong => $wrong, missing => $missing,
		 status => $? >> 8, %same };
}

my @labels = grep { $_->{class} ne 'kernel' } read_labels();
my $all = compare(map { site($_) } @labels);

cmp_ok($all->{rows}, '>=', 110, 'there are labels');
is($all->{ok}, $all->{rows}, 'sites made from the labels have the right class');
is($all->{$_}, $all->{rows}, "and the right $_") for qw(inlock bracket flush required verdict);
is($all->{status}, 0, 'which is at least 95 percent');

my $shifted = compare(map { my $s = site($_); $s->{line} += 7;
	$s->{resolved_line} += 7 if $s->{resolved_line}; $s } @labels);
is($shifted->{ok}, $all->{rows}, 'another package version with shifted lines');

my $none = compare();
is($none->{missing}, $all->{rows}, 'no sites: all are missing');
is($none->{status}, 1, 'which is below 95 percent');

my $class = compare(map { my $s = site($_); $s->{class} = 'zap'; $s } @labels);
is($class->{wrong}, $all->{rows}, 'another class is noticed');

my $bracket = compare(map { my $s = site($_); $s->{bracket} = 'f start 1 / end 2'; $s } @labels);
is($bracket->{bracket}, 0, 'another bracket is noticed');

my $end = compare(map { my $s = site($_); $s->{bracket} =~ s/only_end/END/g;
	$s->{bracket} =~ s/\bend\b/only_end/g; $s->{bracket} =~ s/END/end/g; $s } @labels);
is($end->{bracket}, scalar(grep { $_->{bracket} eq 'none' } @labels),
   'only_end is not end');

done_testing();
