// SPDX-License-Identifier: GPL-2.0-or-later
/* Bit-fields, complex numbers, vectors, unions, wide integers, odd pointers. */
typedef int v4 __attribute__((vector_size(16)));
typedef struct { unsigned long pte; } pte_t;

struct bits {
	unsigned int a:3, b:13, :4, c:1;
	long long d:40;
} __attribute__((packed));

union both {
	struct bits bits;
	unsigned char bytes[16];
	struct { int x, y; };
};

int bitfields(struct bits *p, union both *u)
{
	struct bits copy = *p;

	p->a++;
	p->d = -p->b;
	copy.c = !copy.c;
	u->bits = copy;
	u->x = u->bytes[3] + u->y;
	return p->c ? u->bits.a : copy.b;
}

_Complex double complex_sum(_Complex double a, double *re)
{
	_Complex double b = a * a + 1.0i;

	*re = __real__ b;
	__imag__ b = 2.0;
	return b + ~a;
}

v4 vectors(v4 a, v4 b, int i)
{
	v4 c = { 1, 2, i, 4 };
	v4 less = a < b;

	a[2] = i;
	return (a & less) + __builtin_shuffle(c, b);
}

unsigned __int128 wide(unsigned __int128 x, int s)
{
	static const unsigned __int128 big = (unsigned __int128)1 << 100;

	if (x > big)
		return x / 3;
	return x << s | big;
}

float floats(float f, int n)
{
	if (!(f < 1.0f) && __builtin_isnan(f))
		return n;
	return (int)(f * n) % 7 ? -f : __builtin_fabsf(f);
}

pte_t entries(pte_t *p, pte_t new, unsigned long *raw)
{
	pte_t old = *p;

	p->pte |= 1;
	*(volatile pte_t *)p = new;
	p[2] = (pte_t){ old.pte & ~1UL };
	__atomic_store_n(&p[1].pte, 0, __ATOMIC_RELAXED);
	*raw = *(unsigned long *)((char *)p + 8);
	return *(pte_t *)raw;
}

int by_offset(void *base, long n)
{
	int (*table)[4] = base;
	char *p = base;

	return table[n][1] + *(int *)(p - 8) + *(int *)(p + n) +
	       ((int *)0x1000)[3] + "literal\n"[n];
}

__thread int per_thread;
register unsigned long stack_pointer asm("rsp");

unsigned long places(int *p)
{
	static int local;

	local += *p + per_thread;
	return stack_pointer + local;
}

_Bool truth(int a, void *p, _Bool b)
{
	_Bool c = a, d = p;

	return c == d ? !b : b != (a > 3);
}
