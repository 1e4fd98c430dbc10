#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# migrate-check.sh - the migration to 6.6, run over the sources of 6.1 ($KVER, or $KDIR),
# leaves nothing old, and what it changed compiles: mm/, fs/, kernel/events/, KVM and
# the IOMMU drivers, without a warning.
#
# Exit status: 0 so it is, 1 it is not, 2 could not run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/lib.sh"

export CC=${CC:-gcc} KVER=${KVER:-6.1}
migration=${MIGRATION:-arch-invalidate-secondary-tlbs}
# virt/kvm is built in the architecture's directory
DIRS=$(printf '%s\n' ${DIRS:-mm fs kernel/events arch/x86/kvm arch/x86/mm drivers/iommu} |
	sed 's|/*$|/|' | paste -sd ' ')
out=$(cache_dir)/migrate
trap 'rm -rf "$out"' EXIT

"$here/packages.sh" source
"$here/packages.sh" kernel
from=$("$here/tree.sh")
rm -rf "$out"
mkdir -p "$out"
status=0
"$here/migrate.pl" "$migration" "$from" "$out/tree" || status=$?
[ $status != 2 ] || exit 2
export KDIR=$out/tree KO=$out/obj
"$here/configure.sh"
log=$out/log
kmake prepare >"$log" 2>&1 || give_up "$log" "cannot prepare $KDIR"
if ! kmake -k $DIRS >"$log" 2>&1; then
	grep -E 'error:|\*\*\*' "$log" || true
	status=1
fi
grep 'warning:' "$log" && status=1
# what was built of what was changed
changed=$(cd "$KDIR" && find mm fs kernel virt arch drivers -name '*.c' -type f)
for file in $changed; do
	object=${file%.c}.o
	[ -e "$KO/$object" ] || echo "$file: not built in this configuration"
done
echo "linux $(kernel_version "$KDIR"), $migration: $(cd "$KO" &&
	find . -name '*.o' -newer include/config/auto.conf | wc -l) objects built in $DIRS"
exit $status
