# SPDX-License-Identifier: GPL-2.0-or-later
#
# Edits of C source by what it says, not by line: find a function, find a text
# or a statement in it, replace, delete or move that. White space in a wanted
# text stands for any white space; comments and strings are never matched.
package Mutate::Source;
use strict;
use warnings;

sub new {
	my ($class, $text) = @_;

	return bless { text => $text, blank => blank($text) }, $class;
}

# The text with comments and strings replaced by spaces of the same length.
sub blank {
	my ($text) = @_;

	$text =~ s{(/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')}
		  { my $s = $1; $s =~ s/[^\n]/ /g; $s }gse;
	return $text;
}

# The text without comments, line breaks and spaces that mean nothing.
sub code {
	my ($text) = @_;

	return blank($text) =~ s/\s+/ /gr =~ s/ ?([^\w ]) ?/$1/gr;
}

# Position behind the bracket that closes the one at $pos.
sub behind_match {
	my ($self, $pos) = @_;
	my $depth = 0;

	pos($self->{blank}) = $pos;
	while ($self->{blank} =~ /([\(\[\{])|([\)\]\}])/g) {
		$depth += $1 ? 1 : -1;
		return pos $self->{blank} if !$depth;
	}
	return;
}

# [ start, end ] of the body of a function, or undef.
sub body {
	my ($self, $name) = @_;

	$self->{bodies}{$name} = $self->find_body($name) if !exists $self->{bodies}{$name};
	return $self->{bodies}{$name};
}

sub find_body {
	my ($self, $name) = @_;

	pos($self->{blank}) = 0;
	while ($self->{blank} =~ /^(?:\w[\w\s*]*?[\s*])?\Q$name\E\s*(\()/gm) {
		my $next = pos $self->{blank};
		my $end = $self->behind_match($-[1]);

		pos($self->{blank}) = $end // $next;
		if (defined $end && $self->{blank} =~ /\G[\s\w()>-]*?(\{)/gc) {
			my $open = $-[1];
			my $close = $self->behind_match($open);

			# braces in two arms of an #ifdef need not match
			return defined $close ? [$open, $close] : undef;
		}
		pos($self->{blank}) = $next;
	}
	return;
}

# Names of all functions defined in the file.
sub functions {
	my ($self) = @_;
	my (@names, %seen);

	pos($self->{blank}) = 0;
	while ($self->{blank} =~ /^(?:\w[\w\s*]*?[\s*])(\w+)\s*\(/gm) {
		my ($name, $pos) = ($1, pos $self->{blank});

		push @names, $name if !$seen{$name}++ && $self->body($name);
		pos($self->{blank}) = $pos;
	}
	return @names;
}

sub pattern {
	my ($want) = @_;
	my $re = join '\s+', map { quotemeta } split /\s+/, $want;

	return ($want =~ /^\w/ ? '(?<!\w)' : '') . $re;
}

# All [ start, end ] of a text in a function.
sub find {
	my ($self, $func, $want) = @_;
	my $body = $self->body($func) or return;
	my $re = ref $want ? $want : pattern($want);
	my @found;

	pos($self->{blank}) = $body->[0];
	while ($self->{blank} =~ /$re/g) {
		last if $+[0] > $body->[1];
		push @found, [$-[0], $+[0]];
	}
	return @found;
}

# The n-th one, 1-based.
sub find_nth {
	my ($self, $func, $want, $nth) = @_;

	return ($self->find($func, $want))[($nth || 1) - 1];
}

# The statement that starts at or around $pos: [ start, end ], with its
# indentation and line end when it has its lines for itself.
sub statement {
	my ($self, $pos) = @_;
	my $head = substr $self->{blank}, 0, $pos;
	my ($start) = $head =~ /^.*[;{}:]\s*?(?:\n\s*)*(?=[^\n]*\z)/s ? $+[0] : 0;
	my $end = $pos;

	# the head of an if, for or while is no part of it
	$start = $pos if substr($self->{blank}, $start, $pos - $start) =~ /\b(?:if|while|for|else)\b/;
	while (1) {
		pos($self->{blank}) = $end;
		$self->{blank} =~ /([;\(\[\{])/g or return;
		if ($1 eq ';') {
			$end = pos $self->{blank};
			last;
		}
		$end = $self->behind_match($-[1]) // return;
	}
	if (substr($self->{text}, $end) =~ /\A[ \t]*\n/ &&
	    substr($self->{text}, 0, $start) =~ /(?:\A|\n)([ \t]*)\z/) {
		$start -= length $1;
		$end += $+[0] if substr($self->{text}, $end) =~ /\A[ \t]*\n/;
	}
	return [$start, $end];
}

sub replace {
	my ($self, $range, $by) = @_;

	$self->{bodies} = {};
	substr($self->{text}, $range->[0], $range->[1] - $range->[0]) = $by;
	$self->{blank} = blank($self->{text});
}

# Does what was taken for a statement begin inside the head of an if or while?
sub in_condition {
	my ($self, $range) = @_;

	return substr($self->{blank}, 0, $range->[0]) =~ /[\(!]\s*\z/;
}

# Delete a statement; an "if" before it then controls an empty one.
sub delete_statement {
	my ($self, $range) = @_;
	my $before = substr $self->{blank}, 0, $range->[0];

	$self->replace($range, $before =~ /(?:\)|\belse)\s*\z/ ? ";\n" : '');
}

# Move statement $from behind statement $to (ranges).
sub move_behind {
	my ($self, $from, $to) = @_;
	my $text = substr $self->{text}, $from->[0], $from->[1] - $from->[0];

	if ($from->[0] < $to->[0]) {
		$self->replace([$to->[1], $to->[1]], $text);
		$self->delete_statement($from);
	} else {
		$self->delete_statement($from);
		$self->replace([$to->[1], $to->[1]], $text);
	}
}

# Arguments of the call whose name ends at $pos: list of [ start, end ].
sub arguments {
	my ($self, $pos) = @_;

	pos($self->{blank}) = $pos;
	$self->{blank} =~ /\G\s*\(/g or return;
	my ($open, @args) = ($+[0] - 1);
	my $end = $self->behind_match($open) // return;
	my ($at, $depth) = ($open + 1, 0);

	for my $i ($open + 1 .. $end - 1) {
		my $c = substr $self->{blank}, $i, 1;

		$depth++ if $c =~ /[\(\[\{]/;
		if ($i == $end - 1 || ($c eq ',' && !$depth)) {
			my $arg = substr $self->{text}, $at, $i - $at;

			push @args, [$at + ($arg =~ /^(\s*)/ ? length $1 : 0),
				     $i - ($arg =~ /(\s*)$/ ? length $1 : 0)];
			$at = $i + 1;
		}
		$depth-- if $c =~ /[\)\]\}]/;
	}
	return @args;
}

sub text_of {
	my ($self, $range) = @_;

	return substr $self->{text}, $range->[0], $range->[1] - $range->[0];
}

sub line_of {
	my ($self, $pos) = @_;

	return 1 + (substr($self->{text}, 0, $pos) =~ tr/\n//);
}

1;
