# SPDX-License-Identifier: GPL-2.0-or-later
#
# What repairs a finding: candidates() lists the repairs to try, best first.
#
#	kind	what is done, a key of Fix::Message
#	script	in cocci/, undef when there is none
#	line	that the script is told
#	file	that is edited, and function: none: those of the finding
#	edit	sub ($src, $pos) => true: the same without spatch; undef: none
#	comment	what the code should say afterwards
#	note	what the message should say besides: what the proof leaves open
#	sign	text of the new code that the comment stands above, undef: where
#		something was deleted
package Fix::Repair;
use strict;
use warnings;
use Exporter 'import';
use Fix::Flush qw(idle_flush flush_pending flush_with_clear flush_before_unlock);
use Fix::Nested qw(hoist);
use Fix::Order qw(notify_late end_after_unlock end_before_free end_behind_unlock order start_behind_init);
use Fix::Place qw($end $only_end name_at step statement_at rename_edit delete_edit);
use Fix::Range qw(widen widen_empty bracket start_outside event);
our @EXPORT_OK = qw(candidates no_repair);

my $notify = qr/^mmu_notifier_invalidate_range$/;
my $helper_notify = qr/^p\w+_(?:clear_flush|get_and_clear)_notify$/;
my $plain = qr/^(?:(?:ptep|pmdp_huge|pudp_huge)_clear_flush|huge_ptep_clear_flush)$/;

my %why_not = (
	'bracket-balance' => 'where the range must open or close depends on the meaning of each path',
	'double-nested' => 'whether the inner or the outer range is to go depends on the other callers',
);

sub see {
	return "See Documentation/$_[0]/mmu_notifier.rst";
}

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

# hugetlb has no helper that notifies: a call behind the clear, as add-notify.cocci
# has it, of the range of the bracket or else of the entry.
sub notify_behind_edit {
	my ($func, $loc) = @_;

	return sub {
		my ($src, $pos) = @_;
		my $st = statement_at($src, $loc) or return 0;
		my ($vma, $addr) = map { $src->text_of($_) } $src->arguments($pos + length name_at($src, $loc));
		my ($start) = reverse grep { $_->[0] < $pos } $src->find($func, qr/\bmmu_notifier_invalidate_range_start\s*\(/);
		my ($range) = map { $src->text_of($_) =~ s/^&//r } $src->arguments($start->[1] - 1) if $start;
		my ($set) = grep { $_->[0] > $pos } $src->find($func, qr/\bset_huge_pte_at\s*\(/);
		my ($mm) = map { $src->text_of($_) } $src->arguments($set->[1] - 1) if $set;
		my $goal = $st->[1] - ($src->text_of($st) =~ /(\s*)\z/ ? length $1 : 0);
		my ($indent) = substr($src->{text}, 0, $pos) =~ /([ \t]*)\z/;

		return 0 if ($range // 'a') !~ /^\w+$/ || substr($src->{blank}, 0, $st->[0]) =~ /(?:\)|\belse)\s*\z/;
		$mm //= "$vma->vm_mm";
		$src->replace([$goal, $goal], "\n${indent}mmu_notifier_invalidate_range(" . ($range ?
			"$mm, $range.start, $range.end" : "$mm, $addr, $addr + huge_page_size(hstate_vma($vma))") . ');');
		return 1;
	};
}

sub add_notify {
	my ($src, $f, $loc) = @_;
	my $name = $loc ? name_at($src, $loc) : '';

	return if $name !~ $plain;
	return { kind => 'add-notify', script => 'add-notify', line => $loc->{line}, loc => $loc,
		 edit => $name =~ /^huge_/ ? notify_behind_edit($f->{function}, $loc) : rename_edit("${name}_notify"),
		 comment => 'Tell secondary TLBs before the page-table lock is dropped, or a device ' .
			'goes on using the old page.',
		 sign => $name =~ /^huge_/ ? 'mmu_notifier_invalidate_range' : "${name}_notify" };
}

# Close the range where the lock of the change is dropped, before anything else
sub young {
	my ($src, $f) = @_;
	my $to = name_at($src, $f->{location}) =~ s/test_and_//r;

	return if $to !~ /^p\w+_clear(?:_flush)?_young$/;
	return { kind => 'young-notify', script => 'young-notify', line => $f->{location}{line},
		 loc => $f->{location}, edit => rename_edit("${to}_notify") };
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
		($docs ? "\n\n" . see($docs) : '');
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
			swap_end($src, $f, $f->{location}, $only_end, only_end_comment($src, $f)),
			hoist($src, $f, sub { $o->text($_[0]) }));
	},
	'only-end-unsafe' => sub { swap_end($_[0], $_[1], $_[1]{location}, $end, $range_end_comment) },
	'missing-new-page' => sub {
		my ($src, $f) = @_;

		return (widen_empty($src, $f), notify_late($src, $f), add_notify($src, $f, $f->{location}), end_after_unlock($src, $f),
			swap_end($src, $f, step($f, qr/^range closed without/), $end, $range_end_comment));
	},
	'missing-free' => sub {
		my ($src, $f) = @_;

		return (widen_empty($src, $f), notify_late($src, $f),
			add_notify($src, $f, step($f, qr/^entry (?:cleared|changed)/)),
			end_after_unlock($src, $f), end_before_free($src, $f),
			swap_end($src, $f, step($f, qr/^range closed without/), $end, $range_end_comment));
	},
	order => \&order,
	'range-size' => \&widen,
	'missing-bracket' => sub { bracket($_[0], $_[1], $_[2]{version}) },
	'atomic-start' => sub { (start_behind_init(@_), start_outside(@_)) },
	'bracket-balance' => sub { (start_behind_init(@_), end_behind_unlock(@_)) },
	young => \&young,
	event => \&event,
	'redundant-flush' => \&idle_flush,
	'stale-reader' => \&flush_pending,
	'flush-after-unlock' => sub { (flush_before_unlock(@_), flush_with_clear(@_)) },
);

# Repairs to try for a finding. $o is { docs, version } and gives the text of a file.
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

1;
