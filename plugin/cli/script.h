/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WNOTIFY_SCRIPT_H
#define WNOTIFY_SCRIPT_H

/* Set a variable for the script; does not return without memory. */
void wn_env(const char *name, const char *value);

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
