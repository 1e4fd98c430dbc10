#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# configure.sh - give the build directory $KO of the tree $KDIR a .config.
#
# It is $CONFIG, somebody's own .config, when that is set; else the
# architecture's defconfig with kconfig-fragment merged over it. Nothing is
# done when $KO has been configured from the same input before.
set -eu
. "$(dirname "$0")/lib.sh"

fragment=$(dirname "$0")/../kconfig-fragment
fragments=("$fragment")
version=$(kernel_version "$KDIR")
minor=${version#*.}
[ $((${version%%.*} * 100 + ${minor%%.*})) -ge 518 ] || fragments+=("$fragment-old")
mkdir -p "$KO" || die "cannot create $KO"
log=$KO/.wnotify-configure.log
: >"$log" 2>/dev/null || die "cannot write to $KO"
input=$KO/.wnotify-config-input

run()
{
	"$@" >"$log" 2>&1 || give_up "$log" "cannot configure $KDIR"
}

what_goes_in()
{
	echo "$KDIR $(kernel_version "$KDIR") $CC ${ARCH:-} ${CROSS_COMPILE:-}"
	if [ -n "${CONFIG:-}" ]; then
		cat "$CONFIG"
	else
		cat "${fragments[@]}"
	fi
}

# Say which options of the fragment this kernel does not take.
lost_options()
{
	grep -h '^CONFIG_' "$fragment" | while read -r line; do
		grep -qxF "$line" "$KO/.config" || printf ' %s' "${line%%=*}"
	done
}

what_goes_in >"$input.new" 2>/dev/null || give_up "$log" "cannot write to $KO"
if [ -e "$KO/.config" ] && cmp -s "$input" "$input.new"; then
	rm -f "$input.new"
	exit 0
fi

if [ -n "${CONFIG:-}" ]; then
	run cp "$CONFIG" "$KO/.config"
	# findings are warnings: they must not break the compile
	run "$KDIR/scripts/config" --file "$KO/.config" --disable WERROR
else
	say "configuring linux $(kernel_version "$KDIR")"
	run kmake defconfig
	run "$KDIR/scripts/kconfig/merge_config.sh" -m -O "$KO" "$KO/.config" "${fragments[@]}"
fi
run kmake olddefconfig
if [ -z "${CONFIG:-}" ]; then
	lost=$(lost_options)
	[ -z "$lost" ] || say "linux $(kernel_version "$KDIR") does not take:$lost"
fi
mv "$input.new" "$input"
