#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# mutate.pl - break a kernel in one place at a time; is it noticed?
#
#	-l FILE		the labelled mutants of this table
#	-o OP,... | all	by operators (scripts/Mutate/Operators.pm)
#	-f FILE,...	only in these source files
#	-n FUNC,...	only in these functions
#	-i ID,...	only these labelled mutants
#	-j N		at once
#	-v		also print what is killed
#	-k DIR		keep the work directory there
#
# Environment: KDIR tree, KO build directory, FACTS facts of the unchanged
# tree, WNOTIFY. The tree is never touched: a changed file is compiled in a
# tree of links beside it, by the command that Kbuild recorded.
#
#	killed		a new finding
#	survived	none; listed with what was changed
#	equivalent	none, and one less: the change removes what was reported
#	right, wrong	labelled ones: what must happen does, or does not
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Cwd qw(abs_path);
use File::Basename;
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Getopt::Std;
use JSON::PP;
use Mutate::Operators qw(operators mutants);
use Mutate::Source;

my %opt = (j => 1);
getopts('l:o:f:n:i:j:k:v', \%opt) or exit 2;
my ($kdir, $ko, $facts) = map { $ENV{$_} // die "mutate.pl: $_ is not set\n" } qw(KDIR KO FACTS);
my $wnotify = $ENV{WNOTIFY} // "$FindBin::Bin/../build/wnotify";
my $work = $opt{k} // tempdir(CLEANUP => 1);
my $main_pid = $$;

sub slurp {
	open my $fh, '<', $_[0] or die "mutate.pl: $_[0]: $!\n";
	local $/;
	return <$fh>;
}

sub wanted {
	my ($set, $name) = @_;

	return !defined $set || scalar grep { $_ eq $name } split /,/, $set;
}

# A tree in $dir that links to $kdir, but for one file that is written.
sub link_tree {
	my ($dir, $file, $text) = @_;
	my ($from, $to) = ($kdir, $dir);
	my @path = split m{/}, $file;

	while (@path) {
		my $name = shift @path;

		make_path($to);
		opendir my $dh, $from or die "mutate.pl: $from: $!\n";
		for (grep { !/^\.\.?$/ && $_ ne $name } readdir $dh) {
			symlink "$from/$_", "$to/$_" if !-l "$to/$_";
		}
		closedir $dh;
		$from .= "/$name";
		$to .= "/$name";
	}
	open my $fh, '>', $to or die "mutate.pl: $to: $!\n";
	print $fh $text;
	close $fh;
}

# The command that compiled the file, for the changed copy of the tree.
sub compile_command {
	my ($file, $tree, $out) = @_;
	my $obj = $file =~ s/\.c$/.o/r;
	my $cmd = slurp("$ko/" . dirname($obj) . '/.' . basename($obj) . '.cmd');

	$cmd =~ /^(?:saved)?cmd_\S+ := (.*)$/m or die "mutate.pl: no command for $file\n";
	$cmd = $1;
	$cmd =~ s/\s;\s.*//;
	$cmd =~ s/\$\(pound\)/#/g;
	$cmd =~ s/-Wp,-MMD,\S+//;
	$cmd =~ s/-o \Q$obj\E/-o $out\/o/;
	$cmd =~ s/(-wnotify_plugin-facts=)\S+/$1$out\/facts/;
	$cmd =~ s/\Q$kdir\E/$tree/g;
	return $cmd;
}

# Ids of all findings of a set of facts: { id => rule }
sub findings {
	my ($dir) = @_;
	my $out = qx{"$wnotify" check --format json "$dir" 2>&1};

	my $report = eval { decode_json($out) } or die "mutate.pl: check failed: $out\n";
	return { map { ($_->{id} => $_) } grep { $_->{severity} eq 'warning' } @{$report->{findings}} };
}

my $pristine;

# Compile and check one mutant; returns new findings, gone findings, error.
sub try_mutant {
	my ($dir, $m) = @_;
	my ($tree, $out) = ("$dir/tree", "$dir/out");

	link_tree($tree, $m->{file}, $m->{text});
	make_path("$out/facts");
	system('cp', '-rs', abs_path($facts) . '/.', "$dir/facts") == 0 or die "mutate.pl: cp failed\n";
	my $log = qx{cd "$ko" && ( @{[compile_command($m->{file}, $tree, $out)]} ) 2>&1};
	return { error => $log =~ /^(.*error:.*)$/m ? $1 : 'does not compile' } if $?;
	unlink "$dir/facts/$m->{file}.facts";
	rename "$out/facts/$m->{file}.facts", "$dir/facts/$m->{file}.facts" or
		return { error => 'no facts' };
	my $now = findings("$dir/facts");

	return {
		new => [map { $now->{$_} } grep { !$pristine->{$_} } sort keys %$now],
		gone => [map { $pristine->{$_} } grep { !$now->{$_} } sort keys %$pristine],
	};
}

# What is said about the result of a mutant.
sub verdict {
	my ($m, $r) = @_;
	my @new = @{$r->{new} // []};

	return 'error' if $r->{error};
	if (!$m->{must}) {
		return @new ? 'killed' : @{$r->{gone}} ? 'equivalent' : 'survived';
	}
	return @new ? 'wrong' : 'right' if $m->{must} eq 'none';
	my ($rules) = $m->{must} =~ /^new:(.*)/;

	@new = grep { my $f = $_; grep { index($f->{rule}, $_) == 0 } split /,/, $rules } @new if $rules;
	return @new ? 'right' : 'wrong';
}

sub report {
	my ($m, $r) = @_;
	my $v = verdict($m, $r);
	my $line = "$v\t$m->{id}\t$m->{what}\n";

	$line .= "\t\t$r->{error}\n" if $r->{error};
	$line .= "\t\tnew: $_->{id}\n" for @{$r->{new} // []};
	$line .= "\t\tgone: $_->{id}\n" for @{$r->{gone} // []};
	$line .= "\t\twhy: $m->{why}\n" if $m->{why} && $v eq 'wrong';
	return [$v, $line, $m->{op}];
}

sub labelled {
	my ($fh, @mutants);

	open $fh, '<', $opt{l} or die "mutate.pl: $opt{l}: $!\n";
	chomp(my @names = split /\t/, scalar <$fh>);
	while (<$fh>) {
		chomp;
		my %l;

		@l{@names} = split /\t/, $_, -1;
		next if !wanted($opt{i}, $l{id}) || !wanted($opt{f}, $l{file});
		my $src = Mutate::Source->new(slurp("$kdir/$l{file}"));
		my $at = $src->find_nth($l{function}, $l{text}, $l{nth}) or
			die "mutate.pl: $l{id}: no '$l{text}' in $l{function}\n";
		my $line = $src->line_of($at->[0]);

		if ($l{action} eq 'replace') {
			$src->replace($at, $l{to});
		} elsif ($l{action} eq 'delete') {
			$src->delete_statement($src->statement($at->[0]));
		} else {
			my $to = $src->find_nth($l{function}, $l{to}, $l{to_nth}) or
				die "mutate.pl: $l{id}: no '$l{to}' in $l{function}\n";

			$src->move_behind($src->statement($at->[0]), $src->statement($to->[0]));
		}
		push @mutants, { %l, text => $src->{text}, op => $l{kind},
				 what => "$l{file}:$line: $l{function}: $l{kind}: $l{action} $l{text} $l{to}" };
	}
	return @mutants;
}

# Functions that have anything to break, in files that were analysed.
sub by_operators {
	my @names = $opt{o} eq 'all' ? operators() : split /,/, $opt{o};
	my @mutants;
	chomp(my @files = qx{cd "$facts" && find . -name '*.c.facts' | sed 's|^\\./||; s|\\.facts\$||' | sort});

	for my $file (grep { wanted($opt{f}, $_) } @files) {
		my $text = slurp("$kdir/$file");
		next if $text !~ /mmu_notifier|_notify\(|tlb_remove|flush_tlb|ptep_clear_flush/;
		my $src = Mutate::Source->new($text);

		for my $func (grep { wanted($opt{n}, $_) } $src->functions) {
			for my $op (@names) {
				my $n = 0;

				for my $m (mutants($op, $src, $func)) {
					my $copy = Mutate::Source->new($text);

					next if !$m->[1]->($copy) || $copy->{text} eq $text;
					my $line = $src->line_of($m->[0]);
					$n++;
					push @mutants, { id => "$op:$file:$func:$n", op => $op, file => $file,
							 text => $copy->{text},
							 what => "$file:$line: $func: $op" };
				}
			}
		}
	}
	return @mutants;
}

# Run the mutants, $opt{j} at once; each child writes what it found.
sub run_all {
	my @todo = @_;
	my ($n, %running, @results) = (0);

	while (@todo || %running) {
		if (@todo && keys %running < $opt{j}) {
			my $m = shift @todo;
			my $dir = sprintf '%s/%04d', $work, $n++;
			my $pid = fork // die "fork: $!\n";

			if (!$pid) {
				make_path($dir);
				open my $fh, '>', "$dir.result" or exit 2;
				print $fh encode_json(report($m, eval { try_mutant($dir, $m) } // { error => $@ }));
				close $fh;
				system 'rm', '-rf', $dir if !$opt{k};
				exec 'true';	# no cleanup of the parent's directory
			}
			$running{$pid} = "$dir.result";
			next;
		}
		my $done = delete $running{wait()} // next;
		my $r = decode_json(slurp($done));

		push @results, $r;
		print $r->[1] if $opt{v} || $r->[0] !~ /^(?:killed|right|equivalent)$/;
		printf STDERR "\r%d mutants, %d to go ", scalar @results, scalar(@todo) + keys %running if -t STDERR;
	}
	print STDERR "\r\e[K" if -t STDERR;
	return @results;
}

$| = 1;
$pristine = findings($facts);
my @mutants = (($opt{l} ? labelled() : ()), ($opt{o} ? by_operators() : ()));
my @results = run_all(@mutants);
my (%table, %total);

for (@results) {
	$table{$_->[2]}{$_->[0]}++;
	$total{$_->[0]}++;
}
my @kinds = grep { $total{$_} } qw(killed survived equivalent right wrong error);
printf "\n%-22s%s\n", 'operator', join '', map { sprintf '%12s', $_ } @kinds;
for my $op (sort keys %table) {
	printf "%-22s%s\n", $op, join '', map { sprintf '%12d', $table{$op}{$_} // 0 } @kinds;
}
printf "%-22s%s\n", 'all', join '', map { sprintf '%12d', $total{$_} } @kinds;
# a mutant of an operator that does not compile is no mutant
exit(grep({ $_->[0] eq 'wrong' || ($_->[0] eq 'error' && $opt{l}) } @results) ? 1 : 0);
