# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the last scan of a build directory knows: the command of each unit, the
# files that it was made of, and how those looked. A file is the same when its
# time of change and its size are, in whatever direction a clock went.
package Scan::State;
use strict;
use warnings;
use Storable qw(nstore retrieve);
use Time::HiRes;

my $VERSION = 2;

sub load {
	my ($class, $path) = @_;
	my $s = -e $path ? eval { retrieve($path) } : undef;

	# damaged, or of another release: as if there was none
	$s = undef if !ref $s || ($s->{version} // 0) != $VERSION;
	$s //= { version => $VERSION, key => '', ids => {}, files => [], seen => [],
		 guards => [], commands => {}, deps => {}, dirs => {}, picked => {} };
	$s->{path} = $path;
	$s->{loaded} = @{$s->{files}};
	return bless $s, $class;
}

# Replaced as a whole: a run that is killed leaves the old one.
sub save {
	my ($s) = @_;
	my $new = "$s->{path}.new";

	eval { nstore({ map { $_ => $s->{$_} } grep { !/^(?:path|now|loaded)$/ } keys %$s }, $new) } &&
		rename($new, $s->{path}) or die "$s->{path}: cannot write it: $!\n";
}

sub look {
	my @st = Time::HiRes::stat($_[0]);

	return @st ? "$st[9] $st[7]" : '';
}

# The number of a file; how it looks is asked once in a run.
sub file {
	my ($s, $path) = @_;
	my $id = $s->{ids}{$path};

	if (!defined $id) {
		push @{$s->{files}}, $path;
		$id = $s->{ids}{$path} = $#{$s->{files}};
	}
	$s->{now}[$id] //= look($path);
	return $id;
}

# How files look now, against how they looked when they were last used.
sub look_at_all {
	my ($s) = @_;
	my @now = map { look($_) } @{$s->{files}};

	$s->{now} = \@now;
	return { map { $_ => 1 } grep { $now[$_] ne ($s->{seen}[$_] // '') } 0 .. $#now };
}

sub guards_hold {
	my ($s, $changed) = @_;

	return @{$s->{guards}} && !grep { $changed->{$_} } @{$s->{guards}};
}

sub deps_hold {
	my ($s, $unit, $changed) = @_;

	return defined $s->{deps}{$unit} && !grep { $changed->{$_} } unpack 'N*', $s->{deps}{$unit};
}

sub set_deps {
	my ($s, $unit, @files) = @_;

	$s->{deps}{$unit} = pack 'N*', map { $s->file($_) } @files;
}

# Files of no unit and no guard are forgotten: the others get new numbers.
sub forget {
	my ($s) = @_;
	my (@files, @now, %ids, %to);
	my $keep = sub {
		my ($id) = @_;

		return $to{$id} //= do {
			push @files, $s->{files}[$id];
			push @now, $s->{now}[$id];
			$ids{$files[-1]} = $#files;
			$#files;
		};
	};

	$s->{guards} = [map { $keep->($_) } @{$s->{guards}}];
	$_ = pack 'N*', map { $keep->($_) } unpack 'N*', $_ for values %{$s->{deps}};
	@$s{qw(files now ids)} = (\@files, \@now, \%ids);
}

# From here on the files count as they looked when they were first asked for, if
# that was before they were read.
sub settle {
	my ($s) = @_;
	my $started = delete $s->{started} // 0;
	my $now = Time::HiRes::time();

	# some are new, so others may be old
	$s->forget if @{$s->{files}} > $s->{loaded};
	$s->{now}[$_] //= look($s->{files}[$_]) for 0 .. $#{$s->{files}};
	# written while the compilers ran: before or after it was read?
	$s->{seen} = [map {
		my ($time) = split ' ', $_ || 0;
		$started && $time >= $started && $time <= $now ? '' : $_;
	} @{$s->{now}}];
}

1;
