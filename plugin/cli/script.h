/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WNOTIFY_SCRIPT_H
#define WNOTIFY_SCRIPT_H

#include <argp.h>
#include <stdbool.h>

/* Set a variable for the script; does not return without memory. */
void wn_env(const char *name, const char *value);

/**
 * struct wn_script_args - the arguments of a script, as they are collected
 */
struct wn_script_args {
	char **argv;
	size_t n, cap;
};

void wn_script_arg(struct wn_script_args *a, const char *arg);
/* "-KEY", and its argument when it has one. */
void wn_script_option(struct wn_script_args *a, int key, const char *arg);
/* For ARGP_KEY_ARGS: what is no option, behind "--". */
void wn_script_rest(struct wn_script_args *a, const struct argp_state *state);
/* -k, -O and -r of the commands that need a tree; false: it is none of them. */
bool wn_tree_option(int key, const char *arg);

/**
 * wn_find_plugin() - the GCC plugin that belongs to this command
 * @buf: receives its path
 * @size: of @buf, at least PATH_MAX
 *
 * Return: whether it is there.
 */
bool wn_find_plugin(char *buf, size_t size);

/**
 * wn_run_script() - become the script scripts/@name
 * @name: its file name
 * @argv: arguments, as for execv()
 *
 * $WNOTIFY is this command for it.
 *
 * Return: only after an error line, the exit status.
 */
int wn_run_script(const char *name, char **argv);

#endif
