# SPDX-License-Identifier: GPL-2.0-or-later
#
# The comment that says in the code why.
package Fix::Comment;
use strict;
use warnings;
use Exporter 'import';
use Mutate::Source;
our @EXPORT_OK = qw(add_comment);

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

	# where something was deleted: before a label or at the end of a block, too
	if (!defined $repair->{sign}) {
		my ($gone) = grep { !m{^\s*(?:/?\*|$)} } @old[$same .. $#old - $tail];

		$indent = $1 if defined $gone && $gone =~ /^([ \t]+)/;
	}
	return $before . comment_lines($indent, $repair->{comment}) . $after;
}

1;
