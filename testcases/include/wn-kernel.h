/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As much of the kernel's mm interface as test units need, by its 6.1 names.
 *
 * Only the shape matters to the plugin: entry types are structs, helpers are
 * calls, what is a macro in the kernel is a macro here. WN_KERNEL selects the
 * release, as major * 100 + minor.
 */
#ifndef WN_KERNEL_H
#define WN_KERNEL_H

#ifndef WN_KERNEL
#define WN_KERNEL 601
#endif

typedef _Bool bool;
enum { false, true };
typedef unsigned int gfp_t;
typedef unsigned int vm_fault_t;
typedef unsigned long long u64;

#define NULL		((void *)0)
#define PAGE_SHIFT	12
#define PAGE_SIZE	(1UL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#define HPAGE_PMD_SIZE	(1UL << 21)
#define HPAGE_PMD_MASK	(~(HPAGE_PMD_SIZE - 1))
#define GFP_KERNEL	0xcc0U
#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)

/* Page-table entries. */
typedef struct { unsigned long pte; } pte_t;
typedef struct { unsigned long pmd; } pmd_t;
typedef struct { unsigned long pud; } pud_t;
typedef struct { unsigned long p4d; } p4d_t;
typedef struct { unsigned long pgd; } pgd_t;
typedef struct { unsigned long pgprot; } pgprot_t;
typedef unsigned int cydp_t;
#define CYDP_CLEAR_YOUNG	1U
#define CYDP_CLEAR_DIRTY	2U
typedef struct { unsigned long val; } swp_entry_t;
typedef struct page *pgtable_t;

/* Locks. */
typedef struct spinlock { int v; } spinlock_t;
struct rw_semaphore { int v; };
void spin_lock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
int spin_trylock(spinlock_t *lock);
void rcu_read_lock(void);
void rcu_read_unlock(void);

/* Address spaces. */
struct mmu_notifier_subscriptions;
struct address_space {
	struct rw_semaphore i_mmap_rwsem;
};

struct mm_struct {
	struct rw_semaphore mmap_lock;
	spinlock_t page_table_lock;
	struct mmu_notifier_subscriptions *notifier_subscriptions;
};

struct vm_area_struct {
	unsigned long vm_start, vm_end, vm_flags;
	struct mm_struct *vm_mm;
	pgprot_t vm_page_prot;
	struct address_space *vm_file;
};

#define VM_WRITE	0x2UL
#define VM_SHARED	0x8UL

void mmap_read_lock(struct mm_struct *mm);
void mmap_read_unlock(struct mm_struct *mm);
bool mmap_read_trylock(struct mm_struct *mm);
void mmap_write_lock(struct mm_struct *mm);
void mmap_write_unlock(struct mm_struct *mm);
void i_mmap_lock_write(struct address_space *mapping);
void i_mmap_unlock_write(struct address_space *mapping);
void i_mmap_lock_read(struct address_space *mapping);
void i_mmap_unlock_read(struct address_space *mapping);

struct vm_fault {
	struct vm_area_struct *vma;
	unsigned long address;
	unsigned int flags;
	pmd_t *pmd;
	pte_t orig_pte;
	struct page *page;
	pte_t *pte;
	spinlock_t *ptl;
};

/* Pages. */
struct page {
	unsigned long flags;
	int _refcount;
};

struct folio {
	struct page page;
};

#define page_folio(p)		((struct folio *)(p))
#define ZERO_PAGE(addr)		(wn_zero_page)
extern struct page *wn_zero_page;
struct page *alloc_page_vma(gfp_t gfp, struct vm_area_struct *vma,
			    unsigned long addr);
