# SPDX-License-Identifier: GPL-2.0-or-later
#
# Mutants that break nothing, found by rules that look at no name of a kernel
# function. Each gives the reason in words, or undef. docs/mutants.md argues them.
#
#	same code	the compiler makes the same of both
#	nothing left	no entry is changed in or below the function any more
#	was for nothing	the call is one that the unchanged kernel is told to drop
#	event is right	what changes in the range keeps its page
#	no entry	a page is made dirty where no entry is changed: no bit of one is lost
#	told before	whatever the range_end would tell, is told without it
package Mutate::Equivalent;
use strict;
use warnings;
use Exporter 'import';
use JSON::PP;
our @EXPORT_OK = qw(equivalent sites bodies);

# Changes of entries, as `wnotify sites` lists them.
sub sites {
	my ($env, $facts) = @_;
	my $out = qx{timeout 600 "$env->{wnotify}" sites --format json "$facts" 2>/dev/null};

	return (eval { decode_json($out) } // die "no sites\n")->{sites};
}

# Functions whose bodies are not looked into: { file => { name => how } }
sub bodies {
	my ($env, $facts) = @_;
	my %how;

	for (split /\n/, qx{"$env->{wnotify}" model "$facts" 2>/dev/null}) {
		my ($name, $file, $what) = split /\t/;

		$how{$file}{$name} = $what;
	}
	return \%how;
}

# What the compiler made of a function, places left out.
sub code {
	my ($env, $facts, $func) = @_;
	my $text = qx{"$env->{wnotify}" dump "$func" "$facts" 2>/dev/null};

	$text =~ s/\s*;.*$//gm;
	$text =~ s/^#.*\n//gm;
	return $text;
}

sub same_code {
	my ($env, $m, $facts) = @_;
	my $before = code($env, "$env->{facts}/$m->{file}.facts", $m->{func});

	return $before eq code($env, "$facts/$m->{file}.facts", $m->{func}) ?
		'same code' : undef;
}

# Is the function where the change is, or on the way to it?
sub concerns {
	my ($site, $func) = @_;

	return $site->{function} eq $func ||
		grep { $_ eq $func } split /\s*[>|]\s*/, $site->{context};
}

sub nothing_left {
	my ($env, $m, $facts, $sites) = @_;

	return if !grep { concerns($_, $m->{func}) } @$sites;
	return (grep { concerns($_, $m->{func}) } @{sites($env, $facts)}) ? undef : 'nothing left';
}

sub no_entry {
	my (undef, $m, undef, $sites) = @_;

	return if $m->{op} ne 'drop-dirty' || grep { concerns($_, $m->{func}) } @$sites;
	return 'no entry';
}

# A finding of the unchanged kernel that wants the call dropped which was changed?
sub was_for_nothing {
	my ($env, $m, undef, undef, $pristine) = @_;

	return if $m->{op} !~ /^(?:notify|drop-notify)/;
	for (values %$pristine) {
		return 'was for nothing' if $_->{rule} =~ /^(?:double|redundant-)/ &&
			$_->{location}{file} eq $m->{file} && $_->{location}{line} == $m->{line} &&
			$_->{hint} =~ /^drop this call|drop the notification/;
	}
	return;
}

# Changes in the range that is opened, or closed, at one of these lines of the function.
sub in_range {
	my ($sites, $m, $which, @lines) = @_;

	return grep {
		$_->{bracket} =~ /^(\S+) start (\d+) \/ (?:only_)?end (\d+)/ &&
		($which eq 'end' ? $m->{defines}{$1} && $3 == $lines[0] :
				   $1 eq $m->{func} && $2 == ($lines[0] // 0))
	} @$sites;
}

# MMU_NOTIFY_PROTECTION_PAGE (include/linux/mmu_notifier.h): "update is due to change
# in read/write flag for pages in the range so to mirror those changes the user must
# inspect the CPU page table".
sub event_is_right {
	my ($env, $m, undef, $sites) = @_;

	return if $m->{op} ne 'swap-event';
	my ($start) = grep { $_ >= $m->{line} } @{$m->{starts}};
	my @in = in_range($sites, $m, 'start', $start);

	return if !@in || grep { $_->{class} !~ /^(?:downgrade|young|rollback)$/ } @in;
	return 'event is right';
}

# The gather's flush tells secondary TLBs until 6.5 (tlb_flush_mmu_tlbonly()); in the
# lock they are told by a notification.
sub told_before {
	my ($env, $m, undef, $sites) = @_;

	return if $m->{op} ne 'only-end-for-end';
	my @in = in_range($sites, $m, 'end', $m->{line});

	return if !@in || grep {
		$_->{required} ne 'none' && $_->{inlock} !~ /^yes(?!, after)/ && $_->{flush} ne 'gather'
	} @in;
	return 'told before';
}

# Why is a mutant that gives no finding equivalent? undef: it is not.
sub equivalent {
	my ($env, $m, $facts, $sites, $pristine) = @_;

	for my $rule (\&same_code, \&no_entry, \&was_for_nothing, \&event_is_right,
		      \&told_before, \&nothing_left) {
		my $why = $rule->($env, $m, $facts, $sites, $pristine);

		return $why if $why;
	}
	return;
}

1;
