// SPDX-License-Identifier: GPL-2.0-or-later
/* Markers compared with the code. */
#include "wn-kernel.h"

#ifndef __acquires
#define __acquires(x)
#define __releases(x)
#define __must_hold(x)
#endif

spinlock_t one;

void right_acquires(void)
	__acquires(&one)
{
	spin_lock(&one);
}

void right_releases(void)
	__releases(&one)
{
	spin_unlock(&one);
}

void right_must_hold(void)
	__must_hold(&one)
{
	spin_unlock(&one);
	spin_lock(&one);
}

void wrong_acquires(int x)
	__acquires(&one)
{
	if (x)
		spin_lock(&one);
}

void wrong_releases(void)
	__releases(&one)
{
}
