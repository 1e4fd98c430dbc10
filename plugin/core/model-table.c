// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The helpers of the kernel. Facts about a helper wherever it is called; never
 * about one caller. Read from the definitions named in the last column.
 *
 * since/until: first release with it / first release without it (601 = 6.1).
 */
#include "model.h"
#include "util.h"

#define PT	"include/linux/pgtable.h"
#define MN	"include/linux/mmu_notifier.h"
#define TLB	"include/asm-generic/tlb.h"
#define HUGE	"include/asm-generic/hugetlb.h"
#define SWOPS	"include/linux/swapops.h"
#define ARM	"arch/arm64/include/asm/pgtable.h"
#define CONT	"arch/arm64/mm/contpte.c"

#define CLEAR(n, l, m, a, p, f, s, u, src) \
	{ n, WN_K_CLEAR, WN_L_##l, 0, 0, m, a, p, -1, -1, f, s, u, src }
#define CLEARN(n, l, m, a, p, c, f, s, u, src) \
	{ n, WN_K_CLEAR, WN_L_##l, 0, 0, m, a, p, -1, c, f, s, u, src }
#define CHANGE(n, l, m, a, p, c, f, s, u, src) \
	{ n, WN_K_CHANGE, WN_L_##l, 0, 0, m, a, p, -1, c, f, s, u, src }
#define SET(n, l, m, a, p, v, c, s, u, src) \
	{ n, WN_K_SET, WN_L_##l, 0, 0, m, a, p, v, c, 0, s, u, src }
#define POPULATE(n, l, m, p, v, src) \
	{ n, WN_K_POPULATE, WN_L_##l, 0, 0, m, -1, p, v, -1, WN_F_TABLE, 0, 0, src }
#define FLUSH(n, m, a, e, f, s, u, src) \
	{ n, WN_K_FLUSH, 0, 0, 0, m, a, -1, e, -1, f, s, u, src }
#define GATHER(n, k, t, a, sz, f, s, u, src) \
	{ n, WN_K_##k, 0, 0, 0, t, a, -1, -1, sz, f, s, u, src }
#define RANGE(n, k, r, m, a, e, ev, s, u) \
	{ n, WN_K_RANGE_##k, 0, 0, 0, m, a, r, ev, e, 0, s, u, MN }
#define NOTIFY(n, k, m, a, e, s, u) \
	{ n, WN_K_##k, 0, 0, 0, m, a, -1, e, -1, 0, s, u, MN }
#define PAGE(n, k, p, q, f, src) \
	{ n, WN_K_##k, 0, 0, 0, -1, -1, p, q, -1, f, 0, 0, src }
#define LOCK(n, k, lk, arg, f, src) \
	{ n, WN_K_##k, 0, 0, WN_LK_##lk, -1, -1, arg, -1, -1, f, 0, 0, src }
#define LOCKV(n, k, lk, arg, f, s, u, src) \
	{ n, WN_K_##k, 0, 0, WN_LK_##lk, -1, -1, arg, -1, -1, f, s, u, src }
#define PTLOCK(n, k, l, arg, s, u, src) \
	{ n, WN_K_##k, WN_L_##l, 0, WN_LK_PTL, -1, -1, arg, -1, -1, 0, s, u, src }
#define MAPLOCK(n, k, arg, tab, s, u) \
	{ n, WN_K_##k, WN_L_PTE, 0, WN_LK_PTL, -1, -1, arg, tab, -1, 0, s, u, \
	  "mm/pgtable-generic.c" }
#define VALUE(n, vk, arg, src) \
	{ n, WN_K_VALUE, 0, WN_V_##vk, 0, -1, -1, arg, -1, -1, 0, 0, 0, src }
#define DIRTYV(n) \
	{ n, WN_K_VALUE, 0, WN_V_SAME, 0, -1, -1, 0, -1, -1, WN_F_MKDIRTY, 0, 0, PT }
#define CASTV(n) \
	{ n, WN_K_VALUE, 0, WN_V_SAME, 0, -1, -1, 0, -1, -1, WN_F_SELF, 0, 0, ARM }
#define VALUEV(n, vk, arg, s, u, src) \
	{ n, WN_K_VALUE, 0, WN_V_##vk, 0, -1, -1, arg, -1, -1, 0, s, u, src }
#define VALUE2(n, vk, arg, w, src) \
	{ n, WN_K_VALUE, 0, WN_V_##vk, 0, -1, -1, arg, w, -1, 0, 0, 0, src }
#define PURE(n) { n, WN_K_PURE, 0, 0, 0, -1, -1, -1, -1, -1, 0, 0, 0, "pure" }
#define MAPS(n) { n, WN_K_PURE, 0, 0, 0, -1, -1, -1, -1, -1, WN_F_SEED, 0, 0, "pure" }
#define EXACT(n, vk) \
	{ n, WN_K_PURE, 0, WN_V_##vk, 0, -1, -1, 0, -1, -1, WN_F_EXACT, 0, 0, "predicate" }
#define PRED(n, vk) { n, WN_K_PURE, 0, WN_V_##vk, 0, -1, -1, 0, -1, -1, 0, 0, 0, "predicate" }
#define PREDV(n, vk, s, u) \
	{ n, WN_K_PURE, 0, WN_V_##vk, 0, -1, -1, 0, -1, -1, 0, s, u, PT }
#define READ(n, p) { n, WN_K_READ, 0, 0, 0, -1, -1, p, -1, -1, 0, 0, 0, PT }
#define READV(n, p, s, u) { n, WN_K_READ, 0, 0, 0, -1, -1, p, -1, -1, 0, s, u, HUGE }
#define SWAPONLY(n) \
	{ n, WN_K_SWAP_ONLY, 0, 0, 0, -1, -1, 0, -1, -1, 0, 0, 0, SWOPS }
#define KERNEL(n, src) \
	{ n, WN_K_KERNEL_MM, 0, 0, 0, -1, -1, -1, -1, -1, 0, 0, 0, src }
#define NAME(n) { n, WN_K_NAME, 0, 0, 0, -1, -1, -1, -1, -1, 0, 0, 0, "macro" }
#define IGNORE(n) { n, WN_K_IGNORE, 0, 0, 0, -1, -1, -1, -1, -1, 0, 0, 0, "no effect" }

const struct wn_row wn_model_table[] = {
	/* ---- entries cleared ---- */
	CLEAR("ptep_clear_flush", PTE, 0, 1, 2, WN_F_FLUSH, 0, 0, "mm/pgtable-generic.c"),
	CLEAR("ptep_get_and_clear", PTE, 0, 1, 2, 0, 0, 0, PT),
	CLEAR("ptep_get_and_clear_full", PTE, 0, 1, 2, 0, 0, 0, PT),
	CLEAR("ptep_clear", PTE, 0, 1, 2, 0, 0, 0, PT),
	CLEAR("pte_clear", PTE, 0, 1, 2, WN_F_NOTPRESENT, 0, 0,
	      "returns nothing, so a present entry's dirty bit would be lost"),
	CLEAR("native_pte_clear", PTE, 0, 1, 2, WN_F_NOTPRESENT, 0, 0, "arch/x86 pgtable"),
	CLEAR("__ptep_get_and_clear", PTE, 0, 1, 2, 0, 0, 0, "arch/arm64 pgtable"),
	CLEAR("__pte_clear", PTE, 0, 1, 2, WN_F_NOTPRESENT, 0, 0, "arch/arm64 pgtable"),
	CLEAR("pte_clear_not_present_full", PTE, 0, 1, 2, WN_F_NOTPRESENT, 0, 0, PT),
	CLEARN("get_and_clear_full_ptes", PTE, 0, 1, 2, 3, 0, 609, 0, PT),
	CLEARN("get_and_clear_ptes", PTE, 0, 1, 2, 3, 0, 617, 0, PT),
	CLEARN("clear_full_ptes", PTE, 0, 1, 2, 3, 0, 609, 0, PT),
	CLEARN("clear_ptes", PTE, 0, 1, 2, 3, 0, 617, 0, PT),
	CLEARN("clear_not_present_full_ptes", PTE, 0, 1, 2, 3, WN_F_NOTPRESENT, 608, 0, PT),
	CLEAR("ptep_modify_prot_start", PTE, 0, 1, 2, 0, 0, 0, PT),
	CLEARN("modify_prot_start_ptes", PTE, 0, 1, 2, 3, 0, 617, 0, PT),
	CLEAR("pmdp_huge_get_and_clear", PMD, 0, 1, 2, 0, 0, 0, PT),
	CLEAR("pmdp_huge_get_and_clear_full", PMD, 0, 1, 2, 0, 0, 0, PT),
	CLEAR("pmdp_huge_clear_flush", PMD, 0, 1, 2, WN_F_FLUSH, 0, 0, "mm/pgtable-generic.c"),
	CLEAR("pmdp_invalidate", PMD, 0, 1, 2, WN_F_FLUSH, 0, 0, "mm/pgtable-generic.c"),
	CLEAR("pmdp_invalidate_ad", PMD, 0, 1, 2, 0, 0, 0, "arch/x86: no flush"),
	CLEAR("pudp_invalidate", PUD, 0, 1, 2, WN_F_FLUSH, 612, 0, PT),
	CLEAR("pmdp_collapse_flush", PMD, 0, 1, 2, WN_F_FLUSH | WN_F_DETACH | WN_F_TABLE, 0, 0, PT),
	CLEAR("pudp_huge_get_and_clear", PUD, 0, 1, 2, 0, 0, 0, PT),
	CLEAR("pudp_huge_get_and_clear_full", PUD, 0, 1, 2, 0, 0, 0, PT),
	CLEAR("pudp_huge_clear_flush", PUD, 0, 1, 2, WN_F_FLUSH, 0, 0, "mm/pgtable-generic.c"),
	CLEAR("huge_ptep_get_and_clear", HUGE, 0, 1, 2, 0, 0, 0, HUGE),
	CLEAR("huge_ptep_clear_flush", HUGE, 0, 1, 2, WN_F_FLUSH, 0, 0, HUGE),
	CLEAR("huge_ptep_modify_prot_start", HUGE, 0, 1, 2, 0, 0, 0, HUGE),
	CLEAR("huge_pte_clear", HUGE, 0, 1, 2, WN_F_NOTPRESENT, 0, 0,
	      "used for swap and marker entries"),
	CLEAR("pmd_clear", PMD, -1, -1, 0, WN_F_TABLE, 0, 0, PT),
	CLEAR("native_pmd_clear", PMD, -1, -1, 0, WN_F_TABLE, 0, 0, "arch/x86 pgtable"),
	CLEAR("pud_clear", PUD, -1, -1, 0, WN_F_TABLE, 0, 0, PT),
	CLEAR("native_pud_clear", PUD, -1, -1, 0, WN_F_TABLE, 0, 0, "arch/x86 pgtable"),
	CLEAR("p4d_clear", P4D, -1, -1, 0, WN_F_TABLE, 0, 0, PT),
	CLEAR("native_p4d_clear", P4D, -1, -1, 0, WN_F_TABLE, 0, 0, "arch/x86 pgtable"),
	CLEAR("pgd_clear", PGD, -1, -1, 0, WN_F_TABLE, 0, 0, PT),
	CLEAR("native_pgd_clear", PGD, -1, -1, 0, WN_F_TABLE, 0, 0, "arch/x86 pgtable"),
	CLEAR("huge_pmd_unshare", PUD, 0, 1, 2, WN_F_TABLE | WN_F_COND | WN_F_GATHER, 0, 509,
	      "mm/hugetlb.c: read in 4.12, 4.14, 4.19; the flush is the caller's"),
	CLEAR("huge_pmd_unshare", PUD, 1, 2, 3, WN_F_TABLE | WN_F_COND | WN_F_GATHER, 509, 0,
	      "mm/hugetlb.c: clears the pud of a shared table, true when it did"),
	CLEAR("__huge_pmd_unshare", PUD, 1, 2, 3, WN_F_TABLE | WN_F_COND | WN_F_GATHER, 0, 0,
	      "mm/hugetlb.c"),

	CLEARN("__get_and_clear_full_ptes", PTE, 0, 1, 2, 3, 0, 609, 0, ARM),
	CLEARN("contpte_get_and_clear_full_ptes", PTE, 0, 1, 2, 3, 0, 609, 0, CONT),
	CLEARN("__clear_full_ptes", PTE, 0, 1, 2, 3, 0, 609, 0, ARM),
	CLEARN("contpte_clear_full_ptes", PTE, 0, 1, 2, 3, 0, 609, 0, CONT),

	/* ---- entries changed in place ---- */
	CHANGE("ptep_set_wrprotect", PTE, 0, 1, 2, -1, WN_F_DOWNGRADE, 0, 0, PT),
	CHANGE("wrprotect_ptes", PTE, 0, 1, 2, 3, WN_F_DOWNGRADE, 609, 0, PT),
	CHANGE("pmdp_set_wrprotect", PMD, 0, 1, 2, -1, WN_F_DOWNGRADE, 0, 0, PT),
	CHANGE("pudp_set_wrprotect", PUD, 0, 1, 2, -1, WN_F_DOWNGRADE, 0, 0, PT),
	CHANGE("huge_ptep_set_wrprotect", HUGE, 0, 1, 2, -1, WN_F_DOWNGRADE, 0, 0, HUGE),
	CHANGE("ptep_test_and_clear_young", PTE, 0, 1, 2, -1, WN_F_YOUNG, 0, 0, PT),
	CHANGE("ptep_clear_flush_young", PTE, 0, 1, 2, -1, WN_F_YOUNG, 0, 0, PT),
	CHANGE("ptep_mkold", PTE, 0, 1, 2, -1, WN_F_YOUNG, 0, 0, PT),
	CHANGE("pmdp_test_and_clear_young", PMD, 0, 1, 2, -1, WN_F_YOUNG, 0, 0, PT),
	CHANGE("pmdp_clear_flush_young", PMD, 0, 1, 2, -1, WN_F_YOUNG, 0, 0, PT),
	CHANGE("pudp_test_and_clear_young", PUD, 0, 1, 2, -1, WN_F_YOUNG, 0, 0, PT),
	/* the last argument tells which of the two it clears: cydp_t in mm_types.h */
	{ "clear_young_dirty_ptes", WN_K_CHANGE, WN_L_PTE, 0, 0, 0, 1, 2, 4, 3,
	  WN_F_YOUNG | WN_F_DOWNGRADE, 610, 0, PT },
	CHANGE("ptep_set_access_flags", PTE, 0, 1, 2, -1, WN_F_UPGRADE, 0, 0, PT),
	CHANGE("pmdp_set_access_flags", PMD, 0, 1, 2, -1, WN_F_UPGRADE, 0, 0, PT),
	CHANGE("pudp_set_access_flags", PUD, 0, 1, 2, -1, WN_F_UPGRADE, 0, 0, PT),
	CHANGE("huge_ptep_set_access_flags", HUGE, 0, 1, 2, -1, WN_F_UPGRADE, 0, 0, HUGE),

	CHANGE("__ptep_set_wrprotect", PTE, 0, 1, 2, -1, WN_F_DOWNGRADE, 609, 0, ARM),
	CHANGE("__wrprotect_ptes", PTE, 0, 1, 2, 3, WN_F_DOWNGRADE, 609, 0, ARM),
	CHANGE("contpte_wrprotect_ptes", PTE, 0, 1, 2, 3, WN_F_DOWNGRADE, 609, 0, CONT),
	CHANGE("__ptep_test_and_clear_young", PTE, 0, 1, 2, -1, WN_F_YOUNG, 609, 0, ARM),
	CHANGE("__ptep_clear_flush_young", PTE, 0, 1, 2, -1, WN_F_YOUNG, 609, 0, ARM),
	CHANGE("contpte_ptep_test_and_clear_young", PTE, 0, 1, 2, -1, WN_F_YOUNG, 609, 0, CONT),
	CHANGE("contpte_ptep_clear_flush_young", PTE, 0, 1, 2, -1, WN_F_YOUNG, 609, 0, CONT),
	{ "__clear_young_dirty_ptes", WN_K_CHANGE, WN_L_PTE, 0, 0, 0, 1, 2, 4, 3,
	  WN_F_YOUNG | WN_F_DOWNGRADE, 610, 0, ARM },
	{ "contpte_clear_young_dirty_ptes", WN_K_CHANGE, WN_L_PTE, 0, 0, 0, 1, 2, 4, 3,
	  WN_F_YOUNG | WN_F_DOWNGRADE, 610, 0, CONT },
	CHANGE("__ptep_set_access_flags", PTE, 0, 1, 2, -1, WN_F_UPGRADE, 609, 0,
	       "arch/arm64/mm/fault.c"),
	CHANGE("contpte_ptep_set_access_flags", PTE, 0, 1, 2, -1, WN_F_UPGRADE, 609, 0, CONT),

	/* ---- entries set ---- */
	SET("set_pte_at", PTE, 0, 1, 2, 3, -1, 0, 0, PT),
	SET("__set_pte_at", PTE, 0, 1, 2, 3, -1, 0, 0, "arch/arm64 pgtable"),
	SET("native_set_pte_at", PTE, 0, 1, 2, 3, -1, 0, 511,
	    "arch/x86 pgtable: what set_pte_at() was a macro for; read in 4.12, 4.14, 4.19"),
	SET("set_ptes", PTE, 0, 1, 2, 3, 4, 606, 0, PT),
	SET("__set_ptes", PTE, 0, 1, 2, 3, 4, 606, 0, "arch/arm64 pgtable"),
	SET("contpte_set_ptes", PTE, 0, 1, 2, 3, 4, 609, 0, CONT),
	SET("__set_pte", PTE, -1, -1, 0, 1, -1, 609, 0, ARM),
	SET("set_pte", PTE, -1, -1, 0, 1, -1, 0, 0, PT),
	SET("set_pte_safe", PTE, -1, -1, 0, 1, -1, 0, 0, PT),
	SET("ptep_modify_prot_commit", PTE, 0, 1, 2, 3, -1, 0, 501,
	    "include/asm-generic/pgtable.h"),
	SET("ptep_modify_prot_commit", PTE, 0, 1, 2, 4, -1, 501, 0, PT),
	SET("modify_prot_commit_ptes", PTE, 0, 1, 2, 4, 5, 617, 0, PT),
	SET("set_pmd_at", PMD, 0, 1, 2, 3, -1, 0, 0, PT),
	SET("set_pmd", PMD, -1, -1, 0, 1, -1, 0, 0, PT),
	SET("set_pud_at", PUD, 0, 1, 2, 3, -1, 0, 0, PT),
	SET("set_pud", PUD, -1, -1, 0, 1, -1, 0, 0, PT),
	SET("set_huge_pte_at", HUGE, 0, 1, 2, 3, -1, 0, 0, HUGE),
	SET("set_huge_swap_pte_at", HUGE, 0, 1, 2, 3, -1, 0, 606, HUGE),
	SET("huge_ptep_modify_prot_commit", HUGE, 0, 1, 2, 4, -1, 0, 0, HUGE),
	POPULATE("pmd_populate", PMD, 0, 1, 2, "arch pgalloc"),
	POPULATE("pud_populate", PUD, 0, 1, 2, "arch pgalloc"),
	POPULATE("p4d_populate", P4D, 0, 1, 2, "arch pgalloc"),
	POPULATE("pgd_populate", PGD, 0, 1, 2, "arch pgalloc"),
	POPULATE("pmd_install", PMD, 0, 1, 2, "mm/memory.c"),

	/* ---- CPU TLB ---- */
	FLUSH("flush_tlb_mm", 0, -1, -1, WN_F_MM, 0, 0, "arch tlbflush"),
	FLUSH("flush_tlb_range", 0, 1, 2, 0, 0, 0, "arch tlbflush"),
	FLUSH("flush_tlb_mm_range", 0, 1, 2, 0, 0, 0, "arch tlbflush"),
	FLUSH("flush_tlb_page", 0, 1, -1, 0, 0, 0, "arch tlbflush"),
	FLUSH("__flush_tlb_range", 0, 1, 2, 0, 0, 0, "arch/arm64 tlbflush"),
	FLUSH("flush_pmd_tlb_range", 0, 1, 2, 0, 0, 0, PT),
	FLUSH("flush_pud_tlb_range", 0, 1, 2, 0, 0, 0, PT),
	FLUSH("flush_hugetlb_tlb_range", 0, 1, 2, 0, 0, 0, "mm/hugetlb.c"),
	FLUSH("flush_hugetlb_page", 0, 1, -1, 0, 0, 0, "arch hugetlb"),
	FLUSH("flush_tlb_fix_spurious_fault", 0, 1, -1, 0, 0, 0, PT),
	FLUSH("flush_tlb_all", -1, -1, -1, WN_F_MM, 0, 0, "arch tlbflush"),
	FLUSH("arch_tlbbatch_flush", -1, -1, -1, WN_F_MM, 0, 0, "arch tlbflush"),
	FLUSH("arch_flush_tlb_batched_pending", 0, -1, -1, WN_F_MM, 0, 0, "arch tlbflush"),
	{ "flush_tlb_batched_pending", WN_K_PENDING, 0, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0,
	  "mm/rmap.c" },
	{ "set_tlb_ubc_flush_pending", WN_K_BATCH, 0, 0, 0, 0, 2, -1, -1, -1, 0, 0, 0,
	  "mm/rmap.c" },
	{ "arch_tlbbatch_add_pending", WN_K_BATCH, 0, 0, 0, 1, 2, -1, -1, -1, 0, 606, 0,
	  "arch tlbflush" },
	{ "try_to_unmap_flush", WN_K_BATCH_FLUSH, 0, 0, 0, -1, -1, -1, -1, -1, 0, 0, 0,
	  "mm/rmap.c" },
	{ "try_to_unmap_flush_dirty", WN_K_BATCH_FLUSH, 0, 0, 0, -1, -1, -1, -1, -1, 0, 0, 0,
	  "mm/rmap.c" },
	GATHER("tlb_gather_mmu", TLB_BEGIN, 0, -1, -1, 0, 0, 0, "mm/mmu_gather.c"),
	GATHER("tlb_gather_mmu_fullmm", TLB_BEGIN, 0, -1, -1, WN_F_MM, 0, 0, "mm/mmu_gather.c"),
	GATHER("tlb_gather_mmu_vma", TLB_BEGIN, 0, -1, -1, 0, 0, 0, "mm/mmu_gather.c"),
	GATHER("tlb_flush_pte_range", TLB_RECORD, 0, 1, 2, 0, 0, 0, TLB),
	GATHER("tlb_flush_pmd_range", TLB_RECORD, 0, 1, 2, 0, 0, 0, TLB),
	GATHER("tlb_flush_pud_range", TLB_RECORD, 0, 1, 2, 0, 0, 0, TLB),
	GATHER("tlb_flush_p4d_range", TLB_RECORD, 0, 1, 2, 0, 0, 0, TLB),
	GATHER("__tlb_adjust_range", TLB_RECORD, 0, 1, 2, 0, 0, 0, TLB),
	GATHER("tlb_remove_huge_tlb_entry", TLB_RECORD, 0, -1, -1, 0, 0, 0, TLB),
	{ "tlb_remove_tlb_entries", WN_K_TLB_RECORD, 0, 0, 0, 0, 3, -1, 2, -1, 0, 609, 0, TLB },
	GATHER("tlb_unshare_pmd_ptdesc", TLB_RECORD, 0, 2, -1, 0, 0, 0, TLB),
	GATHER("__tlb_remove_page", TLB_REMOVE, 0, -1, -1, WN_F_DEFER, 0, 0, TLB),
	GATHER("__tlb_remove_page_size", TLB_REMOVE, 0, -1, -1, WN_F_DEFER, 0, 0,
	       "mm/mmu_gather.c"),
	GATHER("__tlb_remove_folio_pages", TLB_REMOVE, 0, -1, -1, WN_F_DEFER, 609, 0,
	       "mm/mmu_gather.c"),
	GATHER("tlb_remove_page", TLB_REMOVE, 0, -1, -1, WN_F_DEFER, 0, 0, TLB),
	GATHER("tlb_remove_page_size", TLB_REMOVE, 0, -1, -1, WN_F_DEFER, 0, 0, TLB),
	GATHER("tlb_remove_table", TLB_REMOVE, 0, -1, -1, WN_F_DEFER | WN_F_TABLE, 0, 0,
	       "mm/mmu_gather.c"),
	GATHER("___pte_free_tlb", TLB_REMOVE, 0, -1, -1, WN_F_DEFER | WN_F_TABLE, 0, 0, "arch tlb"),
	GATHER("___pmd_free_tlb", TLB_REMOVE, 0, -1, -1, WN_F_DEFER | WN_F_TABLE, 0, 0, "arch tlb"),
	GATHER("___pud_free_tlb", TLB_REMOVE, 0, -1, -1, WN_F_DEFER | WN_F_TABLE, 0, 0, "arch tlb"),
	GATHER("___p4d_free_tlb", TLB_REMOVE, 0, -1, -1, WN_F_DEFER | WN_F_TABLE, 0, 0, "arch tlb"),
	GATHER("__p4d_free_tlb", TLB_REMOVE, 0, -1, -1, WN_F_DEFER | WN_F_TABLE, 0, 0, "arch tlb"),
	GATHER("__pud_free_tlb", TLB_REMOVE, 0, -1, -1, WN_F_DEFER | WN_F_TABLE, 0, 0, "arch tlb"),
	GATHER("__pmd_free_tlb", TLB_REMOVE, 0, -1, -1, WN_F_DEFER | WN_F_TABLE, 0, 0, "arch tlb"),
	GATHER("__pte_free_tlb", TLB_REMOVE, 0, -1, -1, WN_F_DEFER | WN_F_TABLE, 0, 0, "arch tlb"),
	GATHER("tlb_flush_mmu_tlbonly", TLB_FLUSH, 0, -1, -1, 0, 0, 0, TLB),
	GATHER("tlb_flush_mmu", TLB_FLUSH, 0, -1, -1, 0, 0, 0, "mm/mmu_gather.c"),
	GATHER("huge_pmd_unshare_flush", TLB_FLUSH, 0, -1, -1, WN_F_TABLE, 0, 0,
	       "mm/hugetlb.c: flushes for shared tables that were dropped"),
	GATHER("tlb_flush_unshared_tables", TLB_FLUSH, 0, -1, -1, WN_F_TABLE, 0, 0, TLB),
	GATHER("arch_tlb_finish_mmu", TLB_FLUSH, 0, -1, -1, 0, 413, 500, "mm/memory.c"),
	GATHER("tlb_finish_mmu", TLB_FINISH, 0, -1, -1, 0, 0, 0, "mm/mmu_gather.c"),

	/* ---- notifiers ---- */
	NOTIFY("mmu_notifier_invalidate_range", TNOTIFY, 0, 1, 2, 319, 606),
	NOTIFY("mmu_notifier_invalidate_page", PAGE_NOTIFY, 0, 1, -1, 0, 413),
	NOTIFY("mmu_notifier_arch_invalidate_secondary_tlbs", TNOTIFY, 0, 1, 2, 606, 0),
	RANGE("mmu_notifier_range_init", INIT, 0, 4, 5, 6, 1, 500, 603),
	RANGE("mmu_notifier_range_init", INIT, 0, 3, 4, 5, 1, 603, 0),
	RANGE("mmu_notifier_range_init_owner", INIT, 0, 4, 5, 6, 1, 500, 603),
	RANGE("mmu_notifier_range_init_owner", INIT, 0, 3, 4, 5, 1, 603, 0),
	RANGE("mmu_notifier_invalidate_range_start", START, 0, -1, -1, -1, -1, 500, 0),
	RANGE("mmu_notifier_invalidate_range_start_nonblock", START_NB, 0, -1, -1, -1, -1, 500, 0),
	RANGE("mmu_notifier_invalidate_range_end", END, 0, -1, -1, -1, -1, 500, 0),
	RANGE("mmu_notifier_invalidate_range_only_end", ONLY_END, 0, -1, -1, -1, -1, 500, 606),
	RANGE("mmu_notifier_invalidate_range_start", START, -1, 0, 1, 2, -1, 0, 500),
	RANGE("mmu_notifier_invalidate_range_end", END, -1, 0, 1, 2, -1, 0, 500),
	RANGE("mmu_notifier_invalidate_range_only_end", ONLY_END, -1, 0, 1, 2, -1, 415, 500),
	{ "adjust_range_if_pmd_sharing_possible", WN_K_RANGE_ADJUST, 0, 0, 0, 0, 1, -1, 2, -1, 0,
	  0, 0, "mm/hugetlb.c" },
	NOTIFY("mmu_notifier_clear_flush_young", YOUNG_NOTIFY, 0, 1, 2, 0, 0),
	NOTIFY("mmu_notifier_clear_young", YOUNG_NOTIFY, 0, 1, 2, 0, 0),
	NOTIFY("mmu_notifier_release", RELEASE, 0, -1, -1, 0, 0),

	/* ---- pages ---- */
	PAGE("put_page", PUT, 0, -1, 0, "include/linux/mm.h"),
	PAGE("folio_put", PUT, 0, -1, 0, "include/linux/mm.h"),
	PAGE("folio_put_refs", PUT, 0, -1, 0, "include/linux/mm.h"),
	PAGE("__free_page", PUT, 0, -1, 0, "include/linux/gfp.h"),
	PAGE("__free_pages", PUT, 0, -1, 0, "mm/page_alloc.c"),
	PAGE("free_page_and_swap_cache", PUT, 0, -1, 0, "mm/swap_state.c"),
	PAGE("free_swap_cache", IGNORE, -1, -1, 0, "mm/swap_state.c"),
	PAGE("page_put", PUT, 0, -1, 0, "alias"),
	PAGE("get_page", GET, 0, -1, 0, "include/linux/mm.h"),
	PAGE("folio_get", GET, 0, -1, 0, "include/linux/mm.h"),
	PAGE("pte_free", FREE_TABLE, 1, -1, 0, "arch pgalloc"),
	PAGE("pmd_free", FREE_TABLE, 1, -1, 0, "arch pgalloc"),
	PAGE("pud_free", FREE_TABLE, 1, -1, 0, "arch pgalloc"),
	PAGE("pte_free_defer", IGNORE, -1, -1, 0, "freed after an RCU grace period"),
	PAGE("set_page_dirty", DIRTY, 0, -1, 0, "mm/folio-compat.c"),
	PAGE("SetPageDirty", DIRTY, 0, -1, 0, "include/linux/page-flags.h"),
	PAGE("folio_set_dirty", DIRTY, 0, -1, 0, "include/linux/page-flags.h"),
	PAGE("folio_mark_dirty", DIRTY, 0, -1, 0, "mm/page-writeback.c"),
	PAGE("page_remove_rmap", RMAP_REMOVE, 0, -1, 0, "mm/rmap.c, until 6.7"),
	PAGE("folio_remove_rmap_ptes", RMAP_REMOVE, 1, -1, 0, "mm/rmap.c"),
	PAGE("folio_remove_rmap_pmd", RMAP_REMOVE, 1, -1, 0, "mm/rmap.c"),
	PAGE("folio_remove_rmap_pud", RMAP_REMOVE, 1, -1, 0, "mm/rmap.c"),
	PAGE("copy_highpage", COPY_PAGE, 0, 1, 0, "include/linux/highmem.h"),
	PAGE("copy_user_highpage", COPY_PAGE, 0, 1, 0, "include/linux/highmem.h"),
	PAGE("copy_mc_user_highpage", COPY_PAGE, 0, 1, 0, "include/linux/highmem.h"),
	PAGE("copy_mc_highpage", COPY_PAGE, 0, 1, 0, "include/linux/highmem.h"),
	PAGE("copy_user_huge_page", COPY_PAGE, 0, 1, 0, "mm/memory.c"),
	PAGE("copy_user_large_folio", COPY_PAGE, 0, 1, 0, "mm/memory.c"),
	PAGE("folio_copy", COPY_PAGE, 0, 1, 0, "mm/util.c"),
	PAGE("pages_identical", SAME_PAGE, 0, 1, 0, "include/linux/mm.h"),
	PAGE("memcpy", WRITE_PAGE, 0, -1, 0, "string.h"),
	PAGE("__memcpy", WRITE_PAGE, 0, -1, 0, "string.h"),
	PAGE("memset", WRITE_PAGE, 0, -1, 0, "string.h"),
	PAGE("__builtin_memcpy", WRITE_PAGE, 0, -1, 0, "string.h"),
	PAGE("__builtin_memset", WRITE_PAGE, 0, -1, 0, "string.h"),
	PAGE("clear_user_highpage", WRITE_PAGE, 0, -1, 0, "include/linux/highmem.h"),
	PAGE("clear_highpage", WRITE_PAGE, 0, -1, 0, "include/linux/highmem.h"),

	/* ---- locks ---- */
	PTLOCK("pte_lockptr", PURE, PTE, -1, 0, 0, "include/linux/mm.h"),
	PTLOCK("pmd_lockptr", PURE, PMD, -1, 0, 0, "include/linux/mm.h"),
	PTLOCK("pud_lockptr", PURE, PUD, -1, 0, 0, "include/linux/mm.h"),
	LOCK("huge_pte_lockptr", PURE, PTL, -1, 0, "include/linux/hugetlb.h"),
	LOCK("ptlock_ptr", PURE, PTL, -1, 0, "include/linux/mm.h"),
	LOCK("spin_lock", LOCK, SPIN, 0, 0, "include/linux/spinlock.h"),
	LOCK("_raw_spin_lock", LOCK, SPIN, 0, 0, "include/linux/spinlock.h"),
	LOCK("_raw_spin_lock_nested", LOCK, SPIN, 0, 0, "include/linux/spinlock.h"),
	LOCK("spin_lock_irq", LOCK, SPIN, 0, 0, "include/linux/spinlock.h"),
	LOCK("_raw_spin_lock_irqsave", LOCK, SPIN, 0, 0, "include/linux/spinlock.h"),
	LOCK("spin_lock_bh", LOCK, SPIN, 0, 0, "include/linux/spinlock.h"),
	LOCK("spin_trylock", TRYLOCK, SPIN, 0, 0, "include/linux/spinlock.h"),
	LOCK("spin_unlock", UNLOCK, SPIN, 0, 0, "include/linux/spinlock.h"),
	LOCK("spin_unlock_irq", UNLOCK, SPIN, 0, 0, "include/linux/spinlock.h"),
	LOCK("spin_unlock_irqrestore", UNLOCK, SPIN, 0, 0, "include/linux/spinlock.h"),
	LOCK("spin_unlock_bh", UNLOCK, SPIN, 0, 0, "include/linux/spinlock.h"),
	LOCK("_raw_spin_unlock", UNLOCK, SPIN, 0, 0, "include/linux/spinlock.h"),
	LOCK("_raw_read_lock", LOCK, SPIN, 0, 0, "include/linux/rwlock.h"),
	LOCK("_raw_write_lock", LOCK, SPIN, 0, 0, "include/linux/rwlock.h"),
	LOCK("_raw_read_unlock", UNLOCK, SPIN, 0, 0, "include/linux/rwlock.h"),
	LOCK("_raw_write_unlock", UNLOCK, SPIN, 0, 0, "include/linux/rwlock.h"),
	PTLOCK("pmd_lock", LOCK_RET, PMD, -1, 0, 0, "include/linux/mm.h"),
	PTLOCK("pud_lock", LOCK_RET, PUD, -1, 0, 0, "include/linux/mm.h"),
	LOCK("huge_pte_lock", LOCK_RET, PTL, -1, 0, "include/linux/hugetlb.h"),
	PTLOCK("pmd_trans_huge_lock", LOCK_RET_COND, PMD, -1, 0, 0, "include/linux/huge_mm.h"),
	PTLOCK("pud_trans_huge_lock", LOCK_RET_COND, PUD, -1, 0, 0, "include/linux/huge_mm.h"),
	PTLOCK("__pmd_trans_huge_lock", LOCK_RET_COND, PMD, -1, 0, 0, "mm/huge_memory.c"),
	PTLOCK("__pud_trans_huge_lock", LOCK_RET_COND, PUD, -1, 0, 0, "mm/huge_memory.c"),
	MAPLOCK("pte_offset_map_lock", MAP_LOCK, 3, 1, 605, 0),
	MAPLOCK("__pte_offset_map_lock", MAP_LOCK, 3, 1, 605, 0),
	MAPLOCK("pte_offset_map_nolock", LOCK_PTR, 3, 1, 605, 613),
	MAPLOCK("pte_offset_map_ro_nolock", LOCK_PTR, 3, 1, 613, 0),
	MAPLOCK("pte_offset_map_rw_nolock", LOCK_PTR, 4, 1, 613, 0),
	PTLOCK("get_locked_pte", MAP_LOCK, PTE, 2, 0, 0, "include/linux/mm.h"),
	PTLOCK("folio_walk_start", LOCK_RET_COND, NONE, -1, 611, 0, "mm/pagewalk.c"),
	LOCKV("follow_pfnmap_start", TRYLOCK, PTL, 0, WN_F_ZERO, 612, 0, "mm/memory.c"),
	LOCKV("follow_pfnmap_end", UNLOCK, PTL, 0, 0, 612, 0, "mm/memory.c"),
	LOCK("pte_unmap", IGNORE, PTL, -1, 0, "the lock is dropped by who calls it as well"),
	LOCK("follow_pte", IGNORE, PTL, -1, 0, "read only"),
	LOCK("page_vma_mapped_walk", WALK, PTL, 0, 0, "mm/page_vma_mapped.c"),
	LOCK("page_vma_mapped_walk_done", WALK_DONE, PTL, 0, 0, "include/linux/rmap.h"),
	LOCK("rcu_read_lock", LOCK, RCU, -1, 0, "include/linux/rcupdate.h"),
	LOCK("rcu_read_unlock", UNLOCK, RCU, -1, 0, "include/linux/rcupdate.h"),
	LOCKV("down_read", LOCK, MMAP_READ, 0, WN_F_MMAP_SEM, 0, 508, "kernel/locking/rwsem.c"),
	LOCKV("up_read", UNLOCK, MMAP_READ, 0, WN_F_MMAP_SEM, 0, 508, "kernel/locking/rwsem.c"),
	LOCKV("down_read_trylock", TRYLOCK, MMAP_READ, 0, WN_F_MMAP_SEM, 0, 508,
	      "kernel/locking/rwsem.c"),
	LOCKV("down_write", LOCK, MMAP_WRITE, 0, WN_F_MMAP_SEM, 0, 508, "kernel/locking/rwsem.c"),
	LOCKV("up_write", UNLOCK, MMAP_WRITE, 0, WN_F_MMAP_SEM, 0, 508, "kernel/locking/rwsem.c"),
	LOCKV("down_write_trylock", TRYLOCK, MMAP_WRITE, 0, WN_F_MMAP_SEM, 0, 508,
	      "kernel/locking/rwsem.c"),
	LOCK("mmap_read_lock", LOCK, MMAP_READ, 0, 0, "include/linux/mmap_lock.h"),
	LOCK("mmap_read_unlock", UNLOCK, MMAP_READ, 0, 0, "include/linux/mmap_lock.h"),
	LOCK("mmap_read_trylock", TRYLOCK, MMAP_READ, 0, 0, "include/linux/mmap_lock.h"),
	LOCK("mmap_write_lock", LOCK, MMAP_WRITE, 0, 0, "include/linux/mmap_lock.h"),
	LOCK("mmap_write_lock_killable", TRYLOCK, MMAP_WRITE, 0, WN_F_ZERO,
	     "include/linux/mmap_lock.h"),
	LOCK("mmap_read_lock_killable", TRYLOCK, MMAP_READ, 0, WN_F_ZERO,
	     "include/linux/mmap_lock.h"),
	LOCK("mmap_write_unlock", UNLOCK, MMAP_WRITE, 0, 0, "include/linux/mmap_lock.h"),
	LOCK("mmap_write_trylock", TRYLOCK, MMAP_WRITE, 0, 0, "include/linux/mmap_lock.h"),
	LOCK("i_mmap_lock_write", LOCK, IMMAP, 0, WN_F_WRITELOCK, "include/linux/fs.h"),
	LOCK("i_mmap_unlock_write", UNLOCK, IMMAP, 0, 0, "include/linux/fs.h"),
	LOCK("i_mmap_lock_read", LOCK, IMMAP, 0, 0, "include/linux/fs.h"),
	LOCK("i_mmap_unlock_read", UNLOCK, IMMAP, 0, 0, "include/linux/fs.h"),
	LOCK("i_mmap_trylock_write", TRYLOCK, IMMAP, 0, WN_F_WRITELOCK, "include/linux/fs.h"),
	LOCK("i_mmap_trylock_read", TRYLOCK, IMMAP, 0, 0, "include/linux/fs.h"),
	LOCK("anon_vma_lock_write", LOCK, ANON_VMA, 0, WN_F_WRITELOCK, "include/linux/rmap.h"),
	LOCK("anon_vma_unlock_write", UNLOCK, ANON_VMA, 0, 0, "include/linux/rmap.h"),
	LOCK("anon_vma_lock_read", LOCK, ANON_VMA, 0, 0, "include/linux/rmap.h"),
	LOCK("anon_vma_unlock_read", UNLOCK, ANON_VMA, 0, 0, "include/linux/rmap.h"),
	LOCKV("find_lock_page", LOCK_RET_COND, FOLIO, -1, 0, 0, 0, "include/linux/pagemap.h"),
	LOCKV("filemap_lock_folio", LOCK_RET_COND, FOLIO, -1, 0, 0, 604, "include/linux/pagemap.h"),
	LOCKV("filemap_lock_folio", LOCK_RET_COND, FOLIO, -1, WN_F_ERRPTR, 604, 0,
	      "include/linux/pagemap.h"),
	LOCK("lock_page", LOCK, FOLIO, 0, 0, "include/linux/pagemap.h"),
	LOCK("folio_lock", LOCK, FOLIO, 0, 0, "include/linux/pagemap.h"),
	LOCK("trylock_page", TRYLOCK, FOLIO, 0, 0, "include/linux/pagemap.h"),
	LOCK("folio_trylock", TRYLOCK, FOLIO, 0, 0, "include/linux/pagemap.h"),
	LOCK("unlock_page", UNLOCK, FOLIO, 0, 0, "mm/folio-compat.c"),
	LOCK("folio_unlock", UNLOCK, FOLIO, 0, 0, "mm/filemap.c"),

	/* ---- entry values ---- */
	VALUE("pte_wrprotect", RESTRICT, 0, PT), VALUE("pmd_wrprotect", RESTRICT, 0, PT),
	VALUE("pud_wrprotect", RESTRICT, 0, PT), VALUE("huge_pte_wrprotect", RESTRICT, 0, HUGE),
	VALUE("pte_mkclean", RESTRICT, 0, PT), VALUE("pmd_mkclean", RESTRICT, 0, PT),
	VALUE("pte_exprotect", RESTRICT, 0, PT), VALUE("pte_modify", RESTRICT, 0, PT),
	VALUE("pmd_modify", RESTRICT, 0, PT), VALUE("pud_modify", RESTRICT, 0, PT),
	VALUE("huge_pte_modify", RESTRICT, 0, HUGE),
	VALUE("pte_mkold", OLD, 0, PT), VALUE("pmd_mkold", OLD, 0, PT),
	VALUE("pud_mkold", OLD, 0, PT),
	VALUE("pte_mkyoung", SAME, 0, PT), VALUE("pmd_mkyoung", SAME, 0, PT),
	VALUE("pud_mkyoung", SAME, 0, PT), VALUE("pte_sw_mkyoung", SAME, 0, PT),
	DIRTYV("pte_mkdirty"), DIRTYV("pmd_mkdirty"),
	DIRTYV("pud_mkdirty"), DIRTYV("huge_pte_mkdirty"),
	VALUE("pte_mkhuge", SAME, 0, PT), VALUE("pmd_mkhuge", SAME, 0, PT),
	VALUE("pud_mkhuge", SAME, 0, PT),
	VALUE("pte_mkspecial", SAME, 0, PT), VALUE("pmd_mkspecial", SAME, 0, PT),
	VALUE("pte_mkdevmap", SAME, 0, PT), VALUE("pmd_mkdevmap", SAME, 0, PT),
	VALUE("pte_mkwrite", WRITE, 0, PT), VALUE("pmd_mkwrite", WRITE, 0, PT),
	VALUE("pte_mkwrite_novma", WRITE, 0, PT), VALUE("pmd_mkwrite_novma", WRITE, 0, PT),
	VALUE("huge_pte_mkwrite", WRITE, 0, HUGE), VALUE("pud_mkwrite", WRITE, 0, PT),
	VALUE("maybe_mkwrite", WRITE, 0, "include/linux/mm.h"),
	VALUE("maybe_pmd_mkwrite", WRITE, 0, "include/linux/huge_mm.h"),
	VALUE("maybe_pud_mkwrite", WRITE, 0, "mm/huge_memory.c"),
	VALUE("pte_mk_savedwrite", SAME, 0, PT), VALUE("pte_clear_savedwrite", SAME, 0, PT),
	VALUE("pmd_mk_savedwrite", SAME, 0, PT), VALUE("pmd_clear_savedwrite", SAME, 0, PT),
	VALUE("pte_mksoft_dirty", SAME, 0, PT), VALUE("pmd_mksoft_dirty", SAME, 0, PT),
	VALUE("pte_clear_soft_dirty", RESTRICT, 0, PT),
	VALUE("pmd_clear_soft_dirty", RESTRICT, 0, PT),
	VALUE("pte_swp_mksoft_dirty", SAME, 0, PT), VALUE("pte_swp_clear_soft_dirty", SAME, 0, PT),
	VALUE("pmd_swp_mksoft_dirty", SAME, 0, PT), VALUE("pmd_swp_clear_soft_dirty", SAME, 0, PT),
	VALUE("pte_mkuffd_wp", RESTRICT, 0, PT), VALUE("pmd_mkuffd_wp", RESTRICT, 0, PT),
	VALUE("huge_pte_mkuffd_wp", RESTRICT, 0, HUGE), VALUE("pte_clear_uffd_wp", SAME, 0, PT),
	VALUE("pmd_clear_uffd_wp", SAME, 0, PT), VALUE("huge_pte_clear_uffd_wp", SAME, 0, HUGE),
	VALUE("pte_swp_mkuffd_wp", SAME, 0, PT), VALUE("pmd_swp_mkuffd_wp", SAME, 0, PT),
	VALUE("pte_swp_clear_uffd_wp", SAME, 0, PT),
	VALUE("pte_swp_clear_flags", SAME, 0, "mm/internal.h"),
	VALUE("pte_swp_mkexclusive", SAME, 0, PT), VALUE("pte_swp_clear_exclusive", SAME, 0, PT),
	VALUE("arch_make_huge_pte", SAME, 0, HUGE), VALUE("arch_make_huge_pte2", SAME, 0, HUGE),
	VALUE("move_soft_dirty_pte", SAME, 0, "mm/mremap.c"),
	VALUE("move_soft_dirty_pmd", SAME, 0, "mm/huge_memory.c"),
	VALUE("mk_pte", PAGE, 0, PT), VALUE("mk_pmd", PAGE, 0, PT), VALUE("mk_pud", PAGE, 0, PT),
	VALUE("mk_huge_pte", PAGE, 0, HUGE), VALUE("mk_huge_pmd", PAGE, 0, "mm/huge_memory.c"),
	VALUE("folio_mk_pte", PAGE, 0, PT), VALUE("folio_mk_pmd", PAGE, 0, PT),
	CASTV("pmd_pte"), CASTV("pte_pmd"), CASTV("pud_pte"), CASTV("pte_pud"),
	VALUE("pfn_pte", PAGE, 0, PT), VALUE("pfn_pmd", PAGE, 0, PT), VALUE("pfn_pud", PAGE, 0, PT),
	VALUE("pfn_t_pte", PAGE, 0, PT), VALUE("pfn_t_pmd", PAGE, 0, PT),
	VALUE("pfn_t_pud", PAGE, 0, PT),
	VALUE2("make_huge_pte", PAGE_PROT, 1, 2, "mm/hugetlb.c"),
	VALUE("swp_entry_to_pte", ENTRY, 0, SWOPS), VALUE("swp_entry_to_pmd", ENTRY, 0, SWOPS),
	VALUEV("make_migration_entry", MIGRATION, 0, 0, 514, SWOPS),
	VALUEV("make_device_private_entry", DEVICE, 0, 414, 514, SWOPS),
	VALUE("make_readable_migration_entry", MIGRATION, 0, SWOPS),
	VALUE("make_writable_migration_entry", MIGRATION, 0, SWOPS),
	VALUE("make_readable_exclusive_migration_entry", MIGRATION, 0, SWOPS),
	VALUE("make_migration_entry_young", SAME, 0, SWOPS),
	DIRTYV("make_migration_entry_dirty"),
	VALUE("make_hwpoison_entry", HWPOISON, 0, SWOPS),
	VALUE("make_readable_device_exclusive_entry", EXCLUSIVE, 0, SWOPS),
	VALUE("make_writable_device_exclusive_entry", EXCLUSIVE, 0, SWOPS),
	VALUE("make_device_exclusive_entry", EXCLUSIVE, 0, SWOPS),
	VALUE("make_readable_device_private_entry", DEVICE, 0, SWOPS),
	VALUE("make_writable_device_private_entry", DEVICE, 0, SWOPS),
	VALUE("make_pte_marker_entry", MARKER, 0, SWOPS),
	VALUE("make_pte_marker", MARKER, 0, SWOPS),
	VALUE("swp_entry", SWAP, 0, SWOPS),
	SWAPONLY("pte_to_swp_entry"), SWAPONLY("pmd_to_swp_entry"),
	SWAPONLY("pte_to_swp_entry_or_zero"),

	/* ioremap() and vmalloc() with huge entries: kernel mappings only. */
	IGNORE("p4d_set_huge"), IGNORE("pud_set_huge"), IGNORE("pmd_set_huge"),
	IGNORE("p4d_clear_huge"), IGNORE("pud_clear_huge"), IGNORE("pmd_clear_huge"),
	IGNORE("p4d_free_pud_page"), IGNORE("pud_free_pmd_page"), IGNORE("pmd_free_pte_page"),
	/* Asks the driver for its page back (until 5.2): a migration of its own. */
	IGNORE("device_private_entry_fault"),
	/* The user half of the kernel's own top table, when page tables are isolated. */
	IGNORE("__pti_set_user_pgtbl"), IGNORE("__pti_set_user_pgd"),
	/* The same table, written through the fixmap: arch/arm64/mm/mmu.c. */
	IGNORE("set_swapper_pgd"),
	/* Entries of 64K at once or one by one: the same pages, flushed where it must be. */
	IGNORE("__contpte_try_fold"), IGNORE("__contpte_try_unfold"),
	/* A corrupted entry is reported and wiped; nothing valid was in it. */
	IGNORE("pte_clear_bad"), IGNORE("pmd_clear_bad"), IGNORE("pud_clear_bad"),
	IGNORE("p4d_clear_bad"), IGNORE("pgd_clear_bad"),

	/* ---- questions about values, and values of pages ---- */
	/* "not a huge entry" may still be a table; only these are exact */
	EXACT("pte_present", PRESENT), EXACT("pmd_present", PRESENT), EXACT("pud_present", PRESENT),
	PRED("pte_accessible", PRESENT), PRED("pmd_trans_huge", PRESENT),
	PRED("pmd_devmap", PRESENT),
	PRED("pud_trans_huge", PRESENT), PRED("pud_devmap", PRESENT),
	PRED("pte_none", NOTPRESENT), PRED("pmd_none", NOTPRESENT), PRED("pud_none", NOTPRESENT),
	PRED("huge_pte_none", NOTPRESENT), PRED("huge_pte_none_mostly", NOTPRESENT),
	PRED("is_swap_pte", NOTPRESENT), PRED("is_swap_pmd", NOTPRESENT),
	PRED("is_hugetlb_entry_migration", NOTPRESENT),
	PRED("is_hugetlb_entry_hwpoisoned", NOTPRESENT),
	PRED("is_pte_marker", NOTPRESENT), PRED("pte_marker_uffd_wp", NOTPRESENT),
	PRED("pte_swp_uffd_wp_any", NOTPRESENT), PRED("is_pmd_migration_entry", NOTPRESENT),
	PRED("pte_none_mostly", NOTPRESENT),
	PRED("pte_protnone", PROTNONE), PRED("pmd_protnone", PROTNONE),
	PRED("is_device_exclusive_entry", LENT), PRED("is_writable_device_exclusive_entry", LENT),
	PRED("pte_same", EQUAL), PRED("pmd_same", EQUAL), PRED("pud_same", EQUAL),
	PRED("folio_test_anon", ANON), PRED("PageAnon", ANON), PRED("vma_is_anonymous", ANON_VMA),
	PRED("is_cow_mapping", COW_VMA), PRED("mm_has_notifiers", OBSERVED),
	PRED("is_huge_zero_pmd", ZERO), PRED("is_zero_pfn", ZERO), PRED("my_zero_pfn", ZERO),
	PRED("is_huge_zero_page", ZERO), PRED("is_huge_zero_folio", ZERO),
	PRED("page_folio", PAGE_OF), PRED("compound_head", PAGE_OF),
	PRED("_compound_head", PAGE_OF),
	PRED("folio_page", PAGE_OF), PRED("folio_file_page", PAGE_OF), PRED("nth_page", PAGE_OF),
	PRED("spinlock_check", PAGE_OF),
	PRED("pte_young", BIT), PRED("pte_dirty", DIRTY), PURE("pte_write"),
	PRED("pmd_young", BIT), PRED("pmd_dirty", DIRTY), PRED("huge_pte_dirty", DIRTY),
	PURE("pmd_write"), PRED("pte_pfn", PAGE_IN), PRED("pmd_pfn", PAGE_IN),
	PRED("pmd_page", PAGE_IN), PRED("pte_page", PAGE_IN), PRED("pud_page", PAGE_IN),
	PURE("pmd_pgtable"), PURE("pud_pgtable"),
	PURE("pfn_to_page"), PRED("page_to_pfn", PAGE_OF), PRED("folio_pfn", PAGE_OF),
	PURE("vm_normal_page"),
	PURE("vm_normal_folio"), PURE("vm_normal_page_pmd"), PURE("vm_normal_folio_pmd"),
	PREDV("pte_offset_map", NONNULL, 0, 605), PREDV("pte_offset_map", NONE, 605, 0),
	PRED("pte_offset_kernel", NONNULL), PURE("pmd_offset"), PURE("pud_offset"),
	PURE("p4d_offset"), PURE("pgd_offset"), PURE("pgd_offset_pgd"), PURE("huge_pte_offset"),
	PURE("hugetlb_walk"), PURE("huge_page_size"), PURE("huge_page_shift"), PURE("hstate_vma"),
	PURE("huge_page_mask"), PURE("is_vm_hugetlb_page"), PURE("folio_test_hugetlb"),
	PURE("PageHuge"),
	PURE("folio_test_swapbacked"), PURE("folio_test_swapcache"), PURE("PageHWPoison"),
	PURE("PageAnonExclusive"), PURE("folio_is_zone_device"), PURE("is_zone_device_page"),
	PURE("is_device_private_page"), PURE("vma_is_dax"), PURE("mm_tlb_flush_nested"),
	PURE("mm_tlb_flush_pending"), PURE("folio_size"), PURE("page_size"), PURE("folio_nr_pages"),
	MAPS("kmap_atomic"), MAPS("kmap_local_page"), MAPS("kmap"), PURE("lowmem_page_address"),
	PURE("page_address"), MAPS("kmap_local_folio"), PURE("IS_ERR"), PURE("IS_ERR_OR_NULL"),
	PURE("PTR_ERR"), PURE("vma_is_accessible"), PURE("arch_needs_pgtable_deposit"),
	PURE("pte_swp_soft_dirty"), PRED("pte_soft_dirty", BIT), PURE("pte_uffd_wp"),
	PRED("pmd_soft_dirty", BIT),
	PURE("pmd_uffd_wp"), PURE("is_writable_migration_entry"), PURE("is_migration_entry"),
	PURE("is_readable_exclusive_migration_entry"), PRED("swp_offset", PAGE_IN),
	PURE("swp_type"),
	PURE("is_device_private_entry"), PURE("is_writable_device_private_entry"),
	PRED("pfn_swap_entry_to_page", PAGE_IN), PRED("pfn_swap_entry_folio", PAGE_IN),
	PRED("migration_entry_to_page", PAGE_IN), PURE("pte_unused"),
	READ("ptep_get", 0), READ("pmdp_get", 0), READ("pudp_get", 0), READ("p4dp_get", 0),
	READ("ptep_get_lockless", 0), READ("pmdp_get_lockless", 0), READ("pmd_read_atomic", 0),
	READ("__ptep_get", 0), READ("contpte_ptep_get", 0), READ("contpte_ptep_get_lockless", 0),
	 READV("huge_ptep_get", 0, 0, 611), READV("huge_ptep_get", 2, 611, 0),

	/* Printing for a kernel that is about to die says nothing of the page. */
	PURE("dump_page"), PURE("__dump_page"),
	KERNEL("init_mm", "mm/init-mm.c"),
	/* the direct map, modules and EFI: pages of the kernel, by init_mm's table or EFI's */
	KERNEL("__change_page_attr_set_clr", "arch/x86/mm/pat/set_memory.c"),

	/* ---- names of macros, so that a report says what the author wrote ---- */
	NAME("ptep_clear_flush_notify"), NAME("pmdp_huge_clear_flush_notify"),
	NAME("pudp_huge_clear_flush_notify"), NAME("ptep_clear_flush_young_notify"),
	NAME("pmdp_clear_flush_young_notify"), NAME("ptep_clear_young_notify"),
	NAME("pmdp_clear_young_notify"), NAME("set_pte_at_notify"), NAME("pte_offset_map_lock"),
	NAME("pte_unmap_unlock"), NAME("tlb_remove_tlb_entry"), NAME("tlb_remove_pmd_tlb_entry"),
	NAME("tlb_remove_pud_tlb_entry"), NAME("tlb_remove_huge_tlb_entry"),
	NAME("pte_free_tlb"), NAME("pmd_free_tlb"), NAME("pud_free_tlb"), NAME("p4d_free_tlb"),
	NAME("pte_alloc_map_lock"), NAME("mmu_notifier_range_update_to_read_only"),
};

const uint32_t wn_model_table_size = WN_ARRAY_SIZE(wn_model_table);

/*
 * What include/linux/mmu_notifier.h offered, and who relied on it. Read in 4.12,
 * 4.14, 4.19, 5.15, 6.1, 6.12 and 7.2; ->invalidate_range() came with 3.19.
 */
const struct wn_profile wn_profiles[] = {
	{ "up to 4.12 (invalidate_page)", 319, 412 },
	{ "4.13 and 4.14 (invalidate_range in every range_end)", 413, 414 },
	{ "4.15 to 4.20 (range_only_end)", 415, 420 },
	{ "5.0 to 6.5 (struct mmu_notifier_range)", 500, 605 },
	{ "6.6 and later (the CPU's flush tells secondary TLBs)", 606, 702 },
};

const uint32_t wn_nprofiles = WN_ARRAY_SIZE(wn_profiles);

/* Definitions of mm/mmu_notifier.c: distributions backport it as a whole. */
const struct wn_profile_mark wn_profile_marks[] = {
	{ "__mmu_notifier_invalidate_page", -1, 0 },
	{ "__mmu_notifier_arch_invalidate_secondary_tlbs", -1, 4 },
	{ "__mmu_notifier_invalidate_range_end", 3, 1 },
	{ "__mmu_notifier_invalidate_range_end", 4, 2 },
	{ "__mmu_notifier_invalidate_range_end", 2, 3 },
	{ "__mmu_notifier_invalidate_range_end", 1, 4 },
};

const uint32_t wn_nprofile_marks = WN_ARRAY_SIZE(wn_profile_marks);

const char *const wn_model_types[] = {
	"pte_t", "pmd_t", "pud_t", "p4d_t", "pgd_t", "mmu_gather", "page_vma_mapped_walk",
	"mm_walk_ops", "rmap_walk_control", "mmu_notifier_range", "mmu_notifier_ops",
	"mmu_interval_notifier_ops", NULL
};