void get_page(struct page *page);
void put_page(struct page *page);
void folio_get(struct folio *folio);
void folio_put(struct folio *folio);
void __free_page(struct page *page);
void lock_page(struct page *page);
int trylock_page(struct page *page);
void unlock_page(struct page *page);
void folio_lock(struct folio *folio);
void folio_unlock(struct folio *folio);
bool folio_trylock(struct folio *folio);
int folio_test_anon(struct folio *folio);
unsigned long folio_pfn(struct folio *folio);
int PageAnon(struct page *page);
int PageSwapCache(struct page *page);
int PageHWPoison(struct page *page);
int page_mapcount(struct page *page);
int pages_identical(struct page *a, struct page *b);
void copy_user_highpage(struct page *to, struct page *from, unsigned long addr,
			struct vm_area_struct *vma);
void page_add_new_anon_rmap(struct page *page, struct vm_area_struct *vma,
			    unsigned long addr);
void page_add_anon_rmap(struct page *page, struct vm_area_struct *vma,
			unsigned long addr, int flags);
void page_remove_rmap(struct page *page, struct vm_area_struct *vma, bool compound);
int page_try_share_anon_rmap(struct page *page);
void set_page_dirty(struct page *page);

/* Page-table locks and walks. */
spinlock_t *pte_lockptr(struct mm_struct *mm, pmd_t *pmd);
pte_t *pte_offset_map(pmd_t *pmd, unsigned long addr);
void pte_unmap(pte_t *ptep);
pte_t *get_locked_pte(struct mm_struct *mm, unsigned long addr, spinlock_t **ptl);
spinlock_t *pmd_lockptr(struct mm_struct *mm, pmd_t *pmd);
pmd_t *mm_find_pmd(struct mm_struct *mm, unsigned long addr);
spinlock_t *pmd_lock(struct mm_struct *mm, pmd_t *pmd);
spinlock_t *pmd_trans_huge_lock(pmd_t *pmd, struct vm_area_struct *vma);

#if WN_KERNEL < 605
#define pte_offset_map_lock(mm, pmd, address, ptlp)		\
({								\
	spinlock_t *lock_ = pte_lockptr(mm, pmd);		\
	pte_t *pte_ = pte_offset_map(pmd, address);		\
	*(ptlp) = lock_;					\
	spin_lock(lock_);					\
	pte_;							\
})
#else
pte_t *pte_offset_map_lock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			   spinlock_t **ptlp);
pte_t *pte_offset_map_nolock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			     spinlock_t **ptlp);
#endif

#define pte_unmap_unlock(ptep, ptl)				\
do {								\
	spin_unlock(ptl);					\
	pte_unmap(ptep);					\
} while (0)

struct page_vma_mapped_walk {
	unsigned long pfn, nr_pages, pgoff;
	struct vm_area_struct *vma;
	unsigned long address;
	pmd_t *pmd;
	pte_t *pte;
	spinlock_t *ptl;
	unsigned int flags;
};

#define DEFINE_FOLIO_VMA_WALK(name, folio_, vma_, address_, flags_)	\
	struct page_vma_mapped_walk name = {				\
		.pfn = (unsigned long)(folio_),				\
		.vma = vma_,						\
		.address = address_,					\
		.flags = flags_,					\
	}
bool page_vma_mapped_walk(struct page_vma_mapped_walk *pvmw);
void page_vma_mapped_walk_done(struct page_vma_mapped_walk *pvmw);

