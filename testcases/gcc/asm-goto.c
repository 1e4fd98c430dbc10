// SPDX-License-Identifier: GPL-2.0-or-later
/* Branches that only the assembler knows: static keys. */
static inline __attribute__((always_inline)) _Bool static_branch(long *key)
{
	asm goto("1: nop\n\t.pushsection .discard.jump, \"aw\"\n\t"
		 ".long 1b - ., %l[yes] - .\n\t.popsection"
		 : : "i" (0) : : yes);
	return 0;
yes:
	return 1;
}

long key;

int choose(int x)
{
	if (static_branch(&key))
		return x + 1;
	return x;
}

int outputs(unsigned int *p, unsigned int bit)
{
	unsigned int old, hidden;
	_Bool carry;

	asm volatile("lock; xchgl %0, %1" : "=r" (old), "+m" (*p)
		     : "0" (bit) : "memory");
	asm volatile("btl %2, %1" : "=@ccc" (carry) : "m" (*p), "Ir" (bit));
	asm("" : "=r" (hidden) : "0" (old));
	return hidden + carry;
}
