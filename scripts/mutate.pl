#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# mutate.pl - break a kernel in one place at a time; is it noticed?
#
#	-l FILE		the labelled mutants of this table; lines with one id are one mutant
#	-o OP,... | all	by operators (scripts/Mutate/Operators.pm); "mechanical": those
#			whose mutants say by themselves how they are repaired
#	-s N		only every Nth of each operator
#	-f FILE,...	only in these source files
#	-n FUNC,...	only in these functions
#	-i ID,... | @FILE	only these mutants
#	-t		list them, run none
#	-a FILE		survivors that are argued by hand: ID, tab, reason
#	-j N		at once
#	-v		also print what is killed
#	-k DIR		keep the work directory there
#	-r		repair what is killed, as wnotify fix does: is it what it was?
#
# Environment: KDIR tree, KO build directory, FACTS facts of the unchanged
# tree, WNOTIFY. The tree is never touched: a changed file is compiled in a
# tree of links beside it, by the command that Kbuild recorded.
#
#	killed		a new finding
#	survived	none; listed with what was changed
#	argued		none, and the table of -a says why; a survivor all the same
#	equivalent	none, and what was reported as done twice or for nothing is gone; or
#			one of the rules of scripts/Mutate/Equivalent.pm says why
#	helper		not run: the model stands for the body of the function
#	right, wrong	labelled ones: what must happen does, or does not
#
# With -r, of those with a new finding:
#	restored	the repair gives the original code, comments aside
#	repaired	other code; no new finding is left
#	unrepaired	a new finding is left; says why
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Getopt::Std;
use Fix::Prove;
use JSON::PP;
use Mutate::Equivalent qw(equivalent sites bodies);
use Mutate::Operators qw(operators mechanical mutants);
use Mutate::Source;
use Wnotify qw(slurp spew compile copy_facts check);

