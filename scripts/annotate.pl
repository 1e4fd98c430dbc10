#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# annotate.pl KDIR PLAN - write the markers of a plan of `wnotify locks --annotate`
# as a unified diff for patch -p1. Markers share the line of what they mark: no
# line moves, so that no __LINE__ does and objects stay the same bytes.
#
#	mark	FILE LINE FUNCTION MARKER STATIC	behind the parameters, also
#							at the prototypes
#	acquire	FILE LINE COLUMN CALL FUNCTION		__acquire(x) before the call
#	release	FILE LINE COLUMN CALL FUNCTION		__release(x) after it
use strict;
use warnings;
use File::Temp 'tempdir';
use File::Basename 'dirname';
use File::Path 'make_path';

my ($kdir, $plan) = @ARGV;
my (%text, %orig, @left, %count);

sub text {
	my $file = shift;

	if (!exists $text{$file}) {
		open my $fh, '<', "$kdir/$file" or return undef;
		local $/;
		$text{$file} = $orig{$file} = <$fh>;
	}
	return \$text{$file};
}

# Offset of line L in the text.
sub line_at {
	my ($t, $line) = @_;
	my $pos = 0;

	while (--$line > 0) {
		$pos = index($$t, "\n", $pos) + 1;
		return -1 if !$pos;
	}
	return $pos;
}

# Offset behind the parenthesis that closes the one at $pos.
sub close_paren {
	my ($t, $pos) = @_;
	my $depth = 0;

	for (; $pos < length $$t; $pos++) {
		my $c = substr $$t, $pos, 1;

		$depth++ if $c eq '(';
		return $pos + 1 if $c eq ')' && !--$depth;
	}
	return -1;
}

sub mark {
	my ($file, $line, $func, $marker, $static) = @_;
	my $t = text($file) or return 0;
	my $pos = line_at($t, $line);

	return 0 if $pos < 0 || substr($$t, $pos, 400) !~ /\b\Q$func\E\s*\(/;
	my $end = close_paren($t, $pos + $+[0] - 1);
	return 0 if $end < 0 || substr($$t, $end, 20) !~ /^\s*\{/;
	substr($$t, $end, 0) = " $marker";
	return 1 if $static;
	prototypes($func, $marker, dirname($file));
	return 1;
}

my %headers;
sub prototypes {
	my ($func, $marker, $dir) = @_;

	$headers{$dir} //= [ map { substr $_, 1 + length $kdir }
		glob("$kdir/$dir/*.h $kdir/include/linux/*.h") ];
	for my $h (@{$headers{$dir}}) {
		my $t = text($h) or next;

		next if index($$t, $func) < 0;
		while ($$t =~ /^(?:extern\s+)?[\w][\w \t\*]*?\b\Q$func\E(\()/mg) {
			my $end = close_paren($t, $-[1]);

			next if $end < 0 || substr($$t, $end, 1) ne ';';
			substr($$t, $end, 0) = " $marker";
			$count{prototype}++;
			last;
		}
	}
}

# What the lock is called: the argument of the call that names it.
sub lock_name {
	my ($call, $args) = @_;
	my @a = split /,(?![^(]*\))/, $args;

	s/^\s+|\s+$//g for @a;
	return $a[1] if $call =~ /^pte_unmap_unlock$/ && @a > 1;
	return $a[-1] =~ s/^&//r if $call =~ /map_lock$/ && @a;
	return 'RCU' if $call =~ /^rcu_/;
	return @a ? $a[0] : 'lock';
}

my @inserts;
sub around {
	my ($what, $file, $line, $col) = @_;
	my $t = text($file) or return 0;
	my $at = line_at($t, $line);

	return 0 if $at < 0;
	# columns count a tab as one
	my $pos = $at + $col - 1;
	my $head = substr $$t, $at, $pos - $at;
	return 0 if substr($$t, $pos) !~ /^(\w+)\s*(\()/;
	my ($call, $open) = ($1, $pos + $-[2]);
	my $end = close_paren($t, $open);
	return 0 if $end < 0 || substr($$t, $end, 40) !~ /^\s*;/;
	my $stop = $end + $+[0];
	my $name = lock_name($call, substr $$t, $open + 1, $end - $open - 2);
	# the lock that pmd_lock() returns is the variable it goes to
	my ($start, $decl);

	$name = 'RCU' if $name eq '';
	if ($head =~ /^\s*$/) {
		$start = $pos;
	} elsif ($head =~ /^\s*(?:[\w>.\-\*\[\]]+\s*=\s*)*?([\w>.\-\*\[\]]+)\s*=\s*$/) {
		my $to = $1;

		$name = $to if $call =~ /_lock$/ && $call !~ /map_lock|^folio_/;
		$start = $at + length(($head =~ /^(\s*)/)[0]);
	} elsif ($head =~ /^\s*return\s*$/) {
		$start = $at + length(($head =~ /^(\s*)/)[0]);
		$decl = 'return';
	} elsif ($head =~ /^\s*(?:if|while)\s*\(.*\)\s*$/ && balanced($head)) {
		$start = $pos;
	} else {
		return 0;
	}
	if ($what eq 'acquire' || defined $decl) {
		my $m = $what eq 'acquire' ? "__acquire($name);" : "__release($name);";

		push @inserts, [ $file, $start, "{ $m " ], [ $file, $stop, " }" ];
	} else {
		push @inserts, [ $file, $start, "{ " ], [ $file, $stop, " __release($name); }" ];
	}
	return 1;
}

sub balanced {
	my $s = shift;

	return ($s =~ tr/(//) == ($s =~ tr/)//);
}

open my $in, '<', $plan or die "wnotify: $plan: $!\n";
my @plan = map { chomp; [ split /\t/ ] } <$in>;

# Places first, then markers: those move columns, not lines.
for my $p (grep { $_->[0] ne 'mark' } @plan) {
	my ($what, $file, $line, $col, $call, $func) = @$p;

	if (around($what, $file, $line, $col)) {
		$count{$what}++;
	} else {
		push @left, "$file:$line: $func: $call()";
	}
}
for my $i (sort { $a->[0] cmp $b->[0] || $b->[1] <=> $a->[1] } @inserts) {
	substr($text{$i->[0]}, $i->[1], 0) = $i->[2];
}
for my $p (grep { $_->[0] eq 'mark' } @plan) {
	my (undef, @a) = @$p;

	if (mark(@a)) {
		$count{mark}++;
	} else {
		push @left, "$a[0]:$a[1]: $a[2] $a[3]";
	}
}

my $dir = tempdir(CLEANUP => 1);
for my $file (sort keys %text) {
	next if $text{$file} eq $orig{$file};
	for my $side (['a', $orig{$file}], ['b', $text{$file}]) {
		make_path(dirname("$dir/$side->[0]/$file"));
		open my $fh, '>', "$dir/$side->[0]/$file" or die "wnotify: $dir: $!\n";
		print $fh $side->[1];
		close $fh or die "wnotify: $dir: $!\n";
	}
	chdir $dir or die "wnotify: $dir: $!\n";
	open my $diff, '-|', 'diff', '-u', "a/$file", "b/$file" or die "wnotify: diff: $!\n";
	while (<$diff>) {
		s/^((?:---|\+\+\+) \S+)\t.*/$1/;
		print;
	}
	close $diff;
}
chdir '/';
printf STDERR "wnotify: %d functions marked, %d prototypes, %d locks and %d unlocks set apart, %d places left\n",
	(map { $count{$_} // 0 } qw(mark prototype release acquire)), scalar @left;
printf STDERR "wnotify: left: %s\n", $_ for @left;
