# SPDX-License-Identifier: GPL-2.0-or-later
#
# Findings of two states: which stay, which are new, which are gone. Moving code
# is no news: a finding is the same when it says the same of the same code, even
# in another line, function or file.
package Lint::Compare;
use strict;
use warnings;

# $git, trees and their changes; see Lint::Git
sub new {
	my ($class, %arg) = @_;
	my $self = bless { %arg }, $class;

	$self->{map} = $self->{git}->hunks(@$self{qw(old new)});
	return $self;
}

# Where a line of the old state is in the new one, [ file, line ]; line 0 when it
# is gone.
sub moved_to {
	my ($self, $file, $line) = @_;
	my ($to, @hunks) = @{$self->{map}{$file} // [$file]};
	my $by = 0;

	for my $h (@hunks) {
		my ($from, $n, undef, $m) = @$h;

		return [$to, 0] if $n && $line >= $from && $line < $from + $n;
		last if $line < $from || (!$n && $line == $from);
		$by += $m - $n;
	}
	return [$to, $line + $by];
}

# RULE:FILE:FUNCTION:HELPER:N
sub parts {
	my ($f) = @_;
	my ($rule, $file, $func, $helper) = split /:/, $f->{id};

	return { rule => $rule, file => $file, func => $func, helper => $helper // '' };
}

# Pair old and new findings: what is surest first. Each of these gives what must
# be the same in both, for an old one as it is in the new state.
sub pair {
	my ($self, $before, $after) = @_;
	my (%old, %new);

	for my $f (@$before) {
		my ($p, $l) = (parts($f), $f->{location});
		my $to = $self->moved_to($l->{file}, $l->{line});

		push @{$old{$f}}, {
			%$p, file => ($self->{map}{$p->{file}} // [$p->{file}])->[0], at => "$to->[0]:$to->[1]", gone => !$to->[1],
			text => $self->{git}->line($self->{old}, $l->{file}, $l->{line}),
		};
	}
	for my $f (@$after) {
		my ($p, $l) = (parts($f), $f->{location});

		push @{$new{$f}}, { %$p, at => "$l->{file}:$l->{line}",
				    text => $self->{git}->line($self->{new}, $l->{file}, $l->{line}) };
	}
	my %was;		# new => old
	my %taken;
	for my $same ([qw(rule file func helper at)], [qw(rule file func helper text)], [qw(rule file func helper)],
		      [qw(rule func helper text)], [qw(rule helper at)], [qw(rule helper text)]) {
		my %free;

		push @{$free{join "\0", @{$old{$_}[0]}{@$same}}}, $_ for grep { !$taken{$_} } @$before;
		for my $f (grep { !$was{$_} } @$after) {
			my $found = shift @{$free{join "\0", @{$new{$f}[0]}{@$same}} // []} // next;

			$was{$f} = $found;
			$taken{$found} = 1;
		}
	}
	return ([grep { !$was{$_} } @$after], [grep { !$taken{$_} } @$before]);
}

# { new, gone, suppressed, unsettled } of two reports.
sub compare {
	my ($self, $before, $after) = @_;
	my $warnings = sub { [grep { $_->{severity} eq 'warning' } @{$_[0]{findings}}] };
	my ($new, $gone) = $self->pair($warnings->($before), $warnings->($after));
	my %open;

	$open{"$_->{what}\0$_->{name}"}++ for @{$before->{unsettled}};
	my @lost = grep { --$open{"$_->{what}\0$_->{name}"} < 0 } @{$after->{unsettled}};
	return {
		new => [grep { !$_->{suppressed} } @$new], gone => [grep { !$_->{suppressed} } @$gone],
		suppressed => scalar(grep { $_->{suppressed} } @$new), unsettled => \@lost,
	};
}

1;