my %opt = (j => 1);
getopts('l:o:f:n:i:a:j:k:rs:tv', \%opt) or exit 2;
my ($kdir, $ko, $facts) = map { $ENV{$_} // die "mutate.pl: $_ is not set\n" } qw(KDIR KO FACTS);
$opt{i} = slurp($1) =~ s/\s+/,/gr if ($opt{i} // '') =~ /^\@(.+)/;
my %env = (kdir => $kdir, ko => $ko, facts => $facts,
	   wnotify => $ENV{WNOTIFY} // "$FindBin::Bin/../build/wnotify");
my $work = $opt{k} // tempdir(CLEANUP => 1);
my $main_pid = $$;

sub wanted {
	my ($set, $name) = @_;

	return !defined $set || scalar grep { $_ eq $name } split /,/, $set;
}

# Findings of a report: { id => finding }
sub findings {
	my ($report) = @_;

	return { map { ($_->{id} => $_) } @{$report->{findings}} };
}

my ($said, $pristine, $sites, %argued);	# $said: the report of the unchanged kernel

# Repair the new findings of a mutant; returns what came out of it, and why.
sub try_repair {
	my ($dir, $m, $report, @new) = @_;
	my %its = (%env, facts => "$dir/facts");

	make_path("$dir/fix");
	my $prove = Fix::Prove->new(\%its, "$dir/fix", 0, $report);
	$prove->{text}{$m->{file}} = $m->{text};
	$prove->allow(values %$pristine);
	$prove->trust($m->{file}, slurp("$kdir/$m->{file}"), $said);

	my (@how, %why);
	for my $f (Fix::Prove::by_priority(@new)) {
		my $now = $prove->finding($f->{id});
		next if !$now || $prove->{gone}{$f->{id}};
		my ($done, @not) = $prove->repair($now);

		push @how, $done->{kind} if $done;
		$why{$f->{id}} = join '; ', @not if !$done;
	}
	my @left = grep { !$prove->{gone}{$_} } sort keys %why;
	return ['unrepaired', join ' | ', map { "$_: $why{$_}" } @left] if @left;
	return [Mutate::Source::code($prove->text($m->{file})) eq Mutate::Source::code(slurp("$kdir/$m->{file}")) ?
		'restored' : 'repaired', "@how"];
}

# Compile and check one mutant; returns new findings, gone findings, error.
sub try_mutant {
	my ($dir, $m) = @_;

	make_path($dir);
	copy_facts($facts, "$dir/facts");
	my ($log, $made) = compile(\%env, $dir, $m->{file}, $m->{text});
	return { error => $log =~ /^(.*error:.*)$/m ? $1 : 'does not compile' } if !$made;
	unlink "$dir/facts/$m->{file}.facts";
	rename $made, "$dir/facts/$m->{file}.facts" or return { error => 'no facts' };
	my $report = check(\%env, "$dir/facts");
	my $now = findings($report);
	my @new = map { $now->{$_} } grep { !$pristine->{$_} } sort keys %$now;
	my @bad = grep { $_->{severity} eq 'warning' } @new;	# the rest is no more than a remark

	my @gone = map { $pristine->{$_} } grep { !$now->{$_} } sort keys %$pristine;

	return {
		new => \@new,
		gone => \@gone,
		same => $m->{must} || @new ? undef :
			scalar equivalent(\%env, $m, "$dir/facts", $sites, $pristine),
		repair => $opt{r} && @bad ? try_repair($dir, $m, $report, @bad) : undef,
	};
}

# What is said about the result of a mutant.
sub verdict {
	my ($m, $r) = @_;
	my @new = @{$r->{new} // []};

	return 'error' if $r->{error};
	if (!$m->{must}) {
		my $less = grep { $_->{rule} =~ /^(?:double$|redundant-)/ } @{$r->{gone}};

		return @new ? 'killed' : $less || $r->{same} ? 'equivalent' :
		       $argued{$m->{id}} ? 'argued' : 'survived';
	}
	return @new ? 'wrong' : 'right' if $m->{must} eq 'none';
	if ($m->{must} =~ /^gone:(.*)/) {
		return !@new && grep({ $_->{rule} eq $1 } @{$r->{gone}}) ? 'right' : 'wrong';
	}
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
	$line .= "\t\tbecause: $r->{same}\n" if $r->{same};
	$line .= "\t\tbecause: $argued{$m->{id}}\n" if $v eq 'argued';
	$line .= "\t\twhy: $m->{why}\n" if $m->{why} && $v eq 'wrong';
	$line .= "\t\t$r->{repair}[0]: $r->{repair}[1]\n" if $r->{repair};
	return [$v, $line, $m->{op}, $r->{repair} ? $r->{repair}[0] : ()];
}

# One edit of a labelled mutant, as its line of the table says; returns where.
sub edit {
	my ($src, $l) = @_;
	my $at = $src->find_nth($l->{function}, $l->{text}, $l->{nth}) or
		die "mutate.pl: $l->{id}: no '$l->{text}' in $l->{function}\n";
	my $line = $src->line_of($at->[0]);

	if ($l->{action} eq 'replace') {
		$src->replace($at, $l->{to});
	} elsif ($l->{action} eq 'delete') {
		$src->delete_statement($src->statement($at->[0]));
	} else {
		my $to = $src->find_nth($l->{function}, $l->{to}, $l->{to_nth}) or
			die "mutate.pl: $l->{id}: no '$l->{to}' in $l->{function}\n";

		$src->move_behind($src->statement($at->[0]), $src->statement($to->[0]));
	}
	return $line;
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
		# lines of one id that follow each other are edits of one mutant
		my $same = @mutants && $mutants[-1]{id} eq $l{id} && $mutants[-1]{file} eq $l{file};
		my $src = Mutate::Source->new($same ? $mutants[-1]{text} : slurp("$kdir/$l{file}"));
		my $line = edit($src, \%l);

		if ($same) {
			$mutants[-1]{text} = $src->{text};
			$mutants[-1]{what} .= "; $l{action} $l{text} $l{to}";
			next;
		}
		push @mutants, { %l, text => $src->{text}, op => $l{kind},
				 what => "$l{file}:$line: $l{function}: $l{kind}: $l{action} $l{text} $l{to}" };
	}
	return @mutants;
}

# Functions that have anything to break, in files that were analysed.
sub by_operators {
	my @names = $opt{o} eq 'all' ? operators() : $opt{o} eq 'mechanical' ? mechanical() : split /,/, $opt{o};
	my $model = bodies(\%env, $facts);
	my (@mutants, %seen);
	chomp(my @files = qx{cd "$facts" && find . -name '*.c.facts' | sed 's|^\\./||; s|\\.facts\$||' | sort});

	for my $file (grep { wanted($opt{f}, $_) } @files) {
		my $text = slurp("$kdir/$file");
		next if $text !~ /mmu_notifier|_notify\(|tlb_remove|flush_tlb|ptep_clear_flush/;
		my $src = Mutate::Source->new($text);

		my @funcs = $src->functions;
		my %defines = map { $_ => 1 } @funcs;
		for my $func (grep { wanted($opt{n}, $_) } @funcs) {
			my @starts = map { $src->line_of($_->[0]) } $src->find($func, Mutate::Operators::START);

			for my $op (@names) {
				my $n = 0;

				for my $m (mutants($op, $src, $func)) {
					my $copy = Mutate::Source->new($text);

					next if !$m->[1]->($copy) || $copy->{text} eq $text;
					my $line = $src->line_of($m->[0]);
					$n++;
					next if !wanted($opt{i}, "$op:$file:$func:$n") ||
						$seen{$op}++ % ($opt{s} || 1);
					push @mutants, { id => "$op:$file:$func:$n", op => $op, file => $file,
							 func => $func, line => $line, starts => \@starts,
							 defines => \%defines,
							 helper => $model->{$file}{$func},
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

	for my $m (grep { $_->{helper} } @todo) {
		push @results, ['helper', "helper\t$m->{id}\t$m->{what}\n", $m->{op}];
		print $results[-1][1] if $opt{v};
	}
	@todo = grep { !$_->{helper} } @todo;

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
		print $r->[1] if $opt{v} || $r->[3] || $r->[0] !~ /^(?:killed|right|equivalent|argued)$/;
		printf STDERR "\r%d mutants, %d to go ", scalar @results, scalar(@todo) + keys %running if -t STDERR;
	}
	print STDERR "\r\e[K" if -t STDERR;
	return @results;
}

$| = 1;
$said = check(\%env, $facts);
$pristine = findings($said);
$sites = sites(\%env, $facts) if $opt{o};
%argued = map { chomp; /^[^#]/ ? split(/\t/, $_, 2) : () } split /^/, slurp($opt{a}) if $opt{a};
my @mutants = (($opt{l} ? labelled() : ()), ($opt{o} ? by_operators() : ()));
if ($opt{t}) {
	print "$_->{id}\n" for @mutants;
	exit 0;
}
my @results = run_all(@mutants);
my (%table, %total);

for (@results) {
	$table{$_->[2]}{$_->[0]}++;
	$total{$_->[0]}++;
	next if !$_->[3];
	$table{$_->[2]}{$_->[3]}++;
	$total{$_->[3]}++;
}
my @kinds = grep { $total{$_} } qw(killed survived argued equivalent helper right wrong error
				 restored repaired unrepaired);
printf "\n%-22s%s\n", 'operator', join '', map { sprintf '%12s', $_ } @kinds;
for my $op (sort keys %table) {
	printf "%-22s%s\n", $op, join '', map { sprintf '%12d', $table{$op}{$_} // 0 } @kinds;
}
printf "%-22s%s\n", 'all', join '', map { sprintf '%12d', $total{$_} } @kinds;
my $alive = ($total{survived} // 0) + ($total{argued} // 0);
printf "killed: %.1f %% of the %d that are not equivalent\n",
	100 * $total{killed} / ($total{killed} + $alive), $total{killed} + $alive if $total{killed};
# a mutant of an operator that does not compile is no mutant
exit(grep({ $_->[0] eq 'wrong' || ($_->[0] eq 'error' && $opt{l}) } @results) ? 1 : 0);
