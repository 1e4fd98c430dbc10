// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which functions are analysed on their own, and which only inside callers.
 *
 * Every function that touches what the model knows is analysed alone. When the
 * result depends on the caller (no bracket, lock held on entry, a page that is
 * a parameter, a gather that is one), its callers are analysed with it in
 * place, and so on upwards until the context is closed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse.h"
#include "callback.h"
#include "profile.h"

/* A function is analysed again when a callee turns out to matter. */
#define MAX_ROUNDS 12
/* Callers of callers that are asked whether they have seen a site. */
#define MAX_UP 8
/* All roots together: a whole kernel takes half a million. */
#define MAX_ALL_STEPS 6000000

static bool row_changes(const struct wn_row *r)
{
	switch (r->kind) {
	case WN_K_CLEAR:
	case WN_K_CHANGE:
	case WN_K_SET:
	case WN_K_POPULATE:
	case WN_K_RANGE_START:
	case WN_K_RANGE_START_NB:
	case WN_K_RANGE_END:
	case WN_K_RANGE_ONLY_END:
	case WN_K_TNOTIFY:
	case WN_K_PAGE_NOTIFY:
	case WN_K_YOUNG_NOTIFY:
		return true;
	default:
		return false;
	}
}

static bool is_seed(struct wn_program *p, struct wn_finfo *fi)
{
	const struct wn_func *fn = fi->fn;
	const struct wn_row *const *rows;
	uint32_t i, n;
	bool seed;

	if (wn_is_modelled(p, fn))
		return false;
	fi->changer = *fn->touches;
	/* Given a spinlock, it may return without it: migration_entry_wait_on_locked() */
	seed = *fn->touches;
	for (i = 0; i < fn->nparams; i++)
		seed |= wn_is_spinlock(fn->params[i]);
	for (i = 0; i < fn->ncallees; i++) {
		rows = wn_model_rows(p->model, fn->callees[i], &n);
		if (!rows)
			continue;
		seed |= wn_row_is_seed(rows[0]);
		fi->changer |= row_changes(rows[0]);
	}
	return seed;
}

/*
 * What is to be analysed, callees first: a function that is queued again, because of
 * what came to light in a callee, is done before those that call it.
 */
struct queue {
	struct wn_finfo **order;
	uint32_t n;
	uint32_t head;		/* none below is queued */
};

/* Also through what is no seed: with a callee that it runs in place it becomes one. */
static void post_order(struct wn_program *p, struct queue *q, struct wn_finfo *fi)
{
	if (fi->place)
		return;
	fi->place = UINT32_MAX;
	for (uint32_t i = 0; i < fi->fn->ncallees; i++) {
		struct wn_finfo *c = wn_resolve(p, fi->fn->unit, fi->fn->callees[i]);

		if (c)
			post_order(p, q, c);
	}
	q->order[q->n] = fi;
	fi->place = ++q->n;
}

static bool is_callback(const struct wn_func *fn)
{
	bool takes = false;

	for (uint32_t i = 0; fn->address_taken && i < fn->nparams; i++)
		takes |= wn_is_entry_pointer(fn->params[i]);
	return takes;
}

static void enqueue(struct wn_program *p, struct queue *q, struct wn_finfo *fi)
{
	if (fi->queued || wn_is_modelled(p, fi->fn))
		return;
	if (fi->round >= MAX_ROUNDS) {
		wn_unsettled_add(p, "bound", fi->fn->name,
				 (struct wn_loc){ fi->fn->file, fi->fn->line, 0, "" },
				 "its callees keep changing; the last view of it counts");
		return;
	}
	fi->queued = true;
	if (fi->place <= q->head)
		q->head = fi->place - 1;
}

/* The next one, NULL: none is left. */
static struct wn_finfo *dequeue(struct queue *q)
{
	while (q->head < q->n) {
		struct wn_finfo *fi = q->order[q->head++];

		if (fi->queued)
			return fi;
	}
	return NULL;
}

/* Callers run @fi in place, and so do theirs as far as they are run in place. */
static void enqueue_callers(struct wn_program *p, struct queue *q, struct wn_finfo *fi,
			    bool all)
{
	for (uint32_t i = 0; i < fi->ncallers; i++) {
		struct wn_finfo *c = fi->callers[i];

		if ((!all && !c->seed) || c->queued)
			continue;
		enqueue(p, q, c);
		if (c->visible && c->queued)
			enqueue_callers(p, q, c, c->needs_ctx || c->moves_lock);
	}
}

/* Spinlocks of a caller that touches page tables are seen anyway; RCU is not a seed. */
static bool takes_rcu(struct wn_program *p, const struct wn_func *fn)
{
	for (uint32_t i = 0; i < fn->ncallees; i++) {
		const struct wn_row *r = wn_model_row(p->model, fn->callees[i], WN_K_LOCK);

		if (r && r->lock == WN_LK_RCU)
			return true;
	}
	return false;
}

