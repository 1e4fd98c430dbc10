/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words for the compiler, named as in the kernel. Not in util.h: that one is
 * part of the plugin, in C++, and of what facts are checked to be made with.
 */
#ifndef WNOTIFY_COMPILER_H
#define WNOTIFY_COMPILER_H

/* A case goes on into the next one on purpose. */
#define fallthrough __attribute__((__fallthrough__))

#endif