/* Reading and building entries. */
int pte_same(pte_t a, pte_t b);
int pmd_same(pmd_t a, pmd_t b);
int pte_none(pte_t pte);
int pte_present(pte_t pte);
int pte_dirty(pte_t pte);
int pte_write(pte_t pte);
int pte_young(pte_t pte);
int pmd_present(pmd_t pmd);
int pmd_trans_huge(pmd_t pmd);
unsigned long pte_pfn(pte_t pte);
struct page *vm_normal_page(struct vm_area_struct *vma, unsigned long addr, pte_t pte);
pte_t mk_pte(struct page *page, pgprot_t prot);
pte_t pte_wrprotect(pte_t pte);
pte_t pte_mkclean(pte_t pte);
pte_t pte_mkold(pte_t pte);
pte_t pte_mkyoung(pte_t pte);
pte_t pte_sw_mkyoung(pte_t pte);
pte_t pte_mkdirty(pte_t pte);
pte_t pte_mkspecial(pte_t pte);
pte_t pte_modify(pte_t pte, pgprot_t prot);
pte_t maybe_mkwrite(pte_t pte, struct vm_area_struct *vma);
pmd_t mk_pmd(struct page *page, pgprot_t prot);
pmd_t pmd_wrprotect(pmd_t pmd);
pmd_t pmd_mkclean(pmd_t pmd);
pmd_t pmd_modify(pmd_t pmd, pgprot_t prot);
pmd_t pmd_mkdirty(pmd_t pmd);
pmd_t pmd_mkyoung(pmd_t pmd);
pmd_t maybe_pmd_mkwrite(pmd_t pmd, struct vm_area_struct *vma);
pmd_t mk_huge_pmd(struct page *page, pgprot_t prot);
struct page *pmd_page(pmd_t pmd);
int pmd_none(pmd_t pmd);
int pmd_dirty(pmd_t pmd);
int pmd_write(pmd_t pmd);
int is_huge_zero_pmd(pmd_t pmd);
int is_swap_pte(pte_t pte);
int pte_protnone(pte_t pte);
struct page *pte_page(pte_t pte);
pte_t pte_mkwrite(pte_t pte);
pte_t pfn_pte(unsigned long pfn, pgprot_t prot);
unsigned long my_zero_pfn(unsigned long addr);
unsigned long page_to_pfn(struct page *page);
pte_t pte_clear_soft_dirty(pte_t pte);
swp_entry_t make_writable_device_exclusive_entry(unsigned long offset);
bool is_writable_device_exclusive_entry(swp_entry_t entry);
swp_entry_t make_readable_device_private_entry(unsigned long offset);
swp_entry_t swp_entry(unsigned long type, unsigned long offset);
unsigned long swp_offset(swp_entry_t entry);
swp_entry_t pmd_to_swp_entry(pmd_t pmd);
int is_pmd_migration_entry(pmd_t pmd);
struct page *pfn_swap_entry_to_page(swp_entry_t entry);
pte_t swp_entry_to_pte(swp_entry_t entry);
swp_entry_t pte_to_swp_entry(pte_t pte);
swp_entry_t make_readable_migration_entry(unsigned long offset);
swp_entry_t make_writable_migration_entry(unsigned long offset);
swp_entry_t make_hwpoison_entry(struct page *page);

/* Changing entries. */
pte_t ptep_clear_flush(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep);
pte_t ptep_get_and_clear(struct mm_struct *mm, unsigned long addr, pte_t *ptep);
pte_t ptep_get_and_clear_full(struct mm_struct *mm, unsigned long addr, pte_t *ptep, int full);
pte_t get_and_clear_full_ptes(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
			      unsigned int nr, int full);
void pte_clear(struct mm_struct *mm, unsigned long addr, pte_t *ptep);
pte_t ptep_modify_prot_start(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep);
void ptep_modify_prot_commit(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep,
			     pte_t old, pte_t pte);
void ptep_set_wrprotect(struct mm_struct *mm, unsigned long addr, pte_t *ptep);
int ptep_set_access_flags(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep,
			  pte_t entry, int dirty);
int ptep_test_and_clear_young(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep);
int ptep_clear_flush_young(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep);
void clear_young_dirty_ptes(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep,
			    unsigned int nr, cydp_t flags);
int pmdp_test_and_clear_young(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmdp);
int pmdp_clear_flush_young(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmdp);
int pmdp_set_access_flags(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmdp,
			  pmd_t entry, int dirty);
pmd_t pmdp_huge_clear_flush(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmdp);
pmd_t pmdp_huge_get_and_clear_full(struct vm_area_struct *vma, unsigned long addr,
				   pmd_t *pmdp, int full);
