# SPDX-License-Identifier: GPL-2.0-or-later
#
# A kernel's git repository, only read: every state that is compared is a tree
# object. What has to be written for that - the index with a patch applied, the
# work tree as it is - goes to an index and an object directory of our own.
package Lint::Git;
use strict;
use warnings;
use Cwd qw(abs_path getcwd);
use File::Copy qw(copy);
use File::Path qw(make_path remove_tree);
use File::Spec;
use File::Temp qw(tempdir);
use Wnotify qw(slurp spew);

sub fail {
	die join('', @_) =~ s/\s+\z//r . "\n";
}

# The repository around a directory.
sub new {
	my ($class, $dir) = @_;
	my $self = bless { tmp => tempdir(CLEANUP => 1), from => getcwd() }, $class;

	-d $dir or fail("$dir: no such directory");
	# a hook gets the index that is to be committed, relative to where it runs
	my $index = $ENV{GIT_INDEX_FILE};
	$index = File::Spec->rel2abs($index) if defined $index;
	$ENV{GIT_DIR} = File::Spec->rel2abs($ENV{GIT_DIR}) if defined $ENV{GIT_DIR};
	delete @ENV{qw(GIT_INDEX_FILE GIT_EXTERNAL_DIFF GIT_PREFIX)};
	$ENV{GIT_OPTIONAL_LOCKS} = 0;

	chdir $dir or fail("$dir: $!");
	my ($top, $err) = $self->ask(qw(rev-parse --show-toplevel));
	$top ne '' or fail(($err =~ /not a git repository/ ? '' : "$err: "),
			   abs_path('.'), ' is in no git work tree: wnotify lint compares states of one');
	chomp($self->{top} = $top);
	chdir $self->{top} or fail("$self->{top}: $!");
	my @paths = map { chomp; File::Spec->rel2abs($_) } map { ($self->ask(qw(rev-parse --git-path), $_))[0] } qw(index objects);
	$self->{index} = $index // $paths[0];
	$self->{objects} = $paths[1];
	return $self;
}

