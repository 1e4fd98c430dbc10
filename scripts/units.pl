#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# units.pl [-a] [-j JOBS] DIR... - bring the facts of the units in the
# directories up to date; scan.sh calls it. -a: of all, not only of those that
# can matter.
#
# Kbuild is asked for the commands once and again when something changed that
# decides over them. A unit is compiled again when its command or a file that
# was read for it changed. Facts appear as a whole, and the state is written
# last; what a killed run has made is known by the .cmd file beside where the
# object would be, so it is not lost.
#
# Environment: that of lib.sh's kmake; FACTS, WORK (where the state is), KFLAGS
# (for the compiler), KEY (what else decides), WNOTIFY. Standard output: the
# messages of all compilers; descriptor 3: progress, when it is a terminal.
#
# Exit status: 0; 3 what was run failed and has said so; 4 Kbuild tells no
# commands, let it compile.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use File::Basename;
use File::Find;
use File::Path qw(make_path);
use Getopt::Std;
use IO::Handle;
use Scan::Kbuild;
use Scan::State;
use Time::HiRes;

my %opt;
getopts('aj:', \%opt) or exit 2;
my ($kdir, $ko, $facts, $work) = @ENV{qw(KDIR KO FACTS WORK)};
my @dirs = map { s{/+\z}{}r } @ARGV;
my @kmake = ('bash', '-c', '. "$0" && kmake "$@"', "$FindBin::Bin/lib.sh", "KCFLAGS=$ENV{KFLAGS}");
my $state;
my $as_saved = 1;	# and nothing new to write
# where a person waits, see scan.sh
open my $tty, '>&=', 3;
$tty = undef if !-t $tty;
$tty->autoflush if $tty;
$| = 1;

sub kmake {
	system(@kmake, @_) == 0 or exit 3;
}

sub in_dirs {
	my ($unit) = @_;

	return grep { index($unit, "$_/") == 0 } @dirs;
}

sub arch {
	my ($any) = values %{$state->{commands}};

	return $any && $any->{cmd} =~ m{/arch/(\w+)/include} ? $1 : 'x86';
}

# ---- commands ----------------------------------------------------------------

$state = Scan::State->load("$work/state");
my $changed = $state->look_at_all;
if ($state->{key} ne $ENV{KEY} || !$state->guards_hold($changed)) {
	# all that a compile reads; not what is run on objects (objtool)
	kmake('prepare0');
	# what prepare made anew is not as it looked before
	$changed = $state->look_at_all;
	$state->{commands} = {};
	$state->{dirs} = {};
	$state->{key} = $ENV{KEY};
	$as_saved = 0;
}
if (my @new = grep { !$state->{dirs}{$_} } @dirs) {
	my $commands = Scan::Kbuild::commands($kdir, $ko, \@kmake, @new);

	# of an architecture, or of a version, that wants more
	if (!$commands) {
		kmake('prepare');
		$commands = Scan::Kbuild::commands($kdir, $ko, \@kmake, @new) or exit 4;
	}

	%{$state->{commands}} = (%{$state->{commands}}, %$commands);
	$state->{dirs}{$_} = 1 for @new;
	$state->{guards} = [map { $state->file($_) }
		Scan::Kbuild::guards($kdir, $ko, arch(), $state->{commands})];
	$as_saved = 0;
}
my $commands = $state->{commands};
my @units = sort grep { in_dirs($_) } keys %$commands;

# ---- what is up to date --------------------------------------------------------

sub cmd_file {
	my ($unit) = @_;

	return "$ko/" . $commands->{$unit}{obj} =~ s{([^/]+)\z}{.$1.cmd}r;
}

sub recorded {
	my ($unit) = @_;
	open my $fh, '<', cmd_file($unit) or return '';
	my $line = <$fh> // '';

	return $line =~ /^cmd_\S+ := (.*)\n/ ? $1 : '';
}

sub for_make {
	return $_[0] =~ s/\$/\$\$/gr =~ s/#/\$(pound)/gr;
}

# Facts of a run that was killed: like make, by the times.
sub adopt {
	my ($unit) = @_;
	my @made = stat cmd_file($unit);
	my @deps;

	return 0 if !@made || recorded($unit) ne for_make($commands->{$unit}{cmd});
	@deps = map { s{^(?!/)}{$ko/}r } Scan::Kbuild::deps_of(cmd_file($unit));
	for (@deps) {
		my @st = stat or return 0;

		return 0 if $st[9] >= $made[9];
	}
	$state->set_deps($unit, @deps) if @deps;
	return @deps > 0;
}

