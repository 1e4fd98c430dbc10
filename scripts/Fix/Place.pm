# SPDX-License-Identifier: GPL-2.0-or-later
#
# Places in a source: what a finding points at, and small edits there.
package Fix::Place;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT_OK = qw($end $only_end $init %size position name_at step statement_at start_index init_of size_of
		    rename_edit delete_edit move_edit);

our $end = 'mmu_notifier_invalidate_range_end';
our $only_end = 'mmu_notifier_invalidate_range_only_end';
our $init = qr/\bmmu_notifier_range_init(?:_owner)?\s*\(/;
our %size = (pmd => 'HPAGE_PMD_SIZE', pud => 'HPAGE_PUD_SIZE', pte => 'PAGE_SIZE');

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

# The statement around a position when it is a call and nothing else.
sub statement_at {
	my ($src, $loc) = @_;
	my $pos = position($src, $loc->{line}, $loc->{column}) // return;
	my $st = $src->statement($pos) or return;

	return $src->text_of($st) =~ /^\s*(?!(?:if|else|while|for|do|switch|return|case)\b)\w+\s*\(/ ? $st : undef;
}

# Nothing between these positions that a move must not cross.
sub straight {
	my ($src, $from, $to) = @_;

	return substr($src->{blank}, $from, $to - $from) !~ /[{}]|^\s*\w+:\s*$/m;
}

# The statement at $from stands directly behind or before the one at $to (places).
sub move_edit {
	my ($from, $to, $where) = @_;

	return sub {
		my ($src) = @_;
		my $st = statement_at($src, $from) or return 0;
		my $at = $src->statement(position($src, $to->{line}, $to->{column})) or return 0;
		my ($text) = $src->text_of($st) =~ /^\s*(.*?)\s*\z/s;
		my $goal = $where eq 'behind' ? $at->[1] : $at->[0];

		return 0 if $goal > $st->[0] || !straight($src, $goal, $st->[0]) || $goal == $st->[0];
		# it would be part of an "if", or end it
		return 0 if $where eq 'before' && substr($src->{blank}, 0, $goal) =~ /(?:\)|\belse)\s*\z/;
		return 0 if $where eq 'behind' && substr($src->{blank}, 0, $at->[0]) =~ /(?:\)|\belse)\s*\z/;
		my ($indent) = $src->text_of($at) =~ /^([ \t]*)/;

		$src->replace($st, '');
		$src->replace([$goal, $goal], "$indent$text\n");
		return 1;
	};
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

# Number of the start among the arguments of mmu_notifier_range_init(): before 6.3 there
# is a vma before the mm, and what has an owner has it last.
sub start_index {
	return @_ > 7 || (@_ == 7 && $_[3] =~ /vma\)?$|^NULL$/) ? 5 : @_ >= 6 ? 4 : 2;
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

# Name of the size of an entry of this level in a function. Where hugetlb and other
# entries meet there is no struct hstate: hstate_vma() is for hugetlb areas only.
sub size_of {
	my ($src, $func, $level) = @_;

	return $size{$level} if $level ne 'huge';
	my $body = $src->body($func) or return;
	my ($head) = substr($src->{blank}, 0, $body->[0]) =~ /((?:^|[^;{}])[^;{}]*)\z/;
	my $code = $head . substr $src->{blank}, $body->[0], $body->[1] - $body->[0];

	return $code =~ /\bstruct hstate \*(\w+)/ ? "huge_page_size($1)" : 'vma_kernel_pagesize(vma)';
}

1;
