// SPDX-License-Identifier: GPL-2.0-or-later
/* Types that a front end builds and few programs use. */
typedef int v4si __attribute__((vector_size(16)));
typedef float v2sf __attribute__((vector_size(8)));

struct empty { };
struct zero { int n; struct empty e; char tail[0]; };
struct flexible { unsigned long n; struct { int a; int b[2]; } v[]; };
struct bits { unsigned int a : 3, : 0, b : 31; signed long c : 40; _Bool d : 1; } __attribute__((packed));
struct self { struct self *next, **prev; struct self *(*step)(struct self *); };
union any { int *i; long *l; void *p; } __attribute__((transparent_union));
struct deep { union { struct { union { int x; struct { short y, z; }; }; }; long l; }; };
enum big { LOW = -1, HIGH = 0x7fffffffffffffffLL };

extern void use(void *p);

_Complex double turn(_Complex double z, double d)
{
	_Complex double r = z * (1.0 + 2.0i);

	__real__ r += d;
	__imag__ r = -__imag__ ~r;
	return r == z ? r : r / z;
}

v4si shuffle(v4si a, v4si b, int i)
{
	v4si m = { 3, 2, 1, 0 };

	a[i & 3] = b[0];
	return (__builtin_shuffle(a + b, m) > 2) & a;
}

v2sf scale(v2sf x)
{
	return x * 2.0f;
}

__int128 wide(__int128 a, unsigned __int128 b)
{
	switch (a) {
	case 0 ... 5:
		return b;
	case ((__int128)1 << 100):
		return a >> 64;
	}
	return a * b / 3 + (__int128)HIGH;
}

long bit(struct bits *p, struct bits v)
{
	p->b = v.c;
	p->c += p->a++;
	v.d = !p->d;
	return p->c ^ v.b;
}

int by_any(union any u)
{
	return *u.i;
}

int all(struct zero *z, struct flexible *f, struct deep *d, struct empty e)
{
	static const struct flexible some = { 2, { { 1, { 2, 3 } }, { 4, { 5, 6 } } } };
	struct empty copy = e;
	long l = 0;

	use(&copy);
	z->tail[z->n] = f->v[f->n - 1].b[1];
	d->y = d->z + d->x;
	f->v[0] = some.v[1];
	return by_any(&z->n) + by_any(&l) + by_any((void *)f);
}

struct self *walk(struct self *s)
{
	while (s && s->step)
		*s->prev = s = s->step(s->next);
	return s;
}

int atomic(_Atomic int *p, _Atomic struct zero *z, int n)
{
	struct zero copy = *z;

	*p += n;
	*z = copy;
	(*p)++;
	return *p;
}

long double floats(_Float128 q, long double x, float f, double d)
{
	return q < x ? q : f < d ? x : __builtin_fmaf(f, f, d);
}