static void run_one(struct wn_program *p, struct queue *q, struct wn_finfo *fi)
{
	bool visible = fi->visible, needs = fi->needs_ctx, moves = fi->moves_lock;

	fi->queued = false;
	fi->round++;
	if (fi->trace) {
		free(fi->trace->obs);
		free(fi->trace->marks);
	}
	fi->trace = wn_run_root(p, p->model, &p->arena, fi->fn);
	/* What a callee does may come to light late: the last view counts. */
	fi->visible = fi->trace->visible;
	fi->needs_ctx = fi->trace->needs_ctx;
	fi->moves_lock = fi->trace->moves_lock;
	/* One level up: is it called where one must not sleep? */
	for (uint32_t i = 0; fi->trace->opens && fi->round == 1 && i < fi->ncallers; i++) {
		if (!fi->callers[i]->round && takes_rcu(p, fi->callers[i]->fn))
			enqueue(p, q, fi->callers[i]);
	}
	if (fi->visible == visible && fi->needs_ctx == needs && fi->moves_lock == moves)
		return;
	for (uint32_t i = 0; fi->needs_ctx && !needs && i < p->nwaiters; i++) {
		struct wn_waiter *w = &p->waiters[i];

		if (!w->fi->needs_ctx && wn_field_matters(p, w->type, w->field))
			enqueue(p, q, w->fi);
	}
	enqueue_callers(p, q, fi, fi->needs_ctx || fi->moves_lock);
}

/* Helpers that are given entries, have no row and no body. */
static void find_unknown(struct wn_program *p)
{
	uint32_t i, k, j, n;

	for (i = 0; i < p->nunits; i++) {
		const struct wn_unit *u = p->units[i];

		for (k = 0; k < u->ndecls; k++) {
			const struct wn_decl *d = &u->decls[k];
			bool takes = false;

			for (j = 0; j < d->nparams; j++)
				takes |= wn_is_entry_pointer(d->params[j]);
			for (j = 0; takes && j < p->nunknown; j++)
				takes = p->unknown[j].name != d->name;
			if (!takes || wn_model_rows(p->model, d->name, &n) ||
			    wn_resolve(p, u, d->name))
				continue;
			WN_PUSH(p->unknown, p->nunknown, p->unknown_cap,
				((struct wn_unknown){ .name = d->name, .unit = u }));
		}
	}
}

/* Called by a function that nobody has looked at? */
static bool called_unseen(const struct wn_program *p, const char *name)
{
	for (uint32_t i = 0; i < p->ninfos; i++) {
		const struct wn_func *fn = p->infos[i]->fn;

		for (uint32_t k = 0; !p->infos[i]->trace && k < fn->ncallees; k++) {
			if (fn->callees[k] == name)
				return true;
		}
	}
	return false;
}

/*
 * What an unknown helper does to entries is not known, so a new kernel must not make
 * the tool blind without a word. One that is called only where the architecture has
 * no such entries does nothing.
 */
static void find_unmodelled(struct wn_program *p)
{
	for (uint32_t i = 0; i < p->nunknown; i++) {
		const struct wn_unknown *x = &p->unknown[i];

		if (!x->reached && !called_unseen(p, x->name))
			continue;
		wn_unsettled_add(p, "unmodelled", x->name,
				 (struct wn_loc){ x->unit->meta.source, 0, 0, "" },
				 "takes page-table entries, has no row in the model and no body here");
	}
}

/*
 * The own view of a function whose callers see it better does not count, nor does
 * that of a header's inline: it is part of whoever uses it.
 */
static bool counts(const struct wn_finfo *fi)
{
	return fi->trace && !(fi->needs_ctx && fi->ncallers) && !wn_in_header(fi->fn);
}

static bool has_site(const struct wn_trace *t, const struct wn_stmt *site)
{
	for (uint32_t i = 0; i < t->nobs; i++) {
		if (t->obs[i]->site.stmt == site)
			return true;
	}
	return false;
}

/* Does the view of a caller, or of a caller's caller, have this site? */
static bool callers_see(const struct wn_finfo *fi, const struct wn_stmt *site, int depth)
{
	for (uint32_t i = 0; depth < MAX_UP && i < fi->ncallers; i++) {
		const struct wn_finfo *c = fi->callers[i];

		if (c->trace && (has_site(c->trace, site) || callers_see(c, site, depth + 1)))
			return true;
	}
	return false;
}

/*
 * All who call it are known, each was run to its end with whatever arguments, and
 * with the function in place: what none of them reached is reached by nobody.
 */
static bool callers_complete(const struct wn_finfo *fi)
{
	if (!fi->fn->is_static || fi->fn->address_taken)
		return false;
	for (uint32_t i = 0; i < fi->ncallers; i++) {
		const struct wn_finfo *c = fi->callers[i];

		/* one that a bound on all of it kept from another run has an old view */
		if (!c->trace || c->trace->bound || c->queued || c->round >= MAX_ROUNDS)
			return false;
	}
	return fi->ncallers && fi->visible;
}

