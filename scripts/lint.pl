#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# lint.pl - print what a change of a kernel tree introduces, and only that.
#
#	-c DIR		where facts are kept
#	-s		what is staged, against HEAD
#	-b REV		the state that patches, files or the index are compared
#			with, not HEAD
#	-f text|json	form of the report
#	-q		nothing when there is nothing new
#	-R		scan the tree again first
#	REV		what this commit changes
#	REV..REV	from one state to the other; REV...REV from the merge base
#	PATCH, -	diffs, mails, mailboxes; all together are one change
#	FILE		as it is in the work tree
#
# Without arguments: the work tree against HEAD. Environment: WNOTIFY, KDIR (any
# directory of the tree) and what else scan.sh takes. `wnotify lint` sets it.
#
# Exit status: 0 nothing new, 1 new findings, 2 it could not run.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Cwd qw(abs_path getcwd);
use Digest::SHA qw(sha256_hex);
use File::Spec;
use File::Temp qw(tempdir);
use Getopt::Std;
use JSON::PP;
use Lint::Compare;
use Lint::Git;
use Lint::Units;
use Wnotify qw(slurp spew);

my %opt;
getopts('c:sb:f:qR', \%opt) or exit 2;
my $tmp = tempdir(CLEANUP => 1);
my $from = getcwd();

sub fail {
	die join('', @_) =~ s/\s+\z//r . "\n";
}

sub is_patch {
	my ($path) = @_;

	return 0 if $path =~ /\.[chS]\z/ || !-f $path;
	return slurp($path) =~ /^(?:diff --git |--- \S.*\n\+\+\+ \S)/m;
}

# A path of the work tree from the top, or undef.
sub inside {
	my ($git, $path) = @_;
	my $full = File::Spec->rel2abs($path, $from);
	my ($volume, $dir, $name) = File::Spec->splitpath($full);
	my $real = abs_path($dir) // return;

	return "$real/$name" =~ m{\A\Q$git->{top}\E/(.+)\z} ? $1 : undef;
}

