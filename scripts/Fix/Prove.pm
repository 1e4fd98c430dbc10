# SPDX-License-Identifier: GPL-2.0-or-later
#
# A state of the sources that repairs are added to, one at a time, each only
# when it proves itself.
#
# The compiled unit must give a real object, not only facts: warnings that GCC
# finds late are looked at, too.
package Fix::Prove;
use strict;
use warnings;
use File::Path qw(make_path);
use Fix::Edit ();
use Fix::Repair ();
use Fix::Message qw(diff_text);
use Mutate::Source;
use Wnotify qw(slurp spew compile compile_command copy_facts check);

sub new {
	my ($class, $env, $dir, $plain, $report) = @_;
	my $self = bless { env => $env, dir => $dir, plain => $plain, text => {}, command => '' }, $class;
	my ($major, $minor) = slurp("$env->{kdir}/Makefile") =~ /^VERSION *= *(\d+)\s+PATCHLEVEL *= *(\d+)/m;

	$self->{version} = ($major // 0) * 100 + ($minor // 0);
	($self->{docs}) = grep { -e "$env->{kdir}/Documentation/$_/mmu_notifier.rst" } qw(mm vm);
	copy_facts($env->{facts}, "$dir/facts");
	$self->{report} = $report // check($env, "$dir/facts");
	$self->{first}{$_->{id}} = $_ for warnings_of($self->{report});
	return $self;
}

# Findings that a repair may bring back: those of the code that a mutant is of.
sub allow {
	my ($self, @findings) = @_;

	$self->{known} = count(map { key($_) } @findings);
}

# Code that needs no proof of its own, as what is said of it is known: the original
# of a mutant.
sub trust {
	my ($self, $file, $text, $report) = @_;

	$self->{trusted} = { file => $file, code => Mutate::Source::code($text), report => $report };
}

sub is_trusted {
	my ($self, $file, $text) = @_;
	my $t = $self->{trusted};

	return $t && $t->{file} eq $file && $t->{code} eq Mutate::Source::code($text);
}

sub warnings_of {
	my ($report) = @_;

	return grep { $_->{severity} eq 'warning' && !$_->{suppressed} } @{$report->{findings}};
}

sub ids {
	my ($self) = @_;

	return map { $_->{id} } warnings_of($self->{report});
}

# Repairs that often settle more than one finding first, those that are most
# often no more than a guess last. A call that is too many is not widened first.
sub by_priority {
	my %rank = ('only-end-unsafe' => 0, order => 1, 'missing-new-page' => 2, 'missing-free' => 2,
		    'range-size' => 4, young => 6, 'atomic-start' => 7, 'missing-bracket' => 8);
	my $place = sub { join ':', @{$_[0]{location}}{qw(file line column)} };
	my %small = map { ($place->($_) => 1) } grep { $_->{rule} eq 'range-size' } @_;
	my $rank = sub { $_[0]{rule} =~ /^(?:double$|redundant-)/ && $small{$place->($_[0])} ? 3 : $rank{$_[0]{rule}} // 5 };

	return sort { $rank->($a) <=> $rank->($b) || $a->{id} cmp $b->{id} } @_;
}

# A finding by the id that it had at first: places are those of now.
sub finding {
	my ($self, $id) = @_;

	for my $f (warnings_of($self->{report})) {
		return $f if ($f->{first_id} // $f->{id}) eq $id;
	}
	return $self->{gone}{$id};
}

sub text {
	my ($self, $file) = @_;

	return $self->{text}{$file} // slurp("$self->{env}{kdir}/$file");
}

sub candidates {
	my ($self, $f) = @_;

	return if $f->{location}{file} !~ /\.c$/;
	return Fix::Repair::candidates(Mutate::Source->new($self->text($f->{location}{file})), $f, $self);
}

# Where each line of the old text is in the new one: sub (line) => [ from, to ].
sub line_map {
	my ($self, $old, $new) = @_;

	spew("$self->{dir}/map.old", $old);
	spew("$self->{dir}/map.new", $new);
	my @hunks = map { /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/ ? [$1, $2 // 1, $3, $4 // 1] : () }
		qx{diff -U0 "$self->{dir}/map.old" "$self->{dir}/map.new"};

	return sub {
		my ($line) = @_;
		my $by = 0;

		for my $h (@hunks) {
			my ($from, $n, $to, $m) = @$h;

			return [$to, $to + ($m || 1) - 1] if $n && $line >= $from && $line < $from + $n;
			last if $line < $from || (!$n && $line == $from);
			$by += $m - $n;
		}
		return [$line + $by, $line + $by];
	};
}

# A finding without the number of its kind: that changes when another goes.
sub key {
	return $_[0]{id} =~ s/:\d+$//r;
}

sub count {
	my %n;

	$n{$_}++ for @_;
	return \%n;
}

# What speaks against the new report, or undef. Findings that stay keep the id
# that they had at first. $moved tells where a line of a file is now.
sub compare {
	my ($self, $f, $after, $moved) = @_;
	my @old = warnings_of($self->{report});
	my @new = warnings_of($after);
	my ($had, $has) = (count(map { key($_) } @old), count(map { key($_) } @new));
	my ($file, $line) = @{$f->{location}}{qw(file line)};
	my $at = $moved->($file, $line);

	$self->{surplus} = [grep { $has->{key($_)} > ($had->{key($_)} // 0) &&
				   $has->{key($_)} > ($self->{known}{key($_)} // 0) } @new];
	return "gives a new finding: $self->{surplus}[0]{id}" if @{$self->{surplus}};
	for my $g (@new) {
		return 'the finding stays' if $g->{rule} eq $f->{rule} && $g->{location}{file} eq $file &&
			$g->{location}{line} >= $at->[0] && $g->{location}{line} <= $at->[1] &&
			$has->{key($g)} >= ($had->{key($g)} // 0);
	}
	return 'the finding stays' if ($has->{key($f)} // 0) >= $had->{key($f)};
	my $open = sub { count(map { "$_->{what} $_->{name}" } @{$_[0]{unsettled}}) };
	my ($before, $now) = ($open->($self->{report}), $open->($after));
	my ($lost) = grep { $now->{$_} > ($before->{$_} // 0) } sort keys %$now;

	return "the analysis loses its way: $lost" if $lost;

	my %by_place;
	for my $o (@old) {
		my $l = $o->{location};
		my $to = $moved->($l->{file}, $l->{line})->[0];

		push @{$by_place{key($o) . ":$to"}}, $o;
		push @{$by_place{key($o)}}, $o;
	}
	my %taken;
	for my $pass (0, 1) {
		for my $g (grep { !$_->{first_id} } @new) {
			my $where = key($g) . ($pass ? '' : ":$g->{location}{line}");
			my ($o) = grep { !$taken{$_}++ } grep { !$taken{$_} } @{$by_place{$where} // []};

			$g->{first_id} = $o->{first_id} // $o->{id} if $o;
		}
	}
	return;
}

sub has_checkpatch {
	my ($self) = @_;

	return -e "$self->{env}{kdir}/scripts/checkpatch.pl";
}

# What checkpatch.pl objects to, one line, or ''.
sub checkpatch {
	my ($self, $patch) = @_;

	return '' if !$self->has_checkpatch;
	spew("$self->{dir}/check.patch", $patch);
	# the commits that are quoted may be newer than the tree, or it is no git tree
	my $options = '--no-signoff --terse --show-types --no-summary --color=never --ignore UNKNOWN_COMMIT_ID';
	my $out = qx{cd "$self->{env}{kdir}" && perl scripts/checkpatch.pl $options "$self->{dir}/check.patch" 2>&1};

	return '' if !$?;
	return $out =~ /^\S*check\.patch:(\d+: .*)$/m ? $1 : $out =~ /^(.*)$/m ? $1 : 'failed';
}

# Compile and check one edit of a file for a finding; undef when it passes, else
# why not.
sub prove {
	my ($self, $f, $file, $new) = @_;
	my ($env, $dir) = @$self{qw(env dir)};
	my $old = $self->text($file);
	$self->{surplus} = [];
	if ($self->is_trusted($file, $new)) {
		my $bad = $self->checkpatch(diff_text($file, $old, $new, $dir));

		$self->{after} = $self->{trusted}{report};
		return $bad ? "checkpatch.pl: $bad" : undef;
	}
	my $real = sub { $_[0] =~ s/ -fplugin-arg-wnotify_plugin-analysis-only\b//r };
	my ($log, $facts) = eval { compile($env, "$dir/new", $file, $new, $real) };

	return $@ =~ s/\n\z//r if $@;
	return 'does not compile: ' . ($log =~ /^(.*error:.*)$/m ? $1 : 'no message') if !$facts;
	my $known = $self->{old_warning}{$file} // {};
	my ($warning) = grep { !$known->{warned($_)} } warnings_in($log);
	if ($warning && !$self->{old_warning}{$file}) {
		# an old kernel may warn with this compiler as it is
		my ($before) = eval { compile($env, "$dir/new", $file, slurp("$env->{kdir}/$file"), $real) };

		$self->{old_warning}{$file} = { map { (warned($_) => 1) } warnings_in($before // '') };
		return $self->prove($f, $file, $new);
	}
	return "compiles with a warning: $warning" if $warning;
	return 'gives no facts' if !-e $facts;

	my ($place, $keep) = ("$dir/facts/$file.facts", "$dir/kept");
	rename $place, $keep or return "no facts of $file";
	rename $facts, $place or die "$place: $!\n";
	my $after = eval { check($env, "$dir/facts") };
	my $map = $self->line_map($old, $new);
	my $moved = sub { $_[0] eq $file ? $map->($_[1]) : [$_[1], $_[1]] };
	my $why = $after ? $self->compare($f, $after, $moved) : $@ =~ s/\n.*//sr;

	if (!$why) {
		my $bad = $self->checkpatch(diff_text($file, $old, $new, $dir));

		$why = "checkpatch.pl: $bad" if $bad;
	}
	if ($why) {
		rename $keep, $place or die "$place: $!\n";
		return $why;
	}
	$self->{command} ||= compile_command($env, $file, "$dir/new/tree", "$dir/new/out");
	$self->{after} = $after;
	return;
}

sub warnings_in {
	return grep { /warning:/ && !/warning: wnotify/ } split /\n/, $_[0];
}

# A warning without its place.
sub warned {
	return $_[0] =~ s/^.*?warning: //r;
}

# The text with the header that declares the notifier calls; undef when it has it.
sub with_header {
	my ($text) = @_;

	return if $text =~ m{^#include <linux/mmu_notifier\.h>}m;
	$text =~ s{\A(.*^#include <linux/[^\n]*\n)}{$1#include <linux/mmu_notifier.h>\n}ms or return;
	return $text;
}

# A notification that is added makes the one of range_end a double. When that is
# all that speaks against a repair, repair it as well: text and how, or nothing.
sub follow_up {
	my ($self, $f, $file, $text) = @_;
	my @new = @{$self->{surplus} // []};

	return if @new != 1 || $new[0]{rule} !~ /^(?:double|redundant-\w+)$/ || $new[0]{location}{file} ne $file;
	for my $c (Fix::Repair::candidates(Mutate::Source->new($text), $new[0], $self)) {
		my ($new, $how) = Fix::Edit::apply_repair($c, $text,
			{ file => $file, function => $new[0]{function}, dir => $self->{dir}, plain => $self->{plain} });

		return ($new, $how) if defined $new && !$self->prove($f, $file, $new);
	}
	return;
}

# Repair a finding. Returns { finding, kind, file, how, also }, or undef and reasons.
sub repair {
	my ($self, $f) = @_;
	my $at = $f->{location}{file};
	my (@why, %tried);

	return (undef, Fix::Repair::no_repair(undef, $f)) if $at !~ /\.c$/;
	my @candidates = $self->candidates($f);
	return (undef, Fix::Repair::no_repair(Mutate::Source->new($self->text($at)), $f)) if !@candidates;
	for my $c (@candidates) {
		my $file = $c->{file} // $at;

		for my $plain ($self->{plain} || !$c->{script} ? 1 : (0, 1)) {
			my ($new, $how) = Fix::Edit::apply_repair($c, $self->text($file),
				{ file => $file, function => $c->{function} // $f->{function}, dir => $self->{dir},
				  plain => $plain });

			if (!defined $new) {
				push @why, "$c->{kind}: $how" if !@why || $why[-1] !~ /^\Q$c->{kind}\E:/;
				next;
			}
			next if $tried{$new}++;
			my $bad = $self->prove($f, $file, $new);
			if ($bad && $bad =~ /implicit declaration/ && defined(my $with = with_header($new))) {
				$bad = $self->prove($f, $file, $new = $with);
			}
			my ($more, $more_how) = $bad ? $self->follow_up($f, $file, $new) : ();
			if (defined $more) {
				$bad = undef;
				$new = $more;
				$how .= ", then $more_how" if $more_how ne $how;
			}
			if ($bad) {
				push @why, "$c->{kind}: $bad";
				last if $how !~ m{^cocci/} || !$c->{edit};
				next;
			}
			my %still = map { (($_->{first_id} // $_->{id}) => 1) } warnings_of($self->{after});
			my @also = grep { $_ != $f && !$still{$_->{first_id} // $_->{id}} } warnings_of($self->{report});

			$self->{gone}{$_->{first_id} // $_->{id}} = $_ for $f, @also;
			$self->{report} = $self->{after};
			$self->{text}{$file} = $new;
			# in the words and at the places of the unchanged tree
			my ($first, @rest) = map { $self->{first}{$_->{first_id} // $_->{id}} // $_ } $f, @also;
			return { finding => $first, kind => $c->{kind}, file => $file, how => $how,
				 note => $c->{note}, also => \@rest };
		}
	}
	return (undef, @why);
}

# A state to come back to.
sub save {
	my ($self) = @_;

	return { text => { %{$self->{text}} }, report => $self->{report} };
}

sub restore {
	my ($self, $to) = @_;

	for my $file (keys %{$self->{text}}) {
		my $text = $to->{text}{$file} // slurp("$self->{env}{kdir}/$file");

		next if $text eq $self->{text}{$file};
		my (undef, $facts) = compile($self->{env}, "$self->{dir}/new", $file, $text);
		rename $facts, "$self->{dir}/facts/$file.facts" or die "$file: $!\n";
	}
	$self->{text} = { %{$to->{text}} };
	$self->{report} = $to->{report};
	my %still = map { (($_->{first_id} // $_->{id}) => 1) } warnings_of($self->{report});
	delete $self->{gone}{$_} for keys %still;
}

# Everything that changed since a state, as one diff.
sub diff_since {
	my ($self, $from) = @_;

	return join '', map {
		diff_text($_, $from->{text}{$_} // slurp("$self->{env}{kdir}/$_"), $self->{text}{$_}, $self->{dir})
	} sort keys %{$self->{text}};
}

1;
