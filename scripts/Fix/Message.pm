# SPDX-License-Identifier: GPL-2.0-or-later
#
# A patch as `git am` takes it, with what Documentation/process/
# researcher-guidelines.rst wants to be told of a change that a tool found.
package Fix::Message;
use strict;
use warnings;
use Exporter 'import';
use POSIX qw(strftime);
our @EXPORT_OK = qw(patch_text subject topic subsystem diff_text);

my $stale = 'a device that works on the address space (SVA through an IOMMU, a GPU), or a guest';
my $cost = <<'EOT';
Nothing goes wrong. Each notification is an invalidation of an IOMMU or of a device's TLB that the CPU waits for,
microseconds each.
EOT
my $held = "$cost The one under the page-table lock makes others wait for that lock as well.";
my $used = 'It is reached in a process whose address space a device uses as well (a listener with an invalidate_range() ' .
	'callback, such as SVA through an IOMMU)';
my $mirrored = 'It is reached in a process whose address space a mirror follows (KVM, a GPU driver with HMM, SVA)';

# Per topic: subject, the problem, how it is reached, what it does, what is
# changed and why that is right.
my %topics = (
	'redundant-downgrade' => {
		subject => 'do not notify under the lock for a downgrade',
		problem => 'Secondary TLBs are notified under the page-table lock of a change that only takes rights away ' .
			'and keeps the page. The end of the notifier range notifies them again.',
		reach => $used, effect => $held,
		change => 'Leave the notification to the end of the range. Until then a device can do to the page what it ' .
			'could do before, and nobody relies on the opposite earlier; commit 0f10851ea475 ("mm/mmu_notifier: ' .
			'avoid double notification when it is useless") has the argument.',
	},
	'redundant-same-content' => {
		subject => 'do not notify of a change that keeps the content',
		problem => 'Secondary TLBs are notified under the page-table lock although the new entry gives read-only ' .
			'access to the same content as the old one.',
		reach => $used, effect => $held,
		change => 'Drop the notification. What a device still has leads to the same content, see commit ' .
			'0f10851ea475 ("mm/mmu_notifier: avoid double notification when it is useless").',
	},
	'redundant-migration' => {
		subject => 'do not notify under the lock for a special entry',
		problem => 'Secondary TLBs are notified under the page-table lock when an entry is replaced by one that is ' .
			'not present and keeps the page. The end of the notifier range notifies them again.',
		reach => $used, effect => $held,
		change => 'Leave the notification to the end of the range: the page is locked and neither freed nor copied ' .
			'before that.',
	},
	'double-call' => {
		subject => 'do not tell secondary TLBs of one change twice',
		problem => 'Secondary TLBs are told twice of one change of a page table.',
		reach => $used, effect => $held,
		change => 'Drop the call that tells nothing new.',
	},
	'double-end' => {
		subject => 'do not tell secondary TLBs again at range_end',
		problem => 'mmu_notifier_invalidate_range_end() tells secondary TLBs of changes that they were told of under ' .
			'the page-table lock, on each path that changes an entry.',
		reach => $used, effect => $cost,
		change => 'Close the range with mmu_notifier_invalidate_range_only_end(), which is for this, see commit ' .
			'4645b9fe84bf ("mm/mmu_notifier: avoid call to invalidate_range() in range_end()"). ' .
			'Listeners to the range itself see no difference.',
	},
	'double-nested' => {
		subject => 'do not open a range inside that of the caller',
		problem => 'A function opens a mmu_notifier range of its own for what it changes, and some of its callers ' .
			'have one open around the call already: mirrors and secondary TLBs are told of the same change twice.',
		reach => $used,
		effect => 'Nothing goes wrong. A second range stops mirrors and invalidates once more, and the inner one is for ' .
			'a part of what the outer one is for.',
		change => 'Leave the range to the callers, and open it in those that have none, as commit 369258ce41c6 ' .
			'("hugetlb: remove duplicate mmu notifications") did.',
	},
	'only-end-unsafe' => {
		subject => 'tell secondary TLBs at the end of the range',
		problem => 'The range is closed with mmu_notifier_invalidate_range_only_end(), but not every change in it was ' .
			'told to secondary TLBs under the page-table lock. Of those they are never told.',
		reach => $used,
		effect => "$stale, goes on using a translation that is gone.",
		change => 'Close the range with mmu_notifier_invalidate_range_end(), which tells them.',
	},
	'missing-new-page' => {
		subject => 'tell secondary TLBs before a new page is set',
		problem => 'A page-table entry is pointed to another page, and secondary TLBs are not told in between.',
		reach => $used,
		effect => "$stale, goes on reading and writing the old page: data is lost, or seen by who gets the page next.",
		change => 'Tell them between the clear and the set, under the page-table lock.',
	},
	'missing-free' => {
		subject => 'tell secondary TLBs before the page is given up',
		problem => 'What was in the page table is given up before secondary TLBs are told.',
		reach => $used,
		effect => "$stale, can use the page, or walk the page table, after it was freed.",
		change => 'Tell them before that.',
	},
	order => {
		subject => 'notify secondary TLBs before the entry is set',
		problem => 'Secondary TLBs are notified after the entry was set, it has to be between the clear and the set.',
		reach => $used,
		effect => 'A device can use the old page while CPUs use the new one already.',
		change => 'Put the calls into the order clear, notify, set; the lock held is the same.',
	},
	'range-size' => {
		subject => 'tell of the whole entry that changes',
		problem => 'The range that is told is smaller than the entry that changes.',
		reach => $mirrored,
		effect => 'What lies beyond the range is not invalidated: a guest or a device goes on using pages that may be ' .
			'freed.',
		change => 'Use the size of the entry. A range that is too large would be correct, too; this one is not.',
	},
	'missing-bracket' => {
		subject => 'open a range around the change of an entry',
		problem => 'A present user page-table entry is changed outside of any mmu_notifier range, so mirrors of the ' .
			'page table are not told.',
		reach => $mirrored,
		effect => 'A guest or a device goes on using the page (as in CVE-2022-48991).',
		change => 'Open a range before the page-table lock is taken, as it may sleep, and close it after.',
	},
	'bracket-balance' => {
		subject => 'open and close the range on the same paths',
		problem => 'A mmu_notifier range is opened on other paths than those on which it is closed.',
		reach => $mirrored,
		effect => 'A listener waits for ever, or goes on while the page table still changes.',
		change => 'Open the range where it is made, so that each way to its end has opened it.',
	},
	'atomic-start' => {
		subject => 'open the notifier range before the lock is taken',
		problem => 'mmu_notifier_invalidate_range_start() may sleep and is called under a spinlock.',
		reach => $mirrored,
		effect => 'Sleeping in atomic context: a warning, or a deadlock.',
		change => 'Open the range before the lock is taken and close it after the unlock.',
	},
	young => {
		subject => 'ask mirrors for the accessed bit, too',
		problem => 'The accessed bit is read and cleared to judge the age of a page, and mirrors of the page table are ' .
			'not asked for theirs.',
		reach => $mirrored,
		effect => 'Pages that only a guest or a device uses look idle and are reclaimed first.',
		change => 'Use the helper that asks them as well, as commit 1d4832becdc2 ("mm: multi-gen LRU: use ' .
			'{ptep,pmdp}_clear_young_notify()") did.',
	},
	'stale-reader' => {
		subject => 'flush what reclaim has put off',
		problem => 'Page-table entries are read and changed under a lock that was taken while flushes of the CPU TLB may be ' .
			'pending, and the walk flushes only for what it finds present.',
		reach => 'It is reached while reclaim unmaps pages of the same process in a batch',
		effect => 'An entry that reclaim has cleared is none here, so nothing is flushed for it, and the system call returns ' .
			'while a CPU still uses the page.',
		change => 'Call flush_tlb_batched_pending() each time the lock is taken, which does nothing when nothing is pending. ' .
			'Commit 383c4613c67c ("mm/madvise: close theoretical race where stale TLB entries could linger") did so ' .
			'in mm/madvise.c.',
	},
	'redundant-flush' => {
		subject => 'do not flush the CPU TLB of one entry twice',
		problem => 'The CPU TLB is flushed of an entry, or a flush recorded, that was flushed of the same entry under the ' .
			'same lock.',
		reach => 'It is reached in a process that runs on more than one CPU',
		effect => 'Nothing goes wrong. The second flush interrupts every CPU that runs the process once more.',
		change => 'Flush once. In between no CPU can have loaded the old entry again, as the entry is not present and the lock ' .
			'is held; commit 4a18419f71cd ("mm/mprotect: use mmu_gather") did the same for mprotect().',
	},
	'flush-after-unlock' => {
		subject => 'flush the CPU TLB before the unlock',
		problem => 'An entry is changed, and the page-table lock is dropped before the CPU TLB is flushed of the old one.',
		reach => 'It is reached in a process that runs on more than one CPU',
		effect => 'Others rely on the new entry as soon as the lock is free, while a CPU still reads and writes through the old ' .
			'one: what it writes is lost.',
		change => 'Flush under the lock, as commit 60bae7370896 ("mm/migrate_device.c: flush TLB while holding PTL") did.',
	},
	event => {
		subject => 'use an event that describes the change',
		problem => 'The event of the notifier range promises less than what happens in it.',
		reach => $mirrored,
		effect => 'A listener may skip the invalidation because of the event, and uses a page that is gone.',
		change => 'Use MMU_NOTIFY_CLEAR, which promises nothing, or, where the range names its owner, the event that owners ' .
			'look at.',
	},
);

