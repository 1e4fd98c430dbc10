#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# compare.pl [-a] [-x] [-m PERCENT] LABELS [SITES] - labels against `wnotify sites --format tsv`
#
#	-a		print every row, not only those that differ
#	-x		also print the sites that no label speaks of
#	-m PERCENT	exit status 1 when fewer user-entry rows have the right class
#
# A row is matched by file, function, primitive and what ends the path; lines
# tell twins apart. Where no line is the same (another package version), the
# n-th line of that primitive in that function stands for the n-th in the label.
use strict;
use warnings;
use Getopt::Std;

my %opt;
getopts('axm:', \%opt) && @ARGV or die "usage: compare.pl [-a] [-x] [-m percent] labels.tsv [sites.tsv]\n";

# Read a table with a header line into a list of hashes.
sub table {
	my ($file) = @_;
	my $fh = \*STDIN;
	my (@rows, @names);

	if (defined $file) {
		open $fh, '<', $file or die "compare.pl: $file: $!\n";
	}
	while (<$fh>) {
		chomp;
		my @cells = split /\t/, $_, -1;

		if (!@names) {
			@names = @cells;
			next;
		}
		@cells == @names or die "compare.pl: ", $file // 'stdin', ":$.: ",
			scalar @cells, " columns, not ", scalar @names, "\n";
		my %row;
		@row{@names} = @cells;
		push @rows, \%row;
	}
	return \@rows;
}

my $labels = table(shift);
my $sites = table(shift);

