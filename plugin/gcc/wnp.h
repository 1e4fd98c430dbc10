/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the plugin share. Strings that are kept are interned in
 * the unit's table, everything else that is kept comes from its arena.
 */
#ifndef WNOTIFY_WNP_H
#define WNOTIFY_WNP_H

#include "gcc-compat.h"

#include "../core/facts.h"

struct wnp_options {
	const char *root, *dirs, *facts, *kernel, *config, *fault;
	bool analysis_only, verbose, disable;
};

extern struct wnp_options wnp_opt;

/* path.c: a file that locations point into, as the facts name it. */
struct wnp_file {
	const char *given;	/* GCC's string, compared by address */
	const char *rel;
	char *text;		/* NULL until somebody wants to read it */
	size_t len;
	bool read, has_markers;
};

/**
 * struct wnp_unit - the unit that is being lowered
 * @work: functions known to be wanted; the ones behind @nlowered wait
 * @seen: those in @work (only asked, never walked: its order is not stable)
 */
struct wnp_unit {
	struct wn_arena arena;
	struct wn_strtab *strs;
	struct wn_unit out;
	size_t nfuncs, capfuncs, nfnptrs, capfnptrs, ndecls, capdecls;

	tree *work;
	size_t nwork, capwork, nlowered;
	hash_set<tree> *seen, *taken;
	hash_set<const char *, false, nofree_ptr_hash<const char> > *exported;

	struct wnp_file *files;
	size_t nfiles, capfiles, lastfile;
	location_t lastloc;
	struct wn_loc lastwn;
	bool haveloc;
};

/**
 * struct wnp_fn - the function that is being lowered
 * @ssa: id + 1 by SSA version
 * @same: by SSA version, the name that has the same value and stands for it
 * @order: block number in the facts by GCC's index, -1: not reachable
 */
struct wnp_fn {
	struct wnp_unit *u;
	struct function *fun;
	tree decl;
	struct wn_func *out;

	uint32_t *ssa;
	tree *same;
	struct wn_ssa *ssas;
	size_t nssas, capssas;
	hash_map<tree, int> *varids;
	struct wn_var *vars;
	size_t nvars, capvars;
	const char **callees;
	size_t ncallees, capcallees;
	unsigned int touches;

	struct wn_stmt *stmts;	/* of the block at hand */
	size_t nstmts, capstmts;
	int *order;
};

/* path.c */
struct wnp_file *wnp_get_file(struct wnp_unit *u, const char *given);
const char *wnp_rel_path(struct wnp_unit *u, const char *given);
bool wnp_source_wanted(const char *given);
char *wnp_facts_path(struct wnp_unit *u, const char *given);

/* loc.c */
struct wn_loc wnp_loc(struct wnp_unit *u, location_t loc);
const char *wnp_markers(struct wnp_unit *u, location_t loc);
const char *wnp_source_hash(struct wnp_unit *u, const char *given);

/* type.c */
const char *wnp_type(struct wnp_unit *u, tree type);
const char *wnp_tag(struct wnp_unit *u, tree type);
int wnp_pt_kind(tree type);
const char *wnp_pt_kinds(struct wnp_unit *u, unsigned int mask);
const char *wnp_decl_name(struct wnp_unit *u, tree decl);

/* operand.c */
struct wn_opnd wnp_operand(struct wnp_fn *f, tree t);
struct wn_opnd wnp_const(int64_t val);
void wnp_find_same(struct wnp_fn *f, gimple *g);
bool wnp_is_same(struct wnp_fn *f, gimple *g);
uint32_t wnp_new_ssa(struct wnp_fn *f, tree type);
void wnp_add_step(struct wnp_unit *u, struct wn_opnd *o, struct wn_step step);
void wnp_add_index(struct wnp_unit *u, struct wn_opnd *o, int64_t val);

/* field.c */
bool wnp_field_step(struct wnp_unit *u, tree field, tree outer,
		    struct wn_step *step);
void wnp_add_field(struct wnp_unit *u, struct wn_opnd *o, tree field,
		   tree outer);
tree wnp_named_outer(tree ref);
void wnp_add_offset(struct wnp_unit *u, struct wn_opnd *o, tree type,
		    HOST_WIDE_INT off);
bool wnp_bit_field(struct wnp_fn *f, tree ref, unsigned HOST_WIDE_INT mask,
		   struct wn_opnd *o, int *shift);

/* init.c */
tree wnp_initialiser(tree t);
void wnp_init_aggregate(struct wnp_fn *f, tree lhs, tree ctor,
			struct wn_loc loc);
void wnp_note_fnptr(struct wnp_fn *f, const struct wn_opnd *lhs, tree val,
		    struct wn_loc loc);

/* lower.c */
void wnp_stmt(struct wnp_fn *f, gimple *stmt);
struct wn_stmt *wnp_emit(struct wnp_fn *f, enum wn_stmt_kind kind,
			 struct wn_loc loc);
struct wn_stmt *wnp_assign(struct wnp_fn *f, struct wn_loc loc,
			   struct wn_opnd lhs, tree type, enum wn_op op,
			   uint32_t n, const struct wn_opnd *args);
enum wn_op wnp_op(enum tree_code code, tree type);

int wnp_entry_pointed_to(tree ptr);
void wnp_note_store(struct wnp_fn *f, tree lhs);

/* call.c */
void wnp_call(struct wnp_fn *f, gimple *g, struct wn_loc loc);
void wnp_asm(struct wnp_fn *f, gasm *g, struct wn_loc loc);

/* cfg.c */
void wnp_function(struct wnp_fn *f);

/* roots.c */
void wnp_add_fnptr(struct wnp_unit *u, const char *type, const char *field,
		   tree fndecl, const char *var, struct wn_loc loc);
void wnp_find_exports(struct wnp_unit *u);
void wnp_find_roots(struct wnp_unit *u);

/* unit.c */
bool wnp_has_body(tree fndecl);
void wnp_want(struct wnp_unit *u, tree fndecl);
void wnp_want_address(struct wnp_unit *u, tree fndecl);
void wnp_unit(void *unused);

/* guard.c */
bool wnp_guarded(void (*fn)(void *arg), void *arg);
void wnp_warn(const char *fmt, ...) ATTRIBUTE_PRINTF_1;

#endif
