# SPDX-License-Identifier: GPL-2.0-or-later
#
# A range that a function opens although some of its callers have one open: it
# goes to the callers that have none.
package Fix::Nested;
use strict;
use warnings;
use Exporter 'import';
use Fix::Place qw($end $only_end $init position name_at);
our @EXPORT_OK = qw(hoist);

# The function around a position.
sub function_at {
	my ($src, $pos) = @_;

	for my $func ($src->functions) {
		my $body = $src->body($func);

		return $func if $pos > $body->[0] && $pos < $body->[1];
	}
	return;
}

# Names of the parameters of a function, in order.
sub parameters {
	my ($src, $func) = @_;
	my $body = $src->body($func) or return;

	substr($src->{blank}, 0, $body->[0]) =~ /\b\Q$func\E\s*(\()[^;{}]*\z/ or return;
	return map { $src->text_of($_) =~ /(\w+)\s*(?:\[[^\]]*\])?\z/ ? $1 : '' } $src->arguments($-[1]);
}

sub is_static {
	my ($src, $func) = @_;
	my $body = $src->body($func);

	return substr($src->{blank}, 0, $body->[0]) =~ /^static\b[^;{}]*\b\Q$func\E\s*\([^;{}]*\z/m;
}

sub calls_of {
	my ($src, $in, $func) = @_;

	return $src->find($in, qr/\b\Q$func\E\s*\(/);
}

# Functions of the file through which the outer range's owner gets to $func: those
# between $from and it.
sub between {
	my ($src, $from, $func) = @_;
	my %calls = map { my $f = $_; ($f => [grep { calls_of($src, $f, $_) } $src->functions]) } $src->functions;
	my (%up, @todo);

	return { $from => 1 } if $from eq $func || !$calls{$from};
	@todo = ([$from]);
	while (my $way = shift @todo) {
		for my $next (@{$calls{$way->[-1]} // []}) {
			return { map { $_ => 1 } @$way } if $next eq $func;
			push @todo, [@$way, $next] if !$up{$next}++ && @$way < 4;
		}
	}
	return {};
}

# What the names in a text stand for where a function is called: parameters are the
# arguments, a local that is set once, where it is declared, is what it is set to.
sub translate {
	my ($src, $func, $text, $args, $depth) = @_;
	my $body = $src->body($func);
	my $code = substr $src->{blank}, $body->[0], $body->[1] - $body->[0];
	my $bad;

	return if $depth > 3;
	$text =~ s{(?<![\w.>])([A-Za-z_]\w*)(?!\w*\s*\()}{
		my $name = $1;
		my @sets = $code =~ /(?<![\w.>])\Q$name\E\s*(?:=(?!=)|[-+|&]=|\+\+|--)/g;
		my ($is) = $code =~ /^\s+(?:const\s+)?(?:struct\s+)?\w+\s[\s*]*\Q$name\E\s*=\s*([^;=]+);/m;

		if (exists $args->{$name} && !@sets) {
			$args->{$name};
		} elsif (defined $is && @sets == 1) {
			translate($src, $func, $is, $args, $depth + 1) // do { $bad = 1; '' };
		} elsif ($code !~ /[\s*]\Q$name\E\s*[;,=]/ || $name =~ /^[A-Z0-9_]+$/) {
			$name;			# of the file, or a constant
		} else {
			$bad = 1;
			'';
		}
	}ge;
	return $bad ? undef : $text;
}

# The statements that make and open the range, with the comment above: [ from, to ].
sub opening {
	my ($src, $made, $start) = @_;
	my ($from, $to) = ($src->statement($made)->[0], $src->statement($start)->[1]);

	$from -= length $1 if substr($src->{text}, 0, $from) =~ m{\n([ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n)\z}s;
	return [$from, $to];
}

# The edit, for what hoist() below has found.
sub move_out {
	my ($src, $func, $range, $made, $start, $close, $spare) = @_;
	my $open = opening($src, $made, $start);
	my ($comment, $text) = $src->text_of($open) =~ m{\A([ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n)?(.*)\z}s;
	my @params = parameters($src, $func);
	my $n = 0;

	# nothing but the range itself is made there
	return 0 if $text =~ m{[{}"]|/\*|\b(?:return|goto)\b} ||
		$text =~ /;\s*(?!adjust_range_if_pmd_sharing_possible|mmu_notifier_|if\b)\w+\s*[(=]/;
	my $end_text = $src->text_of($src->statement($close)) =~ s/^\s+|\s+\z//gr;
	my @new;
	for my $caller (grep { $_ ne $func } $src->functions) {
		next if $spare->{$caller};
		for my $call (calls_of($src, $caller, $func)) {
			my @args = map { $src->text_of($_) } $src->arguments($call->[1] - 1);
			my %own;

			return 0 if @args != @params;
			@own{@params} = map { /^&?\w+(?:(?:->|\.)\w+)*$/ ? $_ : "($_)" } @args;
			$own{$range} = $range;
			my $opened = translate($src, $func, $text, \%own, 0) // return 0;
			push @new, [$caller, $call->[0], ($comment // '') . $opened];
		}
	}
	# what is further down first, so that the places above stay
	my @at = sort { $b->[0] <=> $a->[0] } (map { [$_->[1], $_] } @new), [$close], [$open->[0], $open];

	for my $e (@at) {
		my ($pos, $what) = @$e;

		if (!$what) {
			$src->delete_statement($src->statement($pos));
		} elsif (@$what == 2) {
			$src->replace($what, '');
		} else {
			wrap_call($src, $pos, $what->[2], $end_text) or return 0;
		}
	}
	declare($src, $range, $_) or return 0 for keys %{{ map { ($_->[0] => 1) } @new }};
	undeclare($src, $range, $func);
	return 1;
}

# The call is inside of the range from now on.
sub wrap_call {
	my ($src, $pos, $open, $close) = @_;
	my $st = $src->statement($pos) or return 0;
	my ($indent) = $src->text_of($st) =~ /^([ \t]*)\w+\s*\(/ or return 0;

	# the arm of an "if"
	return 0 if substr($src->{blank}, 0, $st->[0]) =~ /(?:\)|\belse)\s*\z/;
	my ($was) = $open =~ /^([ \t]*)/;
	$open =~ s/^\Q$was\E/$indent/mg;
	$src->replace([$st->[1], $st->[1]], "$indent$close\n");
	$src->replace([$st->[0], $st->[0]], $open);
	return 1;
}

sub declare {
	my ($src, $range, $func) = @_;
	my $body = $src->body($func) or return 0;
	my $code = substr $src->{blank}, $body->[0], $body->[1] - $body->[0];

	return 0 if $code =~ /[\s*]\Q$range\E\s*[;,=]/;
	$src->replace([$body->[0] + 1, $body->[0] + 1], "\n\tstruct mmu_notifier_range $range;");
	return 1;
}

sub undeclare {
	my ($src, $range, $func) = @_;
	my $body = $src->body($func);
	my $code = substr $src->{blank}, $body->[0], $body->[1] - $body->[0];

	return if (() = $code =~ /\b\Q$range\E\b/g) != 1;
	$code =~ /^[ \t]*struct mmu_notifier_range \Q$range\E;[ \t]*\n/m or return;
	$src->replace([$body->[0] + $-[0], $body->[0] + $+[0]], '');
}

# A repair of the finding in the file that opens the inner range. $text gives the
# text of a file.
sub hoist {
	my ($here, $f, $text) = @_;
	my ($inner) = reverse grep { $_->{text} =~ /^the range inside it is opened here/ } @{$f->{path}} or return;
	my $loc = $inner->{location};

	return if $loc->{file} !~ /\.c$/;
	my $src = Mutate::Source->new($text->($loc->{file}));
	my $start = position($src, $loc->{line}, $loc->{column}) // return;
	my $func = function_at($src, $start) // return;
	my ($range) = map { $src->text_of($_) =~ /^&(\w+)$/ ? $1 : () } $src->arguments($start + length name_at($src, $loc));
	my @made = defined $range ? $src->find($func, qr/$init\s*&\Q$range\E\b/) : ();
	my @close = defined $range ? $src->find($func, qr/\b(?:\Q$end\E|\Q$only_end\E)\s*\(\s*&\Q$range\E\b/) : ();

	return if @made != 1 || @close != 1 || $made[0][0] > $start;
	my $from = $f->{location}{file} eq $loc->{file} && $f->{function} ne $func &&
		name_at($here, $f->{location}) eq $func ? $f->{function} : name_at($here, $f->{location});
	my $spare = between($src, $from, $func);
	my $others = grep { $_ ne $func && !$spare->{$_} && calls_of($src, $_, $func) } $src->functions;

	# without others in this file: then there must be none in another one
	return if !$others && !is_static($src, $func);
	my $wide = grep { $_->[0] > $made[0][0] && $_->[0] < $start } $src->find($func, qr/\badjust_range_if_pmd_sharing_possible\b/);

	return { kind => $others ? 'hoist-range' : 'drop-range', script => undef, loc => $loc, file => $loc->{file}, function => $func,
		 note => $wide ? 'The inner range was widened for shared page tables. That the outer one is wide enough ' .
			'is not proved: its callers must not end it inside of a shared table.' : undef,
		 edit => sub {
			my ($s) = @_;

			return move_out($s, $func, $range, $made[0][0], $start, $close[0][0], $spare);
		 } };
}

1;
