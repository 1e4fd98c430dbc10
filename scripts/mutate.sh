#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# mutate.sh [OPTION...] - break the kernel in one place at a time and count what
# is noticed: first the labelled mutants, then those of all operators. Options
# are those of mutate.pl and replace both runs. Input is that of scan.sh.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

where=$(SCAN_ONLY=y "$here/scan.sh")
eval "$where"
export KDIR KO FACTS
JOBS=${JOBS:-$(nproc)}

if [ $# != 0 ]; then
	exec "$here/mutate.pl" -j "$JOBS" "$@"
fi
status=0
"$here/mutate.pl" -j "$JOBS" -l "$here/../testcases/labels/mutants-${KVER:-6.1}.tsv" || status=1
argued=$here/../testcases/labels/argued-${KVER:-6.1}.tsv
[ -e "$argued" ] || argued=/dev/null
"$here/mutate.pl" -j "$JOBS" -o all -a "$argued" || status=1
exit $status
