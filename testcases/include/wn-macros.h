/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers as some architectures have them: macros, with struct pages at an offset
 * that is computed. Behind wn-kernel.h.
 */
#ifndef WN_MACROS_H
#define WN_MACROS_H

#define WN_VALID	(1UL << 0)
#define WN_RDONLY	(1UL << 7)
#define WN_AF		(1UL << 10)
#define WN_WRITE	(1UL << 51)
#define WN_DIRTY	(1UL << 55)
#define WN_PROT_NONE	(1UL << 58)

extern long wn_memstart;

#define pte_val(x)	((x).pte)
#define __pte(x)	((pte_t) { (x) })
#define pgprot_val(x)	((x).pgprot)
#define wn_pages	((struct page *)-4398046511104L - (wn_memstart >> 12))

#define page_to_pfn(page)	((unsigned long)((page) - wn_pages))
#define pfn_pte(pfn, prot)	__pte(((pfn) << 12) | pgprot_val(prot))
#define mk_pte(page, prot)	pfn_pte(page_to_pfn(page), prot)

#define pte_none(pte)		(!pte_val(pte))
#define pte_present(pte)	(!!(pte_val(pte) & (WN_VALID | WN_PROT_NONE)))
#define pte_young(pte)		(!!(pte_val(pte) & WN_AF))
#define pte_write(pte)		(!!(pte_val(pte) & WN_WRITE))
#define pte_hw_dirty(pte)	(pte_write(pte) && !(pte_val(pte) & WN_RDONLY))
#define pte_sw_dirty(pte)	(!!(pte_val(pte) & WN_DIRTY))
#define pte_dirty(pte)		(pte_sw_dirty(pte) || pte_hw_dirty(pte))
#define pmd_dirty(pmd)		pte_dirty(pmd_pte(pmd))

static inline pte_t pmd_pte(pmd_t pmd)
{
	return __pte(pmd.pmd);
}

#endif
