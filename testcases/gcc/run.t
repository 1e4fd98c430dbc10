#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The plugin on input that is hard for compilers: no error, the same object to
# the byte, facts that the reader accepts, and in them what the source says.
#
#	WNOTIFY_PLUGIN=build/wnotify_plugin.so CC=gcc prove testcases/gcc/run.t

use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename;
use File::Temp qw(tempdir);
use Test::More;

$ENV{LC_ALL} = 'C';
my $here = dirname(abs_path($0));
my $core = "$here/../../plugin/core";
my $cc = $ENV{CC} || 'gcc';
my $plugin = abs_path($ENV{WNOTIFY_PLUGIN} || "$here/../../build/wnotify_plugin.so");
my $tmp = tempdir('wnotify-gcc-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $arg = '-fplugin-arg-wnotify_plugin';

plan skip_all => "no plugin at " . ($plugin // 'build/')
	unless $plugin && -e $plugin;

# Output and exit status of a command.
sub run
{
	my $out = `$_[0] 2>&1`;

	return ($out, $? >> 8);
}

my ($out, $rc) = run("${\($ENV{HOSTCC} || 'gcc')} -std=gnu11 -O1 " .
	"-o $tmp/facts-check $here/facts-check.c $core/facts-*.c $core/util.c -lz");
is($rc, 0, 'facts-check builds') or diag($out);

sub with_plugin
{
	return "-fplugin=$plugin $arg-root=$_[0] $arg-facts=$tmp/facts";
}

sub slurp
{
	open(my $in, '<:raw', $_[0]) or return "cannot read $_[0]";
	local $/;
	return <$in>;
}

sub make_file
{
	open(my $f, '>', "$tmp/$_[0]") or die;
	print $f $_[1];
	close $f;
	return "$tmp/$_[0]";
}

# Both objects get the same name: some options write it into them.
sub same_object
{
	my ($dir, $src, $opt) = @_;
	my ($out, $rc) = run("cd $dir && $cc -w $opt -c $src -o $tmp/x.o");
	my $plain = slurp("$tmp/x.o");

	return is($rc, 0, "$src $opt compiles") || diag($out) if $rc;
	unlink "$tmp/x.o";
	($out, $rc) = run("cd $dir && $cc -w $opt -c $src -o $tmp/x.o " .
			  with_plugin($dir));
	is("$rc $out", '0 ', "$src $opt: nothing said");
	ok(slurp("$tmp/x.o") eq $plain, "$src $opt: same object");
	($out, $rc) = run("$tmp/facts-check -c $tmp/facts/$src.facts");
	is("$rc $out", '0 ', "$src $opt: facts can be read");
}

# 10,000 blocks in one function, deep nesting, a switch of 3,000 cases.
sub generate
{
	open(my $c, '>', "$tmp/huge.c") or die;
	print $c "int f(int);\nint blocks(int x)\n{\n";
	print $c "\tif (f($_)) x += f(x);\n" for 1 .. 5000;
	print $c "\treturn x;\n}\nint cases(int x)\n{\n\tswitch (x) {\n";
	print $c "\tcase ${\($_ * 3)}: return f($_);\n" for 1 .. 3000;
	print $c "\t}\n\treturn 0;\n}\nint deep(int x)\n{\n";
	print $c "\tif (f(x + $_)) {\n" for 1 .. 200;
	print $c "x++;\n", '}' x 200, "\treturn x;\n}\nint expr(int x)\n{\n";
	print $c "\treturn ", join(' + ', map { "f(x * $_)" } 1 .. 2000), ";\n}\n";
	print $c "void *chain(void ****p)\n{\n\treturn ***p;\n}\n";
	close $c;
}

generate();
for my $src (map { basename($_) } sort glob("$here/*.c")) {
	next if $src eq 'facts-check.c';
	same_object($here, $src, $_) for qw(-O0 -O1 -O2 -O3 -Os), '-O2 -g', '-O0 -g3',
		'-O2 -fsanitize=undefined';
}
# without what takes GCC most of the time on it, all long behind the plugin
same_object($tmp, 'huge.c', $_) for '-O0',
	'-O2 -fno-tree-pta -fno-ree -mno-stv -mtune-ctrl=^four_jump_limit';

# Options that make GCC do other things than most compiles
same_object($here, 'facts.c', "-O2 $_") for '-m32', '-pg -mfentry -mrecord-mcount',
	'-fsanitize=kernel-address', '-fsanitize-coverage=trace-pc,trace-cmp',
	'-fsanitize=thread', '-fprofile-arcs -ftest-coverage -frandom-seed=1', '-flto -frandom-seed=1',
	'-flto -ffat-lto-objects -frandom-seed=1', '-fpatchable-function-entry=16,16',
	'-mcmodel=kernel -fno-pie -mno-red-zone -ffunction-sections -fdata-sections',
	'-fstack-protector-strong -fcf-protection -mindirect-branch=thunk-extern',
	'-fopenmp', '-fnon-call-exceptions -fexceptions -ftrapv', '-fwhole-program',
	'-ftrack-macro-expansion=0', '-std=gnu89 -fgnu89-inline', '-pipe -gsplit-dwarf';

# What the facts say
run("cd $here && $cc -w -O2 -c facts.c -o $tmp/x.o " . with_plugin($here));
my ($all) = run("$tmp/facts-check $tmp/facts/facts.c.facts");

sub func
{
	return $all =~ /^(\S[^\n]* \Q$_[0]\E\(.*?)(?=^\S[^\n]*\(|\z)/ms ? $1 : '';
}

# Number of the line of facts.c that has @_ in it.
sub line
{
	my @lines = split(/\n/, slurp("$here/facts.c"));

	return (grep { index($lines[$_ - 1], $_[0]) >= 0 } 1 .. @lines)[0];
}

my ($use, $outer) = (line('entry = clear_flush_notify('), line('return notify_twice('));

sub has
{
	my ($fn, $re, $what) = @_;

	like($fn ? func($fn) : $all, $re, $what);
}

has('through_macro', qr/___pte = clear_flush\(.*; $use:10 clear_flush_notify$/m,
    'a call from a macro has the line of its use and its name');
has('through_macro', qr/= vmf_\d+->vma\t; $use:32$/m,
    'a macro argument is where it is written, anonymous members have no step');
has('nested_macro', qr/notify\(.*; $outer:9 notify_twice$/m,
    'outermost macro line');
has('nested_macro', qr/= clear_flush\(.*; $outer:9 notify_twice>clear_flush_notify$/m,
    'macros outermost first');
has('set_entry', qr/^void set_entry.*exported$/m, 'EXPORT_SYMBOL');
has('set_entry', qr/\(\*ptep_\d+\) = pte\t/, 'store of a whole entry');
has('set_entry', qr/^\t; stores pte_t$/m, 'it is a page-table store');
has('set_bit', qr/^\t; stores pte_t$/m, 'so is giving away the address of its value');
has('by_field', qr/^(?!.*; stores)/s, 'a copy in another structure is none');
has('entry_one', qr/^int entry_one.*static address-taken$/m, 'address taken');
has('', qr/^walk_ops\.pmd_entry = entry_one\t; ops facts\.c:\d+$/m,
    'function pointer in an initialiser');
has('', qr/^walk_ops\.hole = hole_one\t; ops facts\.c:\d+$/m,
    'function pointer in an anonymous union');
has('', qr/^walk_ops\.pmd_entry = entry_one\t;  facts\.c:\d+$/m,
    'function pointer in a local initialiser');
has('', qr/^walk_ops\.hole = hole_one\t;  facts\.c:\d+$/m,
    'function pointer assigned');
has('initialised', qr/\tr = 0\t.*\n\tr\.mm = mm_\d+\t.*\n\tr\.start = 7\t/,
    'an initialiser zeroes, then sets');
has('initialised', qr/\tfixed = 0\t.*\n\tfixed\.start = 1\t.*\n\tfixed\.end = 2\t/,
    'a constant initialiser does as well');
has('take', qr/^\t; __acquires\(l\) __must_hold\(&mm->lock\)$/m,
    'markers of a definition, not of its comments');
has('', qr/^extern void lock\(int \*\) __acquires\(l\)$/m,
    'markers of a prototype');
has('bit_test', qr/= tlb_\d+->need_flush_all\t/, 'a bit-field has its name');
has('by_value', qr/^\tpte_t pte\t; parameter$/m, 'parameters in memory');
has('by_value', qr/^\told = \(\*ptep_\d+\)\t/m, 'volatile makes no difference');
has('weak_one', qr/^int weak_one.* weak$/m, 'weak');
has('weak_one', qr/if _\d+ ne 0: true -> \d+ false -> \d+/, 'condition');
has('used_inline', qr/static inline$/m, 'inline functions that are called');
unlike($all, qr/unused_inline/, 'and not those that are not');

# Options
my $base = "cd $here && $cc -O2 -c facts.c -o $tmp/y.o";

sub says
{
	my ($cmd, $want, $re, $what) = @_;
	my ($out, $rc) = run("$base -fplugin=$plugin $cmd");

	is($rc, $want, "$what: exit status");
	like($out, $re, "$what: message");
}

says("$arg-colour=red", 1, qr/unknown option '?-fplugin-arg-wnotify_plugin-colour/,
     'unknown option');
says("$arg-root", 1, qr/needs a value/, 'option without value');
says("$arg-disable=1", 1, qr/takes no value/, 'flag with a value');
unlink glob("$tmp/facts/*");
says("$arg-disable $arg-facts=$tmp/facts", 0, qr/^$/, 'disable');
ok(!-e "$tmp/facts/facts.c.facts", 'disable: nothing written');
says("$arg-root=$here $arg-dirs=mm/:fs $arg-facts=$tmp/facts $arg-analysis-only",
     0, qr/^$/, 'outside of dirs');
ok(!-e "$tmp/facts/facts.c.facts", 'outside of dirs: nothing written');
ok(slurp("$tmp/y.o") eq slurp("$tmp/x.o"), 'outside of dirs: same object');
says("$arg-verbose $arg-facts=$tmp/facts", 0, qr/facts\.c\.facts: \d+ functions/,
     'verbose');
says("$arg-facts=/proc/nowhere", 0, qr/warning: wnotify: .*cannot write the facts/,
     'facts that cannot be written');
says("$arg-facts=/dev/full/x -Werror", 0, qr/warning: wnotify:/,
     'no error even with -Werror');
says("", 0, qr/^$/, 'beside the object');
ok(-e "$tmp/facts.c.facts" || -e "$tmp/y.c.facts", 'beside the object: there');

# Another GCC is refused in one line, when it loads the plugin or is to build it
my ($version) = run("$cc -dumpversion");
for my $other (grep { !run("$_ --version >/dev/null") } 'gcc-11', 'gcc-12') {
	my ($its) = run("$other -dumpversion");
	next if $its eq $version;
	($out, $rc) = run("$other -fplugin=$plugin -c $here/vla.c -o /dev/null");
	ok($rc && $out =~ /^cc1: error: wnotify: this plugin was built for GCC \S+ and does not work with GCC \S+; rebuild it/,
	   "$other: refused") or diag($out);
}
mkdir "$tmp/gcc13";
make_file('gcc13/gcc-plugin.h', '');
make_file('gcc13/plugin-version.h', "#define GCCPLUGIN_VERSION_MAJOR 13\n");
($out, $rc) = run("${\($ENV{HOSTCXX} || 'g++')} -x c++ -fsyntax-only -I$tmp/gcc13 " .
		  "$here/../../plugin/gcc/gcc-compat.h");
like($out, qr/#error wnotify is tested with GCC 11 and 12/, 'GCC 13: said when it is built');

# A crash of the plugin leaves one function out and harms nothing.
unlink glob("$tmp/facts/*");
says("$arg-fault=take $arg-facts=$tmp/facts -Werror", 0,
     qr/warning: wnotify: internal problem.*report/s, 'crash');
ok(slurp("$tmp/y.o") eq slurp("$tmp/x.o"), 'crash: same object');
($all) = run("$tmp/facts-check $tmp/facts/facts.c.facts");
like($all, qr/^extern void take\(int \*\)/m, 'crash: that function only declared');
like(func('weak_one'), qr/return/, 'crash: the others are there');

# Analysis only: a valid object without code.
says("$arg-analysis-only $arg-facts=$tmp/facts", 0, qr/^$/, 'analysis-only');
my ($sections) = run("objdump -d $tmp/y.o");
unlike($sections, qr/<entry_one>:/, 'analysis-only: no code');

# Kbuild reads the assembly of asm-offsets.c and its like.
run("cd $here && $cc -w -O2 -S facts.c -o $tmp/y.s -fplugin=$plugin " .
    "$arg-analysis-only $arg-facts=$tmp/facts");
like(slurp("$tmp/y.s"), qr/^entry_one:/m, 'analysis-only: -S is complete');

# What is no compile of a C unit: the same output, no word, no facts
sub inert
{
	my ($what, $cmd, $out) = @_;
	my ($plain, $with);

	unlink glob("$tmp/none/*");
	($plain) = run("cd $here && $cmd");
	$plain = $out ? slurp($out) : $plain;
	($with) = run("cd $here && $cmd -fplugin=$plugin $arg-root=$here $arg-facts=$tmp/none");
	$with = $out ? slurp($out) : $with;
	ok($with eq $plain, "$what: same output") or diag($with);
	is(join(' ', glob("$tmp/none/*")), '', "$what: no facts");
}

my $s = make_file('as.S', "#define NAME in_as\n\t.globl NAME\nNAME:\tnop\n");
my $h = make_file('pre.h', "static inline int in_pre(int x) { return x + 1; }\n");
my $cc1 = make_file('plus.cc', "template <class T> T f(T x) { return x; }\n" .
		    "struct a { virtual int g(); };\nint a::g() { return f(1); }\n");

inert('assembly', "$cc -c $s -o $tmp/as.o", "$tmp/as.o");
inert('-E', "$cc -E facts.c");
inert('-M', "$cc -M facts.c");
inert('an empty unit from a pipe', "echo | $cc -O2 -x c -c - -o $tmp/as.o", "$tmp/as.o");
inert('C++', "$cc -O2 -c $cc1 -o $tmp/plus.o", "$tmp/plus.o") if !run("$cc -c $cc1 -o /dev/null");
inert('linking', "$cc -r -nostdlib $tmp/as.o -o $tmp/all.o", "$tmp/all.o");
inert('a header that is compiled', "$cc -O2 -x c-header $h -o $tmp/pre.h.gch");
($out, $rc) = run("cd $tmp && echo 'int x; int f(void) { return in_pre(x); }' >use.c && " .
		  "$cc -O2 -include pre.h -c use.c -o use.o && " .
		  "mv use.o plain.o && $cc -O2 -include pre.h -c use.c -o use.o " . with_plugin($tmp));
is("$rc $out", '0 ', 'with a header that was compiled: nothing said');
ok(slurp("$tmp/use.o") eq slurp("$tmp/plain.o"), 'with a header that was compiled: same object');

# Several inputs: facts of each; only the syntax: facts, and no object
unlink glob("$tmp/facts/*");
($out, $rc) = run("cd $tmp && $cc -w -O2 -c $here/facts.c $here/vla.c $s " . with_plugin($here));
is("$rc $out", '0 ', 'several inputs: nothing said');
is(join(' ', map { basename($_) } sort glob("$tmp/facts/*")), 'facts.c.facts vla.c.facts',
   'several inputs: facts of the C units');
($out, $rc) = run("cd $here && $cc -w -fsyntax-only facts.c " . with_plugin($here));
is("$rc $out", '0 ', '-fsyntax-only: nothing said');
($out, $rc) = run("cd $here && $cc -O2 -flto -c facts.c -o $tmp/lto.o -w && " .
		  "$cc -O2 -flto -r -nostdlib -flinker-output=nolto-rel $tmp/lto.o -o $tmp/ltoed.o " .
		  with_plugin($here));
is("$rc $out", '0 ', 'link-time optimisation: nothing said');

# Broken input: what GCC says of it, and nothing else
make_file('broken.c', "int f(int x) { return y + ; }\nint g(\n");
inert('broken input', "$cc -O2 -c $tmp/broken.c -o $tmp/broken.o");

# The same bytes again, whatever the tree is called and wherever make runs
run("mkdir -p $tmp/else/where && cp $here/*.c $tmp/else/where");
run("cd $tmp && $cc -w -O2 -c else/where/facts.c -o $tmp/y.o -fplugin=$plugin " .
    "$arg-root=$tmp/else/where $arg-facts=$tmp/again");
is(slurp("$tmp/again/facts.c.facts"), slurp("$tmp/facts/facts.c.facts"),
   'the same facts from another directory');

done_testing();
