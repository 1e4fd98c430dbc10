#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# run-diag.pl [UNIT|DIR]... - compile test units with the plugin, check them,
# compare with what their lines expect. Output is TAP. Without arguments: all
# of testcases/rules. A unit is one .c file; a directory NAME.d of .c files is
# one program of several units.
#
#	/* { wn-warning "RULE" } */	this line gets a finding of the rule
#	/* { wn-remark "RULE" } */	the same as a remark
#	/* { wn-bogus "RULE" } */	this line gets none of the rule, or of any
#					rule when none is named
#	/* { wn-site "CLASS [VERDICT]" } */	this line is a site of the class
#	/* { wn-unsettled "WHAT" } */	the check says this line is not settled
#	/* { wn-kernel "6.12" } */	somewhere: the release, 6.1 else
#	/* { wn-options "--aggressive" } */	somewhere: options of the check
#	/* { wn-todo "why" } */	somewhere: known to fail, TAP says TODO
#
# Findings nobody expects fail, wherever they are. Environment: WNOTIFY,
# WNOTIFY_PLUGIN, CC.
use strict;
use warnings;
use File::Basename;
use File::Find;
use File::Temp qw(tempdir);
use FindBin;
use JSON::PP;
use Test::More;

my $top = "$FindBin::Bin/..";
my $wnotify = $ENV{WNOTIFY} // "$top/build/wnotify";
my $plugin = $ENV{WNOTIFY_PLUGIN} // "$top/build/wnotify_plugin.so";
my $cc = $ENV{CC} || 'gcc';
my $tmp = tempdir(CLEANUP => 1);

# Markers of the sources: [ file, line, what, argument ]
sub markers {
	my @found;

	for my $file (@_) {
		open my $fh, '<', $file or die "$file: $!\n";
		while (<$fh>) {
			while (/\{\s*wn-(\w+)(?:\s+"([^"]*)")?\s*\}/g) {
				push @found, [basename($file), $., $1, $2 // ''];
			}
		}
	}
	return @found;
}

sub run {
	my ($out, @cmd) = @_;
	my $pid = fork // die "fork: $!\n";

	if (!$pid) {
		open STDOUT, '>', $out or die;
		open STDERR, '>', "$out.err" or die;
		exec @cmd or die "$cmd[0]: $!\n";
	}
	waitpid $pid, 0;
	return $? >> 8 || $? & 127;
}

sub slurp {
	open my $fh, '<', $_[0] or return '';
	local $/;
	return <$fh> // '';
}

sub compile {
	my ($dir, $kernel, @sources) = @_;
	my ($major, $minor) = split /\./, $kernel;
	my $arg = '-fplugin-arg-wnotify_plugin';

	for my $src (@sources) {
		my $status = run("$dir/cc", $cc, "-fplugin=$plugin", "$arg-root=" . dirname($src),
				 "$arg-facts=$dir", "$arg-kernel=$kernel.0", "$arg-analysis-only",
				 '-Wall', '-Wextra', '-Werror', '-O2', '-DWN_KERNEL=' . ($major * 100 + $minor),
				 "-I$top/testcases/include", '-c', '-o', "$dir/o", $src);

		return slurp("$dir/cc.err") if $status || -s "$dir/cc.err";
	}
	return '';
}

sub location {
	my ($l) = @_;

	return basename($l->{file}) . ":$l->{line}";
}

# Findings of one severity, by place: { "a.c:10" => { rule => 1 } }
sub by_place {
	my ($severity, @findings) = @_;
	my %place;

	for my $f (grep { $_->{severity} eq $severity } @findings) {
		$place{location($f->{location})}{$f->{rule}} = $f;
	}
	return \%place;
}

sub sites {
	my %place;

	for (split /\n/, $_[0]) {
		my @c = split /\t/;

		push @{$place{basename($c[0]) . ":$c[1]"}}, "$c[6] $c[16]";
	}
	return \%place;
}

sub expect {
	my ($m, $report, $sites) = @_;
	my ($file, $line, $what, $arg) = @$m;
	my $place = "$file:$line";
	my %found = (
		warning => by_place('warning', @{$report->{findings}})->{$place} // {},
		remark => by_place('remark', @{$report->{findings}})->{$place} // {},
	);

	if ($what eq 'warning' || $what eq 'remark') {
		my $f = delete $found{$what}{$arg};

		ok($f, "$place: $what $arg");
		$f->{expected} = 1 if $f;
	} elsif ($what eq 'bogus') {
		my @said = grep { $arg eq '' || $_ eq $arg } keys %{$found{warning}}, keys %{$found{remark}};

		is("@said", '', "$place: silent" . ($arg && " about $arg"));
	} elsif ($what eq 'site') {
		my @said = @{$sites->{$place} // []};

		ok(scalar(grep { $_ eq $arg || (split)[0] eq $arg } @said), "$place: site $arg") or
			diag("said: ", @said ? join(', ', @said) : 'no site');
	} elsif ($what eq 'unsettled') {
		ok(scalar(grep { location($_->{location}) eq $place && $_->{what} eq $arg }
			  @{$report->{unsettled}}), "$place: not settled: $arg");
	} elsif ($what !~ /^(?:kernel|options|todo)$/) {
		fail("$place: no such marker: wn-$what");
	}
}

sub test_program {
	my ($name, @sources) = @_;
	my @m = markers(@sources);
	my ($kernel) = map { $_->[3] } grep { $_->[2] eq 'kernel' } @m;
	my @options = map { split ' ', $_->[3] } grep { $_->[2] eq 'options' } @m;
	my $dir = "$tmp/" . ($name =~ tr{/}{_}r);

	mkdir $dir or die "$dir: $!\n";
	my $error = compile($dir, $kernel // '6.1', @sources);
	is($error, '', 'compiles') or return;
	my $status = run("$dir/json", $wnotify, 'check', '--format', 'json', @options, $dir);
	my $report = eval { decode_json(slurp("$dir/json")) };
	ok($report, 'checks') or return diag(slurp("$dir/json.err"));
	run("$dir/tsv", $wnotify, 'sites', '--format', 'tsv', @options, $dir);

	my $sites = sites(slurp("$dir/tsv"));
	expect($_, $report, $sites) for @m;
	my @more = grep { !$_->{expected} } @{$report->{findings}};
	is(scalar @more, 0, 'nothing unexpected') or
		diag(join "\n", map { location($_->{location}) . ": $_->{rule}: $_->{message}" } @more);
	my $warnings = grep { $_->{severity} eq 'warning' } @{$report->{findings}};
	is($status, $warnings ? 1 : 0, 'exit status');
}

my %programs;
my @roots = @ARGV ? @ARGV : ("$FindBin::Bin/rules");
find({ no_chdir => 1, wanted => sub {
	return if !/\.c$/;
	my $name = m{^(.*\.d)/[^/]+$} ? $1 : $_;

	push @{$programs{$name}}, $_;
} }, @roots);
plan skip_all => 'no units' if !%programs;

for my $name (sort keys %programs) {
	my $short = $name =~ s{.*rules/}{}r;

	my @sources = sort @{$programs{$name}};
	my ($why) = map { $_->[3] } grep { $_->[2] eq 'todo' } markers(@sources);

	local our $TODO = $why;
	subtest $short => sub { test_program($short, @sources) };
}
done_testing();
