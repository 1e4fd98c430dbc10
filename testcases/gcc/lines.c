// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines that say they are elsewhere, macros in macros, functions of other files. */
#define M0(x) ((x) + 1)
#define M1(x) M0(M0(x))
#define M2(x) M1(M0(x))
#define M3(x) M2(M0(x))
#define M4(x) M3(M0(x))
#define M5(x) M4(M0(x))
#define M6(x) M5(M0(x))
#define M7(x) M6(M0(x))
#define M8(x) M7(x)
#define M9(x) M8(x)
#define M10(x) M9(x)
#define M11(x) M10(x)
#define M12(x) M11(x)
#define M13(x) M12(x)
#define M14(x) M13(x)
#define M15(x) M14(x)
#define M16(x) M15(x)
#define M17(x) M16(x)
#define M18(x) M17(x)
#define M19(x) M18(x)
#define M20(x) M19(x)
#define M21(x) M20(x)
#define M22(x) M21(x)
#define M23(x) M22(x)
#define M24(x) M23(x)
#define M25(x) M24(x)
#define M26(x) M25(x)
#define M27(x) M26(x)
#define M28(x) M27(x)
#define M29(x) M28(x)
#define M30(x) M29(x)
#define M31(x) M30(x)
#define M32(x) M31(x)
#define M33(x) M32(x)
#define M34(x) M33(x)
#define M35(x) M34(x)
#define M36(x) M35(x)
#define M37(x) M36(x)
#define M38(x) M37(x)
#define M39(x) M38(x)
#define FUNC(name, ...) int name(int x) { return (__VA_ARGS__) + M39(x); }
#define LIST(do) do(alpha) do(beta) do(gamma)
#define DEFINE(name) FUNC(name, #name[0], __COUNTER__)
#define STRANGE(a, b) a ## b

LIST(DEFINE)

#line 2000000000 "far/away.c"
int far_away(int x)
{
	return M7(x);
}
#line 1 ""
int no_file(int x)
{
	return x;
}
# 12 "<built-in>" 3
int built_in(int x)
{
	return STRANGE(al, pha)(x);
}
# 7 "../../../out/of/tree.h" 1 3 4
static inline int out_of_tree(int x) { return x; }
# 40 "lines.c" 2
int uses(int x)
{
	return out_of_tree(x)
#line 3
	       + far_away(x);
}