static void gather(struct wn_analysis *an)
{
	struct wn_program *p = an->prog;
	uint32_t i, k, n = 0, pass;

	for (pass = 0; pass < 2; pass++) {
		n = an->nchanges;
		for (i = 0; i < p->ninfos; i++) {
			struct wn_finfo *fi = p->infos[i];

			if (!fi->trace || counts(fi) != !pass || wn_in_header(fi->fn))
				continue;
			for (k = 0; k < fi->trace->nobs; k++) {
				const struct wn_ob *o = fi->trace->obs[k];
				uint32_t j;

				/*
				 * Fallback: a site that no caller's analysis reached,
				 * seen from as far up as it is.
				 */
				for (j = 0; pass && j < n; j++) {
					if (an->changes[j].ob->site.stmt == o->site.stmt)
						break;
				}
				if (pass && (j < n || callers_see(fi, o->site.stmt, 0) ||
					     callers_complete(fi)))
					continue;
				WN_PUSH(an->changes, an->nchanges, an->changes_cap,
					((struct wn_change){ o, fi->trace }));
			}
			if (!pass)
				WN_PUSH(an->traces, an->ntraces, an->traces_cap, fi->trace);
			if (fi->trace->bound)
				wn_unsettled_add(p, "bound", fi->trace->bound_fn->name,
						 (struct wn_loc){ fi->trace->bound_fn->file,
								  fi->trace->bound_fn->line,
								  0, "" },
						 fi->trace->bound_text);
		}
	}
}

static const char *owed_text(struct wn_program *p, uint8_t owed)
{
	static const char *const texts[] = {
		"a range around its changes", "what its arguments are",
		"the other end of a range", "the callbacks that it is given",
	};
	const char *s = "";

	for (uint32_t i = 0; i < WN_ARRAY_SIZE(texts); i++) {
		if (owed & 1u << i)
			s = wn_printf(&p->arena, "%s%s%s", s, *s ? ", " : "", texts[i]);
	}
	return s;
}

/* Functions that are judged as their callers were to keep them: none is known. */
static void find_contracts(struct wn_program *p, struct wn_result *r)
{
	uint32_t i, cap = 0;

	for (i = 0; i < p->ninfos; i++) {
		const struct wn_finfo *fi = p->infos[i];

		if (!fi->trace || !fi->needs_ctx || fi->ncallers || wn_in_header(fi->fn))
			continue;
		WN_PUSH(r->contracts, r->ncontracts, cap, ((struct wn_contract){ fi->fn,
			fi->fn->is_exported ? "exported" : fi->fn->address_taken ?
			"its address is taken" : "called by other units",
			owed_text(p, fi->trace->owed) }));
	}
}

struct wn_result *wn_analyse(struct wn_program *p, const struct wn_options *opt)
{
	struct wn_analysis an = { .prog = p, .opt = opt };
	struct wn_result *r = wn_new(&p->arena, struct wn_result);
	struct queue q = { 0 };
	struct wn_chosen chosen;
	struct wn_finfo *fi;
	uint32_t i;

	p->model = wn_profile_model(p, opt->profile, &chosen);
	an.version = wn_model_version(p->model);
	r->profile = chosen.name;
	r->profile_note = chosen.note;
	wn_link(p);
	for (i = 0; i < p->ninfos; i++)
		p->infos[i]->seed |= is_seed(p, p->infos[i]);
	find_unknown(p);
	q.order = wn_new_n(&p->arena, struct wn_finfo *, p->ninfos);
	/* Callbacks are known when their walker is run: they are given entries or change some. */
	for (i = 0; i < p->ninfos; i++) {
		if (is_callback(p->infos[i]->fn))
			post_order(p, &q, p->infos[i]);
	}
	for (i = 0; i < p->ninfos; i++) {
		if (p->infos[i]->changer && p->infos[i]->seed)
			post_order(p, &q, p->infos[i]);
	}
	for (i = 0; i < p->ninfos; i++)
		post_order(p, &q, p->infos[i]);
	for (i = 0; i < p->ninfos; i++) {
		if (p->infos[i]->seed)
			enqueue(p, &q, p->infos[i]);
	}
	while ((fi = dequeue(&q))) {
		if (r->nstates > MAX_ALL_STEPS) {
			wn_unsettled_add(p, "bound", fi->fn->name,
					 (struct wn_loc){ fi->fn->file, fi->fn->line, 0, "" },
					 "the whole analysis takes too long; the rest is not analysed");
			break;
		}
		run_one(p, &q, fi);
		r->nanalysed++;
		r->nstates += fi->trace->nsteps;
	}
	find_unmodelled(p);
	find_contracts(p, r);
	wn_pointers(p, &r->pointers);
	gather(&an);
	wn_build_sites(&an);
	wn_check_rules(&an);
	r->nunits = p->nunits;
	r->nfuncs = p->ninfos;
	r->sites = an.sites;
	r->nsites = an.nsites;
	r->findings = an.findings;
	r->nfindings = an.nfindings;
	r->unsettled = p->unsettled;
	r->nunsettled = p->nunsettled;
	free(an.changes);
	free(an.traces);
	p->result = r;
	return r;
}
