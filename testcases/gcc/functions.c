// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions that are defined, called or named in ways that few programs use. */
#include <stdarg.h>

extern void use(void *p);
extern int printf(const char *fmt, ...);

int old_style(a, b, p)
	char a;
	float b;
	int (*p)();
{
	return p(a, b) + undeclared(p);
}

int sum(int n, ...)
{
	va_list ap, again;
	int ret = 0;

	va_start(ap, n);
	va_copy(again, ap);
	while (n--)
		ret += va_arg(ap, int) + (int)va_arg(again, double);
	va_end(again);
	va_end(ap);
	return ret;
}

void *forward(void *a, ...)
{
	void *args = __builtin_apply_args();
	void *ret = __builtin_apply((void (*)())sum, args, 64);

	__builtin_return(ret);
}

extern inline __attribute__((always_inline, gnu_inline)) int pack(const char *fmt, ...)
{
	if (__builtin_va_arg_pack_len() > 2)
		return 0;
	return printf(fmt, __builtin_va_arg_pack());
}

int packs(void)
{
	return pack("%d %d\n", 1, 2) + pack("%d %d %d\n", 1, 2, 3);
}

static int one(int x)
{
	return x + 1;
}

static int two(int x)
{
	return x + 2;
}

static int (*choose(void))(int)
{
	return __builtin_cpu_supports("avx2") ? one : two;
}

int chosen(int x) __attribute__((ifunc("choose")));
int other_name(int x) __attribute__((alias("third")));
static int ref(int x) __attribute__((weakref("somewhere")));
extern int maybe(int x) __attribute__((weak));
_Thread_local int counter = 3;
static __thread struct { int a[4]; } mine;

__attribute__((noinline)) int third(int x)
{
	counter += mine.a[x & 3]++;
	return maybe ? ref(x) + maybe(x) : chosen(x);
}

__attribute__((constructor(200))) static void before(void)
{
}

__attribute__((naked)) void bare(void)
{
	asm("ret");
}

void nothing(void) {}

_Noreturn void never(void)
{
	for (;;)
		;
}

int ackermann(int m, int n)
{
	return !m ? n + 1 : ackermann(m - 1, n ? ackermann(m, n - 1) : 1);
}

int even(int n);
int odd(int n)
{
	return n && even(n - 1);
}

int even(int n)
{
	return !n || odd(n - 1);
}

int room(int n)
{
	char *p = __builtin_alloca(n), *q;
	int i, ret = 0;

	for (i = 0; i < n; i++) {
		q = __builtin_alloca_with_align(i + 1, 128);
		use(q);
		ret += p[i] = *q;
	}
	return ret;
}

int statement(int x)
{
	int y = ({ __label__ again; int z = x; again: if (z++ < 9) goto again; z; });

	return y + ({ switch (x) { case 1: y = ({ x++; }); default: y++; } y; });
}

int table(int i)
{
	static int (*const ops[])(int) = { one, [3] = two, third, [2] = &other_name };

	return ops[i] ? ops[i](i) : __builtin_choose_expr(sizeof(i) == 4, one, two)(i);
}

const char *names(int x)
{
	return x ? __func__ : __PRETTY_FUNCTION__;
}

int builtins(long *p, int n)
{
	long old = __sync_val_compare_and_swap(p, 0, n);
	long sum;

	if (__builtin_add_overflow(old, n, &sum) || __builtin_expect(n, 3) == 3)
		__builtin_trap();
	__builtin_prefetch(p, 1);
	__atomic_store_n(p, sum, __ATOMIC_RELEASE);
	return __builtin_object_size(p, 0) + __builtin_classify_type(p) +
	       (long)__builtin_return_address(0) + (long)__builtin_frame_address(0) +
	       __builtin_popcountl(sum) + __builtin_constant_p(n);
}
