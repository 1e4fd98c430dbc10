/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all unit tests include, in the order that cmocka wants. */
#ifndef WN_UNIT_H
#define WN_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#endif