pmd_t pmdp_invalidate(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmdp);
pmd_t pmdp_invalidate_ad(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmdp);
pmd_t pmdp_collapse_flush(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmdp);
void pmdp_set_wrprotect(struct mm_struct *mm, unsigned long addr, pmd_t *pmdp);
void set_pte_at(struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t pte);
void set_pmd_at(struct mm_struct *mm, unsigned long addr, pmd_t *pmdp, pmd_t pmd);
void pmd_populate(struct mm_struct *mm, pmd_t *pmd, pgtable_t table);
void pmd_clear(pmd_t *pmd);
void pte_free(struct mm_struct *mm, pgtable_t table);
pgtable_t pmd_pgtable(pmd_t pmd);
pgtable_t pgtable_trans_huge_withdraw(struct mm_struct *mm, pmd_t *pmdp);
void pgtable_trans_huge_deposit(struct mm_struct *mm, pmd_t *pmdp, pgtable_t table);

/* Huge pages of hugetlbfs. */
struct hstate {
	unsigned int order;
};

struct hstate *hstate_vma(struct vm_area_struct *vma);
unsigned long huge_page_size(const struct hstate *h);
pte_t *huge_pte_offset(struct mm_struct *mm, unsigned long addr, unsigned long sz);
spinlock_t *huge_pte_lock(struct hstate *h, struct mm_struct *mm, pte_t *pte);
pte_t huge_ptep_get(pte_t *ptep);
int huge_pte_none(pte_t pte);
int huge_pte_write(pte_t pte);
pte_t huge_pte_wrprotect(pte_t pte);
pte_t huge_pte_modify(pte_t pte, pgprot_t prot);
pte_t make_huge_pte(struct vm_area_struct *vma, struct page *page, int writable);
pte_t huge_ptep_clear_flush(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep);
pte_t huge_ptep_get_and_clear(struct mm_struct *mm, unsigned long addr, pte_t *ptep);
pte_t huge_ptep_modify_prot_start(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep);
void huge_ptep_modify_prot_commit(struct vm_area_struct *vma, unsigned long addr,
				  pte_t *ptep, pte_t old, pte_t pte);
void huge_ptep_set_wrprotect(struct mm_struct *mm, unsigned long addr, pte_t *ptep);
void set_huge_pte_at(struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t pte);
int huge_pmd_unshare(struct mm_struct *mm, struct vm_area_struct *vma,
		     unsigned long addr, pte_t *ptep);
void adjust_range_if_pmd_sharing_possible(struct vm_area_struct *vma,
					  unsigned long *start, unsigned long *end);
void flush_hugetlb_tlb_range(struct vm_area_struct *vma, unsigned long start,
			     unsigned long end);

/* Callbacks of walks; a unit that needs the walk itself defines it. */
struct mm_walk;
struct mm_walk_ops {
	int (*pmd_entry)(pmd_t *pmd, unsigned long addr, unsigned long next,
			 struct mm_walk *walk);
	int (*pte_entry)(pte_t *pte, unsigned long addr, unsigned long next,
			 struct mm_walk *walk);
};

struct mm_walk {
	const struct mm_walk_ops *ops;
	struct mm_struct *mm;
	struct vm_area_struct *vma;
	void *private;
};

struct rmap_walk_control {
	void *arg;
	bool (*rmap_one)(struct folio *folio, struct vm_area_struct *vma,
			 unsigned long addr, void *arg);
	int (*done)(struct folio *folio);
};

/* CPU TLB. */
struct mmu_gather {
	struct mm_struct *mm;
	unsigned long start, end;
};

