# SPDX-License-Identifier: GPL-2.0-or-later
#
# What each migration of cocci/ leaves behind, and the headers that it cannot do: they
# are macros, or functions of which only the name goes on. Positions of old calls are
# looked for in code; comments and strings are blank by then.
package Migrate::Table;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT_OK = qw(migration migrations);

# Is there a call with three arguments, as up to 4.20?
sub has_three {
	my ($src, $pos) = @_;
	my @args = $src->arguments($pos);

	return @args > 1;
}

# Is the member one of struct mmu_notifier_ops? Others have callbacks of the same name.
sub of_notifier {
	my ($src, $pos) = @_;
	my $before = substr $src->{blank}, 0, $pos;
	my ($head) = $before =~ /(?:.*\n|\A)([^\n]*=\s*\{)/s;

	return $before =~ /(?:mn|subscription)->ops->\w+\z/ || ($head // '') =~ /\bmmu_notifier_ops\b/;
}

# Does the callback that is named here still take addresses?
sub takes_addresses {
	my ($src, $pos) = @_;
	my ($name) = substr($src->{blank}, $pos) =~ /\A\s*=\s*(\w+)/ or return 0;
	my ($args) = $src->{blank} =~ /\b\Q$name\E\s*\(([^()]*)\)\s*\{/ or return 0;

	return of_notifier($src, $pos) && $args =~ /\bunsigned\s+long\b/;
}

# Drop a definition and the empty line behind it; $from matches its first line.
sub drop_function {
	my ($text, $from) = @_;

	$$text =~ s/^static inline void\n?[ ]?$from\s*\([^{]*\)\n\{\n.*?^\}\n\n?//gms;
}

sub drop_macro {
	my ($text, $name) = @_;

	$$text =~ s/^#define\s+$name\b(?:[^\n]*\\\n)*[^\n]*\n\n?//gm;
}

sub notifier_h_413 {
	my ($text) = @_;

	$text =~ s/^extern void __mmu_notifier_invalidate_page\([^;]*;\n//m;
	drop_function(\$text, 'mmu_notifier_invalidate_page');
	$text =~ s/\n\t\/\*(?:(?!\*\/).)*\*\/\n\tvoid \(\*invalidate_page\)\([^;]*;\n//s;
	return $text;
}

sub notifier_c_413 {
	my ($text) = @_;

	$text =~ s/^void __mmu_notifier_invalidate_page\([^{]*\)\n\{\n.*?^\}\n\n?//ms;
	return $text;
}

sub notifier_h_66 {
	my ($text) = @_;

	drop_macro(\$text, $_) for qw(ptep_clear_flush_notify pmdp_huge_clear_flush_notify pudp_huge_clear_flush_notify);
	drop_function(\$text, 'mmu_notifier_invalidate_range_only_end');
	$text =~ s/(__mmu_notifier_invalidate_range_end\([^),]*),\s*(?:bool only_end|false)\)/$1)/g;
	$text =~ s/\b(__)?mmu_notifier_invalidate_range\(/($1 || '') . 'mmu_notifier_arch_invalidate_secondary_tlbs('/ge;
	$text =~ s/\(\*invalidate_range\)\(/(*arch_invalidate_secondary_tlbs)(/g;
	return $text;
}

sub tlb_h_66 {
	my ($text) = @_;

	$text =~ s/^\tmmu_notifier_invalidate_range\(tlb->mm, tlb->start, tlb->end\);\n//m;
	return $text;
}

# What tells secondary TLBs from now on: the CPU's flush, of a range and of a batch.
sub x86_tlb_c_66 {
	my ($text) = @_;

	$text =~ s/^(void flush_tlb_mm_range\(.*?\n\tput_cpu\(\);\n)(?=\}\n)/$1\tmmu_notifier_arch_invalidate_secondary_tlbs(mm, start, end);\n/ms;
	$text =~ s/^(#include <linux\/debugfs\.h>\n)/$1#include <linux\/mmu_notifier.h>\n/m
		if $text !~ /<linux\/mmu_notifier\.h>/;
	return $text;
}

sub x86_tlbflush_h_66 {
	my ($text) = @_;

	$text =~ s/^(static inline void arch_tlbbatch_add_\w+\([^{]*\)\n\{\n.*?)(?=^\}\n)/$1\tmmu_notifier_arch_invalidate_secondary_tlbs(mm, 0, -1UL);\n/ms;
	$text =~ s/^(#include <linux\/)(?!mmu_notifier)(\w+\.h>\n)/$1mmu_notifier.h>\n$1$2/m
		if $text !~ /<linux\/mmu_notifier\.h>/;
	return $text;
}

sub notifier_h_610 {
	my ($text) = @_;

	drop_macro(\$text, 'set_pte_at_notify');
	$text =~ s/^extern void __mmu_notifier_change_pte\([^;]*;\n//m;
	$text =~ s/^static inline void mmu_notifier_change_pte\([^{]*\)\n\{\n.*?^\}\n\n?//gms;
	$text =~ s/\n\t\/\*(?:(?!\*\/).)*\*\/\n\tvoid \(\*change_pte\)\([^;]*;\n//s;
	return $text;
}

my %table = (
	'kill-invalidate-page' => {
		old => [
			[qr/\b_*mmu_notifier_invalidate_page\b/, 'call'],
			[qr/(?:->|\.)invalidate_page\b/, 'callback', \&of_notifier],
			[qr/\(\*invalidate_page\)/, 'callback', sub { $_[0]{blank} =~ /\bstruct mmu_notifier_ops \{/ }],
		],
		headers => {
			'include/linux/mmu_notifier.h' => \&notifier_h_413,
			'mm/mmu_notifier.c' => \&notifier_c_413,
		},
	},
	'range-struct' => {
		old => [
			[qr/\bmmu_notifier_invalidate_range_(?:start|end|only_end)\b(?=\s*\()/, 'call', \&has_three],
			[qr/\.invalidate_range_(?:start|end)\b/, 'callback', \&takes_addresses],
		],
		headers => {},
	},
	'arch-invalidate-secondary-tlbs' => {
		old => [
			[qr/\b(?:ptep|pmdp_huge|pudp_huge)_clear_flush_notify\b/, 'call'],
			[qr/\b_*mmu_notifier_invalidate_range(?:_only_end)?\b/, 'call'],
			[qr/(?:->|\.)invalidate_range\b/, 'callback', \&of_notifier],
			[qr/\(\*invalidate_range\)/, 'callback'],
			[qr/\bonly_end\b/, 'argument'],
		],
		headers => {
			'include/linux/mmu_notifier.h' => \&notifier_h_66,
			'include/asm-generic/tlb.h' => \&tlb_h_66,
			'arch/x86/mm/tlb.c' => \&x86_tlb_c_66,
			'arch/x86/include/asm/tlbflush.h' => \&x86_tlbflush_h_66,
		},
	},
	'set-pte-at-notify' => {
		old => [
			[qr/\bset_pte_at_notify\b/, 'call'],
			[qr/\b_*mmu_notifier_change_pte\b/, 'call'],
			[qr/(?:->|\.)change_pte\b/, 'callback', \&of_notifier],
			[qr/\(\*change_pte\)/, 'callback'],
		],
		headers => { 'include/linux/mmu_notifier.h' => \&notifier_h_610 },
	},
);

sub migrations { return sort keys %table }

# { old => [ [ regex, what, filter($src, $pos) ].. ], headers => { file => edit } }
sub migration { return $table{$_[0]} }

1;
