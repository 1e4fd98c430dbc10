#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-skip.sh - scan twice in a new directory, all units and then only those
# that can matter, and compare findings and sites. Input is that of scan.sh;
# takes as long as a full scan does. testcases/t/skip.t does it without compiling.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

wnotify=${WNOTIFY:-$here/../build/wnotify}
[ -n "${KDIR:-}" ] || KVER=${KVER:-6.1} "$here/packages.sh" source
O=$(mktemp -d "$(cache_dir)/skip.XXXXXX")
trap 'rm -rf "$O"' EXIT
export O
facts=$O/.wnotify/facts

# all NAME - what is said of the facts that are there
all()
{
	find "$facts" -name '*.facts' | wc -l >"$O/$1.n"
	"$wnotify" sites --format tsv "$facts" >"$O/$1.sites"
	"$wnotify" check --no-baseline -q "$facts" >"$O/$1.findings" || [ $? = 1 ]
}

FULL=y "$here/scan.sh" >/dev/null || [ $? = 1 ]
all full
rm -rf "$facts" "$O/.wnotify/state"
FULL='' "$here/scan.sh" >/dev/null || [ $? = 1 ]
all picked
status=0
diff "$O/full.sites" "$O/picked.sites" || status=1
diff "$O/full.findings" "$O/picked.findings" || status=1
[ $status != 0 ] || same=', findings and sites are the same'
echo "$(cat "$O/picked.n") of $(cat "$O/full.n") units${same:-: what they say differs}"
exit $status
