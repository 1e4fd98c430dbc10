# SPDX-License-Identifier: GPL-2.0-or-later
#
# A changed source file, compiled and checked beside a tree that is left alone:
# what mutate.pl and fix.pl share.
#
# $env is { kdir => source tree, ko => what Kbuild built for it, facts => facts
# of the whole tree, wnotify => the command, options => [ of wnotify check ] }.
package Wnotify;
use strict;
use warnings;
use Exporter 'import';
use File::Basename;
use File::Path qw(make_path remove_tree);
use Cwd qw(abs_path);
use JSON::PP;
our @EXPORT_OK = qw(slurp spew link_tree compile_command compile copy_facts check);

sub slurp {
	open my $fh, '<', $_[0] or die "$_[0]: $!\n";
	local $/;
	return <$fh> // '';
}

sub spew {
	my ($path, $text) = @_;

	open my $fh, '>', $path or die "$path: $!\n";
	print $fh $text or die "$path: $!\n";
	close $fh or die "$path: $!\n";
}

# A new tree in $dir that links to $kdir, but for one file that is written.
sub link_tree {
	my ($kdir, $dir, $file, $text) = @_;
	my ($from, $to) = ($kdir, $dir);
	my @path = split m{/}, $file;

	while (@path) {
		my $name = shift @path;

		make_path($to);
		opendir my $dh, $from or die "$from: $!\n";
		for (grep { !/^\.\.?$/ && $_ ne $name } readdir $dh) {
			symlink "$from/$_", "$to/$_" if !-l "$to/$_";
		}
		closedir $dh;
		$from .= "/$name";
		$to .= "/$name";
	}
	spew($to, $text);
}

# The command that Kbuild compiled the file with, for the tree of links; object
# and facts go below $out.
sub compile_command {
	my ($env, $file, $tree, $out) = @_;
	my $obj = $file =~ s/\.c$/.o/r;
	my $cmd = slurp("$env->{ko}/" . dirname($obj) . '/.' . basename($obj) . '.cmd');

	$cmd =~ /^(?:saved)?cmd_\S+ := (.*)$/m or die "no command for $file\n";
	$cmd = $1;
	$cmd =~ s/\s;\s.*//;
	$cmd =~ s/\$\(pound\)/#/g;
	$cmd =~ s/-Wp,-MMD,\S+//;
	$cmd =~ s/-o \Q$obj\E/-o $out\/o/;
	$cmd =~ s/(-wnotify_plugin-facts=)\S+/$1$out\/facts/;
	$cmd =~ s/\Q$env->{kdir}\E/$tree/g;
	index($cmd, "$tree/$file") >= 0 or die "$file was built in the source tree\n";
	return $cmd;
}

# Compile the file with this text in $dir. Returns the compiler's messages and
# the path of the facts; that is undef when it failed.
sub compile {
	my ($env, $dir, $file, $text, $edit) = @_;
	my ($tree, $out) = ("$dir/tree", "$dir/out");

	# a link that is left from another file would lead into the tree
	remove_tree($tree, $out);
	make_path("$out/facts");
	link_tree($env->{kdir}, $tree, $file, $text);
	my $cmd = compile_command($env, $file, $tree, $out);
	$cmd = $edit->($cmd) if $edit;
	my $log = qx{cd "$env->{ko}" && ( $cmd ) 2>&1};

	return ($log, $? ? undef : "$out/facts/$file.facts");}

# $dir has the same facts afterwards, as links.
sub copy_facts {
	my ($facts, $dir) = @_;

	system('cp', '-rs', abs_path($facts) . '/.', $dir) == 0 or die "cannot copy the facts\n";
}

# What `wnotify check` says of the facts in $dir.
sub check {
	my ($env, $dir) = @_;
	my @options = @{$env->{options} // []};
	my $cmd = qq{timeout 600 "$env->{wnotify}" check --format json @options "$dir"};
	my $out = qx{$cmd 2>/dev/null};

	return eval { decode_json($out) } // do {
		my ($said) = grep { /^wnotify/ } split /\n/, qx{$cmd 2>&1 >/dev/null};

		die 'check failed: ', $said // 'no report', "\n";
	};
}

1;
