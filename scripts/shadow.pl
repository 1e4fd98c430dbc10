#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# shadow.pl TREE DIR - make DIR a tree of links to the sources of TREE, which
# has been built in place.
#
# Kbuild refuses O= for such a tree, because make would take what was built
# there for part of the sources. The shadow leaves that out: files that have a
# .FILE.cmd beside them, and the generated include directories. Directories in
# which a scan neither compiles nor generates anything are linked as a whole:
# two of three links less.
use strict;
use warnings;

my ($tree, $shadow) = @ARGV;
my %whole = map { ($_ => 1) } qw(Documentation LICENSES drivers net samples security sound tools);
my $generated = qr{^(?:\.git|include/config|include/generated|arch/\w+/include/generated)$};

sub fail {
	die "wnotify: cannot make links to $tree in $shadow: $_[0]: $!\n";
}

sub entries {
	opendir my $dh, $_[0] or fail($_[0]);
	return grep { !/^\.\.?$/ } readdir $dh;
}

sub is_built {
	my ($name, $all) = @_;

	return $all->{".$name.cmd"} || $name =~ /\.(?:cmd|o|a|ko|d|mod|order|symvers)$/ ||
		$name =~ /^(?:\.config|vmlinux$|System\.map)/;
}

# Also an architecture for which nothing was built.
sub is_whole {
	my ($path) = @_;

	return $whole{$path} || ($path =~ m{^arch/\w+\z} && !-d "$tree/$path/include/generated");
}

sub link_dir {
	my ($dir) = @_;
	my $to = $dir eq '' ? $shadow : "$shadow/$dir";
	my %all = map { ($_ => 1) } entries($dir eq '' ? $tree : "$tree/$dir");
	my %wanted;

	# a link of before would lead into the tree
	unlink $to if -l $to;
	mkdir $to or -d $to or fail($to);
	for my $name (keys %all) {
		my $path = $dir eq '' ? $name : "$dir/$name";

		next if $path =~ $generated || is_built($name, \%all);
		$wanted{$name} = 1;
		if (-d "$tree/$path" && !-l "$tree/$path" && !is_whole($path)) {
			link_dir($path);
		} elsif (!-l "$to/$name") {
			symlink "$tree/$path", "$to/$name" or fail("$to/$name");
		}
	}
	# what the tree no longer has, or has built meanwhile
	for my $name (grep { !$wanted{$_} } entries($to)) {
		system('rm', '-rf', "$to/$name") == 0 or fail("$to/$name");
	}
}

link_dir('');
