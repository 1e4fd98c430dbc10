#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# report-html.pl FILE - are the elements balanced, the ids unique, the links to
# something, and is nothing loaded from elsewhere?
use strict;
use warnings;

my %empty = map { ($_ => 1) } qw(meta input br link img);
my ($bad, @open, %ids, %links) = (0);

sub complain {
	print "@_\n";
	$bad = 1;
}

open my $fh, '<:raw', $ARGV[0] or die "$ARGV[0]: $!\n";
my $html = do { local $/; <$fh> };
complain('no doctype') if $html !~ /^<!DOCTYPE html>/;
$html =~ s/<!DOCTYPE html>//;
$html =~ s/(<(?:script|style)>).*?(<\/)/$1$2/gs;
$html =~ s/<!--.*?-->//gs;
while ($html =~ /<(\/?)([a-zA-Z][\w:]*)((?:\s+[\w:-]+(?:="[^"<]*"|='[^']*')?)*)\s*(\/?)>|<(.{0,30})/gs) {
	my ($end, $tag, $attrs, $self, $stray) = ($1, $2, $3, $4, $5);

	if (defined $stray) {
		complain("stray <: $stray");
		next;
	}
	while ($attrs =~ /([\w:-]+)="([^"]*)"/g) {
		my ($name, $value) = ($1, $2);

		complain("id $value twice") if $name eq 'id' && $ids{$value}++;
		$links{substr $value, 1} = 1 if $name eq 'href' && $value =~ /^#./;
		complain("loads $value") if $name =~ /^(?:src|href|xlink:href|data)$/ && $value !~ /^#/;
	}
	if ($end) {
		my $was = pop @open // '(nothing)';

		complain("</$tag> closes <$was>") if $was ne $tag;
	} elsif (!$self && !$empty{$tag}) {
		push @open, $tag;
	}
}
complain("not closed: @open") if @open;
$ids{$_} or complain("link to nothing: $_") for keys %links;
exit $bad;