# What each kind of repair does in the code.
my %did = (
	'drop-notify' => 'use the plain form of the helper',
	'drop-invalidate-range' => 'drop mmu_notifier_invalidate_range()',
	'end-to-only-end' => 'use mmu_notifier_invalidate_range_only_end()',
	'drop-range' => 'drop the inner range, as each caller has one',
	'hoist-range' => 'move the inner range into the callers that have none',
	'only-end-to-end' => 'use mmu_notifier_invalidate_range_end()',
	'add-notify' => 'notify right after the clear',
	'end-before-free' => 'close the range before that',
	'end-after-unlock' => 'close the range right after the lock is dropped',
	'notify-before-set' => 'notify before the set',
	'notify-with-clear' => 'notify with the clear, by the helper that does both',
	'notify-behind-clear' => 'notify right after the clear',
	'start-behind-init' => 'open the range where it was made',
	'notify-after-clear' => 'notify after the clear',
	'widen-record' => 'tell the gather of the whole entry',
	'widen-shared' => 'widen the range with adjust_range_if_pmd_sharing_possible()',
	'widen-range' => 'use the size of the entry',
	'add-bracket' => 'open a range around the change',
	'start-outside-lock' => 'open the range before the lock',
	'young-notify' => 'use the _notify form',
	event => 'use an event that fits',
	'flush-pending' => 'flush what is pending when the lock is taken',
	'invalidate-ad' => 'invalidate without a flush and leave it to the gather',
	'drop-flush' => 'drop the second flush',
	'flush-before-unlock' => 'flush before the unlock',
	'clear-flush' => 'use the helper that flushes as well',
);