sub up_to_date {
	my ($unit) = @_;

	return 0 if !-e "$facts/$unit.facts";
	if (defined $state->{deps}{$unit}) {
		return ($state->{made}{$unit} // '') eq $commands->{$unit}{cmd} &&
			$state->deps_hold($unit, $changed);
	}
	return 0 if !adopt($unit);
	$state->{made}{$unit} = $commands->{$unit}{cmd};
	$as_saved = 0;
	return 1;
}

my @old = grep { !up_to_date($_) } @units;
for my $unit (@old) {
	unlink cmd_file($unit), "$facts/$unit.facts";
	delete $state->{deps}{$unit};
}
# facts of what is no unit any more
my %is_unit = map { $_ => 1 } @units;
find({ no_chdir => 1, wanted => sub {
	return if !/\.facts\z/;
	my $unit = substr($_, 1 + length $facts) =~ s/\.facts\z//r;

	unlink if !$is_unit{$unit};
} }, grep { -d } map { "$facts/$_" } @dirs);

# ---- which of these can matter -------------------------------------------------

# One run of `wnotify pick`: those of @from that it prints.
sub pick {
	my ($names, @from) = @_;
	my @headers = map { ('-H', $_) } 'include/linux', 'include/asm-generic',
		"arch/" . arch() . "/include/asm", @dirs;

	return if !@from;
	open my $in, '>', "$work/pick.in" or die "$work/pick.in: $!\n";
	print $in map { "$_\n" } @from;
	close $in or die "$work/pick.in: $!\n";
	open my $fh, '-|', 'sh', '-c', 'exec "$@" <"$0"', "$work/pick.in", $ENV{WNOTIFY}, 'pick',
		'-k', $kdir, '-c', "$work/pick.cache", @headers, $names ? ('-n', $names) : () or die "wnotify: $!\n";
	my @picked = <$fh>;

	close $fh or exit 3;
	chomp @picked;
	return @picked;
}

if (!$opt{a}) {
	my @ask = grep { !$state->{picked}{$_} } @old;
	my $names = -e "$work/outside" ? "$work/outside" : undef;

	# once picked it stays: others may have been picked because of it
	$state->{picked}{$_} = 1 for pick($names, @ask);
	@old = grep { $state->{picked}{$_} } @old;
}

# ---- compiling -----------------------------------------------------------------

# No object is wanted, and the assembler not needed for none.
sub command {
	my ($unit) = @_;
	my $obj = $commands->{$unit}{obj};

	return $commands->{$unit}{cmd} =~ s{\s-c\s+-o\s+\Q$obj\E\s}{ -S -o /dev/null }r;
}

sub start {
	my ($unit) = @_;
	my $pid = fork // die "fork: $!\n";

	return $pid if $pid;
	make_path("$ko/" . dirname($commands->{$unit}{obj}));
	chdir $ko or die "$ko: $!\n";
	open STDOUT, '>', "$work/out.$$" or die "$work/out.$$: $!\n";
	open STDERR, '>&', \*STDOUT;
	exec 'sh', '-c', 'exec ' . command($unit);
	die "sh: $!\n";
}

sub say_file {
	my ($path) = @_;

	open my $fh, '<', $path or return;
	local $/;
	my $text = <$fh> // '';
	print $text;
	unlink $path;
}

# The .cmd file as Kbuild's has it, with what the compiler read.
sub record {
	my ($unit) = @_;
	my $cmd = cmd_file($unit);
	my $obj = $commands->{$unit}{obj};
	my ($d) = $commands->{$unit}{cmd} =~ /-Wp,-MM?D,(\S+)/;
	my @deps = Scan::Kbuild::deps_of("$ko/$d");

	@deps or return 0;
	open my $fh, '>', "$cmd.new" or return 0;
	print $fh 'cmd_', $obj, ' := ', for_make($commands->{$unit}{cmd}), "\n\nsource_$obj := $kdir/$unit\n\n",
		"deps_$obj := \\\n", map({ "  $_ \\\n" } @deps), "\n";
	close $fh && rename "$cmd.new", $cmd or return 0;
	unlink "$ko/$d";
	$state->set_deps($unit, map { s{^(?!/)}{$ko/}r } @deps);
	$state->{made}{$unit} = $commands->{$unit}{cmd};
	return 1;
}

sub progress {
	my ($n, $total, $unit) = @_;

	printf $tty "\rwnotify: [%d/%d] %-50.50s", $n, $total, $unit if $tty;
}

# The largest first: a long one at the end would have one processor wait for it.
sub compile {
	my %size = map { $_ => -s "$kdir/$_" // 0 } @_;
	my @todo = sort { $size{$b} <=> $size{$a} || $a cmp $b } @_;
	my ($n, $total, %running, @failed) = (0, scalar @todo);

	while (@todo || %running) {
		while (@todo && keys %running < ($opt{j} // 1)) {
			my $unit = shift @todo;

			$running{start($unit)} = $unit;
		}
		my $pid = wait;
		my $unit = delete $running{$pid} // next;
		my $good = $? == 0 && -e "$facts/$unit.facts" && record($unit);

		progress(++$n, $total, $unit);
		if ($good) {
			say_file("$work/out.$pid");
		} else {
			push @failed, $unit;
			unlink "$facts/$unit.facts", "$work/out.$pid";
		}
	}
	printf $tty "\r%-75s\r", '' if $total && $tty;
	return @failed;
}

# What needs more than the compiler, as headers that Kbuild makes first, and what
# does not compile at all: Kbuild has the last word, and says it.
sub by_kbuild {
	my (@units) = @_;
	my @obj = map { $commands->{$_}{obj} } @units;

	return if !@units;
	system(@kmake, '-k', @obj);
	for my $i (0 .. $#units) {
		my $unit = $units[$i];

		next if !-e "$ko/$obj[$i]";
		unlink "$ko/$obj[$i]";
		my @deps = Scan::Kbuild::deps_of(cmd_file($unit));

		next if !@deps || !-e "$facts/$unit.facts";
		$state->set_deps($unit, map { s{^(?!/)}{$ko/}r } @deps);
		$state->{made}{$unit} = $commands->{$unit}{cmd};
	}
}

exit 0 if $as_saved && !@old && !%$changed;
# Invalid from now on, also for the run after one that is killed.
$state->save if @old;
$state->{started} = Time::HiRes::time();
by_kbuild(compile(@old));
$state->settle;
$state->save;
