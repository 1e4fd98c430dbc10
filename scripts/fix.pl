#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# fix.pl - write patches for findings that can be repaired mechanically.
#
#	-d DIR		patches go there
#	-a		all findings
#	-g		report changes of size as findings, too (check --aggressive)
#	-p		without spatch: edit what the findings name
#	ID...		these findings
#
# Environment: KDIR tree, KO build directory, FACTS facts of the tree, WNOTIFY.
# `wnotify fix` runs fix.sh, which sets them. The tree is never written to.
#
# Each repair is made in a copy and has to pass before it is kept: the unit
# compiles without a new warning, the analysis of all facts with this unit's
# replaced has the finding no longer and nothing new, checkpatch.pl is silent.
# Repairs build on each other, so do the patches.
#
# Exit status: 0 all that was asked for has a patch, 1 some has none, 2 failed.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use File::Temp qw(tempdir);
use Fix::Message qw(patch_text subject topic subsystem diff_text);
use Fix::Prove;
use Getopt::Std;
use Mutate::Source;
use POSIX qw(strftime setlocale LC_TIME);
use Wnotify qw(slurp spew);

my %opt;
getopts('d:agp', \%opt) or exit 2;

sub fail {
	print STDERR 'wnotify: ', @_, "\n";
	exit 2;
}

sub author {
	chomp(my $who = qx{git var GIT_AUTHOR_IDENT 2>/dev/null} // '');

	return $who =~ /^(.+ <[^<>@\s]+@[^<>\s]+>)/ ? $1 : 'nobody <nobody@localhost>';
}

# The compiler of a unit and the kernel's version.
sub compiler {
	my ($cmd) = $_[0] =~ /^\s*(\S+)/;
	my $said = qx{$cmd --version 2>/dev/null} // '';

	return $said =~ /^(.*)$/m ? $1 : $cmd;
}

sub kernel {
	my %v = slurp("$_[0]/Makefile") =~ /^(VERSION|PATCHLEVEL|SUBLEVEL) *= *(\d+)/mg;

	return join '.', map { $v{$_} // 0 } qw(VERSION PATCHLEVEL SUBLEVEL);
}

# Group findings: one logical change and one subsystem.
sub groups {
	my ($prove, @ids) = @_;
	my (%group, @order);

	for my $f (Fix::Prove::by_priority(map { $prove->finding($_) } @ids)) {
		my $id = $f->{id};
		my ($first) = $prove->candidates($f);
		my $topic = topic($f, $first ? $first->{kind} : '');
		my $key = "$topic\t" . subsystem($first && $first->{file} || $f->{location}{file});

		push @order, $key if !$group{$key};
		push @{$group{$key}}, $id;
	}
	return map { [$_, @{$group{$_}}] } @order;
}

sub main {
	my @ids = @ARGV;
	my $dir = $opt{d} // fail('where do the patches go? --patches DIR');

	fail('which findings? name their ids, or --all') if !@ids && !$opt{a};
	my %env;
	for (qw(KDIR KO FACTS WNOTIFY)) {
		$env{lc $_} = $ENV{$_} // fail("$_ is not set");
	}
	$env{options} = $opt{g} ? ['--aggressive'] : [];
	mkdir $dir or -d $dir or fail("$dir: $!");
	fail("$dir has patches already") if glob "\Q$dir\E/[0-9][0-9][0-9][0-9]-*.patch";
	local $ENV{PYTHONDONTWRITEBYTECODE} = 1;	# checkpatch calls a script of the tree

	my $prove = Fix::Prove->new(\%env, tempdir(CLEANUP => 1), $opt{p});
	my @unknown = grep { !$prove->finding($_) } @ids;
	fail("no such finding: $unknown[0]") if @unknown;
	@ids = $prove->ids if $opt{a};

	my $version = kernel($env{kdir});
	chomp(my $tool = qx{"$env{wnotify}" --version});
	$tool = $tool =~ /^wnotify ([^\s,]+)/ ? $1 : '';
	setlocale(LC_TIME, 'C');
	my $date = strftime '%a, %d %b %Y %H:%M:%S %z', gmtime($ENV{SOURCE_DATE_EPOCH} // time);
	my (@patches, @left);

	for my $g (groups($prove, @ids)) {
		my ($key, @members) = @$g;
		my ($topic) = split /\t/, $key;
		my $undo = $prove->save;
		my (@done, %diff);

		for my $id (@members) {
			my $f = $prove->finding($id);

			# repaired along with another
			next if grep { $_->{id} eq $id } map { @{$_->{also}} } map { @{$_->{done}} } { done => \@done }, @patches;
			my ($done, @why) = $prove->repair($f);

			push @done, $done if $done;
			push @left, [$f, join('; ', @why)] if !$done;
		}
		next if !@done;
		my $patch = { topic => $topic, done => \@done, author => author(), date => $date, tool => $tool,
			      kernel => $version, number => @patches + 1, checkpatch => $prove->has_checkpatch,
			      compiler => compiler($prove->{command}), diff => $prove->diff_since($undo) };
		my $bad = $prove->checkpatch(patch_text({ %$patch, of => 1 }));

		if ($bad) {
			$prove->restore($undo);
			push @left, [$_->{finding}, "checkpatch.pl on the whole patch: $bad"] for @done;
			next;
		}
		push @patches, $patch;
	}
	# without an own repair, and gone with another one
	my %also = map { ($_->{id} => 1) } map { @{$_->{also}} } map { @{$_->{done}} } @patches;
	@left = grep { !$also{$_->[0]{first_id} // $_->[0]{id}} } @left;
	for my $p (@patches) {
		my $title = subject($p->{topic}, sort keys %{{ map { ($_->{file} => 1) } @{$p->{done}} }});
		my $name = sprintf '%04d-%.52s', $p->{number}, $title =~ s/[^\w.]+/-/gr;

		$name =~ s/-+\z//;
		spew("$dir/$name.patch.new", patch_text({ %$p, of => scalar @patches }));
		rename "$dir/$name.patch.new", "$dir/$name.patch" or fail("$dir/$name.patch: $!");
		print "$dir/$name.patch\n";
		for my $d (@{$p->{done}}) {
			print "  $d->{finding}{id}\n    $d->{kind} with $d->{how}\n";
			print "  $_->{id}\n    gone with it\n" for @{$d->{also}};
		}
	}
	print 'no patch: ', $_->[0]{first_id} // $_->[0]{id}, "\n    $_->[1]\n" for @left;
	printf "%d patches for %d findings, %d without one\n", scalar @patches,
		scalar(map { ($_, @{$_->{also}}) } map { @{$_->{done}} } @patches), scalar @left;
	return @left ? 1 : 0;
}

$| = 1;
# so that the scratch directory goes
$SIG{INT} = $SIG{TERM} = $SIG{HUP} = sub { exit 2 };
my $status = eval { main() };
fail($@ =~ s/\n\z//r) if !defined $status;
exit $status;
