# SPDX-License-Identifier: GPL-2.0-or-later
#
# Ranges that are too small, missing, or opened at the wrong place.
package Fix::Range;
use strict;
use warnings;
use Exporter 'import';
use Fix::Place qw($init %size position name_at start_index init_of size_of);
our @EXPORT_OK = qw(widen widen_empty bracket start_outside event);

# The end of a range becomes what $to makes of its start.
sub widen_edit {
	my ($to) = @_;

	return sub {
		my ($src, $pos) = @_;

		substr($src->{blank}, $pos) =~ /^(\w+)\s*\(/ or return 0;
		my @args = $src->arguments($pos + length $1);
		my @text = map { $src->text_of($_) } @args;
		my $i = $1 =~ /range_init/ ? start_index(@text) : 1;

		return 0 if @args < $i + 2 || $text[$i + 1] !~ /PAGE_SIZE|^\Q$text[$i]\E$/;
		my $new = $to->($text[$i]);

		return 0 if $new eq $text[$i + 1];
		$src->replace($args[$i + 1], $new);
		return 1;
	};
}

# Ends that the function has for the start of a range that is made at $at, by
# the names that the kernel gives both: best first, none when it has no other.
sub ends_of {
	my ($src, $func, $at) = @_;
	my ($pos, @args) = @$at;
	my $start = $args[start_index(@args)] // return;
	my ($range) = $args[0] =~ /^&?(.*)/;
	my $body = $src->body($func) or return;
	my $from = $body->[0] > 600 ? $body->[0] - 600 : 0;
	my $known = substr $src->{blank}, $from, $body->[1] - $from;
	my $before = substr $src->{blank}, $body->[0], $pos - $body->[0];
	my @ends;

	return '-1UL' if $start eq '0';
	push @ends, "$range.end" if $before =~ /\b\Q$range\E\.end\s*=[^=]/;
	push @ends, $start =~ s/start(?=\w*$)/end/r if $start =~ /start\w*$/;
	push @ends, $start =~ s/addr(?:ess)?$/end/r if $start =~ /addr(?:ess)?$/;
	push @ends, "$start + size" if $start =~ /^\w+$/;
	push @ends, "$1->end" if $start =~ /^addr(?:ess)?$/ && $known =~ /\b(\w+)->(?:start|end)\b/;
	# a loop through what maps a page has its end
	push @ends, "vma_address_end($1)" if $known =~ /\bwhile\s*\(page_vma_mapped_walk\((&?\w+)\)/;
	return grep { all_known($_, $known) } @ends;
}

# Does the function use all these names (of a member: the object's)?
sub all_known {
	my ($text, $known) = @_;

	for my $name ($text =~ /(?<![\w.>])([A-Za-z_]\w*)(?!\w*\()/g) {
		return 0 if $known !~ /\b$name\b/;
	}
	my ($member) = $text =~ /(?:->|\.)(\w+)$/;
	return !$member || $known =~ /(?:->|\.)\s*\Q$member\E\b/ || $member =~ /^(?:vm_end|end)$/;
}

# A repair that changes the end of what is called at a position.
sub at_end {
	my ($src, $pos, $define, $to) = @_;
	my $line = $src->line_of($pos);

	return { kind => 'widen-range', script => 'widen-range', define => $define, line => $line,
		 loc => { line => $line, column => 1 + $pos - position($src, $line, 1) }, edit => widen_edit($to) };
}

# Repairs that end a range, or a notification, where the function's names say.
sub ends {
	my ($src, $func, $at, $pos) = @_;
	my @call = $at ? () : map { $src->text_of($_) } $src->arguments(index $src->{blank}, '(', $pos);

	return map { my $twin = $_; at_end($src, $pos, { end => $twin }, sub { $twin }) }
		$at ? ends_of($src, $func, $at) : grep { $_ ne $call[1] } $call[1] =~ s/start$/end/r;
}

# A notification of nothing that follows: what it is told ends where it starts.
sub widen_empty {
	my ($src, $f) = @_;
	my $from = position($src, $f->{location}{line}, $f->{location}{column});

	for my $call (grep { $_->[0] >= $from } $src->find($f->{function}, qr/\bmmu_notifier_invalidate_range\s*\(/)) {
		my @args = map { $src->text_of($_) } $src->arguments($call->[1] - 1);
		my $line = $src->line_of($call->[0]);

		next if @args != 3 || $args[1] ne $args[2];
		return widen($src, { %$f, hint => '', location => { file => $f->{location}{file}, line => $line,
				     column => 1 + $call->[0] - position($src, $line, 1) } });
	}
	return;
}

sub widen {
	my ($src, $f) = @_;
	my ($loc, $func) = @$f{qw(location function)};
	my $name = name_at($src, $loc);
	my ($level) = "$f->{message} $f->{reason}" =~ /\bthe (pte|pmd|pud|huge) entry|^\S*: .*?\b(?=pmd|pud|huge)/;

	if ($name =~ /^tlb_/) {		# what the gather is told
		my ($cleared) = $f->{reason} =~ /^(\w+) at line/;
		my $size = ($cleared // '') =~ /pud/ ? $size{pud} : ($cleared // '') =~ /pmd/ ? $size{pmd} : return;

		return { kind => 'widen-record', script => undef, loc => $loc, edit => sub {
			my ($s, $pos) = @_;
			my @args = $s->arguments($pos + length $name);
			my ($small) = grep { $s->text_of($_) eq 'PAGE_SIZE' } @args or return 0;

			$s->replace($small, $size);
			return 1;
		} };
	}
	my $at = init_of($src, $func, $loc);

	if ($f->{hint} =~ /adjust_range_if_pmd_sharing_possible/) {
		return if !$at;
		my $vma = @$at >= 8 ? $at->[4] : 'vma';
		my $range = $at->[1] =~ s/^&//r;

		return (ends($src, $func, $at, $at->[0]), { kind => 'widen-shared', script => 'widen-shared', define => { vma => $vma },
			 line => $src->line_of($at->[0]), loc => $loc, edit => sub {
			my ($s) = @_;
			my $st = $s->statement($at->[0]) or return 0;
			my ($indent) = $s->text_of($st) =~ /^([ \t]*)/;

			$s->replace([$st->[1], $st->[1]],
				    "${indent}adjust_range_if_pmd_sharing_possible($vma, &$range.start,\n" .
				    "$indent\t\t\t\t\t     &$range.end);\n");
			return 1;
		} });
	}
	my $pos = $at ? $at->[0] : undef;

	if (!$pos) {			# the notification after the change
		my $from = position($src, $loc->{line}, $loc->{column});

		($level) = $f->{message} =~ /(pte|pmd|pud|huge)/ or return;
		($pos) = map { $_->[0] } grep { $_->[0] >= $from }
			$src->find($func, qr/\bmmu_notifier_invalidate_range\s*\(/) or return;
	}
	my $bytes = $level ? size_of($src, $func, $level) : undef;

	return (ends($src, $func, $at, $pos), $bytes ? at_end($src, $pos, { size => $bytes }, sub {
		my ($from) = @_;

		return ($from =~ /[^\w.>-]/ ? "($from)" : $from) . " + $bytes";
	}) : ());
}

sub bracket {
	my ($src, $f, $version) = @_;
	my %define = $version >= 603 ? (api => '6.3') : $version >= 502 ? () : $version >= 500 ? (api => '5.0') :
		(legacy => undef);

	return { kind => 'add-bracket', script => 'add-bracket', define => \%define,
		 line => $f->{location}{line}, loc => $f->{location} };
}

sub start_outside {
	my ($src, $f) = @_;

	return { kind => 'start-outside-lock', script => 'start-outside-lock',
		 line => $f->{location}{line}, loc => $f->{location} };
}

# include/linux/mmu_notifier.h: UNMAP is for munmap() and for what moves, CLEAR for all
# else; an owner is looked at with MIGRATE and EXCLUSIVE only.
sub event_of {
	my ($f, $code, $owned) = @_;

	return $code =~ /\w_device_exclusive/ ? 'MMU_NOTIFY_EXCLUSIVE' : 'MMU_NOTIFY_MIGRATE' if $owned;
	return $f->{class} eq 'move' || $code =~ /\bZAP_FLAG_UNMAP\b/ ? 'MMU_NOTIFY_UNMAP' : 'MMU_NOTIFY_CLEAR';
}

sub event {
	my ($src, $f) = @_;
	my $at = init_of($src, $f->{function}, $f->{location}) or return;
	my $body = $src->body($f->{function});
	my $code = "$f->{function} " . substr $src->{blank}, $body->[0], $body->[1] - $body->[0];

	return { kind => 'event', script => undef, loc => $f->{location}, edit => sub {
		my ($s) = @_;
		my ($name) = substr($s->{blank}, $at->[0]) =~ /^(\w+)/;
		my (undef, $arg) = $s->arguments($at->[0] + length $name);

		return 0 if $s->text_of($arg) !~ /^MMU_NOTIFY_\w+$/;
		$s->replace($arg, event_of($f, $code, $name =~ /_owner$/));
		return 1;
	} };
}

1;
