# SPDX-License-Identifier: GPL-2.0-or-later
#
# What repairs a finding. candidates() lists the repairs to try, best first;
# apply_repair() makes one of them in a text: by the semantic patch of cocci/
# that is told the place, or, where that changes nothing, by the same edit of
# the range of source that the finding names.
#
# A repair is { kind, topic, script, define => { }, line, edit, note, place }:
#	kind	what is done, a key of Fix::Message
#	script	in cocci/, undef when there is none
#	line	that the script is told
#	edit	sub ($src, $pos) => true: the same without spatch; undef: none
#	comment	what the code should say afterwards
#	sign	text of the new code that the comment stands above, undef: where
#		something was deleted
package Fix::Edit;
use strict;
use warnings;
use Exporter 'import';
use File::Basename;
use File::Path qw(make_path remove_tree);
use FindBin;
use Mutate::Source;
use Wnotify qw(slurp spew);
our @EXPORT_OK = qw(candidates apply_repair no_repair);

my $notify = qr/^mmu_notifier_invalidate_range$/;
my $helper_notify = qr/^p\w+_(?:clear_flush|get_and_clear)_notify$/;
my $plain = qr/^(?:(?:ptep|pmdp_huge|pudp_huge)_clear_flush|huge_ptep_clear_flush)$/;
my $end = 'mmu_notifier_invalidate_range_end';
my $only_end = 'mmu_notifier_invalidate_range_only_end';
my $init = qr/\bmmu_notifier_range_init(?:_owner)?\s*\(/;
my %size = (pmd => 'HPAGE_PMD_SIZE', pud => 'HPAGE_PUD_SIZE', pte => 'PAGE_SIZE');

my %why_not = (
	'bracket-balance' => 'where the range must open or close depends on the meaning of each path',
	'double-nested' => 'whether the inner or the outer range is to go depends on the other callers',
);

# Position of "line, column" in a source, columns counted in bytes.
sub position {
	my ($src, $line, $col) = @_;
	my $pos = 0;

	while (--$line > 0) {
		$pos = 1 + index $src->{text}, "\n", $pos;
		return if !$pos;
	}
	return $pos + ($col || 1) - 1;
}

sub name_at {
	my ($src, $loc) = @_;
	my $pos = position($src, $loc->{line}, $loc->{column}) // return '';

	return substr($src->{blank}, $pos, 80) =~ /^(\w+)\s*\(/ ? $1 : '';
}

# The first step of a finding's path that says so and lies in its file.
sub step {
	my ($f, $text) = @_;
	my ($e) = grep { $_->{text} =~ $text && $_->{location}{file} eq $f->{location}{file} } @{$f->{path}};

	return $e ? $e->{location} : undef;
}

# Change the name that is called at the place.
sub rename_edit {
	my ($to) = @_;

	return sub {
		my ($src, $pos) = @_;

		substr($src->{blank}, $pos) =~ /^(\w+)\s*\(/ or return 0;
		$src->replace([$pos, $pos + length $1], $to);
		return 1;
	};
}

# Delete the statement, and the comment that is about nothing else.
sub delete_edit {
	my ($src, $pos) = @_;
	my $st = $src->statement($pos) or return 0;

	return 0 if $src->text_of($st) !~ /^\s*\w+\s*\(/;
	substr($src->{blank}, 0, $st->[0]) !~ /(?:\)|\belse)\s*\z/ or return 0;
	if (substr($src->{text}, 0, $st->[0]) =~ m{\n([ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n)\z}s) {
		$st->[0] -= length $1;
	}
	$src->replace($st, '');
	return 1;
}

# Number of the start among the arguments of mmu_notifier_range_init().
sub start_index {
	return @_ >= 7 ? 5 : @_ >= 6 ? 4 : 2;
}

# [ position, arguments ] of the range_init of the range that starts at $loc.
sub init_of {
	my ($src, $func, $loc) = @_;
	my $pos = position($src, $loc->{line}, $loc->{column}) // return;
	my ($range) = map { $src->text_of($_) } $src->arguments($pos + length name_at($src, $loc));
	my $found;

	for my $at ($src->find($func, $init)) {
		my @args = $src->arguments($at->[1] - 1);

		$found = [$at->[0], map { $src->text_of($_) } @args]
			if $at->[0] < $pos && @args && $src->text_of($args[0]) eq ($range // '');
	}
	return $found;
}

# The end of a range becomes its start plus the size of the entry.
sub widen_edit {
	my ($size) = @_;

	return sub {
		my ($src, $pos) = @_;

		substr($src->{blank}, $pos) =~ /^(\w+)\s*\(/ or return 0;
		my @args = $src->arguments($pos + length $1);
		my @text = map { $src->text_of($_) } @args;
		my $i = $1 =~ /range_init/ ? start_index(@text) : 1;

		return 0 if @args < $i + 2 || $text[$i + 1] !~ /PAGE_SIZE|^\Q$text[$i]\E$/;
		$src->replace($args[$i + 1], ($text[$i] =~ /\W/ ? "($text[$i])" : $text[$i]) . " + $size");
		return 1;
	};
}

# Name of the size of an entry of this level in a function.
sub size_of {
	my ($src, $func, $level) = @_;

	return $size{$level} if $level ne 'huge';
	my $body = $src->body($func) or return;
	my $head = substr $src->{blank}, $body->[0] > 600 ? $body->[0] - 600 : 0, 600 + $body->[1] - $body->[0];

	return "huge_page_size($1)" if $head =~ /struct hstate \*(\w+)/;
	return 'huge_page_size(hstate_vma(vma))';
}

sub see {
	return "See Documentation/$_[0]/mmu_notifier.rst";
}

# ---- repairs, one sub each ---------------------------------------------------

sub drop {
	my ($src, $f, $loc, $comment) = @_;
	my $name = name_at($src, $loc);

	if ($name =~ $helper_notify) {
		my $to = $name =~ s/_notify$//r;

		return { kind => 'drop-notify', script => 'drop-notify', line => $loc->{line}, loc => $loc,
			 edit => rename_edit($to), comment => $comment, sign => $to };
	}
	return if $name !~ $notify;
	return { kind => 'drop-invalidate-range', script => 'drop-invalidate-range', loc => $loc,
		 line => $loc->{line}, edit => \&delete_edit, comment => $comment };
}

sub swap_end {
	my ($src, $f, $loc, $to, $comment) = @_;

	return if !$loc || name_at($src, $loc) ne ($to eq $end ? $only_end : $end);
	return { kind => $to eq $end ? 'only-end-to-end' : 'end-to-only-end', loc => $loc,
		 script => $to eq $end ? undef : 'end-to-only-end', line => $loc->{line},
		 edit => rename_edit($to), comment => $comment, sign => $to };
}

sub add_notify {
	my ($src, $f, $loc) = @_;
	my $name = $loc ? name_at($src, $loc) : '';

	return if $name !~ $plain;
	return { kind => 'add-notify', script => 'add-notify', line => $loc->{line}, loc => $loc,
		 edit => $name =~ /^huge_/ ? undef : rename_edit("${name}_notify"),
		 comment => 'Tell secondary TLBs before the page-table lock is dropped, or a device ' .
			'goes on using the old page.',
		 sign => $name =~ /^huge_/ ? 'mmu_notifier_invalidate_range' : "${name}_notify" };
}

# Close the range where the lock of the change is dropped, before anything else
# happens to the page.
sub end_after_unlock {
	my ($src, $f) = @_;
	my $drop = step($f, qr/^page-table lock dropped/);
	my $close = step($f, qr/^range closed/);
	my $name = $close ? name_at($src, $close) : '';

	return if !$drop || ($name ne $end && $name ne $only_end) || $drop->{line} >= $close->{line};
	return { kind => 'end-after-unlock', script => undef, loc => $close, edit => sub {
		my ($s, $pos) = @_;
		my $from = $s->statement($pos);
		my $to = $s->statement(position($s, $drop->{line}, $drop->{column}));

		return 0 if !$from || !$to || grep { $s->text_of($_) !~ /^\s*\w+\s*\(/ } $from, $to;
		$s->move_behind($from, $to);
		return 1;
	} };
}

# Close the range before what it protects is given up.
sub end_before_free {
	my ($src, $f) = @_;
	my $put = step($f, qr/given up here/);
	my $close = step($f, qr/^range closed/);
	my $name = $close ? name_at($src, $close) : '';

	return if !$put || ($name ne $end && $name ne $only_end) || $put->{line} >= $close->{line};
	return { kind => 'end-before-free', script => undef, loc => $close, edit => sub {
		my ($s, $pos) = @_;
		my $from = $s->statement($pos);
		my $to = $s->statement(position($s, $put->{line}, $put->{column}));

		return 0 if !$from || !$to || $s->text_of($from) !~ /^\s*\w+\s*\(/;
		# same depth, and nothing jumps to between
		my $between = substr $s->{blank}, $to->[0], $from->[0] - $to->[0];
		return 0 if $between =~ /[{}]|^\s*\w+:\s*$/m;
		my $text = $s->text_of($from);

		$s->replace($from, '');
		$s->replace([$to->[0], $to->[0]], $text);
		return 1;
	} };
}

sub before_set {
	my ($src, $f) = @_;
	my $set = step($f, qr/^entry set/) or return;

	return { kind => 'notify-before-set', script => 'notify-before-set', line => $set->{line},
		 loc => $f->{location}, edit => sub {
		my ($s, $pos) = @_;
		my $from = $s->statement($pos);
		my $to = $s->statement(position($s, $set->{line}, $set->{column}));

		return 0 if !$from || !$to || $s->text_of($from) !~ /^\s*\w+\s*\(/ || $to->[1] > $from->[0];
		return 0 if substr($s->{blank}, $to->[0], $from->[0] - $to->[0]) =~ /[{}]|^\s*\w+:\s*$/m;
		my $text = $s->text_of($from);

		$s->replace($from, '');
		$s->replace([$to->[0], $to->[0]], $text);
		return 1;
	} };
}

sub after_clear {
	my ($src, $f) = @_;

	return { kind => 'notify-after-clear', script => 'notify-after-clear',
		 line => $f->{location}{line}, loc => $f->{location} };
}

sub widen {
	my ($src, $f) = @_;
	my ($loc, $func) = @$f{qw(location function)};
	my $name = name_at($src, $loc);
	my ($level) = "$f->{message} $f->{reason}" =~ /\bthe (pte|pmd|pud|huge) entry|^\S*: .*?\b(?=pmd|pud|huge)/;

	if ($name =~ /^tlb_/) {		# what the gather is told
		my ($cleared) = $f->{reason} =~ /^(\w+) at line/;
		my $size = ($cleared // '') =~ /pud/ ? $size{pud} : ($cleared // '') =~ /pmd/ ? $size{pmd} : return;

		return { kind => 'widen-record', script => undef, loc => $loc, edit => sub {
			my ($s, $pos) = @_;
			my @args = $s->arguments($pos + length $name);
			my ($small) = grep { $s->text_of($_) eq 'PAGE_SIZE' } @args or return 0;

			$s->replace($small, $size);
			return 1;
		} };
	}
	my $at = init_of($src, $func, $loc);

	if ($f->{hint} =~ /adjust_range_if_pmd_sharing_possible/) {
		return if !$at;
		my $vma = @$at >= 8 ? $at->[4] : 'vma';
		my $range = $at->[1] =~ s/^&//r;

		return { kind => 'widen-shared', script => 'widen-shared', define => { vma => $vma },
			 line => $src->line_of($at->[0]), loc => $loc, edit => sub {
			my ($s) = @_;
			my $st = $s->statement($at->[0]) or return 0;
			my ($indent) = $s->text_of($st) =~ /^([ \t]*)/;

			$s->replace([$st->[1], $st->[1]],
				    "${indent}adjust_range_if_pmd_sharing_possible($vma, &$range.start,\n" .
				    "$indent\t\t\t\t\t     &$range.end);\n");
			return 1;
		} };
	}
	my $pos = $at ? $at->[0] : undef;

	if (!$pos) {			# the notification after the change
		my $from = position($src, $loc->{line}, $loc->{column});

		($level) = $f->{message} =~ /after (pmd|pud|huge)/ or return;
		($pos) = map { $_->[0] } grep { $_->[0] >= $from }
			$src->find($func, qr/\bmmu_notifier_invalidate_range\s*\(/) or return;
	}
	my $bytes = size_of($src, $func, $level // return) // return;
	my $line = $src->line_of($pos);

	return { kind => 'widen-range', script => 'widen-range', define => { size => $bytes },
		 line => $line, loc => { line => $line, column => 1 + $pos - position($src, $line, 1) },
		 edit => widen_edit($bytes) };
}

sub bracket {
	my ($src, $f, $version) = @_;
	my %define = $version >= 603 ? (api => '6.3') : $version >= 502 ? () : $version >= 500 ? (api => '5.0') :
		(legacy => undef);

	return { kind => 'add-bracket', script => 'add-bracket', define => \%define,
		 line => $f->{location}{line}, loc => $f->{location} };
}

sub start_outside {
	my ($src, $f) = @_;

	return { kind => 'start-outside-lock', script => 'start-outside-lock',
		 line => $f->{location}{line}, loc => $f->{location} };
}

sub young {
	my ($src, $f) = @_;
	my $to = name_at($src, $f->{location}) =~ s/test_and_//r;

	return if $to !~ /^p\w+_clear(?:_flush)?_young$/;
	return { kind => 'young-notify', script => 'young-notify', line => $f->{location}{line},
		 loc => $f->{location}, edit => rename_edit("${to}_notify") };
}

sub event {
	my ($src, $f) = @_;
	my $at = init_of($src, $f->{function}, $f->{location}) or return;

	return { kind => 'event', script => undef, loc => $f->{location}, edit => sub {
		my ($s) = @_;

		substr($s->{blank}, $at->[0]) =~ /^(\w+)/;
		my (undef, $arg) = $s->arguments($at->[0] + length $1);

		return 0 if $s->text_of($arg) !~ /^MMU_NOTIFY_\w+$/;
		$s->replace($arg, 'MMU_NOTIFY_CLEAR');
		return 1;
	} };
}

# ---- which repair for which finding ------------------------------------------

my %because = (
	'redundant-downgrade' => 'this takes rights away and does not change the page, so ' .
		"$end() is early enough.",
	'redundant-same-content' => 'what the entry points to keeps its content.',
	'redundant-migration' => "the page is not given up before $end(), which is early enough.",
	double => "$end() does it before the page can be used for anything else.",
);

# Reasons not to notify, as a comment says it.
sub drop_comment {
	my ($f, $docs) = @_;

	if ($f->{reason} =~ /^(\w+)\(\) at line \d+ told them/) {
		return "No need to call mmu_notifier_invalidate_range() as the above $1() did already call it.";
	}
	return 'No need to notify under the page-table lock: ' . ($because{$f->{rule}} // $because{double}) .
		"\n\n" . see($docs);
}

sub only_end_comment {
	my ($src, $f) = @_;
	my $told = step($f, qr/^secondary TLB told/);
	my $name = $told ? name_at($src, $told) : '';

	return 'No need to double call mmu_notifier->invalidate_range() callback as the above ' .
		($name =~ /^mmu_/ ? 'mmu_notifier_invalidate_range()' : $name ? "$name()" : 'code') .
		' did already call it.';
}

my $range_end_comment = 'Nobody told secondary TLBs under the page-table lock: this does.';

my %repairs = (
	redundant => sub {
		my ($src, $f, $o) = @_;

		return drop($src, $f, $f->{location}, drop_comment($f, $o->{docs}));
	},
	double => sub {
		my ($src, $f, $o) = @_;

		return (drop($src, $f, $f->{location}, drop_comment($f, $o->{docs})),
			swap_end($src, $f, $f->{location}, $only_end, only_end_comment($src, $f)));
	},
	'only-end-unsafe' => sub { swap_end($_[0], $_[1], $_[1]{location}, $end, $range_end_comment) },
	'missing-new-page' => sub {
		my ($src, $f) = @_;

		return (add_notify($src, $f, $f->{location}), end_after_unlock($src, $f),
			swap_end($src, $f, step($f, qr/^range closed without/), $end, $range_end_comment));
	},
	'missing-free' => sub {
		my ($src, $f) = @_;

		return (add_notify($src, $f, step($f, qr/^entry (?:cleared|changed)/)),
			end_before_free($src, $f), end_after_unlock($src, $f),
			swap_end($src, $f, step($f, qr/^range closed without/), $end, $range_end_comment));
	},
	order => sub { (before_set(@_), after_clear(@_)) },
	'range-size' => \&widen,
	'missing-bracket' => sub { bracket($_[0], $_[1], $_[2]{version}) },
	'atomic-start' => \&start_outside,
	young => \&young,
	event => \&event,
);

# Repairs to try for a finding. $o is { docs, version }.
sub candidates {
	my ($src, $f, $o) = @_;
	my ($rule) = grep { $f->{rule} eq $_ || index($f->{rule}, "$_-") == 0 } sort { length $b <=> length $a } keys %repairs;

	return $rule ? grep { $_ } $repairs{$rule}->($src, $f, $o) : ();
}

# Why there is no candidate.
sub no_repair {
	my ($src, $f) = @_;

	return 'it lies in a header, which many units include' if $f->{location}{file} !~ /\.c$/;
	my $name = name_at($src, $f->{location});

	return "no mechanical fix: $why_not{$f->{rule}}" if $why_not{$f->{rule}};
	return "no mechanical fix: $why_not{'double-nested'}" if $f->{rule} eq 'double' && $f->{message} =~ /opens a range inside|opened inside/;
	return "no mechanical fix for " . ($name || $f->{function}) . '() under this rule';
}

# ---- making it ----------------------------------------------------------------

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
	# exit status 0 and no change: not of a shape that it knows, or not parsed
	return (undef, "spatch cannot parse $o->{function}()") if !parses($file, $o->{function}, $text);
	return (undef, $? ? 'spatch failed: ' . ($said =~ /(\S.*)/ ? $1 : $?) : "$repair->{script}.cocci changes nothing here");
}

# The old text with the new body of the function: a script that is told a place
# has nothing to do elsewhere.
sub only_in {
	my ($func, $old, $new) = @_;
	my ($from, $to) = map { Mutate::Source->new($_)->body($func) // return $new } $old, $new;

	return substr($old, 0, $from->[0]) . substr($new, $to->[0], $to->[1] - $to->[0]) . substr($old, $from->[1]);
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

# Lines of a comment, wrapped to 80 columns behind this indentation.
sub comment_lines {
	my ($indent, $text) = @_;
	my $width = 0;

	$width += $_ eq "\t" ? 8 - $width % 8 : 1 for split //, $indent;
	my $room = 80 - $width - 3;
	$room = 30 if $room < 30;
	return "$indent/* $text */\n" if $text !~ /\n/ && length($text) <= $room - 3;
	my $out = "$indent/*\n";

	for my $par (split /\n/, $text, -1) {
		my $line = '';

		for my $word (split ' ', $par) {
			if (length($line) + 1 + length($word) > $room && $line ne '') {
				$out .= "$indent *$line\n";
				$line = '';
			}
			$line .= " $word";
		}
		$out .= "$indent *$line\n";
	}
	return "$out$indent */\n";
}

# Where a comment about what is at $pos goes: the start of the line on which its
# whole statement starts, an "if" or "while" around the call included. undef
# when there is no such place ("else if").
sub comment_place {
	my ($src, $pos) = @_;
	my $start = $pos;
	my $depth = 0;

	while ($start > 0) {
		my $c = substr $src->{blank}, $start - 1, 1;

		$depth++ if $c eq ')';
		$depth-- if $c eq '(';
		last if $depth <= 0 && $c =~ /[;{}]/ && ($c ne ';' || $depth == 0);
		last if $c eq ':' && substr($src->{blank}, 0, $start) =~ /^\s*(?:\w+|case [^:?]*)\s*:\z/m;
		$start--;
	}
	$start++ while $start < $pos && substr($src->{blank}, $start, 1) =~ /\s/;
	return if substr($src->{blank}, $start) =~ /^else\b/;
	my $line = 1 + rindex $src->{text}, "\n", $start - 1;

	return substr($src->{blank}, $line, $start - $line) =~ /^\s*$/ ? $line : undef;
}

# Say in the code why. A comment that is there already is enough when it speaks
# of the notification, and goes when it says the opposite.
sub add_comment {
	my ($repair, $old, $new) = @_;
	my $src = Mutate::Source->new($new);
	my @old = split /^/, $old;
	my @new = split /^/, $new;
	my ($same, $tail) = (0, 0);
	my $place;

	$same++ while $same < @old && $same < @new && $old[$same] eq $new[$same];
	$tail++ while $tail < @old && $tail < @new && $old[-1 - $tail] eq $new[-1 - $tail];
	if (defined $repair->{sign}) {
		my $pos = length join '', @new[0 .. $same - 1];

		pos($src->{blank}) = $pos;
		$src->{blank} =~ /\b\Q$repair->{sign}\E\s*\(/g or return $new;
		$place = comment_place($src, $-[0]) // return $new;
	} else {
		my $line = @new - $tail < $same ? @new - $tail : $same;

		$place = length join '', @new[0 .. $line - 1];
	}
	my $before = substr $new, 0, $place;
	my ($above) = $before =~ m{(?:\A|\n)([ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n)\z}s;

	if ($above && $above =~ /No need to|only_end|double call/i) {
		return $new if $repair->{kind} =~ /^drop|^end-to/;
		$before = substr $before, 0, -length $above;
	} elsif ($above && $above =~ /notif|secondary/i && $repair->{kind} !~ /^drop|^end-to/) {
		return $new;
	}
	my $after = substr $new, $place;
	my ($indent) = $after =~ /^([ \t]*)/;

	# something was deleted at the end of a block
	$indent .= "\t" if !defined $repair->{sign} && $after =~ /^\s*\}/;
	return $before . comment_lines($indent, $repair->{comment}) . $after;
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
		if $repair->{kind} =~ /^(?:add-bracket|start-outside-lock)$/ && closes_under_lock($new, $o->{function});
	$new = add_comment($repair, $text, $new) if $repair->{comment};
	return ($new, $how);
}

1;