void flush_tlb_page(struct vm_area_struct *vma, unsigned long addr);
void flush_tlb_range(struct vm_area_struct *vma, unsigned long start, unsigned long end);
void flush_tlb_mm(struct mm_struct *mm);
void tlb_gather_mmu(struct mmu_gather *tlb, struct mm_struct *mm);
void tlb_finish_mmu(struct mmu_gather *tlb);
void tlb_flush_pte_range(struct mmu_gather *tlb, unsigned long addr, unsigned long size);
void tlb_flush_pmd_range(struct mmu_gather *tlb, unsigned long addr, unsigned long size);
void tlb_flush_mmu_tlbonly(struct mmu_gather *tlb);
void tlb_flush_mmu(struct mmu_gather *tlb);
bool __tlb_remove_page(struct mmu_gather *tlb, struct page *page);
bool __tlb_remove_page_size(struct mmu_gather *tlb, struct page *page, int size);
void tlb_remove_page_size(struct mmu_gather *tlb, struct page *page, int size);
void tlb_remove_page(struct mmu_gather *tlb, struct page *page);
#define tlb_remove_tlb_entry(tlb, ptep, addr)	\
	tlb_flush_pte_range(tlb, addr, PAGE_SIZE)
#define tlb_remove_pmd_tlb_entry(tlb, pmdp, addr)	\
	tlb_flush_pmd_range(tlb, addr, HPAGE_PMD_SIZE)
void tlb_remove_tlb_entries(struct mmu_gather *tlb, pte_t *ptep, unsigned int nr,
			    unsigned long addr);
bool __tlb_remove_folio_pages(struct mmu_gather *tlb, struct page *page, unsigned int nr,
			      bool delay_rmap);
void tlb_remove_table(struct mmu_gather *tlb, void *table);
void tlb_remove_table_sync_one(void);
void set_tlb_ubc_flush_pending(struct mm_struct *mm, bool writable);
void try_to_unmap_flush(void);
void flush_tlb_batched_pending(struct mm_struct *mm);
void update_mmu_cache(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep);

/* Notifiers. */
enum mmu_notifier_event {
	MMU_NOTIFY_UNMAP,
	MMU_NOTIFY_CLEAR,
	MMU_NOTIFY_PROTECTION_VMA,
	MMU_NOTIFY_PROTECTION_PAGE,
	MMU_NOTIFY_SOFT_DIRTY,
	MMU_NOTIFY_RELEASE,
	MMU_NOTIFY_MIGRATE,
	MMU_NOTIFY_EXCLUSIVE,
};

struct mmu_notifier_range {
	struct mm_struct *mm;
	unsigned long start, end;
	unsigned int flags;
	enum mmu_notifier_event event;
};

#if WN_KERNEL < 500
void mmu_notifier_invalidate_range_start(struct mm_struct *mm, unsigned long start,
					 unsigned long end);
void mmu_notifier_invalidate_range_end(struct mm_struct *mm, unsigned long start,
				       unsigned long end);
#elif WN_KERNEL < 603
void mmu_notifier_range_init(struct mmu_notifier_range *range,
			     enum mmu_notifier_event event, unsigned int flags,
			     struct vm_area_struct *vma, struct mm_struct *mm,
			     unsigned long start, unsigned long end);
#else
void mmu_notifier_range_init(struct mmu_notifier_range *range,
			     enum mmu_notifier_event event, unsigned int flags,
			     struct mm_struct *mm,
			     unsigned long start, unsigned long end);
#endif
#if WN_KERNEL >= 500
void mmu_notifier_invalidate_range_start(struct mmu_notifier_range *range);
int mmu_notifier_invalidate_range_start_nonblock(struct mmu_notifier_range *range);
void mmu_notifier_invalidate_range_end(struct mmu_notifier_range *range);
#endif
int mmu_notifier_clear_flush_young(struct mm_struct *mm, unsigned long start, unsigned long end);
int mmu_notifier_clear_young(struct mm_struct *mm, unsigned long start, unsigned long end);
bool mmu_notifier_range_blockable(const struct mmu_notifier_range *range);
void mmu_notifier_release(struct mm_struct *mm);
int mm_has_notifiers(struct mm_struct *mm);

