# SPDX-License-Identifier: GPL-2.0-or-later
#
# Calls that come too late or too early: they are moved.
package Fix::Order;
use strict;
use warnings;
use Exporter 'import';
use Fix::Place qw($end $only_end $init name_at step statement_at rename_edit delete_edit move_edit);
our @EXPORT_OK = qw(notify_late end_after_unlock end_before_free end_behind_unlock order start_behind_init);

sub is_end {
	my ($src, $loc) = @_;
	my $name = $loc ? name_at($src, $loc) : '';

	return $name eq $end || $name eq $only_end;
}

# Close the range where the lock of the change is dropped, before anything else
# happens to the page.
sub end_after_unlock {
	my ($src, $f) = @_;
	my $drop = step($f, qr/^page-table lock dropped/);
	my $close = step($f, qr/^range closed/);

	return if !$drop || !is_end($src, $close) || $drop->{line} >= $close->{line} || !statement_at($src, $drop);
	return { kind => 'end-after-unlock', script => undef, loc => $close, edit => move_edit($close, $drop, 'behind') };
}

# Close the range before what it protects is given up.
sub end_before_free {
	my ($src, $f) = @_;
	my $put = step($f, qr/given up here/);
	my $close = step($f, qr/^range closed/);

	return if !$put || !is_end($src, $close) || $put->{line} >= $close->{line};
	return { kind => 'end-before-free', script => undef, loc => $close, edit => move_edit($close, $put, 'before') };
}

