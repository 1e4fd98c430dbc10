/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts: what plugin/gcc tells the rest about one translation unit.
 *
 * One facts file per unit, beside its object. The file is text, one record a
 * line, in a fixed order, so that two runs give identical bytes and a person
 * can read it. It has a header, a string table, an index (symbols, function
 * pointer table entries) and one section per function body; the index gives
 * the offset of each body, so a reader that needs ten functions of a unit
 * parses ten. A trailer carries the CRC of all that precedes it: a truncated
 * or foreign file is refused as a whole.
 *
 * docs/facts-format.md describes the records.
 */
#ifndef WNOTIFY_FACTS_H
#define WNOTIFY_FACTS_H

#include <stdio.h>

#include "util.h"

#ifdef __cplusplus
extern "C" {
#endif

#define WN_FACTS_VERSION 1

/**
 * struct wn_loc - where something is in the source
 * @file: path as the compiler was given it, relative to the kernel tree where
 *	it lies inside it (never the absolute path of the tree)
 * @line: 1-based, 0 when unknown; for text that came out of a macro, the
 *	line of the outermost expansion, i.e. what the author wrote
 * @col: 1-based column, 0 when unknown
 * @macros: names of the macros the text came from, outermost first, joined by
 *	'>' ("ptep_clear_flush_notify"), "" when none
 */
struct wn_loc {
	const char *file;
	uint32_t line, col;
	const char *macros;
};

enum wn_base {
	WN_BASE_NONE,		/* unknown: nothing can be said about the value */
	WN_BASE_CONST,		/* integer constant, in .val */
	WN_BASE_STR,		/* string literal */
	WN_BASE_SSA,		/* SSA name, number in .id */
	WN_BASE_VAR,		/* memory local or parameter, index in .id */
	WN_BASE_GLOBAL,		/* global or static variable, .name */
	WN_BASE_FUNC,		/* address of a function, .name */
};

enum wn_step_kind {
	WN_STEP_DEREF,		/* * */
	WN_STEP_FIELD,		/* .name of struct .type */
	WN_STEP_INDEX,		/* [n], n in .val; WN_INDEX_ANY when not constant */
};

#define WN_INDEX_ANY INT64_MIN

struct wn_step {
	enum wn_step_kind kind;
	const char *name;	/* FIELD: its name, "" for an anonymous one */
	const char *type;	/* FIELD: tag of the struct or union, "" if none */
	int64_t val;		/* INDEX */
};

/**
 * struct wn_opnd - a value, or the place it is loaded from or stored to
 * @base: what the access path starts from
 * @addr: the operand is the address of the path, not what it holds
 * @id: WN_BASE_SSA, WN_BASE_VAR: index into ssa[] or vars[] of the function
 * @val: WN_BASE_CONST
 * @name: WN_BASE_GLOBAL, WN_BASE_FUNC, WN_BASE_STR
 * @nsteps: number of @steps
 * @steps: applied left to right: ``pvmw.ptl`` is VAR + FIELD ptl, ``vma->vm_mm`` is
 *	SSA + DEREF + FIELD vm_mm, ``&range`` is VAR with @addr set
 */
struct wn_opnd {
	enum wn_base base;
	bool addr;
	uint32_t id;
	int64_t val;
	const char *name;
	uint32_t nsteps;
	struct wn_step *steps;
};

enum wn_op {
	WN_OP_COPY,		/* one argument; also casts that keep the value */
	WN_OP_ADD, WN_OP_SUB, WN_OP_MUL, WN_OP_DIV, WN_OP_MOD,
	WN_OP_AND, WN_OP_OR, WN_OP_XOR, WN_OP_SHL, WN_OP_SHR,
	WN_OP_NOT, WN_OP_NEG, WN_OP_LNOT, WN_OP_MIN, WN_OP_MAX,
	WN_OP_EQ, WN_OP_NE, WN_OP_LT, WN_OP_LE, WN_OP_GT, WN_OP_GE,
	WN_OP_COND,		/* args: condition, then, else */
	WN_OP_OTHER,		/* something else of these arguments */
};

enum wn_stmt_kind {
	WN_ASSIGN,		/* lhs = op(args) */
	WN_CALL,		/* lhs = callee(args) */
	WN_RETURN,		/* args[0] when there is one */
	WN_ASM,			/* args: inputs; lhs: none; outputs are ASSIGNs of unknown */
	WN_CLOBBER,		/* lhs (a VAR) is dead or uninitialised from here */
};

/**
 * struct wn_stmt - one statement
 * @type: ASSIGN and CALL: type of the value that @lhs receives ("pte_t",
 *	"pte_t *", "struct page *", "unsigned long", "int", "_Bool", ...)
 */
struct wn_stmt {
	enum wn_stmt_kind kind;
	enum wn_op op;
	struct wn_loc loc;
	struct wn_opnd lhs;
	const char *type;
	struct wn_opnd callee;
	uint32_t nargs;
	struct wn_opnd *args;
};

enum wn_edge_kind {
	WN_EDGE_ALWAYS,
	WN_EDGE_TRUE,		/* the block's condition holds */
	WN_EDGE_FALSE,
	WN_EDGE_CASE,		/* switch: lo <= value <= hi */
	WN_EDGE_DEFAULT,	/* switch: none of the others */
	WN_EDGE_ABNORMAL,	/* asm goto, computed goto, setjmp, nonlocal */
};

struct wn_edge {
	uint32_t dst;
	enum wn_edge_kind kind;
	int64_t lo, hi;
};

/* Phi: ssa @dst is args[i] when the block is entered from preds[i]. */
struct wn_phi {
	uint32_t dst;
	uint32_t n;
	uint32_t *preds;
	struct wn_opnd *args;
};

/**
 * struct wn_block - basic block
 * @cond_op: comparison that ends the block when there is a TRUE/FALSE edge;
 *	cond[0] cond_op cond[1]
 * @cond: the two compared; for a switch only cond[0], the value switched on
 * @cond_loc: where the condition or switch is written
 */
struct wn_block {
	uint32_t nphis, nstmts, nsucc, npreds;
	struct wn_phi *phis;
	struct wn_stmt *stmts;
	struct wn_edge *succ;
	uint32_t *preds;	/* filled by the reader */
	enum wn_op cond_op;
	struct wn_opnd cond[2];
	struct wn_loc cond_loc;
};

struct wn_ssa {
	const char *name;	/* of the variable behind it, "" for a temporary */
	const char *type;
	int32_t param;		/* >= 0: value of that parameter on entry */
	bool undef;		/* default definition of a non-parameter */
};

struct wn_var {
	const char *name;
	const char *type;
	int32_t param;		/* >= 0: parameter that lives in memory */
	bool addressed;
};

/**
 * struct wn_func - one function
 * @name: as in the source; static functions of two units may share it
 * @file: of the definition (a header for a static inline)
 * @markers: sparse's markers as written at the definition and prototype,
 *	e.g. "__acquires(ptl) __must_hold(&mm->mmap_lock)"; "" when none
 * @is_static: not visible outside the unit
 * @is_weak: another unit may override it
 * @is_inline: declared inline
 * @address_taken: its address is used in this unit
 * @is_exported: EXPORT_SYMBOL*() names it in this unit
 * @params: types of the parameters, @nparams of them
 * @blocks: block 0 is the entry; NULL until wn_facts_body() has read it
 * @callees: names of directly called functions, sorted, each once
 * @touches: types of page-table kind ("pte_t", "pmd_t", "pud_t", ...) the body
 *	stores through a pointer, joined by ','; "" when none
 */
struct wn_func {
	struct wn_unit *unit;
	const char *name;
	const char *file;
	uint32_t line, end_line;
	const char *markers;
	bool is_static, is_weak, is_inline, address_taken, is_exported;
	const char *rettype;
	uint32_t nparams;
	const char **params;
	const char **param_names;
	uint32_t ncallees;
	const char **callees;
	const char *touches;
	/* body */
	uint32_t nblocks, nssa, nvars;
	struct wn_block *blocks;
	struct wn_ssa *ssa;
	struct wn_var *vars;
	/* reader's private */
	uint64_t off, len;
	void *priv;		/* for the engine */
};

/* A function called but not defined in the unit: its prototype. */
struct wn_decl {
	const char *name;
	const char *rettype;
	uint32_t nparams;
	const char **params;
	bool variadic;
	const char *markers;
};

/* Function @func is stored into field @field of struct @type somewhere. */
struct wn_fnptr {
	const char *type;	/* "mm_walk_ops" */
	const char *field;	/* "pmd_entry" */
	const char *func;
	const char *var;	/* initialised object, "" for an assignment */
	struct wn_loc loc;
};

/**
 * struct wn_meta - about the unit and how it was compiled
 * @source: main input file, relative to the kernel tree
 * @compiler: "gcc 12.2.0"
 * @kernel: "6.1.192", "" when unknown
 * @config: hash of the options that decide what is compiled
 * @source_mtime: nanoseconds since the epoch of the newest file read is not
 *	kept (it would break determinism); @source_hash is the hash of the main
 *	input's text instead
 */
struct wn_meta {
	const char *source;
	const char *compiler;
	const char *kernel;
	const char *config;
	const char *target;	/* "x86_64-linux-gnu" */
	const char *source_hash;
};

struct wn_unit {
	struct wn_meta meta;
	const char *path;	/* of the facts file */
	uint32_t nfuncs, ndecls, nfnptrs;
	struct wn_func *funcs;
	struct wn_decl *decls;
	struct wn_fnptr *fnptrs;
	void *priv;		/* reader's */
};

/**
 * wn_facts_open() - read header, strings and index of a facts file
 * @path: the file
 * @strs: table that all names are interned in; must outlive the unit
 * @err: receives one line, without newline, on failure (may not be NULL)
 * @errlen: size of @err
 *
 * Return: the unit, or NULL: not there, truncated, of another version, not a
 * facts file, or inconsistent. Free with wn_facts_close().
 */
struct wn_unit *wn_facts_open(const char *path, struct wn_strtab *strs,
			      char *err, size_t errlen);

/**
 * wn_facts_body() - parse the body of a function unless that was done
 *
 * Return: 0, or -1 with @err filled when the section is damaged.
 */
int wn_facts_body(struct wn_func *fn, char *err, size_t errlen);
void wn_facts_close(struct wn_unit *u);

/**
 * wn_facts_write() - write a unit that is complete in memory
 * @u: all bodies present
 * @path: written as a temporary file in the same directory, then renamed, so
 *	that a reader never sees half a file and an interrupted run loses nothing
 *
 * Return: 0, or -1 with @err filled (full disk, no permission).
 */
int wn_facts_write(const struct wn_unit *u, const char *path, char *err,
		   size_t errlen);

/* Names used in the file and in dumps: "add", "call", "true", ... */
const char *wn_op_name(enum wn_op op);

/* Print a function readably, for --dump and for people who debug rules. */
void wn_func_dump(const struct wn_func *fn, FILE *out);

#ifdef __cplusplus
}
#endif
#endif
