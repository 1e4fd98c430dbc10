/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside of the graph: its nodes, the locks they lie in, and words for people. */
#ifndef WNOTIFY_GRAPH_H
#define WNOTIFY_GRAPH_H

#include "model.h"
#include "program.h"

#define WN_NOTHING UINT32_MAX

/* What an edge leads to: an event, a point where a block branches, or the exit. */
#define WN_TO_EXIT	(WN_NOTHING - 1)
#define WN_TO_POINT	0x80000000u

/* What a node is; graph.c has a colour for each. */
enum wn_node {
	WN_N_LOCK, WN_N_CHANGE, WN_N_SET, WN_N_FLUSH, WN_N_NOTIFY, WN_N_RANGE,
	WN_N_PAGE, WN_N_CALL,
};

/* A stack of held locks: @event on top of @up. Region 0: none is held. */
struct wn_region { uint32_t up, event; };

/**
 * struct wn_node_event - a call that the model knows, or a store to an entry
 * @row: NULL for a store and for a call of a function that has more of this
 * @region: innermost lock around it, the one it takes or drops included
 * @kind: which kind of lock
 * @lock: what is locked, in words
 */
struct wn_node_event {
	const struct wn_stmt *stmt;
	const struct wn_row *row;
	enum wn_node node;
	uint32_t block, region;
	enum wn_lock kind;
	const char *lock;
};

struct wn_graph {
	struct wn_program *prog;
	struct wn_model *model;
	const struct wn_func *fn;
	struct wn_arena arena;
	struct wn_node_event *ev;
	uint32_t nev, ev_cap;
	struct wn_region *reg;
	uint32_t nreg, reg_cap;
	uint32_t *first, *end;		/* events of each block */
	uint32_t *in;			/* region on entry of each block */
	uint32_t *rep;			/* what an edge to the block leads to */
};

/* graph-nodes.c: fills ev, first, end; reg, in and the regions of the events; rep. */
void wn_graph_events(struct wn_graph *g);
void wn_graph_regions(struct wn_graph *g);
void wn_graph_edges(struct wn_graph *g);

/* "vmf->ptl", "pte_same()", "is_cow": what @o is in the source, about. */
const char *wn_opnd_text(struct wn_arena *a, const struct wn_func *fn,
			 const struct wn_opnd *o);

/* The name that the result of @call gets, "" when it has none. */
const char *wn_result_text(struct wn_arena *a, const struct wn_func *fn,
			   const struct wn_stmt *call);

/* The call that made @o, NULL when something else did. */
const struct wn_stmt *wn_opnd_call(const struct wn_func *fn, const struct wn_opnd *o);

/**
 * wn_cond_text() - condition at the end of a block
 * @negate: receives true when the block's TRUE edge is the text's false one
 */
const char *wn_cond_text(struct wn_arena *a, const struct wn_func *fn,
			 const struct wn_block *b, bool *negate);

/* The call whose result, or its truth, the condition of @b tests; NULL if none. */
const struct wn_stmt *wn_cond_call(const struct wn_func *fn, const struct wn_block *b,
				   bool *negate);

#endif
