/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From facts to the rows of the model that hold for their kernel. */
#ifndef WNOTIFY_PROFILE_H
#define WNOTIFY_PROFILE_H

#include "program.h"

/**
 * struct wn_chosen - what a kernel is taken for
 * @kernel: versions, see struct wn_kernel
 * @name: of the profile
 * @note: one line for people when it is not what the version says, or NULL
 */
struct wn_chosen {
	struct wn_kernel kernel;
	const char *name, *note;
};

/* Kernel version "6.1.5" as 601, 0 when it is none. */
unsigned int wn_version_of(const char *kernel);

/**
 * wn_profile_choose() - the profile of a program
 * @p: program, not yet linked
 * @asked: version that somebody asked for, or NULL: that of the facts
 * @c: receives it
 */
void wn_profile_choose(struct wn_program *p, const char *asked, struct wn_chosen *c);

/* The rows that hold for a program; @chosen may be NULL. */
struct wn_model *wn_profile_model(struct wn_program *p, const char *asked,
				  struct wn_chosen *chosen);

#endif
