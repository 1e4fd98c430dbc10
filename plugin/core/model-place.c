// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where the kernel keeps locks: members, variables and parameters by their name.
 * Rows for what has no helper; data, not code, as in model-table.c.
 */
#include <string.h>

#include "model.h"
#include "util.h"

static const struct wn_place places[] = {
	{ "", "ptl", true, WN_LK_PTL, "struct vm_fault, struct page_vma_mapped_walk, locals" },
	{ "", "page_table_lock", false, WN_LK_PTL, "struct mm_struct" },
	{ "", "i_mmap_rwsem", false, WN_LK_IMMAP, "struct address_space" },
	{ "anon_vma", "rwsem", false, WN_LK_ANON_VMA, "struct anon_vma" },
};

enum wn_lock wn_place_lock(const char *type, const char *name)
{
	for (uint32_t i = 0; name && i < WN_ARRAY_SIZE(places); i++) {
		const struct wn_place *p = &places[i];

		if (*p->type && (!type || strcmp(type, p->type)))
			continue;
		if (!strcmp(name, p->name) || (p->part && strstr(name, p->name)))
			return p->lock;
	}
	return WN_LK_NONE;
}

/* struct page_vma_mapped_walk: what a step moves, the lock at WN_WALK_LOCK */
const char *const wn_walk_members[WN_WALK_MEMBERS] = { "pte", "pmd", "ptl", "address" };
