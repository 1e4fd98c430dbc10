# SPDX-License-Identifier: GPL-2.0-or-later
#
# Flushes of the CPU TLB that come too late, are missing where a lock is taken, or
# are not needed.
package Fix::Flush;
use strict;
use warnings;
use Exporter 'import';
use Fix::Place qw(name_at position step statement_at rename_edit delete_edit);
our @EXPORT_OK = qw(idle_flush flush_pending flush_with_clear flush_before_unlock);

# A flush, or the record of one, of what the same lock saw flushed.
sub idle_flush {
	my ($src, $f) = @_;

	my $first = step($f, qr/^CPU TLB flushed here first/);
	my $name = name_at($src, $f->{location});
	my @found;

	return if $name !~ /^(?:flush_\w*tlb_\w+|tlb_remove_\w*tlb_entry|tlb_flush_p[mu]d_range)$/;
	# the gather flushes anyway, for other entries
	push @found, { kind => 'invalidate-ad', script => undef, loc => $first, edit => rename_edit('pmdp_invalidate_ad') }
		if $name =~ /^tlb_/ && $first && name_at($src, $first) eq 'pmdp_invalidate';
	return (@found, { kind => 'drop-flush', script => undef, loc => $f->{location}, edit => \&delete_edit });
}

# What others left to a batched flush is flushed once the lock is taken, behind the
# test that it could be taken.
sub flush_pending {
	my ($src, $f) = @_;
	my $loc = $f->{location};
	my $pos = position($src, $loc->{line}, $loc->{column}) // return;
	my ($mm) = name_at($src, $loc) eq 'pte_offset_map_lock' ?
		map { $src->text_of($_) } $src->arguments($pos + length 'pte_offset_map_lock') : ();

	return if !defined $mm;
	return { kind => 'flush-pending', script => 'flush-pending', line => $loc->{line}, loc => $loc, edit => sub {
		my ($s, $at) = @_;
		my $st = $s->statement($at) or return 0;
		my ($indent) = $s->text_of($st) =~ /^([ \t]*)\S/ or return 0;
		my $goal = $st->[1];

		# the lock is taken in a condition, or for one of two ways
		return 0 if $s->in_condition($st) || substr($s->{blank}, 0, $st->[0]) =~ /(?:\)|\belse)\s*\z/;
		if (substr($s->{blank}, $goal) =~ /^\s*if\s*(\(\s*!\s*\w+\s*\))\s*(?:return\b[^;{}]*|break|continue|goto \w+);[ \t]*\n/ ||
		    substr($s->{blank}, $goal) =~ /^\s*if\s*(\(\s*!\s*\w+\s*\))\s*\{[^{}]*\}[ \t]*\n/) {
			$goal += $+[0];
		}
		$s->replace([$goal, $goal], "${indent}flush_tlb_batched_pending($mm);\n");
		return 1;
	} };
}

# The area of an mm, when the function says so: "(vma)->vm_mm", or a variable that
# is set to it where it is declared.
sub area_of {
	my ($src, $func, $mm) = @_;
	my $body = $src->body($func) or return;

	return $1 if $mm =~ /^\(?(\w+)\)?->vm_mm$/;
	return $1 if substr($src->{blank}, $body->[0], $body->[1] - $body->[0]) =~
		/\*\Q$mm\E\s*=\s*(\w+)->vm_mm\s*;/;
	return;
}

# Nothing flushes at all: the helper that clears and flushes.
sub flush_with_clear {
	my ($src, $f) = @_;
	my $loc = $f->{location};
	my $name = name_at($src, $loc);
	my ($mm) = map { $src->text_of($_) } $src->arguments(position($src, $loc->{line}, $loc->{column}) + length $name)
		if $name eq 'ptep_get_and_clear';
	my $vma = defined $mm ? area_of($src, $f->{function}, $mm) : undef;

	return if !defined $vma;
	return { kind => 'clear-flush', script => undef, loc => $loc, edit => sub {
		my ($s, $pos) = @_;
		my ($first) = $s->arguments($pos + length $name);

		$s->replace($first, $vma);
		$s->replace([$pos, $pos + length $name], 'ptep_clear_flush');
		return 1;
	} };
}

# The flush goes up to where the lock is still held.
sub flush_before_unlock {
	my ($src, $f) = @_;
	my $drop = step($f, qr/^page-table lock dropped/);

	return if !$drop || !statement_at($src, $drop);
	return { kind => 'flush-before-unlock', script => 'flush-before-unlock', line => $drop->{line}, loc => $drop, edit => sub {
		my ($s) = @_;
		my $st = statement_at($s, $drop) or return 0;
		my $args = qr/(\((?:[^()]++|(?-1))*\))/;
		my $flush = qr/flush_(?:hugetlb_|pmd_|pud_)?tlb_(?:page|range|mm)\s*$args;/;
		my $text = $s->text_of($st);

		return 0 if substr($s->{blank}, 0, $st->[0]) =~ /(?:\)|\belse)\s*\z/;
		# the unlock goes behind a flush that follows, or one that has a condition
		substr($s->{blank}, $st->[1]) =~ /^\s*(?:if\s*$args\s*)?(?:$flush|\{\s*$flush\s*\})[ \t]*\n/ or return 0;
		my $goal = $st->[1] + $+[0];

		$s->replace([$goal, $goal], $text);
		$s->replace($st, '');
		return 1;
	} };
}

1;