# The logical change that a finding belongs to.
sub topic {
	my ($f, $kind) = @_;

	return $f->{rule} if $f->{rule} ne 'double';
	return $kind eq 'end-to-only-end' ? 'double-end' : $kind =~ /^(?:hoist|drop)-range$/ ? 'double-nested' : 'double-call';
}

# Who takes patches for the file.
sub subsystem {
	my ($file) = @_;

	return 'mm' if $file =~ m{^mm/};
	return 'uprobes' if $file =~ m{/uprobes\.c$};
	return 'perf' if $file =~ m{^kernel/events/};
	return 'KVM' if $file =~ m{^virt/kvm/};
	return 'KVM: x86' if $file =~ m{^arch/x86/kvm/};
	return $1 if $file =~ m{^fs/(\w+)\.c$};
	return $file =~ s{/[^/]*$}{}r;
}

sub subject {
	my ($topic, @files) = @_;
	my $where = subsystem($files[0]);

	$where = $files[0] =~ s/\.c$//r if @files == 1 && $where eq 'mm';
	return "$where: $topics{$topic}{subject}";
}

sub wrap {
	my ($text, $first, $rest) = @_;
	my ($out, $line) = ('', $first // '');
	my $empty = $line;

	for my $word (split ' ', $text) {
		if ($line ne $empty && length($line) + 1 + length($word) > 72) {
			$out .= "$line\n";
			$line = $empty = $rest // '';
		}
		$line .= ($line eq $empty ? '' : ' ') . $word;
	}
	return "$out$line\n";
}

# The tool's own words, in the form of its text report.
sub quote {
	my ($f) = @_;
	my $place = sub { "$_[0]{file}:$_[0]{line}:$_[0]{column}" };
	my $out = '  ' . $place->($f->{location}) . ": $f->{severity}: $f->{message} [notify:$f->{rule}]\n";
	my $n = 0;

	for my $e (@{$f->{path}}) {
		my $in = $e->{function} ne $f->{function} ? "$e->{function}(): " : '';

		$n++;
		$out .= wrap($place->($e->{location}) . ": $in$e->{text}", "    note: ($n) ", '          ');
	}
	$out .= wrap($f->{reason}, '    note: because: ', '          ') if $f->{reason};
	return $out;
}

# In which functions, and by whom those are called: the shortest ways.
sub reached {
	my %chains;

	for my $f (@_) {
		my @of = grep { $_ ne '...' } split / \| /, $f->{context} // '';

		$chains{$f->{function}}{$_} = 1 for @of;
		$chains{$f->{function}} //= {};
	}
	return join '; and in ', map { called($_, keys %{$chains{$_}}) } sort keys %chains;
}

sub called {
	my ($func, @chains) = @_;
	my @ways = map {
		my @calls = split />/;

		# of a long way, who starts it and who calls
		splice @calls, 1, @calls - 3, '...' if @calls > 5;
		join ' > ', @calls;
	} sort { length $a <=> length $b || $a cmp $b } @chains;

	return "$func()" if !@ways;
	return "$func(), called as " . join(', or ', @ways[0 .. ($#ways > 2 ? 2 : $#ways)]) . (@ways > 3 ? ', or in other ways' : '');
}

sub sentence {
	my ($text) = @_;

	$text =~ s/\s+\z//;
	return ucfirst($text) . ($text =~ /\.\z/ ? '' : '.');
}

# diff -u of a file; labels as git has them.
sub diff_text {
	my ($file, $old, $new, $dir) = @_;

	for (['old', $old], ['new', $new]) {
		open my $fh, '>', "$dir/diff.$_->[0]" or die "$dir: $!\n";
		print $fh $_->[1];
		close $fh;
	}
	my $diff = qx{diff -u -p --label "a/$file" --label "b/$file" "$dir/diff.old" "$dir/diff.new"};

	return $diff eq '' ? '' : "diff --git a/$file b/$file\n$diff";
}

sub diffstat {
	my ($diff) = @_;
	my (@rows, $plus, $minus);

	for my $part (split /^(?=diff --git )/m, $diff) {
		my ($file) = $part =~ m{^diff --git a/(\S+)} or next;
		my $add = () = $part =~ /^\+(?!\+\+ b\/)/mg;
		my $del = () = $part =~ /^-(?!-- a\/)/mg;

		push @rows, [$file, $add, $del];
		$plus += $add;
		$minus += $del;
	}
	my ($width) = sort { $b <=> $a } map { length $_->[0] } @rows;
	return join('', map { sprintf " %-${width}s | %d %s%s\n", $_->[0], $_->[1] + $_->[2],
			      '+' x ($_->[1] > 30 ? 30 : $_->[1]), '-' x ($_->[2] > 30 ? 30 : $_->[2]) } @rows) .
		sprintf " %d file%s changed, %d insertion%s(+), %d deletion%s(-)\n",
			scalar @rows, @rows == 1 ? '' : 's', $plus, $plus == 1 ? '' : 's',
			$minus, $minus == 1 ? '' : 's';
}

# The whole patch. $p is { number, of, topic, diff, done => [ { finding, kind,
# file, how, note, also => [ findings ] } ], author, date, kernel, tool, compiler, checkpatch }.
sub patch_text {
	my ($p) = @_;
	my $t = $topics{$p->{topic}};
	my %files = map { ($_->{file} => 1) } @{$p->{done}};
	my @body = (wrap("$t->{problem}"));

	push @body, wrap("$t->{reach}, in " . reached(map { $_->{finding} } @{$p->{done}}) . '.');
	push @body, wrap(sentence($t->{effect}));
	push @body, wrap("wnotify $p->{tool}, a static analysis that follows locks, page-table entries and notifier " .
			 "ranges through facts from a GCC plugin, says of Linux $p->{kernel}:");
	push @body, join "\n", map { quote($_->{finding}) } @{$p->{done}};
	push @body, wrap($t->{change}) . "\n" . join '', map {
		wrap("$_->{finding}{function}(), line $_->{finding}{location}{line}: $did{$_->{kind}}" .
		     ($_->{finding}{reason} ? ": $_->{finding}{reason}" : '') .
		     " (confidence: $_->{finding}{confidence})." . ($_->{note} ? " $_->{note}" : ''), '  - ', '    ') .
		join '', map { wrap("that settles $_->{location}{file}:$_->{location}{line} [notify:$_->{rule}] as well", '    ', '    ') } @{$_->{also} // []};
	} @{$p->{done}};
	push @body, wrap(join(', ', sort keys %files) . (keys %files == 1 ? ' compiles' : ' compile') .
			 " without a new warning with $p->{compiler}, in the configuration that was analysed. " .
			 'The analysis of all units with the changed ones then has this no longer and nothing new' .
			 ($p->{checkpatch} ? ', and checkpatch.pl is silent. ' : '. ') .
			 'Nothing was booted or run; other architectures and configurations were not compiled. The change ' .
			 'was made with ' . join(', and ', keys %{{ map { ($_->{how} => 1) } @{$p->{done}} }}) . '.');
	push @body, wrap('[ Nobody has signed this off. Whoever sends it reviews and tests it first, and puts a ' .
			 'Fixes tag, where a commit is to blame, and an own Signed-off-by line in place of this ' .
			 'paragraph: Documentation/process/submitting-patches.rst. ]');

	return "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n" .
		"From: $p->{author}\n" . "Date: $p->{date}\n" .
		sprintf("Subject: [PATCH %d/%d] ", $p->{number}, $p->{of}) . subject($p->{topic}, sort keys %files) . "\n\n" .
		join("\n", @body) . "---\n" . diffstat($p->{diff}) . "\n$p->{diff}-- \nwnotify $p->{tool}\n";
}

1;
