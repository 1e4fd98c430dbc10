/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one place that knows which GCC this is built for.
 *
 * Includes GCC's headers in the order they need and hides what differs between
 * versions behind wnp_*() helpers.
 */
#ifndef WNOTIFY_GCC_COMPAT_H
#define WNOTIFY_GCC_COMPAT_H

#include <gcc-plugin.h>
#include <plugin-version.h>

#if GCCPLUGIN_VERSION_MAJOR < 11 || GCCPLUGIN_VERSION_MAJOR > 12
#error wnotify is tested with GCC 11 and 12: see plugin/gcc/gcc-compat.h for what another version needs
#endif

#include <tree.h>
#include <basic-block.h>
#include <gimple.h>
#include <gimple-iterator.h>
#include <ssa.h>
#include <tree-cfg.h>
#include <tree-pass.h>
#include <tree-phinodes.h>
#include <cgraph.h>
#include <context.h>
#include <diagnostic.h>
#include <fold-const.h>
#include <function.h>
#include <input.h>
#include <intl.h>
#include <langhooks.h>
#include <line-map.h>
#include <options.h>
#include <opts.h>
#include <ssa-iterators.h>
#include <stringpool.h>
#include <toplev.h>

/* -ftrivial-auto-var-init came with GCC 12. */
#if GCCPLUGIN_VERSION_MAJOR < 12
#define IFN_DEFERRED_INIT IFN_LAST
#endif

/*
 * Where a macro was expanded; itself inside a macro when they nest. GCC 14
 * made the member private and has get_expansion_point_location().
 */
static inline location_t wnp_expansion_point(const line_map_macro *map)
{
	return map->expansion;
}

/*
 * What the guard and the warnings need of the diagnostics machinery: the hook
 * that is called before an internal error of GCC, the depth of reports, and
 * -Werror. GCC 14 made these private as well.
 */
#define wnp_ice_hook(dc) ((dc)->internal_error)
#define wnp_diag_lock(dc) ((dc)->lock)
#define wnp_werror(dc) ((dc)->warning_as_error_requested)

#endif
