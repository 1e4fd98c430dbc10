// SPDX-License-Identifier: GPL-2.0-or-later
/* Aging: a page that only a guest touches looks idle. */
#include "wn-kernel.h"

int referenced_one(struct folio *folio, struct vm_area_struct *vma, unsigned long addr)
{
	DEFINE_FOLIO_VMA_WALK(pvmw, folio, vma, addr, 0);
	int referenced = 0;

	while (page_vma_mapped_walk(&pvmw)) {
		if (ptep_clear_flush_young(vma, pvmw.address, pvmw.pte)) /* { wn-warning "young" } */
			referenced++;
	}
	return referenced;
}
