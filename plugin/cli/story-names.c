// SPDX-License-Identifier: GPL-2.0-or-later
/* The names and lines that a finding's function has for the steps of a story. */
#include <string.h>

#include "program.h"
#include "story.h"

static bool same_place(const struct wn_loc *a, const struct wn_loc *b)
{
	return a->line == b->line && a->col == b->col && !strcmp(a->file, b->file);
}

/* The event whose text has @text in it, NULL when there is none. */
static const struct wn_event *event(const struct wn_finding *f, const char *text)
{
	for (uint32_t i = 0; i < f->nevents; i++)
		if (strstr(f->events[i].text, text))
			return &f->events[i];
	return NULL;
}

static struct wn_loc loc_of(const struct wn_event *e)
{
	return e ? e->loc : (struct wn_loc){ .file = "" };
}

/* How the bracket of a site reads when it is the one of the finding's path. */
static int likeness(const struct wn_finding *f, const struct wn_site *s)
{
	const struct wn_event *open = event(f, "range opened"), *set = event(f, "entry set");
	const struct wn_event *told = event(f, "secondary TLB told");
	char start[32] = "none";
	int n = 0;

	if (open)
		snprintf(start, sizeof(start), " start %u ", open->loc.line);
	n += strstr(s->bracket, start) || (!open && !strcmp(s->bracket, "caller"));
	n += 2 * !strcmp(s->cls, f->cls);
	n += 2 * (set ? same_place(&set->loc, &s->resolved_loc) : !s->resolved_loc.line);
	n += !!told == !strncmp(s->inlock, "yes", 3);
	n += strcmp(s->verdict, "ok") != 0;
	return n;
}

/* The change that the finding is about. */
static const struct wn_site *site_of(const struct wn_result *r, const struct wn_finding *f)
{
	const struct wn_event *e = event(f, "entry c");	/* cleared, changed */
	const struct wn_loc *at = e ? &e->loc : &f->loc;
	const struct wn_site *best = NULL;
	int most = -1;

	for (uint32_t i = 0; i < r->nsites; i++) {
		const struct wn_site *s = &r->sites[i];

		if (!same_place(at, &s->loc) || likeness(f, s) <= most)
			continue;
		most = likeness(f, s);
		best = s;
	}
	return best;
}

/* "vmf->address", as far as the facts keep it; NULL for what has no name. */
static const char *expression(const struct wn_run *run, const struct wn_func *fn,
			      const struct wn_opnd *o, int depth)
{
	const char *s = NULL;

	if (o->base == WN_BASE_SSA)
		s = fn->ssa[o->id].name;
	else if (o->base == WN_BASE_VAR)
		s = fn->vars[o->id].name;
	/* a macro's own variable is no name that the author knows */
	if (s && !strncmp(s, "__", 2))
		s = "";
	for (uint32_t b = 0; s && !*s && o->base == WN_BASE_SSA && depth < 3 &&
	     b < fn->nblocks; b++) {
		for (uint32_t i = 0; i < fn->blocks[b].nstmts; i++) {
			const struct wn_stmt *st = &fn->blocks[b].stmts[i];

			if (st->kind == WN_ASSIGN && st->op == WN_OP_COPY && !st->lhs.nsteps &&
			    st->lhs.base == WN_BASE_SSA && st->lhs.id == o->id)
				return expression(run, fn, st->args, depth + 1);
		}
	}
	if (!s || !*s)
		return NULL;
	for (uint32_t i = 0; i < o->nsteps; i++) {
		bool deref = o->steps[i].kind == WN_STEP_DEREF;

		if (deref && i + 1 < o->nsteps && o->steps[i + 1].kind == WN_STEP_FIELD)
			i++;
		if (o->steps[i].kind != WN_STEP_FIELD || !*o->steps[i].name)
			return NULL;
		s = wn_run_text(run, "%s%s%s", s, deref ? "->" : ".", o->steps[i].name);
	}
	return s;
}

/* The address argument of the change, as it is written in the function. */
static const char *address_in(const struct wn_run *run, const struct wn_func *fn,
			      const struct wn_site *site)
{
	for (uint32_t b = 0; b < fn->nblocks; b++) {
		for (uint32_t i = 0; i < fn->blocks[b].nstmts; i++) {
			const struct wn_stmt *st = &fn->blocks[b].stmts[i];
			const struct wn_row *const *rows;
			const char *s;
			uint32_t n;

			/* a macro has its helpers in one place */
			if (st->kind != WN_CALL || st->callee.base != WN_BASE_FUNC ||
			    !same_place(&st->loc, &site->loc))
				continue;
			rows = wn_model_rows(run->program->model, st->callee.name, &n);
			if (!rows || rows[0]->addr < 0 || (uint32_t)rows[0]->addr >= st->nargs)
				continue;
			s = expression(run, fn, &st->args[rows[0]->addr], 0);
			if (s)
				return s;
		}
	}
	return NULL;
}

