// SPDX-License-Identifier: GPL-2.0-or-later
/* A helper is relied on to flush, and does not. */
#include "wn-kernel.h"

pte_t ptep_clear_flush(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep)
{
	pte_t pte = ptep_get_and_clear(vma->vm_mm, addr, ptep); /* { wn-warning "missing-flush" } */

	return pte;
}