# [ [ primitive, line ], ... ] of a label: "a:10|b:12", or "a" at its own line
sub primitives {
	my ($l) = @_;

	return map {
		my ($name, $line) = split /:/;
		[$name, $line // $l->{line}];
	} split /\|/, $l->{primitive};
}

sub is_set {
	return $_[0] =~ /^set_|_populate$|_commit$/;
}

# Lines of each primitive in each function, as labelled and as found.
my (%label_lines, %site_lines);
for my $l (@$labels) {
	$label_lines{"$l->{file} $l->{function} $_->[0]"}{$_->[1]} = 1 for primitives($l);
}
for my $s (@$sites) {
	$site_lines{"$s->{file} $s->{function} $s->{primitive}"}{$s->{line}} = 1;
}

# The line that a labelled one has in the tree that was analysed.
sub actual_line {
	my ($key, $line) = @_;
	my $found = $site_lines{$key} or return $line;
	my @old = sort { $a <=> $b } keys %{$label_lines{$key}};
	my @new = sort { $a <=> $b } keys %$found;

	return $line if $found->{$line} || grep { $found->{$_} } @old;
	for my $i (0 .. $#old) {
		return $new[$i] // $line if $old[$i] == $line;
	}
	return $line;
}

# Does this site end as the label says?
sub same_end {
	my ($l, $s, $shift) = @_;
	my ($name, $lines) = split /:/, $l->{resolved}, 2;

	$name //= '';
	return !is_set($s->{resolved}) if !is_set($name);
	return 0 if $s->{resolved} ne $name;
	return 1 if !defined $lines;
	return scalar grep { $_ + $shift == $s->{resolved_line} } split /,/, $lines;
}

# All sites of the label's path, whatever their class.
sub candidates {
	my ($l) = @_;
	my @found;

	for my $p (primitives($l)) {
		my $line = actual_line("$l->{file} $l->{function} $p->[0]", $p->[1]);

		for my $s (@$sites) {
			next if $s->{file} ne $l->{file} || $s->{function} ne $l->{function};
			next if $s->{primitive} ne $p->[0] || $s->{line} != $line;
			$s->{seen} = 1;
			push @found, $s if same_end($l, $s, $line - $p->[1]);
		}
	}
	return @found;
}

# "FUNC start 1 / end 2 | ..." to { "FUNC end" => 1 }; "none", "caller" stay
sub brackets {
	my %set;

	for (split / [|+] /, $_[0]) {
		my ($func) = /^([\w.]+:)?(\w+)/ ? $2 : '';
		my $kind = /only_end/ ? 'only_end' : /\bend\b/ ? 'end' : '';

		$set{$kind ? "$func $kind" : $func} = 1;
	}
	return \%set;
}

sub same_bracket {
	my ($l, $s) = @_;
	my ($want, $got) = (brackets($l->{bracket}), brackets($s->{bracket}));

	return 1 if grep { $want->{$_} } keys %$got;
	# the opener is another function, in a context that was not looked at
	return $got->{caller} && $l->{bracket} !~ /^\Q$l->{function}\E / && !$want->{none};
}

# First words; "some paths" agrees with neither yes nor no.
sub same_inlock {
	my ($l, $s) = @_;
	my ($want, $lines) = $l->{inlock} =~ /^(\w+|-)(?::([\d,]+))?/;
	my ($got) = $s->{inlock} =~ /^(some paths|\w+)/;

	return ($got // '') eq $want;
}

sub same_flush {
	my ($l, $s) = @_;

	return scalar grep { index($s->{flush}, $_) >= 0 } split /\|/, $l->{flush};
}

my %same = (
	bracket => \&same_bracket,
	inlock => \&same_inlock,
	flush => \&same_flush,
	required => sub { $_[0]{required} eq $_[1]{required} },
	verdict => sub { $_[0]{verdict} eq $_[1]{verdict} },
);
my @columns = qw(inlock bracket flush required verdict);

sub agreement {
	my ($l, $s) = @_;
	my ($inlock) = $l->{inlock} =~ /^yes:([\d,]+)/;
	my $n = grep { $same{$_}->($l, $s) } @columns;

	# twins without a set differ in the place of the notify
	$n += 0.5 if $inlock && grep { $s->{inlock} =~ /\b$_\b/ } split /,/, $inlock;
	return $n + 100 * ($s->{class} eq $l->{class});
}

my %total;

sub report {
	my ($verdict, $l, @more) = @_;
	my $case = $l->{case} ? " ($l->{case})" : '';

	$total{$verdict}++;
	return if $verdict =~ /ok$/ && !@more && !$opt{a};
	print "$verdict\t$l->{file}:$l->{line}: $l->{function}$case: $l->{primitive}",
		$l->{resolved} ? " -> $l->{resolved}" : '', ": $l->{class}\n";
	print "\t\t$_\n" for @more;
}

for my $l (@$labels) {
	my @c = candidates($l);

	if ($l->{class} eq 'kernel') {
		my @user = grep { $_->{class} ne 'kernel' } @c;

		@user ? report('kernel-as-user', $l, "said $user[0]{class}") :
			report('kernel-ok', $l);
		next;
	}
	$total{rows}++;
	if (!@c) {
		my @near = grep { $_->{file} eq $l->{file} && $_->{function} eq $l->{function} } @$sites;
		my %said = map { ("$_->{primitive}:$_->{line} -> $_->{resolved}:$_->{resolved_line} $_->{class}" => 1) } @near;

		report('missing', $l, map { "there is $_" } sort keys %said);
		next;
	}
	my ($s) = sort { agreement($l, $b) <=> agreement($l, $a) } @c;

	if ($s->{class} ne $l->{class}) {
		my %said = map { ("$_->{class}: $_->{reason}" => 1) } @c;

		report('class-wrong', $l, map { "said $_" } sort keys %said);
		next;
	}
	my @differ;
	for my $col (@columns) {
		if ($same{$col}->($l, $s)) {
			$total{$col}++;
		} else {
			push @differ, "$col: said '$s->{$col}', label '$l->{$col}'";
		}
	}
	report('ok', $l, @differ);
}

if ($opt{x}) {
	for my $s (grep { !$_->{seen} && $_->{class} ne 'kernel' } @$sites) {
		print "extra\t$s->{file}:$s->{line}: $s->{function}: $s->{primitive} -> ",
			"$s->{resolved}:$s->{resolved_line}: $s->{class}: $s->{reason}\n";
	}
}

sub percent {
	my ($n) = @_;

	return 100 * ($total{$n} // 0) / ($total{rows} || 1);
}

printf "\n%d rows of user entries: %d right class (%.1f %%), %d another class, %d missing; %d sites without a label\n",
	$total{rows} // 0, $total{ok} // 0, percent('ok'), $total{'class-wrong'} // 0, $total{missing} // 0,
	scalar grep { !$_->{seen} && $_->{class} ne 'kernel' } @$sites;
printf "  %-8s %3d right (%.1f %%)\n", $_, $total{$_} // 0, percent($_) for @columns;
printf "%d rows of kernel entries: %d taken for user entries\n",
	($total{'kernel-ok'} // 0) + ($total{'kernel-as-user'} // 0), $total{'kernel-as-user'} // 0;
exit(defined $opt{m} && percent('ok') < $opt{m});
