# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by the other scripts: messages, and where things are kept.

die()
{
	printf 'wnotify: %s\n' "$*" >&2
	exit 2
}

# What is going on, for a person who waits: nothing in a pipe.
say()
{
	if [ -t 2 ]; then
		printf 'wnotify: %s\n' "$*" >&2
	fi
}

# The cache outside the repository and outside every kernel tree.
cache_dir()
{
	local dir

	if [ -n "${WNOTIFY_CACHE:-}" ]; then
		dir=$WNOTIFY_CACHE
	elif [ "$(id -u)" = 0 ]; then
		dir=/var/cache/wnotify
	else
		dir=${XDG_CACHE_HOME:-$HOME/.cache}/wnotify
	fi
	mkdir -p "$dir" 2>/dev/null ||
		die "cannot create the cache $dir: set WNOTIFY_CACHE to a directory you can write"
	(cd "$dir" && pwd -P)
}

# Kernel version from the numbers at the top of its Makefile.
kernel_version()
{
	sed -n -e 's/^VERSION = *//p' -e 's/^PATCHLEVEL = *//p' \
		-e 's/^SUBLEVEL = *//p' "$1/Makefile" 2>/dev/null |
		head -n 3 | paste -sd .
}

# give_up LOG WHAT - end with the line of the log that says what went wrong,
# or that the disk is full, which may have cut the log short.
give_up()
{
	local dir=${1%/*} left

	left=$(df --output=avail -k "$dir" | tail -n 1)
	if grep -q 'No space left' "$1" || [ "$left" -lt 1024 ]; then
		die "the disk is full: $(df -h "$dir" | tail -n 1 | tr -s ' ')"
	fi
	die "$2: $(grep -iE 'error|cannot|fail|\*\*\*' "$1" | head -n 1 | tr -s ' \t' ' ') (all of it: $1)"
}

# Make's own flags must not leak into the kernel's make (W=notify would turn
# its warnings on, O= would name another directory); the job server may.
kernel_makeflags()
{
	case "${MAKEFLAGS:-}" in
	*--jobserver-auth=*)
		printf '%s\n' "$MAKEFLAGS" | tr ' ' '\n' |
			grep -E '^(-j[0-9]*|--jobserver-auth=.*)$' | paste -sd ' ' ;;
	*)
		echo "-j${JOBS:-$(nproc)}" ;;
	esac
}

# As many as make was told, or as there are processors.
jobs_wanted()
{
	local n=${JOBS:-}

	[ -n "$n" ] || n=$(printf '%s\n' "${MAKEFLAGS:-}" | grep -oE -m 1 '(^| )-j[0-9]+' | tr -dc 0-9) || true
	echo "${n:-$(nproc)}"
}

# kmake TARGET|VAR=... - make in the tree $KDIR for the build directory $KO,
# which is $KDIR itself for a build in place.
kmake()
{
	env -u W -u O -u C -u V -u M -u KDIR -u DIRS -u KBUILD_OUTPUT \
		-u MFLAGS -u MAKEOVERRIDES -u MAKELEVEL -u KCFLAGS \
		MAKEFLAGS="$(kernel_makeflags)" LC_ALL=C \
		make --no-print-directory -C "$KDIR" CC="$CC" \
		${ARCH:+"ARCH=$ARCH"} ${CROSS_COMPILE:+"CROSS_COMPILE=$CROSS_COMPILE"} \
		$([ "$KO" = "$KDIR" ] || echo "O=$KO") "$@"
}

# What Kbuild gives to sparse on a 64-bit machine, beside the compiler's flags.
sparse_flags()
{
	local arch=

	case "$(uname -m)" in
	x86_64)
		arch='--arch=x86 -D__x86_64__' ;;
	aarch64)
		arch='--arch=arm64 -D__aarch64__' ;;
	esac
	echo "-D__linux__ -Dlinux -D__STDC__ -Dunix -D__unix__ -Wbitwise" \
		"-Wno-return-void -Wno-unknown-attribute -mlittle-endian -m64 $arch"
}