# Output and the first line that git complains with, '' when it worked.
sub ask {
	my ($self, @args) = @_;
	my $pid = open(my $fh, '-|') // fail("fork: $!");

	if (!$pid) {
		open STDERR, '>', "$self->{tmp}/err";
		exec 'git', '-c', 'core.quotePath=false', '-c', 'core.fsmonitor=false', @args or exit 127;
	}
	local $/;
	my $out = <$fh> // '';
	close $fh;
	return ($out, '') if !$?;
	my ($line) = grep { /\S/ } split /\n/, slurp("$self->{tmp}/err");
	return ('', ($line // "git $args[0] failed") =~ s/^(?:fatal|error): //r);
}

# The same; an error ends the run.
sub get {
	my ($self, @args) = @_;
	my ($out, $err) = $self->ask(@args);

	fail("git $args[0]: $err") if $err ne '';
	return $out;
}

sub zlist {
	return split /\0/, $_[0];
}

# Objects that we write go below $dir.
sub write_below {
	my ($self, $dir) = @_;
	my @from = grep { defined } $self->{objects}, $ENV{GIT_OBJECT_DIRECTORY}, $ENV{GIT_ALTERNATE_OBJECT_DIRECTORIES};

	make_path("$dir/objects");
	$ENV{GIT_OBJECT_DIRECTORY} = "$dir/objects";
	$ENV{GIT_ALTERNATE_OBJECT_DIRECTORIES} = join ':', @from;
}

# Is the tree known here? Our own objects may be gone.
sub has {
	my ($self, $id) = @_;

	return ($self->ask('cat-file', '-t', $id))[1] eq '';
}

sub commit {
	my ($self, $rev) = @_;
	my ($id) = $self->ask(qw(rev-parse --verify --quiet --end-of-options), "$rev^{commit}");

	chomp $id;
	return $id =~ /^[0-9a-f]{40,}$/ ? $id : undef;
}

sub tree {
	my ($self, $rev) = @_;

	chomp(my $id = $self->get(qw(rev-parse --verify --end-of-options), "$rev^{tree}"));
	return $id;
}

sub short {
	return substr $_[1], 0, 12;
}

# The tree that work on a copy of an index, or on one of a tree, gives.
sub tree_after {
	my ($self, $from, $work) = @_;
	my $index = "$self->{tmp}/index";

	unlink $index;
	if ($from eq 'index') {
		copy($self->{index}, $index) if -e $self->{index};
		# the time says git which files it has to look into
		my @st = stat $self->{index};
		utime $st[8], $st[9], $index if @st;
	}
	local $ENV{GIT_INDEX_FILE} = $index;
	$self->get('read-tree', $from) if $from ne 'index';
	$work->();
	my ($id, $err) = $self->ask('write-tree');
	fail('the index has files that are not merged') if $err =~ /unmerged|invalid object|error building/;
	fail("git write-tree: $err") if $err ne '';
	chomp $id;
	return $id;
}

# The tracked files as they are in the work tree.
sub work_tree {
	my ($self) = @_;

	return $self->tree_after('index', sub { $self->get(qw(add -u .)) });
}

sub staged {
	my ($self) = @_;

	return $self->tree_after('index', sub { });
}

sub with_files {
	my ($self, $base, @files) = @_;

	return $self->tree_after($base, sub { $self->get(qw(update-index --add --remove --), @files) });
}

# The patches of a mail or mailbox, or the file itself.
sub patches_of {
	my ($self, $path, $name) = @_;
	my $text = slurp($path);
	my $dir = "$self->{tmp}/mails";

	return $path if $text !~ /\A(?:From |[A-Za-z][-A-Za-z]*:\s)/;
	remove_tree($dir);
	make_path($dir);
	my ($n, $err) = $self->ask('mailsplit', '-b', '-o' . $dir, '--', $path);
	fail("$name: no mail: $err") if $err ne '';
	my @patches;
	for my $mail (sort glob "\Q$dir\E/*") {
		system(qq{git mailinfo "$mail.msg" "$mail.patch" <"$mail" >/dev/null 2>&1}) == 0 or next;
		push @patches, "$mail.patch" if -s "$mail.patch" && slurp("$mail.patch") =~ /^(?:diff --git |--- )/m;
	}
	return @patches;
}

sub patched {
	my ($self, $base, $what, @files) = @_;

	return $self->tree_after($base, sub {
		for my $f (@files) {
			my ($path, $name) = @$f;
			my @patches = $self->patches_of($path, $name);

			fail("$name: no patch in it") if !@patches;
			for my $p (@patches) {
				my (undef, $err) = $self->ask(qw(apply --cached --whitespace=nowarn --), $p);

				fail("$name does not apply to $what: $err") if $err ne '';
			}
		}
	});
}

# What differs between two trees: { path => [ status, old path ] }, renames with
# their old path; deletions have the status D.
sub changes {
	my ($self, $a, $b) = @_;
	my @words = zlist($self->get(qw(diff-tree -r -z -M --name-status), $a, $b));
	my %changes;

	while (@words) {
		my ($status, $path) = splice @words, 0, 2;

		if ($status =~ /^[RC]/) {
			my $to = shift @words;

			$changes{$to} = [substr($status, 0, 1), $path];
			$changes{$path} //= ['D', $path] if $status =~ /^R/;
		} else {
			$changes{$path} = [substr($status, 0, 1), $path];
		}
	}
	return \%changes;
}

# Paths that differ, and what they are in the second tree: { path => blob };
# undef when they are not there.
sub blobs {
	my ($self, $a, $b) = @_;
	my @words = zlist($self->get(qw(diff-tree -r -z --no-renames), $a, $b));
	my %blobs;

	while (@words) {
		my ($meta, $path) = splice @words, 0, 2;
		my (undef, $mode, undef, $id) = split ' ', $meta;

		# neither links nor submodules are sources
		$blobs{$path} = $id =~ /^0+$/ ? undef : $id if $mode !~ /^1[26]/;
	}
	return \%blobs;
}

# The same for the files of the work tree, below some directories.
sub blobs_unlike_work_tree {
	my ($self, $tree, @dirs) = @_;
	my %blobs;

	local $ENV{GIT_INDEX_FILE} = $self->{index};
	my @words = zlist($self->get(qw(diff-index -r -z --no-renames), $tree, '--', @dirs));
	while (@words) {
		my ($meta, $path) = splice @words, 0, 2;
		my ($mode, undef, $id) = split ' ', $meta;

		# from the tree to the files: the old side is what is wanted
		$blobs{$path} = $id =~ /^0+$/ ? undef : $id if $mode !~ /^:1[26]/;
	}
	return \%blobs;
}

# Where the lines of the old files are in the new ones:
# { old path => [ new path, [ from, count, to, count ]... ] }
sub hunks {
	my ($self, $a, $b) = @_;
	my (%map, $old, $new);

	for (split /\n/, $self->get(qw(diff-tree -r -p -U0 -M --no-ext-diff --no-textconv --no-color
				       --src-prefix=a/ --dst-prefix=b/), $a, $b)) {
		if (/^diff --git /) {
			($old, $new) = ();
		} elsif (!defined $new && m{^(?:--- a/|rename from )(.*?)\t?$}) {
			$old = $1;
		} elsif (m{^(?:\+\+\+ b/|rename to )(.*?)\t?$} && defined $old && !$map{$old}) {
			$new = $1;
			$map{$old} = [$new];
		} elsif (/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/ && defined $new) {
			push @{$map{$old}}, [$1, $2 // 1, $3, $4 // 1];
		}
	}
	return \%map;
}

sub line {
	my ($self, $tree, $file, $n) = @_;

	my $lines = $self->{lines}{"$tree:$file"} //= [split /\n/, ($self->ask('cat-file', 'blob', "$tree:$file"))[0]];
	return ($lines->[$n - 1] // '') =~ s/\s+/ /gr =~ s/^ | $//gr;
}

# A tree of links to $kdir, with these files written or left out.
sub overlay {
	my ($self, $kdir, $dir, $blobs) = @_;
	my %real = ('' => 1);

	remove_tree($dir);
	for (keys %$blobs) {
		my $d = $_;
		$real{$d} = 1 while $d =~ s{/[^/]*\z}{} && !$real{$d};
	}
	for my $d (sort keys %real) {
		my $in = $d eq '' ? '' : "$d/";

		make_path("$dir/$d");
		opendir my $dh, "$kdir/$d" or next;	# only there in the tree of git
		for (grep { !/^\.\.?$/ } readdir $dh) {
			next if $real{"$in$_"} || exists $blobs->{"$in$_"} || ($in eq '' && $_ eq '.git');
			symlink "$kdir/$in$_", "$dir/$in$_" or fail("$dir/$in$_: $!");
		}
		closedir $dh;
	}
	my @write = grep { defined $blobs->{$_} } sort keys %$blobs;
	return if !@write;
	spew("$self->{tmp}/ids", join '', map { "$blobs->{$_}\n" } @write);
	open my $fh, '-|', "git cat-file --batch <'$self->{tmp}/ids'" or fail("git: $!");
	for my $path (@write) {
		my (undef, $type, $size) = split ' ', <$fh> // '';

		fail("git has no object of $path") if ($type // '') ne 'blob';
		read $fh, my $text, $size + 1;
		spew("$dir/$path", substr $text, 0, $size);
	}
	close $fh;
}

1;
