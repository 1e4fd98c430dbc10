// SPDX-License-Identifier: GPL-2.0-or-later
/* A helper flushes where a CPU may have the entry. */
#include "wn-kernel.h"

pte_t ptep_clear_flush(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep)
{
	pte_t pte = ptep_get_and_clear(vma->vm_mm, addr, ptep); /* { wn-bogus } */

	if (pte_present(pte))
		flush_tlb_page(vma, addr);
	return pte;
}
