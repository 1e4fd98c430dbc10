#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# JSON and SARIF by their schemas, HTML by its structure and in a browser.
. "$(dirname "$0")/lib-report.sh"
facts "$tmp/a" missing-new-page/cow redundant-downgrade/wrprotect missing-free/left-empty
cow=missing-new-page:mm/cow.c:cow_without_notify:ptep_clear_flush:1
cases=$top/testcases
cd "$tmp" || exit 1

# the official schema, when somebody put it there: @microsoft/sarif-multitool-linux
# of npm has it as sarif-2.1.0.json
sarif_schema=${WNOTIFY_SARIF_SCHEMA:-${WNOTIFY_CACHE:-/var/cache/wnotify}/sarif-2.1.0.json}
browser=${WNOTIFY_CHROMIUM:-/usr/bin/chromium}

all_at_once()
{
	printf '%s\tnot <for> "us" & all\n' $cow >b
	run 1 "$wnotify" check -k a/tree --baseline b --json r.json --sarif r.sarif \
		--html r.html --text r.txt a/facts && [ ! -s err ] &&
		diff r.txt out && [ -s r.json ] && [ -s r.sarif ] && [ -s r.html ]
}

to_file()
{
	run 1 "$wnotify" check -f json -o o.json --baseline b a/facts && [ ! -s out ] &&
		cmp o.json r.json
}

unwritable()
{
	run 2 "$wnotify" check -f sarif -o nodir/x a/facts && [ "$(wc -l <err)" = 1 ] &&
		grep -q '^wnotify: nodir/x: No such file or directory' err
}

full_disk()
{
	run 2 "$wnotify" check -q --html /dev/full a/facts &&
		grep -q '^wnotify: /dev/full: No space left on device' err
}

python=python3
"$python" -c 'import jsonschema' 2>/dev/null || python=/usr/bin/python3

schema()
{
	"$python" "$cases/report-schema.py" "$@"
}

with_previous()
{
	# the first is new, the second was there, a third is gone
	perl -MJSON::PP -e 'local $/; my $j = decode_json(<>);
		splice @{$j->{findings}}, 0, 1;
		push @{$j->{findings}}, { %{$j->{findings}[0]}, id => "young:mm/cow.c:f:g:1",
			location => { file => "mm/with space.c", line => 7, column => 1 } };
		print encode_json($j)' r.json >p.json
	run 1 "$wnotify" check -k a/tree --previous p.json --json n.json --sarif n.sarif \
		--html n.html a/facts &&
		[ "$(field n.json '[map { $_->{state} } @{$j->{findings}}]')" = \
			'["new","unchanged","unchanged"]' ] &&
		[ "$(field n.json '$j->{absent}[0]{id}')" = young:mm/cow.c:f:g:1 ] &&
		[ "$(field n.sarif '[map { $_->{baselineState} } @{$j->{runs}[0]{results}}]')" = \
			'["new","unchanged","unchanged","absent"]' ] &&
		grep -q '^1 gone since' out && grep -q 'mm/with%20space.c' n.sarif
}

# previous WHAT CONTENT MESSAGE
previous()
{
	printf '%s' "$1" >x.json
	run 2 "$wnotify" check --previous x.json a/facts && [ ! -s out ] &&
		[ "$(wc -l <err)" = 1 ] && grep -q "^wnotify: x.json.*$2" err
}

sarif_words()
{
	local r='(grep { $_->{ruleId} eq "missing-new-page" } @{$j->{runs}[0]{results}})[0]'

	[ "$(field r.sarif "$r->{suppressions}[0]{justification}")" = 'not <for> "us" & all' ] &&
		[ "$(field r.sarif "$r->{partialFingerprints}{'wnotifyId/v1'}")" = $cow ] &&
		[ "$(field r.sarif "$r->{level}")" = warning ] &&
		[ "$(field r.sarif "scalar @{$r->{codeFlows}[0]{threadFlows}[0]{locations}}")" -ge 4 ] &&
		[ "$(field r.sarif '$j->{runs}[0]{originalUriBaseIds}{SRCROOT}{uri}')" = \
			"file://$tmp/a/tree/" ] &&
		[ "$(field r.sarif 'scalar @{$j->{runs}[0]{tool}{driver}{rules}}')" = \
			"$(grep -c '^	&wn_rule_' "$top/plugin/core/rules.c")" ]
}

