#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# lint.sh [OPTION...] [ARG...] - what a change of the kernel introduces. Options
# are those of lint.pl, input is that of scan.sh; KDIR may be any directory of a
# git tree, none: the current one.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

command -v git >/dev/null || die "missing packages, type: sudo apt-get install git"
command -v perl >/dev/null || die "missing packages, type: sudo apt-get install perl"
cache=$(cache_dir) || exit 2
exec "$here/lint.pl" -c "$cache/lint" "$@"
