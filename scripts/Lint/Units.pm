# SPDX-License-Identifier: GPL-2.0-or-later
#
# Facts of the units in any state of the tree. Those of the last scan are kept,
# with the commands and dependencies it recorded; a unit that another state has
# otherwise is compiled in a tree of links, and kept by what went in.
#
# Below the directory of a tree: "scan" says what was scanned, cmd/ has Kbuild's
# commands, facts/ the facts, deps which units read which file, made/ what was
# compiled since, reports/ what was said of which facts.
package Lint::Units;
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use Fcntl qw(:flock);
use File::Basename;
use File::Find;
use File::Path qw(make_path remove_tree);
use FindBin;
use JSON::PP;
use Wnotify qw(slurp spew compile_command copy_facts check);

use constant {
	MAX_STALE => 24,	# more units than that: scan again instead
	MAX_KEPT => 2000,	# entries of made/
};

sub fail {
	die join('', @_) =~ s/\s+\z//r . "\n";
}

sub file_sum {
	return substr Digest::SHA->new(256)->addfile($_[0])->hexdigest, 0, 16;
}

sub new {
	my ($class, %arg) = @_;
	my $self = bless { %arg, notes => [] }, $class;
	my $plugin = $ENV{WNOTIFY_PLUGIN} || "$FindBin::Bin/../build/wnotify_plugin.so";

	$plugin = "$FindBin::Bin/../wnotify_plugin.so" if !-e $plugin;
	-e $plugin or fail("no plugin at $plugin: type make first");
	$ENV{WNOTIFY_PLUGIN} = $plugin;
	$self->{plugin} = file_sum($plugin);
	$self->{tool} = file_sum($self->{wnotify});
	$self->{want} = [map { s{/*\z}{/}r } split ' ', $ENV{DIRS} || 'mm fs kernel/events'];
	make_path($self->{dir});
	open $self->{lock}, '>', "$self->{dir}/lock" or fail("$self->{dir}/lock: $!");
	return $self;
}

sub note {
	my ($self, $text) = @_;

	push @{$self->{notes}}, $text if !grep { $_ eq $text } @{$self->{notes}};
}

# Is what the last scan left still of use?
sub load {
	my ($self) = @_;
	my $file = "$self->{dir}/scan";

	return 0 if !-e $file || $self->{rescan};
	my %s = map { /^(\w+)=(.*)$/ ? ($1 => $2) : () } split /\n/, slurp($file);
	return 0 if $s{plugin} ne $self->{plugin} || $s{top} ne $self->{git}{top} ||
		($s{asked} // '') ne ($ENV{O} // '') || !-d $s{ko} || !-e "$s{ko}/.config" ||
		file_sum("$s{ko}/.config") ne $s{config} || !$self->{git}->has($s{tree});
	my %had = map { ($_ => 1) } split ' ', $s{dirs};
	return 0 if grep { !$had{$_} } @{$self->{want}};
	$self->{$_} = $s{$_} for qw(kdir ko tree failed);
	$self->{base} = $s{tree};
	$self->{units} = {};
	for (split /\n/, slurp("$self->{dir}/units")) {
		my $unit = $_;

		$self->{units}{$unit} = 1 if grep { index($unit, $_) == 0 } @{$self->{want}};
	}
	return 1;
}

sub say_so {
	print STDERR "wnotify: $_[0]\n" if -t STDERR;
}

# Scan the tree as it is, and keep what came out. Only objects of ours are made.
sub scan {
	my ($self) = @_;
	my $git = $self->{git};
	my $dir = $self->{dir};

	unlink "$dir/scan";
	my $tree = $git->work_tree;
	say_so("scanning $git->{top} for what the change is compared with: once, this takes minutes");
	local %ENV = (%ENV, KDIR => $git->{top}, NOTIFY => '', SCAN_ONLY => 'y', FULL => 'y',
		      WNOTIFY => $self->{wnotify});
	delete @ENV{grep { /^GIT_/ } keys %ENV};
	my $run = q{where=$("$0" 2>"$1") || exit 2; eval "$where"; printf '%s\n' "$KDIR" "$KO" "$FACTS"};
	my @cmd = ('bash', '-c', $run, "$FindBin::Bin/scan.sh", -t STDERR ? '/dev/stderr' : "$dir/scan.log");
	my $pid = open my $fh, '-|', @cmd or fail("bash: $!");
	local $SIG{INT} = local $SIG{TERM} = local $SIG{HUP} = sub { kill 'TERM', $pid; exit 2 };
	my ($kdir, $ko, $facts) = map { s/\n\z//r } <$fh>;
	if (!close $fh || !defined $facts) {
		my $said = -t STDERR ? '' : slurp("$dir/scan.log");

		fail($said =~ /^wnotify: (.*)$/m ? $1 : 'the tree could not be scanned');
	}
	my @failed = (-t STDERR ? '' : slurp("$dir/scan.log")) =~ /^wnotify: not compiled: (\S+?):/mg;

	remove_tree("$dir/$_") for qw(cmd facts made reports);
	my (@units, %deps);
	find({ no_chdir => 1, wanted => sub {
		return if !/\.c\.facts\z/;
		my $unit = substr($_, 1 + length $facts) =~ s/\.facts\z//r;
		my $cmd = dirname($unit) . '/.' . basename($unit, '.c') . '.o.cmd';

		return if !-e "$ko/$cmd";
		my $text = slurp("$ko/$cmd");
		make_path("$dir/facts/" . dirname($unit), "$dir/cmd/" . dirname($unit));
		# facts are replaced as a whole, never written to
		link $_, "$dir/facts/$unit.facts" or
			system('cp', $_, "$dir/facts/$unit.facts") == 0 or fail("cannot copy the facts");
		spew("$dir/cmd/$cmd", $text);
		push @units, $unit;
		push @{$deps{$_}}, $unit for $unit, $text =~ m{^\s+\Q$kdir\E/(\S+)}mg;
	} }, $facts);
	@units or fail("nothing was analysed in @{$self->{want}} of $git->{top}");
	spew("$dir/units", join '', map { "$_\n" } sort @units);
	spew("$dir/deps", join '', map { "$_\t@{$deps{$_}}\n" } sort keys %deps);
	spew("$dir/scan.new", join '', map { "$_->[0]=$_->[1]\n" } (
		[top => $git->{top}], [kdir => $kdir], [ko => $ko], [tree => $tree], [plugin => $self->{plugin}],
		[dirs => join ' ', map { s{/*\z}{/}r } @{$self->{want}}], [config => file_sum("$ko/.config")],
		[asked => $ENV{O} // ''], [failed => "@failed"]));
	rename "$dir/scan.new", "$dir/scan" or fail("$dir/scan: $!");
	$self->{rescan} = 0;
	delete $self->{deps};
}

# A scan that is of use for the states that are compared.
sub prepare {
	my ($self, @trees) = @_;

	flock $self->{lock}, LOCK_SH;
	if ($self->load) {
		my ($fewest) = sort { $a <=> $b } map { scalar keys %{$self->stale($_)} } @trees;

		return if $fewest <= MAX_STALE;
		# a scan looks at the work tree: only when that is nearer
		my $now = scalar keys %{$self->stale($self->{git}->work_tree)};
		return if $now <= MAX_STALE;
	}
	flock $self->{lock}, LOCK_UN;
	flock $self->{lock}, LOCK_EX;
	$self->scan;
	$self->load or fail('the scan is of no use: its configuration changed meanwhile');
	flock $self->{lock}, LOCK_SH;
}

# What a state has otherwise than the scan: { path => blob }
sub unlike_scan {
	my ($self, $tree) = @_;

	return $self->{unlike}{"$self->{base} $tree"} //= $self->{git}->blobs($self->{base}, $tree);
}

sub exists {
	my ($self, $tree, $file) = @_;

	my $blobs = $self->unlike_scan($tree);

	# what git does not track is as it was scanned
	return defined $blobs->{$file} if exists $blobs->{$file};
	return 1 if $self->{units}{$file};
	return $self->{exists}{"$tree:$file"} //= ($self->{git}->ask('cat-file', '-e', "$tree:$file"))[1] eq '' ? 1 : 0;
}

# Units of the scan that read one of these files.
sub readers {
	my ($self, @files) = @_;
	my %units;

	$self->{deps} //= slurp("$self->{dir}/deps");
	for my $file (@files) {
		next if $self->{deps} !~ /^\Q$file\E\t(.*)$/m;
		$units{$_} = 1 for grep { $self->{units}{$_} } split ' ', $1;
	}
	return \%units;
}

# Units whose facts of the scan are not those of the state.
sub stale {
	my ($self, $tree) = @_;

	return $self->readers(keys %{$self->unlike_scan($tree)});
}

# What goes in when a unit is compiled in a state; any header may be included.
sub key {
	my ($self, $tree, $unit) = @_;
	my $blobs = $self->unlike_scan($tree);
	my %read = map { ($_ => 1) } grep { $self->readers($_)->{$unit} } keys %$blobs;
	my @in = map { "$_ " . ($blobs->{$_} // 'gone') } grep { $_ eq $unit || $read{$_} || /\.h\z/ } sort keys %$blobs;

	return sha256_hex(join "\n", $self->{base}, $self->{plugin}, $self->command_of($unit), @in);
}

# The unit whose command compiles this one: itself; for one that the scan does
# not have another of its directory, else none.
sub command_of {
	my ($self, $unit) = @_;

	return $unit if $self->{units}{$unit};
	my $dir = dirname($unit);
	my ($other) = grep { dirname($_) eq $dir } sort keys %{$self->{units}};
	return $other;
}

# Does the state build a unit that the scan does not have? Its makefile names it.
sub is_built {
	my ($self, $tree, $unit) = @_;
	my $object = basename($unit, '.c') . '.o';

	return 1 if grep { $_ eq $unit } split ' ', $self->{failed} // '';
	for my $name (qw(Kbuild Makefile)) {
		my ($text) = $self->{git}->ask('cat-file', 'blob', "$tree:" . dirname($unit) . "/$name");

		# with an option: the configuration of the scan decides
		while ($text =~ /^[^\n#]*?(?:-y|-objs|\$\((CONFIG_\w+)\))\s*[:+]?=((?:[^\n]*\\\n)*[^\n]*)/mg) {
			my ($option, $what) = ($1, $2);

			next if $what !~ /(?<![\w.\/-])\Q$object\E(?![\w.-])/;
			return 1 if !$option || slurp("$self->{ko}/.config") =~ /^$option=[ym]$/m;
		}
	}
	return 0;
}

sub command {
	my ($self, $unit, $tree, $out) = @_;
	my $like = $self->command_of($unit);
	my %env = (kdir => $self->{kdir}, ko => "$self->{dir}/cmd");

	defined $like or fail("no unit of ", dirname($unit), " has been compiled");
	my $cmd = compile_command(\%env, $like, $tree, $out);
	if ($like ne $unit) {
		my ($from, $to) = map { s/\.c\z//r } $like, $unit;
		my ($bare_from, $bare_to) = map { basename($_) =~ s/-/_/gr } $from, $to;

		$cmd =~ s/\Q$from\E\.c\b/$to.c/g;
		$cmd =~ s/-DKBUILD_BASENAME=\S+/-DKBUILD_BASENAME='"$bare_to"'/;
		$cmd =~ s/-DKBUILD_(MODFILE|MODNAME)='"\Q$from\E"'/-DKBUILD_$1='"$to"'/g;
	}
	return "$cmd -MMD -MF '$out/deps'";
}

# The tree of links of a state, made when first needed.
sub links {
	my ($self, $tree) = @_;
	my $dir = "$self->{tmp}/" . substr $tree, 0, 12;

	if (!$self->{links}{$tree}++) {
		my $now = $self->{work_blobs}{$tree} //= do {
			my %top = map { ($_ => 1) } $self->top_dirs;

			$self->{git}->blobs_unlike_work_tree($tree, grep { -e "$self->{git}{top}/$_" } sort keys %top);
		};
		my %all = (%{$self->{changed}{$tree} // {}}, %{$self->unlike_scan($tree)}, %$now);

		$self->{git}->overlay($self->{kdir}, $dir, \%all);
	}
	return $dir;
}

# Directories that any unit reads from.
sub top_dirs {
	my ($self) = @_;
	my %top;

	$self->{deps} //= slurp("$self->{dir}/deps");
	$top{$1} = 1 while $self->{deps} =~ m{^((?:arch/)?[^/\t\n]+)/}mg;
	return keys %top;
}

# Compile [ tree, unit ]s, as many at once as there are processors. What does
# not compile is in $self->{broken}{tree}{unit} then, with the error.
sub compile {
	my ($self, @todo) = @_;
	my %running;
	my $jobs = $ENV{JOBS} || qx{nproc} || 1;
	my $n = 0;

	@todo = grep { !-e $self->made(@$_) . '/facts' } @todo;
	return if !@todo;
	say_so('compiling ' . @todo . ' units') if @todo > 6;
	$self->links($_) for map { $_->[0] } @todo;
	while (@todo || %running) {
		if (@todo && keys %running < $jobs) {
			my ($tree, $unit) = @{shift @todo};
			my $out = "$self->{tmp}/out" . $n++;
			my $links = $self->links($tree);

			make_path("$out/facts");
			my $cmd = $self->command($unit, $links, $out);
			my $pid = fork // fail("fork: $!");
			if (!$pid) {
				chdir $self->{ko} or exit 2;
				open STDOUT, '>', "$out/log";
				open STDERR, '>&', \*STDOUT;
				exec '/bin/sh', '-c', $cmd;
			}
			$running{$pid} = [$tree, $unit, $out, $links];
			next;
		}
		my $pid = wait;
		my $status = $?;
		my ($tree, $unit, $out, $links) = @{delete $running{$pid} // next};
		my $log = slurp("$out/log") =~ s{\Q$links\E/}{}gr;
		my $made = $self->made($tree, $unit);

		if ($status || !-e "$out/facts/$unit.facts") {
			$self->{broken}{$tree}{$unit} =
				$log =~ /^(.*\b(?:fatal )?error: .*)$/m ? $1 : $log =~ /^(.*\S.*)$/m ? $1 : 'no facts';
			next;
		}
		# what was included; the links are only ours
		my $deps = slurp("$out/deps") =~ s/\\\n//gr;
		spew("$out/read", join '', map { "$_\n" } $deps =~ m{\Q$links\E/(\S+)}g);
		make_path("$self->{dir}/made");
		make_path("$out/made");
		rename "$out/facts/$unit.facts", "$out/made/facts" or fail("$unit: $!");
		rename "$out/read", "$out/made/read" or fail("$unit: $!");
		system('cp', '-rT', "$out/made", "$made.$$") == 0 or fail("cannot write to $self->{dir}");
		rename "$made.$$", $made or remove_tree("$made.$$");
		remove_tree($out);
	}
}

# Where a unit that is compiled in a state is kept.
sub made {
	my ($self, $tree, $unit) = @_;

	return $self->{made}{"$tree $unit"} //= "$self->{dir}/made/" . $self->key($tree, $unit);
}

# What a state changes and which units read it:
# the units of both states that have to be looked at, { unit => 1 }.
sub touched {
	my ($self, $old, $new, $changes) = @_;
	my $before = $self->stale($old);
	my %units = %{$self->readers(keys %$changes)};

	# includes of the old state that the scan did not have
	for my $unit (keys %$before) {
		my $read = $self->made($old, $unit) . '/read';

		next if $units{$unit} || !-e $read;
		$units{$unit} = 1 if grep { $changes->{$_} } split /\n/, slurp($read);
	}
	return \%units;
}

# The facts of a state in a directory of links: those of the scan, but for the
# units that the state has otherwise, { unit => what was made of it, or undef }.
sub facts {
	my ($self, $tree, $own) = @_;
	my $dir = "$self->{tmp}/facts-" . substr $tree, 0, 12;

	for (@{$self->{want}}) {
		next if !-d "$self->{dir}/facts/$_";
		make_path("$dir/$_");
		copy_facts("$self->{dir}/facts/$_", "$dir/$_");
	}
	for my $unit (keys %$own) {
		unlink "$dir/$unit.facts";
		next if !$own->{$unit};
		make_path("$dir/" . dirname($unit));
		symlink "$own->{$unit}/facts", "$dir/$unit.facts" or fail("$dir/$unit.facts: $!");
	}
	return $dir;
}

# The report on a state.
sub report {
	my ($self, $tree, $own) = @_;
	my @key = map { "$_ " . ($own->{$_} ? basename($own->{$_}) : 'gone') } sort keys %$own;
	my $top = $self->{git}{top};
	my $baseline = -e "$top/.wnotify-baseline" ? file_sum("$top/.wnotify-baseline") : '';
	my $file = "$self->{dir}/reports/" . sha256_hex(join "\n", $self->{base}, $self->{tool}, $baseline, "@{$self->{want}}", @key);

	if (!-e $file) {
		my %env = (wnotify => $self->{wnotify}, options => ['--kdir', "'$top'"]);
		my $report = check(\%env, $self->facts($tree, $own));

		make_path("$self->{dir}/reports");
		spew("$file.$$", encode_json($report));
		rename "$file.$$", $file or fail("$file: $!");
	}
	return decode_json(slurp($file));
}

# What is oldest goes when there is much of it.
sub prune {
	my ($self) = @_;

	for my $what (qw(made reports)) {
		my @all = glob "\Q$self->{dir}\E/$what/*";

		next if @all <= MAX_KEPT;
		my %age = map { ($_ => -M $_) } @all;
		remove_tree((sort { $age{$b} <=> $age{$a} } @all)[0 .. @all - MAX_KEPT / 2]);
	}
}

1;
