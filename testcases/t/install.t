#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is installed works from there; man pages, completion, --version.
. "$(dirname "$0")/lib-report.sh"
facts "$tmp/a" missing-new-page/cow
# a read-only build directory that is up to date is enough
build=$(dirname "$wnotify")

installed()
{
	run 0 env -u MAKEFLAGS make B="$build" DESTDIR="$tmp/dest" PREFIX=/usr install &&
		[ -x "$tmp/dest/usr/bin/wnotify" ]
}

from_there()
{
	local there=$tmp/dest/usr/bin/wnotify

	run 0 "$there" explain cow "$tmp/a/facts" && grep -q 'Time  1' "$tmp/out" &&
		run 1 "$there" check -q --sarif "$tmp/s" "$tmp/a/facts" &&
		grep -q "\"file://$tmp/dest/usr/share/doc/wnotify/rules/order.md\"" "$tmp/s"
}

# no warning, and every command and option of check is in it
man_pages()
{
	local page word

	for page in docs/man/*; do
		LC_ALL=C.UTF-8 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null |
			grep . && return 1
	done
	MANWIDTH=200 LC_ALL=C.UTF-8 man -l docs/man/wnotify.1 2>/dev/null >"$tmp/man" || return
	{ "$wnotify" --help | sed -n 's/^  \([a-z]*\)  *[a-z].*/wnotify \1/p'
	  "$wnotify" check --help | grep -oE -- '--[a-z-]+' | grep -vE 'help|usage'; } |
	while read -r word; do
		grep -qF -- "$word" "$tmp/man" || echo "not in wnotify.1: $word"
	done | grep . && return 1
	return 0
}

# complete WORD... - what the last word may become
complete_()
{
	bash -c '. scripts/wnotify.bash-completion
		COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _wnotify
		printf "%s\n" "${COMPREPLY[@]}"' - "$wnotify" "$@"
}

completion()
{
	[ "$(complete_ exp)" = explain ] && [ "$(complete_ --v)" = --version ] &&
		[ "$(complete_ check --format sa)" = sarif ] &&
		[ "$(complete_ check --format = h)" = html ] &&
		[ "$(complete_ sites -f ts)" = tsv ] &&
		[ "$(complete_ check --base)" = --baseline ] &&
		[ "$(complete_ check Makef)" = Makefile ]
}

version()
{
	run 0 "$wnotify" --version && [ ! -s "$tmp/err" ] &&
		grep -qE '^wnotify .*, facts version [0-9]+, plugin [0-9a-f]{12}$' "$tmp/out" &&
		grep -q '^The plugin is built for .* [0-9.]* ' "$tmp/out" &&
		[ "$(wc -l <"$tmp/out")" = 2 ]
}

# the compiler of that name is another now, or gone
changed()
{
	local cc

	cc=$("$wnotify" --version | sed -n 's/^The plugin is built for \([^ ]*\).*/\1/p')
	mkdir -p "$tmp/bin" && printf '#!/bin/sh\necho 99.1.0\n' >"$tmp/bin/$cc" &&
		chmod +x "$tmp/bin/$cc" &&
		run 0 env PATH="$tmp/bin:$PATH" "$wnotify" --version &&
		grep -qx "$cc is 99.1.0 now: build again with make CC=$cc" "$tmp/out" &&
		mkdir "$tmp/none" && ln -s /bin/sh "$tmp/none/sh" &&
		run 0 env PATH="$tmp/none" "$wnotify" --version &&
		grep -q "^$cc is not here any more" "$tmp/out"
}

echo 1..6
if [ -w "$build" ] && [ -e "$build/.compiler" ] && [ -e "$build/wnotify_plugin.so" ]; then
	ok 'make install' installed
	ok 'it works from there' from_there
else
	skip 'make install' "$build has no plugin"
	skip 'it works from there' "$build has no plugin"
fi
if man --version >/dev/null 2>&1; then
	ok 'man pages' man_pages
else
	skip 'man pages' 'no man'
fi
ok 'completion' completion
ok 'version' version
ok 'the compiler changed' changed