# The only end of a range goes up to where the lock is dropped: what jumps over
# the drop has not opened the range.
sub end_behind_unlock {
	my ($src, $f) = @_;
	my @ends = $src->find($f->{function}, qr/\b(?:\Q$end\E|\Q$only_end\E)\s*\(/);
	my ($drop) = reverse grep { @ends && $_->[0] < $ends[0][0] }
		$src->find($f->{function}, qr/\b(?:spin_unlock|pte_unmap_unlock)\s*\(/);

	return if @ends != 1 || !$drop;
	my $line = $src->line_of($ends[0][0]);
	my $loc = { line => $line, column => 1 + $ends[0][0] - Fix::Place::position($src, $line, 1) };

	return { kind => 'end-after-unlock', script => undef, loc => $loc, edit => sub {
		my ($s) = @_;
		my $st = statement_at($s, $loc) or return 0;
		my $at = $s->statement($drop->[0]) or return 0;
		my ($indent) = $s->text_of($at) =~ /^([ \t]*)/;
		my ($text) = $s->text_of($st) =~ /^\s*(.*?)\s*\z/s;

		return 0 if $at->[1] >= $st->[0];
		$s->delete_statement($st);
		$s->replace([$at->[1], $at->[1]], "$indent$text\n");
		return 1;
	} };
}

# One call that clears and tells instead of two, where the second only tells of
# the entry that the first clears.
sub with_clear {
	my ($src, $f, $clear) = @_;
	my $name = $clear ? name_at($src, $clear) : '';
	my $st = statement_at($src, $f->{location});

	return if $name !~ /^(?:ptep|pmdp_huge|pudp_huge)_clear_flush$/ || !$st;
	return if $src->text_of($st) !~ /\b(?:PAGE_SIZE|HPAGE_PMD_SIZE|HPAGE_PUD_SIZE|P[MU]D_SIZE)\s*\);\s*\z/;
	return { kind => 'notify-with-clear', script => undef, loc => $f->{location}, edit => sub {
		my ($s, $pos) = @_;
		my $at = Fix::Place::position($s, $clear->{line}, $clear->{column});

		# the later one first: what is before it stays where it is
		return delete_edit($s, $pos) && rename_edit("${name}_notify")->($s, $at);
	} };
}

# The entry is told of, but later than it must be: the same with that call's place.
sub notify_late {
	my ($src, $f) = @_;
	my $clear = step($f, qr/^entry (?:cleared|changed)/) or return;
	my $name = name_at($src, $clear);
	my $from = Fix::Place::position($src, $clear->{line}, $clear->{column});
	my (undef, $addr) = map { $src->text_of($_) } $src->arguments($from + length $name);

	for my $call (grep { $_->[0] > $from } $src->find($f->{function}, qr/\bmmu_notifier_invalidate_range\s*\(/)) {
		my (undef, $start) = map { $src->text_of($_) } $src->arguments($call->[1] - 1);
		my $line = $src->line_of($call->[0]);

		next if !defined $addr || !defined $start || $start ne $addr;
		return with_clear($src, { %$f, location => { file => $f->{location}{file}, line => $line,
				  column => 1 + $call->[0] - Fix::Place::position($src, $line, 1) } }, $clear);
	}
	return;
}

# Clear, tell, set.
sub order {
	my ($src, $f) = @_;
	my $set = step($f, qr/^entry set/);
	my $clear = step($f, qr/^entry cleared/);
	my @found = with_clear($src, $f, $clear);

	push @found, { kind => 'notify-behind-clear', script => undef, loc => $f->{location},
		       edit => move_edit($f->{location}, $clear, 'behind') } if $clear && statement_at($src, $f->{location});
	push @found, { kind => 'notify-before-set', script => 'notify-before-set', line => $set->{line},
		       loc => $f->{location}, edit => move_edit($f->{location}, $set, 'before') } if $set;
	return (@found, { kind => 'notify-after-clear', script => 'notify-after-clear',
			  line => $f->{location}{line}, loc => $f->{location} });
}

# Position behind a range_init and what widens the range that it made.
sub behind_init {
	my ($src, $at) = @_;
	my $pos = $src->statement($at)->[1];

	while (substr($src->{blank}, $pos) =~ /^(\s*(?:if\s*(?=\()|(?=adjust_range_if_pmd_sharing_possible\b)))/) {
		my $from = $pos + length $1;
		my $to = $from;

		if ($1 =~ /if/) {
			$to = $src->behind_match($from) // last;
			$to += length $1 if substr($src->{blank}, $to) =~ /^(\s*)/;
		}
		$to = substr($src->{blank}, $to, 1) eq '{' ? $src->behind_match($to) :
			1 + index $src->{blank}, ';', $to;
		last if substr($src->{blank}, $from, $to - $from) !~ /\badjust_range_if_pmd_sharing_possible\b/;
		$pos = $to;
		$pos += length $1 if substr($src->{text}, $pos) =~ /^([ \t]*\n)/;
	}
	return $pos;
}

# A range is opened where it was made, where no lock of its change is held yet.
sub start_behind_init {
	my ($src, $f) = @_;
	my $func = $f->{function};
	my @starts = $src->find($func, qr/\bmmu_notifier_invalidate_range_start\s*\(/);
	my @inits = $src->find($func, $init);

	return if @starts != 1 || @inits != 1 || $inits[0][0] > $starts[0][0];
	my $line = $src->line_of($starts[0][0]);
	my $loc = { line => $line, column => 1 + $starts[0][0] - Fix::Place::position($src, $line, 1) };

	return { kind => 'start-behind-init', script => undef, loc => $loc, edit => sub {
		my ($s) = @_;
		my $st = statement_at($s, $loc) or return 0;
		my ($range) = map { $s->text_of($_) } $s->arguments($starts[0][1] - 1);
		my ($made) = map { $s->text_of($_) } $s->arguments($inits[0][1] - 1);
		my $goal = behind_init($s, $inits[0][0]);

		return 0 if $range ne $made || $goal >= $st->[0];
		my ($indent) = $s->text_of($s->statement($inits[0][0])) =~ /^([ \t]*)/;
		my ($text) = $s->text_of($st) =~ /^\s*(.*?)\s*\z/s;

		$s->delete_statement($st);
		$s->replace([$goal, $goal], "$indent$text\n");
		return 1;
	} };
}

1;
