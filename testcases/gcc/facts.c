// SPDX-License-Identifier: GPL-2.0-or-later
/* What run.t looks up in the facts, one property a function. */
#define __acquires(x)
#define __releases(x)
#define __must_hold(x)
#define EXPORT_SYMBOL(sym)						\
	extern __typeof__(sym) sym;					\
	asm(".section .export_symbol, \"a\"\n__export_symbol_" #sym ":\n" \
	    ".previous")

typedef struct { unsigned long pte; } pte_t;
struct mm { int users; };
struct vma { struct mm *vm_mm; unsigned long vm_start; };
struct vmf {
	const struct { struct vma *vma; unsigned long address; };
	union { pte_t orig_pte; pte_t *pte; };
	int *ptl;
};
struct walk_ops {
	int (*pmd_entry)(pte_t *p, unsigned long addr);
	union { int (*hole)(void); long n; };
};
struct range { struct mm *mm; unsigned long start, end; int flags; };

pte_t clear_flush(struct vma *vma, unsigned long addr, pte_t *ptep);
void notify(struct mm *mm, unsigned long start, unsigned long end);
int walk(const struct walk_ops *ops, struct range *r);
void lock(int *l) __acquires(l);

#define clear_flush_notify(vma, addr, ptep)				\
({									\
	pte_t ___pte = clear_flush(vma, addr, ptep);			\
	notify((vma)->vm_mm, addr, (addr) + 4096);			\
	___pte;								\
})
#define notify_twice(vma, addr, ptep)					\
	(notify((vma)->vm_mm, addr, addr), clear_flush_notify(vma, addr, ptep))

static inline int unused_inline(int x)
{
	return x;
}

static inline int used_inline(int x)
{
	return x + 1;
}

int through_macro(struct vmf *vmf)
{
	pte_t entry;

	entry = clear_flush_notify(vmf->vma, vmf->address,
				   vmf->pte);
	return entry.pte;
}

pte_t nested_macro(struct vma *vma, unsigned long addr, pte_t *ptep)
{
	return notify_twice(vma, addr,
			    ptep);
}

void set_entry(pte_t *ptep, pte_t pte)
{
	*ptep = pte;
}
EXPORT_SYMBOL(set_entry);

void change_bit(int nr, unsigned long *addr);

void set_bit(pte_t *ptep)
{
	change_bit(1, &ptep->pte);
}

void by_field(struct vmf *vmf, pte_t *ptep)
{
	vmf->orig_pte = *ptep;
}

static int entry_one(pte_t *p, unsigned long addr)
{
	return used_inline(p->pte + addr);
}

static int hole_one(void)
{
	return 0;
}

static const struct walk_ops ops = {
	.pmd_entry = entry_one,
	.hole = hole_one,
};

int initialised(struct mm *mm)
{
	struct range r = { .mm = mm, .start = 7 };
	struct range fixed = { .start = 1, .end = 2, .flags = 3 };
	struct walk_ops local = { .pmd_entry = entry_one };

	walk(&ops, &r);
	walk(&local, &fixed);
	local.hole = hole_one;
	return walk(&local, &r);
}

void take(int *l)
	__acquires(l)	/* not __releases(x) */
	__must_hold(&mm->lock)
{
	lock(l);
}

struct gather {
	struct mm *mm;
	unsigned int fullmm : 1, need_flush_all : 1, freed : 2;
};

int bit_test(struct gather *tlb)
{
	return tlb->need_flush_all ? 1 : 2;
}

int by_value(pte_t pte, pte_t *ptep, struct walk_ops *ops)
{
	pte_t old = *(volatile pte_t *)ptep;

	ptep->pte = 0;
	if (__builtin_constant_p(old.pte))
		return ops->pmd_entry(ptep, 0);
	return old.pte == pte.pte;
}

__attribute__((weak)) int weak_one(int x)
{
	return x ? __builtin_expect(x > 2, 0) ? 1 : 2 : 3;
}
