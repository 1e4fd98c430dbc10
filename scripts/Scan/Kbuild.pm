# SPDX-License-Identifier: GPL-2.0-or-later
#
# What Kbuild would do: its commands by a dry run, and the files on which they
# depend. kmake is a list: the command that runs the kernel's make.
package Scan::Kbuild;
use strict;
use warnings;
use File::Find;

# "a/./b/../c" without the detours: what the plugin calls the source.
sub name_of {
	my ($path, $kdir, $ko) = @_;
	my @parts;

	for (split m{/+}, $path) {
		next if $_ eq '.';
		if ($_ eq '..' && @parts && $parts[-1] ne '..') {
			pop @parts;
		} else {
			push @parts, $_;
		}
	}
	$path = join '/', @parts;
	return $path =~ s{^\Q$_\E/}{}r for grep { index($path, "$_/") == 0 } $kdir, $ko;
	return $path;
}

# { source => { obj =>, cmd => } } of the directories; nothing is built. Objects
# that are there would be left out: they are removed, an analysis has no use for
# them. undef when make fails, as it does where it reads what it has to make first,
# and when it would compile something by a command that is not understood: a unit
# must not be left out because of that.
#
# Tools that are run on objects are not there, and make would stop where it asks for
# them: the options that want them are off for this run. They decide over no command.
#
# Each line as a whole (-O): a command is longer than what a pipe takes at once,
# and those of two jobs would be cut into each other.
sub commands {
	my ($kdir, $ko, $kmake, @dirs) = @_;
	my @have = grep { -d } map { "$ko/$_" } @dirs;
	my @no_tools = map { "CONFIG_$_=" } qw(OBJTOOL STACK_VALIDATION DEBUG_INFO_BTF);
	my (%commands, $lost);

	find({ no_chdir => 1, wanted => sub { unlink if /\.o\z/ } }, @have) if @have;
	open my $fh, '-|', @$kmake, @no_tools, '-n', '-Oline', map { "$_/" } @dirs or die "make: $!\n";
	while (<$fh>) {
		# set -e; echo '  CC [M]  mm/a.o'; trap ...; gcc -Wp,-MMD,mm/.a.o.d ... -c -o mm/a.o .../a.c
		my ($obj) = m{echo '  CC (?:\[M\] )?\s*(\S+\.o)';} or next;

		if (m{;\s*([^;]*\s-Wp,-MM?D,\S+\s.*?\s-c\s+-o\s+\Q$obj\E\s+(\S+\.c))\s*(?:;|$)}) {
			$commands{name_of($2, $kdir, $ko)} = { obj => $obj, cmd => $1 };
		} else {
			$lost = 1;
		}
	}
	return close $fh && !$lost ? \%commands : undef;
}

sub deps_of {
	my ($path) = @_;
	my $text = do { open my $fh, '<', $path or return; local $/; <$fh> };

	$text =~ s/\\\n/ /g;
	return $text =~ /^(?:deps_\S+ :?=|\S+:)(.*)$/m ? grep { !/^\$|\)$/ } split ' ', $1 : ();
}

# Everything that decides over the commands, or over what `make prepare` makes:
# while none of these changes, both stay as they are.
sub guards {
	my ($kdir, $ko, $arch, $commands) = @_;
	my %guards = map { $_ => 1 } "$ko/.config", "$ko/include/config/auto.conf",
		"$ko/include/generated/autoconf.h", glob("$kdir/scripts/Makefile* $kdir/scripts/*.include"),
		glob("$kdir/arch/$arch/Makefile* $kdir/arch/$arch/Kbuild"),
		"$kdir/Makefile", "$kdir/Kbuild";
	my %dirs = map { $_->{obj} =~ s{/?[^/]*\z}{}r => 1 } values %$commands;

	# all directories above, too
	for my $dir (keys %dirs) {
		$dirs{$dir} = 1 while $dir =~ s{/[^/]*\z}{};
	}
	# Kbuild is read if it is there, so one that appears counts as well
	$guards{"$kdir/$_/Kbuild"} = $guards{"$kdir/$_/Makefile"} = 1 for keys %dirs;
	for (deps_of("$ko/include/config/auto.conf.cmd")) {
		$guards{m{^/} ? $_ : "$kdir/$_"} = 1 if m{Kconfig|^/};
	}
	find({ no_chdir => 1, wanted => sub {
		my $name = s{^\Q$ko\E/?}{}r;

		$File::Find::prune = 1 if $name =~ /^(?:tools|\.wnotify)\z/ || $dirs{$name};
		return if !/\.cmd\z/;
		$guards{m{^/} ? $_ : "$ko/$_"} = 1 for deps_of($_);
	} }, $ko);
	return sort keys %guards;
}

1;