# What the arguments are: { revs, patches => [ [ path, name ] ], files }.
sub sort_arguments {
	my ($git, @args) = @_;
	my %is = (revs => [], patches => [], files => []);

	for my $arg (@args) {
		my $path = File::Spec->rel2abs($arg, $from);

		if ($arg eq '-') {
			local $/;
			spew("$tmp/stdin", <STDIN> // '');
			push @{$is{patches}}, ["$tmp/stdin", 'the standard input'];
		} elsif (-e $path && $arg !~ /\.\./ && !(-d $path && defined $git->commit($arg))) {
			if (is_patch($path)) {
				push @{$is{patches}}, [$path, $arg];
				next;
			}
			my $file = inside($git, $arg) // fail("$arg: neither a patch nor a file of $git->{top}");
			fail("$arg is a directory") if -d $path;
			push @{$is{files}}, $file;
		} elsif (-e $path && !grep { defined $_ && $_ ne '' && !defined $git->commit($_) } split /\.\.\.?/, $arg) {
			push @{$is{revs}}, $arg;
		} elsif (-e $path) {
			my $file = is_patch($path) ? undef : inside($git, $arg);

			fail("$arg: neither a patch nor a file of $git->{top}") if !defined $file && !is_patch($path);
			push @{$is{defined $file ? 'files' : 'patches'}}, $file // [$path, $arg];
		} elsif ($arg =~ /\.(?:[chS]|patch|diff|mbox|mbx)\z/) {
			my $file = inside($git, $arg);

			# one that was deleted
			fail("$arg: no such file") if !defined $file ||
				($git->ask('cat-file', '-e', ($opt{b} // 'HEAD') . ":$file"))[1] ne '';
			push @{$is{files}}, $file;
		} else {
			push @{$is{revs}}, $arg;
		}
	}
	return \%is;
}

sub commit {
	my ($git, $rev) = @_;

	return $git->commit($rev) // fail("$rev: unknown revision in $git->{top}");
}

# The change that the arguments are:
# { old, new => trees, what, reproduce => arguments, on => commit }.
sub find_change {
	my ($git, @args) = @_;
	my $is = sort_arguments($git, @args);
	my $kinds = grep { $_ } $opt{s}, map { scalar @{$is->{$_}} } qw(revs patches files);
	my @words = map { /[^\w.,:\/=@%+~^-]/ || $_ eq '' ? "'" . s/'/'\\''/gr . "'" : $_ } @args;

	fail('revisions, patches, files and --staged are different changes: one of them') if $kinds > 1;
	if (my @revs = @{$is->{revs}}) {
		fail('one revision or one range: REV or REV..REV') if @revs > 1;
		fail('--base is for patches, files and --staged; a range has its own: REV..REV') if defined $opt{b};
		my ($a, $dots, $b) = $revs[0] =~ /^(.*?)(\.\.\.?)(.*)$/ ? ($1, $2, $3) : ();
		my ($old, $new);

		if (defined $dots) {
			($old, $new) = map { commit($git, $_ eq '' ? 'HEAD' : $_) } $a, $b;
			if ($dots eq '...') {
				my ($base, $err) = $git->ask('merge-base', $old, $new);

				fail("$revs[0]: no common commit") if $err ne '' || $base eq '';
				chomp($old = $base);
			}
		} else {
			$new = commit($git, $revs[0]);
			$old = $git->commit("$new^") // fail("$revs[0] has no parent to compare it with");
		}
		return { old => $git->tree($old), new => $git->tree($new), what => $revs[0],
			 reproduce => $git->short($old) . '..' . $git->short($new) };
	}
	my $base = commit($git, $opt{b} // 'HEAD');
	my $what = ($opt{b} // 'HEAD') . ' (' . $git->short($base) . ')';
	my %change = (old => $git->tree($base), on => $git->short($base));
	my @base = ('--base', $change{on});

	if (@{$is->{patches}}) {
		return { %change, new => $git->patched($change{old}, $what, @{$is->{patches}}),
			 what => join(' ', map { $_->[1] } @{$is->{patches}}), reproduce => "@base @words" };
	} elsif (@{$is->{files}}) {
		return { %change, new => $git->with_files($change{old}, @{$is->{files}}), what => "@{$is->{files}}",
			 reproduce => "@base @words" };
	} elsif ($opt{s}) {
		return { %change, new => $git->staged, what => 'what is staged', reproduce => "@base --staged" };
	}
	return { %change, new => $git->work_tree, what => 'the work tree', reproduce => "@base" };
}

# Every unit that the change touches, with what was made of it on each side;
# those that only differ from the scan are in both.
sub analyse {
	my ($units, $change) = @_;
	my ($old, $new) = @$change{qw(old new)};
	my $changes = $units->{git}->changes($old, $new);
	my @c = sort grep { /\.c\z/ && !$units->{units}{$_} } keys %$changes;

	$units->{changed}{$old} = { map { ($_ => $change->{old_blobs}{$_}) } keys %{$change->{old_blobs}} };
	$units->{changed}{$new} = { map { ($_ => $change->{new_blobs}{$_}) } keys %{$change->{new_blobs}} };

	my %stale = map { ($_ => $units->stale($_)) } $old, $new;
	$units->compile(map { [$old, $_] } grep { $units->exists($old, $_) } keys %{$stale{$old}});
	my $touched = $units->touched($old, $new, $changes);

	# units that the scan does not have
	for my $unit (@c) {
		my $wanted = grep { index($unit, $_) == 0 } @{$units->{want}};

		if (!$wanted) {
			$units->note("not looked at, it is not below @{$units->{want}}: $unit");
		} elsif (grep { $units->exists($_, $unit) && $units->is_built($_, $unit) } $old, $new) {
			$touched->{$unit} = 1;
		} elsif ($units->exists($new, $unit)) {
			$units->note("not looked at, the configuration does not build it: $unit");
		}
	}
	my %own;
	my @todo;
	for my $tree ($old, $new) {
		for my $unit (keys %{{ %{$stale{$tree}}, %$touched }}) {
			push @todo, [$tree, $unit] if $units->exists($tree, $unit) &&
				($stale{$tree}{$unit} || !$units->{units}{$unit});
		}
	}
	$units->compile(@todo);
	for my $tree ($old, $new) {
		for my $unit (sort keys %{{ %{$stale{$tree}}, %$touched }}) {
			my $error = $units->{broken}{$tree}{$unit};

			if (defined $error && $touched->{$unit}) {
				fail("$unit does not compile ", $tree eq $old ? 'before' : 'with', " the change: $error");
			} elsif (defined $error) {
				$units->note("$unit does not compile, and was left as it was scanned: $error");
			} elsif (!$units->exists($tree, $unit)) {
				$own{$tree}{$unit} = undef;
			} elsif ($stale{$tree}{$unit} || !$units->{units}{$unit}) {
				$own{$tree}{$unit} = $units->made($tree, $unit);
			}
		}
	}
	return ($touched, map { $own{$_} // {} } $old, $new);
}

sub place {
	my ($l) = @_;

	return "$l->{file}:$l->{line}:$l->{column}";
}

sub put_finding {
	my ($mark, $f, $in) = @_;
	my $n = 0;

	print "$f->{location}{file}: In function '$f->{function}':\n" if $$in ne "$f->{location}{file}:$f->{function}";
	$$in = "$f->{location}{file}:$f->{function}";
	print "$mark ", place($f->{location}), ": warning: $f->{message} [notify:$f->{rule}]\n";
	if ($mark eq '<<') {
		print "  note: gone with the change; id: $f->{id}\n";
		return;
	}
	for my $e (@{$f->{path}}) {
		my $where = $e->{function} ne '' && $e->{function} ne $f->{function} ? "$e->{function}(): " : '';

		print '  note: (', ++$n, ') ', place($e->{location}), ": $where$e->{text}\n";
	}
	for (['because', 'reason'], ['fix', 'hint'], ['class', 'class'], ['called by', 'context']) {
		print "  note: $_->[0]: $f->{$_->[1]}\n" if ($f->{$_->[1]} // '') ne '';
	}
	print "  note: id: $f->{id} (confidence $f->{confidence})\n";
}

sub put_text {
	my ($r, $units, $change, $touched, $reproduce) = @_;
	my ($new, $gone) = map { scalar @{$r->{$_}} } qw(new gone);
	my $in = '';

	put_finding('>>', $_, \$in) for @{$r->{new}};
	put_finding('<<', $_, \$in) for @{$r->{gone}};
	return if $opt{q} && !$new && !$gone;
	print "not settled with the change: $_->{what}: $_->{name}", ($_->{text} // '') ne '' ? ": $_->{text}" : '', "\n"
		for @{$r->{unsettled}};
	print "note: $_\n" for @{$units->{notes}};
	print "\n" if $new || $gone;
	print "$new new finding", $new == 1 ? '' : 's', ", $gone gone",
		$r->{suppressed} ? ", $r->{suppressed} suppressed" : '', ' in ', scalar keys %$touched,
		keys %$touched == 1 ? ' unit' : ' units', " that $change->{what} touches\n",
		"reproduce: $reproduce\n";
}

sub by_place {
	my ($x, $y) = map { $_->{location} } $a, $b;

	return $x->{file} cmp $y->{file} || $x->{line} <=> $y->{line} || $a->{id} cmp $b->{id};
}

sub main {
	my $wnotify = $ENV{WNOTIFY} // "$FindBin::Bin/../build/wnotify";

	fail("no such format: $opt{f}") if ($opt{f} // 'text') !~ /^(?:text|json)$/;
	$ENV{O} = File::Spec->rel2abs($ENV{O}) if ($ENV{O} // '') ne '';
	delete $ENV{O} if ($ENV{O} // '') eq '';
	my $git = Lint::Git->new(($ENV{KDIR} // '') ne '' ? $ENV{KDIR} : '.');
	{
		local $ENV{KDIR} = $git->{top};
		my $said = qx{"$FindBin::Bin/tree.sh" 2>&1 >/dev/null};

		fail($said =~ s/^wnotify: //r) if $?;
	}
	my $dir = "$opt{c}/" . substr sha256_hex(join "\n", $git->{top}, $ENV{O} // '', $ENV{CC} // ''), 0, 16;
	$git->write_below($dir);
	my $change = find_change($git, @ARGV);
	my $reproduce = join ' ', (map { ($ENV{$_} // '') ne '' ? "$_='$ENV{$_}'" : () } qw(DIRS ARCH CROSS_COMPILE)),
		'wnotify lint', $change->{reproduce};
	my $r = { new => [], gone => [], suppressed => 0, unsettled => [] };
	my $touched = {};
	my $units = Lint::Units->new(dir => $dir, tmp => $tmp, git => $git, wnotify => $wnotify, rescan => $opt{R});

	if ($change->{old} ne $change->{new}) {
		$change->{new_blobs} = $git->blobs(@$change{qw(old new)});
		$change->{old_blobs} = $git->blobs(@$change{qw(new old)});
		# nothing else is read by any unit
		if (grep { m{\.[chS]\z|(?:^|/)(?:Makefile|Kbuild)\z|\.inc\z} } keys %{$change->{new_blobs}}) {
			$units->prepare(@$change{qw(old new)});
			($touched, my @own) = analyse($units, $change);
			if (%$touched) {
				my ($before, $after) = map { $units->report($change->{(qw(old new))[$_]}, $own[$_]) } 0, 1;

				$r = Lint::Compare->new(git => $git, old => $change->{old}, new => $change->{new})->compare($before, $after);
			}
			$units->prune;
		}
	}
	@{$r->{$_}} = sort by_place @{$r->{$_}} for qw(new gone);
	if (($opt{f} // 'text') eq 'json') {
		print JSON::PP->new->canonical->pretty->encode({ version => 1, %$r, units => [sort keys %$touched],
			notes => $units->{notes}, reproduce => $reproduce });
	} else {
		put_text($r, $units, $change, $touched, $reproduce);
	}
	return @{$r->{new}} ? 1 : 0;
}

$| = 1;
# so that the scratch directory goes
$SIG{INT} = $SIG{TERM} = $SIG{HUP} = sub { exit 2 };
my $status = eval { main() };
if (!defined $status) {
	print STDERR 'wnotify: ', $@ =~ s/\s+\z//r =~ s/\n/; /gr, "\n";
	$status = 2;
}
chdir '/';
exit $status;
