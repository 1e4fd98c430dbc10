#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/migrate.pl: a small tree follows an API change; what is not followed is named,
# and so is what spatch does not see. The tree itself stays as it is.
use strict;
use warnings;
use File::Basename;
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use FindBin;
use Test::More;

my $top = "$FindBin::Bin/../..";
my $tmp = tempdir(CLEANUP => 1);

plan skip_all => 'no spatch' if !grep { -x "$_/spatch" } split /:/, $ENV{PATH};

sub slurp {
	open my $fh, '<', $_[0] or return '';
	local $/;
	return <$fh> // '';
}

my %tree = (
	'Makefile' => "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 0\n",
	'mm/one.c' => <<'END',
/* calls mmu_notifier_invalidate_range_only_end() */
static void cow(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep,
		struct mmu_notifier_range *range)
{
	ptep_clear_flush_notify(vma, addr, ptep);
	mmu_notifier_invalidate_range_only_end(range);
}
END
	'mm/two.c' => <<'END',
static void seen(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	mmu_notifier_invalidate_range(mm, start, end);
}

static void not_seen(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep)
{
	scoped_guard(spinlock, &lock) {
		ptep_clear_flush_notify(vma, addr, ptep);
	}
}
END
	'mm/other.c' => <<'END',
static const struct other_ops ops = {
	.invalidate_range = drop,
};
END
	'drivers/iommu/sva.c' => <<'END',
static const struct mmu_notifier_ops sva_ops = {
	.invalidate_range = sva_invalidate,
};
END
	'include/asm-generic/tlb.h' => <<'END',
static inline void tlb_flush_mmu_tlbonly(struct mmu_gather *tlb)
{
	tlb_flush(tlb);
	mmu_notifier_invalidate_range(tlb->mm, tlb->start, tlb->end);
}
END
);

for my $file (keys %tree) {
	make_path(dirname("$tmp/tree/$file"));
	open my $fh, '>', "$tmp/tree/$file" or die "$file: $!\n";
	print $fh $tree{$file};
	close $fh;
}

my $out = qx{"$top/scripts/migrate.pl" arch-invalidate-secondary-tlbs "$tmp/tree" "$tmp/new" 2>&1};

is($? >> 8, 1, 'something is left');
like($out, qr{^mm/two\.c: spatch cannot parse not_seen\(\), which has something old$}m, 'a function that is not parsed is named');
like($out, qr{^mm/two\.c:8: old call is left: ptep_clear_flush_notify}m, 'and what it has');
unlike($out, qr/mm\/one\.c:\d|other\.c/, 'nothing else is: no comment, no callback of others');
like($out, qr/^4 files changed, 1 old places left, 1 functions not parsed$/m, 'the sum');
like(slurp("$tmp/new/mm/one.c"), qr/ptep_clear_flush\(vma.*range_end\(range\)/s, 'calls');
unlike(slurp("$tmp/new/mm/two.c"), qr/mmu_notifier_invalidate_range\(/, 'a call that goes');
like(slurp("$tmp/new/drivers/iommu/sva.c"), qr/\.arch_invalidate_secondary_tlbs = sva_invalidate/, 'a callback');
unlike(slurp("$tmp/new/include/asm-generic/tlb.h"), qr/invalidate_range/, 'a header, by pattern');
ok(-l "$tmp/new/mm/other.c", 'what does not change is a link');
is_deeply({ map { ($_ => slurp("$tmp/tree/$_")) } keys %tree }, \%tree, 'the tree is as it was');

qx{"$top/scripts/migrate.pl" nonsense "$tmp/tree" "$tmp/new2" 2>&1};
is($? >> 8, 2, 'no such migration');
ok(!-e "$tmp/new2", 'and no tree');
done_testing();
