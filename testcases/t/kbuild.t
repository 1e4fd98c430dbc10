#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# What is read out of Kbuild's dry run: every unit's command, or none at all.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../../scripts";
use Scan::Kbuild;
use Test::More;

my $tmp = tempdir(CLEANUP => 1);
my $trap = q{trap 'rm -f x' INT;};
my $flags = '-Wp,-MMD,mm/.%s.o.d -nostdinc ' . '-DLONG ' x 1000;

# The line of a unit, as Kbuild of 6.1 prints it.
sub line {
	my ($unit, $mod, $rest) = @_;

	return sprintf "set -e;  echo '  CC%s %s.o'; $trap   gcc $flags  -c -o %s.o /k/%s.c  %s\n",
		$mod, $unit, $unit =~ s{.*/}{}r, $unit, $unit, $rest // '; tools/objtool x';
}

# commands() of what a make prints that ends with a status.
sub commands {
	my ($text, $status) = @_;

	open my $fh, '>', "$tmp/out" or die;
	print $fh $text;
	close $fh;
	return Scan::Kbuild::commands('/k', "$tmp/o", ['sh', '-c',
		"echo \"\$*\" >$tmp/args; cat $tmp/out; exit " . ($status // 0), 'make'], 'mm');
}

my $good = line('mm/rmap', '     ') . "echo other\n" . line('fs/xfs/a', ' [M]', '');
my $got = commands($good);
is_deeply([sort keys %$got], ['fs/xfs/a.c', 'mm/rmap.c'], 'units and modules');
like($got->{'mm/rmap.c'}{cmd}, qr{^gcc -Wp,-MMD,mm/\.rmap\.o\.d .* -c -o mm/rmap\.o /k/mm/rmap\.c$},
     'the command alone');
is($got->{'mm/rmap.c'}{obj}, 'mm/rmap.o', 'and its object');
open my $fh, '<', "$tmp/args" or die;
like(scalar <$fh>, qr/^CONFIG_OBJTOOL= .*-n -Oline mm\/$/, 'each line as a whole, no tools for objects');

# as two jobs in one pipe do
my ($a, $b) = (line('mm/rmap', '     '), line('mm/ksm', '     '));
is(commands(substr($a, 0, 4096) . $b . substr($a, 4096)), undef, 'a line that is cut is not left out');
is(commands($good, 2), undef, 'nor is anything when make fails');
is_deeply(commands("echo '  CC      scripts/x.s'; gcc -S x.c\n"), {}, 'assembly is no unit');

my $old = line('mm/rmap', '     ') =~ s/-MMD/-MD/r;
is_deeply([keys %{commands($old)}], ['mm/rmap.c'], 'kernels before 5.8 write -MD');
done_testing();
