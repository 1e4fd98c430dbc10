# SPDX-License-Identifier: GPL-2.0-or-later
#
# Ways to break the notification of page-table changes. Each operator gives
# for one function a list of mutants: [ position, sub that edits a fresh copy ].
package Mutate::Operators;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT_OK = qw(operators mechanical mutants);

my $end_call = qr/\bmmu_notifier_invalidate_range_(?:only_)?end\s*\(/;
use constant START => qr/\bmmu_notifier_invalidate_range_start(?:_nonblock)?\s*\(/;
my $start_call = START;
my $notify_call = qr/\bmmu_notifier_invalidate_range\s*\(/;
my $set_call = qr/\bset_(?:huge_)?(?:pte|pmd|pud)_at(?:_notify)?\s*\(/;
my $lock_call = qr/\b(?:pte_offset_map_lock|pmd_lock|pud_lock|huge_pte_lock|spin_lock|pmd_trans_huge_lock)\s*\(/;
my $free_call = qr/\b(?:put_page|folio_put|pte_free|free_page_and_swap_cache|__free_page)\s*\(/;
# flush_tlb_kernel_range() and flush_tlb_all() are for the kernel's own mappings.
my $flush_call = qr/\b(?:flush_tlb_(?!kernel_|all\b)\w+|flush_p[mu]d_tlb_range|flush_hugetlb_tlb_range|tlb_flush_mmu_tlbonly|tlb_flush_mmu|huge_pmd_unshare_flush|try_to_unmap_flush)\s*\(/;
my $record_call = qr/\b(?:tlb_remove_(?:\w+_)?tlb_entr(?:y|ies)|tlb_flush_p\w+_range|set_tlb_ubc_flush_pending)\s*\(/;
my $dirty_call = qr/\b(?:set_page_dirty|folio_mark_dirty|SetPageDirty|folio_set_dirty)\s*\(/;
my $gather_call = qr/\b(?:__)?tlb_remove_page(?:_size)?\s*\(/;
my $init_call = qr/\bmmu_notifier_range_init(?:_owner)?\s*\(/;

# A mutant for every place that matches; the edit gets the source and range.
sub each_match {
	my ($src, $func, $re, $edit) = @_;

	return map {
		my $range = $_;
		[$range->[0], sub { $edit->($_[0], $range) }];
	} $src->find($func, $re);
}

# Rename the function that is called there.
sub rename_call {
	my ($src, $func, $re, $from, $to) = @_;

	return each_match($src, $func, $re, sub {
		my ($s, $range) = @_;
		my $text = $s->text_of($range);

		$text =~ s/$from/$to/ or return 0;
		$s->replace($range, $text);
		return 1;
	});
}

sub drop {
	my ($src, $func, $re) = @_;

	return each_match($src, $func, $re, sub {
		my ($s, $range) = @_;
		my $st = $s->statement($range->[0]) or return 0;

		# a statement that also computes something else must stay, and a condition
		return 0 if $s->text_of($st) !~ /^\s*\w+\s*\(/ || $s->in_condition($st);
		$s->delete_statement($st);
		return 1;
	});
}

# Move the statement behind the next one that matches $to in the function.
sub move_down {
	my ($src, $func, $re, $to) = @_;

	return each_match($src, $func, $re, sub {
		my ($s, $range) = @_;
		my ($next) = grep { $_->[0] > $range->[1] } $s->find($func, $to);
		my $from = $s->statement($range->[0]);
		my $behind = $next && $s->statement($next->[0]);

		return 0 if !$from || !$behind || $from->[1] > $behind->[0];
		return 0 if $s->text_of($from) !~ /^\s*\w+\s*\(/;
		$s->move_behind($from, $behind);
		return 1;
	});
}

# Change the arguments: the edit gets their texts and changes them.
sub arguments {
	my ($src, $func, $re, $edit) = @_;

	return each_match($src, $func, $re, sub {
		my ($s, $range) = @_;
		my @args = $s->arguments($range->[1] - 1);
		my @text = map { $s->text_of($_) } @args;
		my @new = @text;

		$edit->(\@new) or return 0;
		for my $i (reverse 0 .. $#args) {
			$s->replace($args[$i], $new[$i]) if $new[$i] ne $text[$i];
		}
		return "@new" ne "@text";
	});
}

# Number of the start argument: before 6.3 there is a vma before the mm, and what
# has an owner has it last.
sub start_index {
	my ($args) = @_;

	return @$args > 7 || (@$args == 7 && $args->[3] =~ /vma\)?$|^NULL$/) ? 5 : 4;
}

sub notify_behind_set {
	my ($src, $func) = @_;
	my @explicit = move_down($src, $func, $notify_call, $set_call);
	my @macro = each_match($src, $func, qr/\b\w+_clear_flush_notify\s*\(/, sub {
		my ($s, $range) = @_;
		my @args = map { $s->text_of($_) } $s->arguments($range->[1] - 1);
		my $size = $s->text_of($range) =~ /^ptep/ ? 'PAGE_SIZE' : 'HPAGE_PMD_SIZE';
		my ($set) = grep { $_->[0] > $range->[1] } $s->find($func, $set_call);
		my $st = $set && $s->statement($set->[0]) or return 0;

		$s->replace([$st->[1], $st->[1]],
			    "\t\tmmu_notifier_invalidate_range(($args[0])->vm_mm, $args[1], ($args[1]) + $size);\n");
		$s->replace($range, $s->text_of($range) =~ s/_notify//r);
		return 1;
	});

	return (@explicit, @macro);
}

sub drop_bracket {
	my ($src, $func) = @_;

	return each_match($src, $func, $start_call, sub {
		my ($s) = @_;

		for my $re ($start_call, $end_call) {
			while (my ($range) = $s->find($func, $re)) {
				my $st = $s->statement($range->[0]);

				return 0 if !$st || $s->text_of($st) !~ /^\s*\w+\s*\(/ ||
					    $s->in_condition($st);
				$s->delete_statement($st);
			}
		}
		return 1;
	});
}

sub other_range {
	my ($src, $func) = @_;
	my @ends = each_match($src, $func, $end_call, sub {
		my ($s, $range) = @_;
		my ($arg) = $s->arguments($range->[1] - 1);
		my $body = $s->body($func);

		$s->replace($arg, '&wn_other_range');
		$s->replace([$body->[0] + 1, $body->[0] + 1], "\n\tstruct mmu_notifier_range wn_other_range = {};\n");
		return 1;
	});

	return @ends;
}

my @operators = (
	['drop-notify', sub { drop(@_, $notify_call) }],
	['plain-for-notify', sub { rename_call(@_, qr/\bp\w+_clear_flush_notify\s*\(/, '_notify', '') }],
	['notify-for-plain', sub { rename_call(@_, qr/\b(?:ptep|pmdp_huge|pudp_huge)_clear_flush\s*\(/,
					       '_flush', '_flush_notify') }],
	['end-for-only-end', sub { rename_call(@_, qr/\b\w+_range_only_end\s*\(/, '_only_end', '_end') }],
	['only-end-for-end', sub { rename_call(@_, qr/\b\w+_invalidate_range_end\s*\(/, '_range_end', '_range_only_end') }],
	['drop-start', sub { drop(@_, $start_call) }],
	['drop-end', sub { drop(@_, $end_call) }],
	['drop-bracket', \&drop_bracket],
	['start-under-lock', sub { move_down(@_, $start_call, $lock_call) }],
	['end-behind-free', sub { move_down(@_, $end_call, $free_call) }],
	['notify-behind-set', \&notify_behind_set],
	['range-one-page', sub { arguments(@_, $init_call, sub {
		my ($a) = @_;
		my $i = start_index($a);

		$a->[$i + 1] = "($a->[$i]) + PAGE_SIZE" if $a->[$i + 1] !~ /\+ PAGE_SIZE$/;
	}) }],
	['range-empty', sub { arguments(@_, $init_call, sub {
		my ($a) = @_;
		my $i = start_index($a);

		$a->[$i + 1] = $a->[$i];
	}) }],
	['notify-one-page', sub { arguments(@_, $notify_call, sub {
		my ($a) = @_;

		$a->[2] = "($a->[1]) + PAGE_SIZE" if $a->[2] !~ /\+ PAGE_SIZE$/;
	}) }],
	['notify-empty', sub { arguments(@_, $notify_call, sub { $_[0][2] = $_[0][1] }) }],
	['range-other-mm', sub { arguments(@_, $init_call, sub {
		my ($a) = @_;

		$a->[start_index($a) - 1] = '&init_mm';
	}) }],
	['notify-other-mm', sub { arguments(@_, $notify_call, sub { $_[0][0] = '&init_mm' }) }],
	['other-range', \&other_range],
	['swap-event', sub { arguments(@_, $init_call, sub {
		my ($a) = @_;

		$a->[1] =~ s/MMU_NOTIFY_(?:CLEAR|UNMAP|MIGRATE|EXCLUSIVE)/MMU_NOTIFY_PROTECTION_PAGE/;
	}) }],
	['record-one', sub { arguments(@_, qr/\btlb_remove_tlb_entries\s*\(/, sub { $_[0][2] = '1' }) }],
	['put-for-gather', sub { each_match(@_, $gather_call, sub {
		my ($s, $range) = @_;
		my @args = $s->arguments($range->[1] - 1);
		my $end = $s->behind_match($range->[1] - 1);
		my $page = $s->text_of($args[1]);

		$s->replace([$range->[0], $end], "({ put_page($page); 0; })");
		return 1;
	}) }],
	['drop-flush', sub { drop(@_, $flush_call) }],
	['drop-dirty', sub { drop(@_, $dirty_call) }],
	['drop-record', sub { drop(@_, $record_call) }],
	['clear-without-flush', sub { each_match(@_, qr/\bptep_clear_flush\s*\(/, sub {
		my ($s, $range) = @_;
		my ($vma) = $s->arguments($range->[1] - 1);

		$s->replace($vma, '(' . $s->text_of($vma) . ')->vm_mm');
		$s->replace($range, 'ptep_get_and_clear(');
		return 1;
	}) }],
	['drop-young', sub {
		(rename_call(@_, qr/\b\w+_clear_flush_young_notify\s*\(/, '_notify', ''),
		 rename_call(@_, qr/\b\w+_clear_young_notify\s*\(/, '_clear_young_notify', '_test_and_clear_young'));
	}],
);

# Names of all operators, in order.
sub operators {
	return map { $_->[0] } @operators;
}

# Operators that drop, swap, shrink or reorder one call: what was there follows
# from what is left. Not so when a whole range is gone, or one end of it, or when
# the mm, the range or the page is another.
sub mechanical {
	return qw(drop-notify plain-for-notify notify-for-plain drop-young end-for-only-end only-end-for-end swap-event
		  range-one-page range-empty notify-one-page notify-empty start-under-lock end-behind-free
		  notify-behind-set);
}

# Mutants of a function by one operator: [ position, edit ].
sub mutants {
	my ($name, $src, $func) = @_;
	my ($op) = grep { $_->[0] eq $name } @operators or die "no operator $name\n";

	return $op->[1]->($src, $func);
}

1;
