#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# report-sarif.pl FILE - is this SARIF 2.1.0 as we write it, and consistent? What
# the schema cannot say (indexes, base ids, order) and, where the schema is not
# at hand, the most of what it says.
use strict;
use warnings;
use JSON::PP;

my $bad = 0;

sub check {
	my ($ok, $what) = @_;

	return if $ok;
	print "$what\n";
	$bad = 1;
}

sub location {
	my ($l, $where, $bases) = @_;
	my $p = $l->{physicalLocation};
	my $a = $p->{artifactLocation};

	check(defined $a->{uri} && $a->{uri} !~ m{^/|[ <>"\\]}, "$where: uri of an artifact");
	check(exists $bases->{$a->{uriBaseId} // ''}, "$where: uriBaseId");
	check(!$p->{region} || $p->{region}{startLine} >= 1, "$where: startLine");
	check(!exists $p->{region}{startColumn} || $p->{region}{startColumn} >= 1,
	      "$where: startColumn");
}

open my $fh, '<', $ARGV[0] or die "$ARGV[0]: $!\n";
my $log = decode_json(do { local $/; <$fh> });
check($log->{version} eq '2.1.0', 'version');
check($log->{'$schema'} =~ m{^https://.*sarif.*2\.1\.0}, '$schema');
for my $run (@{$log->{runs}}) {
	my $rules = $run->{tool}{driver}{rules};
	my $bases = $run->{originalUriBaseIds};
	my (%ids, %prints);

	check($run->{tool}{driver}{name} eq 'wnotify', 'driver');
	for my $rule (@$rules) {
		check(!$ids{$rule->{id}}++, "rule $rule->{id} comes twice");
		check($rule->{shortDescription}{text} && $rule->{help}{text}, "$rule->{id}: text");
		check(($rule->{helpUri} // 'file:///x') =~ m{^file:///}, "$rule->{id}: helpUri");
	}
	for my $base (values %$bases) {
		check(!defined $base->{uri} || $base->{uri} =~ m{^file:///.*/$}, 'base uri');
	}
	for my $r (@{$run->{results}}) {
		my $id = $r->{partialFingerprints}{'wnotifyId/v1'} // '?';

		check($id =~ /^[^:]+:[^:]+:[^:]+:[^:]+:\d+$/, "fingerprint $id");
		check(!$prints{$id}++, "$id comes twice");
		check($rules->[$r->{ruleIndex}]{id} eq $r->{ruleId}, "$id: ruleIndex");
		check($r->{level} =~ /^(?:warning|note)$/, "$id: level");
		check($r->{message}{text}, "$id: message");
		check(@{$r->{locations}} == 1, "$id: locations");
		location($_, $id, $bases) for @{$r->{locations}};
		for my $flow (map { @{$_->{threadFlows}} } @{$r->{codeFlows} // []}) {
			check(@{$flow->{locations}}, "$id: empty flow");
			for my $step (@{$flow->{locations}}) {
				location($step->{location}, $id, $bases);
				check($step->{location}{message}{text}, "$id: step");
			}
		}
		for my $s (@{$r->{suppressions} // []}) {
			check($s->{kind} eq 'external' && $s->{justification}, "$id: suppression");
		}
		check(($r->{baselineState} // 'new') =~ /^(?:new|unchanged|absent)$/, "$id: state");
	}
}
exit $bad;
