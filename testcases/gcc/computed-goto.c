// SPDX-License-Identifier: GPL-2.0-or-later
/* Labels as values: edges that can all be taken. */
int interpret(const unsigned char *code, int *stack)
{
	static const void * const ops[] = { &&push, &&add, &&halt };
	int top = 0;

	goto *ops[*code++];
push:
	stack[top++] = *code++;
	goto *ops[*code++];
add:
	top--;
	stack[top - 1] += stack[top];
	goto *ops[*code++];
halt:
	return stack[top - 1];
}

int one_target(int x)
{
	void *to = &&out;

	if (x)
		goto *to;
	x++;
out:
	return x;
}