#if WN_KERNEL < 610
void mmu_notifier_change_pte(struct mm_struct *mm, unsigned long addr, pte_t pte);
#define set_pte_at_notify(mm, addr, ptep, value)		\
({								\
	struct mm_struct *mm_ = mm;				\
	unsigned long addr_ = addr;				\
	pte_t value_ = value;					\
								\
	mmu_notifier_change_pte(mm_, addr_, value_);		\
	set_pte_at(mm_, addr_, ptep, value_);			\
})
#endif

#if WN_KERNEL < 606
#if WN_KERNEL >= 500
void mmu_notifier_invalidate_range_only_end(struct mmu_notifier_range *range);
#endif
void mmu_notifier_invalidate_range(struct mm_struct *mm, unsigned long start, unsigned long end);

#define ptep_clear_flush_notify(vma, addr, ptep)		\
({								\
	unsigned long start_ = (addr) & PAGE_MASK;		\
	struct mm_struct *mm_ = (vma)->vm_mm;			\
	pte_t old_ = ptep_clear_flush(vma, addr, ptep);		\
								\
	mmu_notifier_invalidate_range(mm_, start_, start_ + PAGE_SIZE);	\
	old_;							\
})

#define pmdp_huge_clear_flush_notify(vma, addr, pmdp)		\
({								\
	unsigned long start_ = (addr) & HPAGE_PMD_MASK;		\
	struct mm_struct *mm_ = (vma)->vm_mm;			\
	pmd_t old_ = pmdp_huge_clear_flush(vma, addr, pmdp);	\
								\
	mmu_notifier_invalidate_range(mm_, start_, start_ + HPAGE_PMD_SIZE);	\
	old_;							\
})
#endif

#define ptep_clear_young_notify(vma, addr, ptep)		\
({								\
	struct vm_area_struct *vma_ = vma;			\
	unsigned long addr_ = addr;				\
	int young_ = ptep_test_and_clear_young(vma_, addr_, ptep);	\
								\
	young_ |= mmu_notifier_clear_young(vma_->vm_mm, addr_,	\
					   addr_ + PAGE_SIZE);	\
	young_;							\
})

#define pmdp_clear_flush_young_notify(vma, addr, pmdp)		\
({								\
	struct vm_area_struct *vma_ = vma;			\
	unsigned long addr_ = addr;				\
	int young_ = pmdp_clear_flush_young(vma_, addr_, pmdp);	\
								\
	young_ |= mmu_notifier_clear_flush_young(vma_->vm_mm, addr_,	\
						 addr_ + HPAGE_PMD_SIZE);	\
	young_;							\
})

#define ptep_clear_flush_young_notify(vma, addr, ptep)		\
({								\
	struct vm_area_struct *vma_ = vma;			\
	unsigned long addr_ = addr;				\
	int young_ = ptep_clear_flush_young(vma_, addr_, ptep);	\
								\
	young_ |= mmu_notifier_clear_flush_young(vma_->vm_mm, addr_,	\
						 addr_ + PAGE_SIZE);	\
	young_;							\
})

/* Implementers of notifiers. */
struct mutex {
	int v;
};

struct mmu_notifier;
struct mmu_notifier_ops {
	int (*clear_flush_young)(struct mmu_notifier *mn, struct mm_struct *mm,
				 unsigned long start, unsigned long end);
	int (*invalidate_range_start)(struct mmu_notifier *mn,
				      const struct mmu_notifier_range *range);
	void (*invalidate_range_end)(struct mmu_notifier *mn,
				     const struct mmu_notifier_range *range);
	void (*invalidate_range)(struct mmu_notifier *mn, struct mm_struct *mm,
				 unsigned long start, unsigned long end);
	void (*arch_invalidate_secondary_tlbs)(struct mmu_notifier *mn, struct mm_struct *mm,
					       unsigned long start, unsigned long end);
};

struct mmu_notifier {
	const struct mmu_notifier_ops *ops;
};

void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
int mutex_trylock(struct mutex *lock);
void flush_workqueue(void *wq);

#endif
