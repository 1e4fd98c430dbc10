# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes one of the repairs of Fix::Repair in a text: by the semantic patch of
# cocci/ that is told the place, or, where that changes nothing, by the same edit
# of the range of source that the finding names.
package Fix::Edit;
use strict;
use warnings;
use Exporter 'import';
use File::Basename;
use File::Path qw(make_path remove_tree);
use FindBin;
use Fix::Comment qw(add_comment);
use Fix::Place qw(position);
use Mutate::Source;
use Wnotify qw(slurp spew);
our @EXPORT_OK = qw(apply_repair);

sub spatch {
	my ($repair, $text, $o) = @_;
	my $dir = "$o->{dir}/spatch";
	my $file = "$dir/$o->{file}";
	my @define = map { defined $repair->{define}{$_} ? "$_=$repair->{define}{$_}" : $_ }
		sort keys %{$repair->{define} // {}};

	return (undef, 'spatch is not installed (apt-get install coccinelle)')
		if !grep { -x "$_/spatch" } split /:/, $ENV{PATH};
	remove_tree($dir);
	make_path(dirname($file));
	spew($file, $text);
	my @cmd = ('timeout', 120, 'spatch', '--very-quiet', '-D', 'patch',
		   (map { ('-D', $_) } "fn=$o->{function}", "file=$o->{file}", "line=$repair->{line}", @define),
		   '--cocci-file', "$FindBin::Bin/../cocci/$repair->{script}.cocci", '--no-includes',
		   '--include-headers', $file, '-o', "$file.new");

	open my $out, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', @cmd or return (undef, "spatch: $!");
	my $said = do { local $/; <$out> } // '';
	close $out;
	my $new = -e "$file.new" ? only_in($o->{function}, $text, slurp("$file.new")) : $text;

	return ($new, undef) if !$? && $new ne $text;
	return (undef, 'spatch finds no Python library (apt-get install libpython3.11)')
		if $said =~ /unable to find the Python library/;
	# exit status 0 and no change: not of a shape that it knows, or not parsed
	return (undef, "spatch cannot parse $o->{function}()") if !parses($file, $o->{function}, $text);
	return (undef, $? ? 'spatch failed: ' . ($said =~ /(\S.*)/ ? $1 : $?) : "$repair->{script}.cocci changes nothing here");
}

# The old text with the new body of the function: a script that is told a place
# has nothing to do elsewhere.
sub only_in {
	my ($func, $old, $new) = @_;
	my ($from, $to) = map { Mutate::Source->new($_)->body($func) // return $new } $old, $new;

	my $was = substr $old, $from->[0], $from->[1] - $from->[0];
	my $body = substr $new, $to->[0], $to->[1] - $to->[0];

	# where spatch puts a declaration or drops a statement, it leaves empty lines
	$body =~ s/\n[ \t]*\n(?:[ \t]*\n)+/\n\n/g if $was !~ /\n[ \t]*\n[ \t]*\n/;
	$body =~ s/\{\n\n/{\n/g if $was !~ /\{\n\n/;
	return substr($old, 0, $from->[0]) . $body . substr($old, $from->[1]);
}

# Does spatch see this function? It says nothing about one that it skips; what
# it could not parse it prints behind "bad:".
sub parses {
	my ($file, $func, $text) = @_;
	my $out = qx{timeout 60 spatch --parse-c --no-includes "$file" 2>&1};
	my $src = Mutate::Source->new($text);
	my $body = $src->body($func) or return 1;
	my ($head) = substr($src->{text}, 0, $body->[0]) =~ /.*^([^\n]*\b\Q$func\E\s*\([^\n]*)/ms or return 1;

	return !grep { /^bad:(?:!+)? ?(.*)/i && $1 eq $head } split /\n/, $out;
}

sub columns {
	my ($line) = @_;
	my $n = 0;

	$n += $_ eq "\t" ? 8 - $n % 8 : 1 for split //, $line;
	return $n;
}

# A call that became longer than 80 columns, or parts of it did, is filled anew, the
# arguments below the first one.
sub wrap_calls {
	my ($old, $new) = @_;
	my %was = map { ($_ => 1) } split /\n/, $old;
	my @lines = split /\n/, $new, -1;

	for my $i (reverse 0 .. $#lines) {
		next if $was{$lines[$i]} || columns($lines[$i]) <= 80;
		my $from = $i;
		$from-- while $from && $lines[$from] !~ /^\s*(?:[\w.>-]+ = )?\w+\(/ && $i - $from < 4;
		my $to = $i;
		$to++ while $to < $#lines && $lines[$to] !~ /\);$/ && $to - $i < 4;
		my $call = join ' ', map { s/^\s+//r } @lines[$from .. $to];
		my ($indent) = $lines[$from] =~ /^(\s*)/;
		my @filled = fill_call($indent, $call) or next;

		splice @lines, $from, $to - $from + 1, @filled;
	}
	return join "\n", @lines;
}

# The lines of a call with its arguments filled, or nothing.
sub fill_call {
	my ($indent, $call) = @_;
	my ($head, $args) = $call =~ /^((?:[\w.>-]+ = )?\w+\()([^"']*)\);$/ or return;
	my $width = columns("$indent$head");
	my $below = "\t" x int($width / 8) . ' ' x ($width % 8);
	my @args = $args =~ /\G\s*((?:[^,()]|(\((?:[^()]|(?2))*\)))+)(?:,|\z)/g or return;
	my @lines = ("$indent$head");

	@args = @args[grep { !($_ % 2) } 0 .. $#args];
	return if join(',', @args) =~ s/\s//gr ne $args =~ s/\s//gr;
	for my $n (0 .. $#args) {
		my $arg = $args[$n] . ($n == $#args ? ');' : ',');

		if ($n && columns("$lines[-1] $arg") > 80) {
			push @lines, $below . $arg;
		} else {
			$lines[-1] .= $n ? " $arg" : $arg;
		}
	}
	return (grep { columns($_) > 80 } @lines) ? () : @lines;
}

# A range that opens and closes in the function must not do so with different
# locks held: both ends may sleep. Only counts, so in doubt it says yes.
sub closes_under_lock {
	my ($text, $func) = @_;
	my $src = Mutate::Source->new($text);
	my ($start) = $src->find($func, qr/\bmmu_notifier_invalidate_range_start\s*\(/) or return 0;
	my ($close) = $src->find($func, qr/\bmmu_notifier_invalidate_range_(?:only_)?end\s*\(/) or return 0;
	my $between = substr $src->{blank}, $start->[1], $close->[0] - $start->[1];
	my $taken = () = $between =~ /\b(?:spin_lock(?:_nested)?|(?:p[mu]d|huge_pte|pte_offset_map)_lock)\s*\(/g;
	my $dropped = () = $between =~ /\b(?:spin_unlock|pte_unmap_unlock)\s*\(/g;

	return $taken > $dropped;
}

# The text with the repair made. Returns text, how; or undef, why not. $o is
# { file, function, dir => scratch directory, plain => leave spatch out }.
sub apply_repair {
	my ($repair, $text, $o) = @_;
	my ($new, $why, $how);

	if ($repair->{script} && !$o->{plain}) {
		($new, $why) = spatch($repair, $text, $o);
		$how = "cocci/$repair->{script}.cocci" if defined $new;
	}
	if (!defined $new && $repair->{edit}) {
		my $src = Mutate::Source->new($text);
		my $pos = position($src, $repair->{loc}{line}, $repair->{loc}{column});

		if ($repair->{edit}->($src, $pos) && $src->{text} ne $text) {
			$new = $src->{text};
			$how = 'an edit of the range that the finding names';
			$how .= " ($why)" if $why;
		}
	}
	return (undef, $why // 'the code there is not of a shape that can be edited') if !defined $new;
	return (undef, 'the range would be closed under a lock')
		if $repair->{kind} =~ /^(?:add-bracket|start-outside-lock|start-behind-init)$/ && closes_under_lock($new, $o->{function});
	$new = wrap_calls($text, $new);
	$new = add_comment($repair, $text, $new) if $repair->{comment};
	return ($new, $how);
}

1;