# every rule of the engine has words of its own
rule_words()
{
	sed -n 's/.*wn_rule wn_rule_[a-z_]* = { "\([a-z-]*\)".*/\1/p' "$top"/plugin/core/rules/*.c |
		sort >rules
	field r.sarif 'join "\n", map { $_->{id} } @{$j->{runs}[0]{tool}{driver}{rules}}' |
		sort | diff rules -
}

html_words()
{
	grep -q 'not &lt;for&gt; &quot;us&quot; &amp; all' r.html &&
		grep -q 'ptep_clear_flush(vma, vmf-&gt;address, vmf-&gt;pte);' r.html &&
		grep -q '<td>DEV</td>\|>DEV<' r.html && grep -q '<svg' r.html &&
		run 1 "$wnotify" check --html bare.html --no-baseline a/facts &&
		grep -q 'The kernel tree was not at hand' bare.html &&
		! grep -q 'class="src"' bare.html
}

without_dot()
{
	mkdir -p nopath
	run 1 env PATH="$tmp/nopath" "$wnotify" check --html nodot.html a/facts &&
		! grep -q '<svg' nodot.html && "$cases/report-html.pl" nodot.html
}


# a scan leaves a link to the tree beside its facts
tree_of_scan()
{
	ln -s "$tmp/a/tree" a/kdir
	run 1 "$wnotify" check --no-baseline --html link.html a/facts
	rm a/kdir
	grep -q 'ptep_clear_flush(vma, vmf-&gt;address, vmf-&gt;pte);' link.html
}

chromium()
{
	timeout 60 "$browser" --headless --no-sandbox --disable-gpu --no-first-run \
		--disable-background-networking --user-data-dir="$tmp/profile" "$@"
}

in_browser()
{
	chromium --dump-dom "file://$tmp/r.html" >dom 2>dom.err || return
	grep -q '2 of 3 shown' dom || { echo 'the script did not run'; return 1; }
	chromium --dump-dom "file://$tmp/r.html#$cow" >dom 2>dom.err &&
		grep -q '3 of 3 shown' dom && grep -q '<details class="finding[^>]*open=""' dom &&
		chromium --window-size=1250,1600 --screenshot="$tmp/r.png" "file://$tmp/r.html#$cow" &&
		[ "$(stat -c %s r.png)" -gt 20000 ]
}

same_again()
{
	run 1 "$wnotify" check -q -k a/tree --baseline b --sarif s2 --html h2 a/facts &&
		cmp s2 r.sarif && cmp h2 r.html
}

echo 1..23
ok 'four reports of one run' all_at_once
ok '-o writes the same' to_file
ok 'a place that cannot be written' unwritable
ok 'a full disk' full_disk
ok 'new, unchanged and absent' with_previous
ok 'a previous report that is no JSON' previous '{ "findings": [' 'no JSON'
ok 'one that is no report' previous '{ "findings": 3 }' 'no report'
ok 'one without ids' previous '{ "findings": [ { "id": 3 } ] }' 'no report'
ok 'SARIF is consistent' "$cases/report-sarif.pl" r.sarif
ok 'also with states' "$cases/report-sarif.pl" n.sarif
ok 'what SARIF says' sarif_words
ok 'every rule has words' rule_words
for file in r.json n.json; do
	if "$python" -c 'import jsonschema' 2>/dev/null; then
		ok "$file is valid" schema "$top/docs/wnotify.schema.json" $file
	else
		skip "$file is valid" 'no python3-jsonschema'
	fi
done
for file in r.sarif n.sarif; do
	if ! "$python" -c 'import jsonschema' 2>/dev/null; then
		skip "$file is valid" 'no python3-jsonschema'
	elif [ ! -e "$sarif_schema" ]; then
		skip "$file is valid" "no $sarif_schema"
	else
		ok "$file is valid" schema "$sarif_schema" $file
	fi
done
ok 'HTML is well formed and loads nothing' "$cases/report-html.pl" r.html
ok 'also with states' "$cases/report-html.pl" n.html
ok 'what HTML says' html_words
ok 'the tree of the scan' tree_of_scan
ok 'HTML without graphviz' without_dot
ok 'the same bytes again' same_again
if [ -x "$browser" ]; then
	ok 'HTML in Chromium' in_browser
else
	skip 'HTML in Chromium' "no $browser"
fi
