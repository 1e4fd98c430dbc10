#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# fix.sh [OPTION...] - bring the facts up to date, then write patches. Options
# are those of fix.pl, input is that of scan.sh.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

where=$(NOTIFY='' SCAN_ONLY=y "$here/scan.sh") || exit 2
eval "$where"
export KDIR KO FACTS
exec "$here/fix.pl" "$@"
