// SPDX-License-Identifier: GPL-2.0-or-later
/* Assembly: many operands, memory, registers, flags, none at all. */
asm(".globl from_asm\n\t.set from_asm, 42");

register unsigned long stack asm("rsp");
extern int renamed(int x) asm("something.else");

struct pair { long a, b; };

long many(long a, long b, long c, struct pair *p, int *flags)
{
	register long r10 asm("r10") = c;
	long d, e, f;
	_Bool zero;

	asm volatile("" : "=&r"(d), "=r"(e), "=m"(*p), "+r"(a), "=@ccz"(zero)
		     : "0"(b), "r"(r10), "m"(*flags), "i"(sizeof(*p)), "rm"(c), "n"(3)
		     : "memory", "cc");
	asm("# %0 %1" : "=r"(f) : "X"(p));
	asm volatile("nop");
	asm("" : "+r"(p->a), "+m"(p->b));
	return a + d + e + f + zero + stack + renamed(a);
}

int jump(int x, int *p)
{
	asm goto("# %0 %l[far] %l[near]" : : "r"(x), "m"(*p) : "memory" : far, near);
	return 0;
near:
	asm goto("" : : : : far);
	x++;
far:
	return x + *p;
}
