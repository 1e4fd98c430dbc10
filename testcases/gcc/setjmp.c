// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions that return twice. */
typedef long jmp_buf_t[8];
int setjmp(jmp_buf_t env) __attribute__((returns_twice));
void longjmp(jmp_buf_t env, int val) __attribute__((noreturn));
int work(int n);

static jmp_buf_t env;

int attempt(int n)
{
	volatile int tries = 0;
	int ret = setjmp(env);

	if (ret) {
		tries++;
		n -= ret;
	}
	if (n < 0)
		longjmp(env, tries);
	return work(n) + tries;
}

void *builtin_env[5];

int builtin_attempt(void)
{
	if (__builtin_setjmp(builtin_env))
		return 1;
	work(1);
	return 0;
}

void builtin_back(void)
{
	__builtin_longjmp(builtin_env, 1);
}
