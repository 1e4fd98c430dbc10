// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A bug in the plugin must not stop anybody's compile: what may go wrong runs
 * under a guard that catches crashes of the plugin and internal errors of GCC
 * that the plugin caused, and turns them into one warning.
 */
#include <setjmp.h>
#include <signal.h>

#include "wnp.h"

static sigjmp_buf *guard;

static void on_signal(int sig)
{
	siglongjmp(*guard, sig);
}

static void on_ice(diagnostic_context *dc ATTRIBUTE_UNUSED,
		   const char *msg ATTRIBUTE_UNUSED,
		   va_list *ap ATTRIBUTE_UNUSED)
{
	siglongjmp(*guard, -1);
}

static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

static void catch_signals(struct sigaction *old)
{
	struct sigaction sa = {};
	unsigned int i;

	sa.sa_handler = on_signal;
	sa.sa_flags = SA_ONSTACK | SA_NODEFER;
	for (i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &sa, &old[i]);
}

static void restore_signals(const struct sigaction *old)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &old[i], NULL);
}

/* Without this, -Werror would make an error of every warning. */
void wnp_warn(const char *fmt, ...)
{
	bool werror = wnp_werror(global_dc);
	va_list ap;
	char *msg;

	wnp_werror(global_dc) = false;
	va_start(ap, fmt);
	msg = xvasprintf(fmt, ap);
	va_end(ap);
	warning_at(UNKNOWN_LOCATION, 0, "wnotify: %s", msg);
	wnp_werror(global_dc) = werror;
	free(msg);
}

/* Runs @fn; false when it crashed, after a warning that says so. */
bool wnp_guarded(void (*fn)(void *arg), void *arg)
{
	void (*ice)(diagnostic_context *, const char *, va_list *);
	struct sigaction old[ARRAY_SIZE(signals)];
	static char stack[64 * 1024];
	stack_t alt = {}, oldalt;
	sigjmp_buf env, *outer = guard;
	int lock = wnp_diag_lock(global_dc), sig;

	ice = wnp_ice_hook(global_dc);
	alt.ss_sp = stack;
	alt.ss_size = sizeof(stack);
	if (!outer)
		sigaltstack(&alt, &oldalt);
	catch_signals(old);
	sig = sigsetjmp(env, 1);
	if (!sig) {
		guard = &env;
		wnp_ice_hook(global_dc) = on_ice;
		fn(arg);
	}
	guard = outer;
	wnp_ice_hook(global_dc) = ice;
	restore_signals(old);
	if (!outer)
		sigaltstack(&oldalt, NULL);
	if (!sig)
		return true;
	wnp_diag_lock(global_dc) = lock;
	wnp_warn("internal problem (%s) in %s; the compile goes on. To report it, add the output of the same command with -E",
		 sig > 0 ? strsignal(sig) : "GCC internal error",
		 main_input_filename);
	return false;
}