static const char *address(const struct wn_run *run, const struct wn_site *site)
{
	const struct wn_program *p = run->program;

	for (uint32_t i = 0; site && p->model && i < p->ninfos; i++) {
		const struct wn_func *fn = p->infos[i]->fn;
		const char *s;

		if (!fn->blocks || strcmp(fn->name, site->func) ||
		    strcmp(fn->file, site->loc.file))
			continue;
		s = address_in(run, fn, site);
		if (s)
			return s;
	}
	return "the address";
}

static void bracket_names(const struct wn_run *run, struct wn_story_names *n)
{
	const char *b = n->site ? n->site->bracket : "none", *start = strstr(b, " start ");
	const struct wn_event *open = event(n->f, "range opened");

	n->start_loc = loc_of(open);
	n->end_loc = loc_of(event(n->f, "range closed"));
	n->bracket_func = n->func;
	n->end = "the caller's range_end";
	if (open && *open->func)
		n->bracket_func = open->func;
	else if (start)
		n->bracket_func = wn_run_text(run, "%.*s", (int)(start - b), b);
	else
		n->bracket_func = !strcmp(b, "caller") ? "the caller" : n->func;
	if (strstr(b, "/ only_end"))
		n->end = "mmu_notifier_invalidate_range_only_end()";
	else if (strstr(b, "/ end"))
		n->end = "mmu_notifier_invalidate_range_end()";
}

static const char *called(const struct wn_run *run, const char *name)
{
	return !strcmp(name, "store") ? "a plain store" : wn_run_text(run, "%s()", name);
}

static void change_names(const struct wn_run *run, struct wn_story_names *n)
{
	const struct wn_site *s = n->site;
	const char *by = event(n->f, "entry c") ? strstr(event(n->f, "entry c")->text, "by ") :
						  NULL;

	n->clear = s ? called(run, s->primitive) : by ? by + 3 : "the helper";
	n->clear_loc = s ? s->loc : loc_of(event(n->f, "entry c"));
	n->in_place = s && !*s->resolved;
	n->left_empty = s && !strcmp(s->resolved, "none");
	n->set = n->in_place ? n->clear : "the set";
	n->set_loc = n->in_place ? n->clear_loc : loc_of(event(n->f, "entry set"));
	if (s && s->resolved_loc.line) {
		n->set = called(run, s->resolved);
		n->set_loc = s->resolved_loc;
	}
}

void wn_story_names(const struct wn_result *r, const struct wn_finding *f,
		    struct wn_story_names *n)
{
	const struct wn_event *put = event(f, "given up"), *drop = event(f, "lock dropped");
	const struct wn_event *told = event(f, "secondary TLB told");
	const struct wn_event *lock = event(f, "lock taken");

	*n = (struct wn_story_names){ .f = f, .site = site_of(r, f) };
	n->func = n->site ? n->site->func : f->func;
	n->locker = lock ? lock->func : "the caller";
	n->addr = address(r->run, n->site);
	n->lock = "the page-table lock";
	n->lock_loc = loc_of(lock);
	n->unlock = drop && *drop->func ? wn_run_text(r->run, "%s()", drop->func) : n->locker;
	n->unlock_loc = loc_of(drop);
	n->given_up = !!put;
	/* the path names what is given up before the lock's end, wherever it is */
	n->given_up_in_lock = put && drop && !strcmp(put->loc.file, drop->loc.file) &&
		put->loc.line < drop->loc.line;
	n->free = put && *put->func ? wn_run_text(r->run, "%s()", put->func) : "the owner";
	n->free_loc = loc_of(put);
	n->notify = "the notification";
	n->notify_loc = loc_of(told);
	change_names(r->run, n);
	bracket_names(r->run, n);
}

const char *wn_who_is(const char *who)
{
	static const char *const names[][2] = {
		{ "CPU0", "the thread in this function" },
		{ "CPU1", "another thread, with a TLB" },
		{ "CPU2", "another thread" },
		{ "DEV", "a device that shares the page table, with a TLB of its own" },
		{ "MIRROR", "a mirror: KVM or a driver with a page table of its own" },
	};

	for (size_t i = 0; i < WN_ARRAY_SIZE(names); i++)
		if (!strcmp(names[i][0], who))
			return names[i][1];
	return "";
}
