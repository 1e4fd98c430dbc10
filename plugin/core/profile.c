// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which kernel is it? The Makefile's version, which the plugin puts into the
 * facts, and what mm/mmu_notifier.c defines: distributions backport that.
 */
#include <stdio.h>
#include <string.h>

#include "profile.h"
#include "util.h"

#define UNKNOWN_IS 601

static bool defines(struct wn_program *p, const struct wn_profile_mark *m)
{
	for (uint32_t i = 0; i < p->nunits; i++) {
		for (uint32_t k = 0; k < p->units[i]->nfuncs; k++) {
			const struct wn_func *f = &p->units[i]->funcs[k];

			if (!strcmp(f->name, m->helper) &&
			    (m->nparams < 0 || f->nparams == (uint32_t)m->nparams))
				return true;
		}
	}
	return false;
}

unsigned int wn_version_of(const char *kernel)
{
	unsigned int major = 0, minor = 0;

	if (!kernel || sscanf(kernel, "%u.%u", &major, &minor) != 2)
		return 0;
	return major * 100 + minor;
}

static const struct wn_profile *by_version(unsigned int version)
{
	uint32_t i = wn_nprofiles - 1;

	while (i && version < wn_profiles[i].from)
		i--;
	return &wn_profiles[i];
}

/* In one line, what is not as the version says. */
static const char *remark(struct wn_program *p, const struct wn_profile *pr,
			  const char *kernel, unsigned int version)
{
	unsigned int newest = wn_profiles[wn_nprofiles - 1].to;
	const char *how = NULL;
	char buf[256];

	if (version > newest)
		how = "newer than all that the model was read from";
	else if (version < wn_profiles[0].from)
		how = "older than all that the model was read from";
	else if (version < pr->from || version > pr->to)
		how = "with the notifiers of another release";
	if (!how)
		return NULL;
	snprintf(buf, sizeof(buf), "Linux %s, %s: judged as %s", kernel, how, pr->name);
	return wn_intern(p->strs, buf);
}

void wn_profile_choose(struct wn_program *p, const char *asked, struct wn_chosen *c)
{
	const struct wn_profile *pr;
	const char *kernel = asked;
	uint32_t i;

	for (i = 0; !kernel && i < p->nunits; i++)
		kernel = *p->units[i]->meta.kernel ? p->units[i]->meta.kernel : NULL;
	memset(c, 0, sizeof(*c));
	c->kernel.version = wn_version_of(kernel);
	if (!c->kernel.version)
		c->kernel.version = UNKNOWN_IS;
	pr = by_version(c->kernel.version);
	for (i = 0; !asked && i < wn_nprofile_marks; i++) {
		if (defines(p, &wn_profile_marks[i])) {
			pr = &wn_profiles[wn_profile_marks[i].profile];
			break;
		}
	}
	c->kernel.api = c->kernel.version;
	if (c->kernel.api < pr->from)
		c->kernel.api = pr->from;
	else if (c->kernel.api > pr->to && pr != &wn_profiles[wn_nprofiles - 1])
		c->kernel.api = pr->to;
	c->name = pr->name;
	c->note = kernel ? remark(p, pr, kernel, c->kernel.version) : NULL;
}

struct wn_model *wn_profile_model(struct wn_program *p, const char *asked,
				  struct wn_chosen *chosen)
{
	struct wn_chosen own, *c = chosen ? chosen : &own;

	wn_profile_choose(p, asked, c);
	return wn_model_for(&c->kernel);
}
