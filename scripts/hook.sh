#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# hook.sh install|uninstall - make W=notify known to the kernel tree $KDIR, or
# take that back, to the byte. patches/ has a patch for each kind of tree; the
# default of WNOTIFY in it becomes this command.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

action=${1:-}
[ -n "${KDIR:-}" ] || die "which tree? KDIR=linux"
KDIR=$("$here/tree.sh")
command -v patch >/dev/null || die "missing packages, type: sudo apt-get install patch"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
file=scripts/Makefile.notify

# The patch for this tree as it is (or, with -R, as it would be without it).
# Kernels from 6.19 on call the file with the W= groups Makefile.warn.
find_patch()
{
	local p

	for p in "$here"/../patches/*/0001-kbuild-W-notify.patch; do
		cp "$p" "$tmp/patch"
		[ -e "$KDIR/scripts/Makefile.extrawarn" ] ||
			sed -i 's|scripts/Makefile\.extrawarn|scripts/Makefile.warn|g' "$tmp/patch"
		if in_tree "$@" --dry-run; then
			return 0
		fi
	done
	return 1
}

# No fuzz, no files beside, and nothing for half a patch.
in_tree()
{
	patch -d "$KDIR" -p1 -F0 -s -f --no-backup-if-mismatch -r - "$@" <"$tmp/patch" >"$tmp/log" 2>&1
}

default_of()
{
	sed -n 's/^WNOTIFY\t*?= //p' "$1"
}

set_default()
{
	sed -i "s|^WNOTIFY\(\t*\)?= .*|WNOTIFY\1?= $1|" "$2"
}

case "$action" in
install)
	if [ -e "$KDIR/$file" ]; then
		die "$KDIR has W=notify already: $(default_of "$KDIR/$file")"
	fi
	find_patch || die "no patch of $(cd "$here/.." && pwd -P)/patches fits $KDIR ($(kernel_version "$KDIR"))"
	in_tree || die "$KDIR: $(head -n 1 "$tmp/log")"
	set_default "${WNOTIFY:-wnotify}" "$KDIR/$file"
	say "$KDIR has W=notify: make W=notify mm/ fs/ kernel/events/"
	;;
uninstall)
	[ -e "$KDIR/$file" ] || die "$KDIR has no W=notify"
	cp "$KDIR/$file" "$tmp/file"
	set_default wnotify "$KDIR/$file"
	if ! find_patch -R || ! in_tree -R; then
		cat "$tmp/file" >"$KDIR/$file"
		die "$KDIR was changed since: take the patch out by hand, or with git checkout"
	fi
	;;
*)
	die "hook.sh install or uninstall" ;;
esac
