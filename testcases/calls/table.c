// SPDX-License-Identifier: GPL-2.0-or-later
/* Callbacks in tables, on the stack, through parameters; and what nobody knows. */

struct visit_ops {
	int (*visit)(int nr, void *arg);
	void (*done)(void *arg);
};

struct control {
	int (*one)(int nr, void *arg);
	void *arg;
};

struct dev {
	void (*reset)(struct dev *d);
	void (*later)(struct dev *d);
};

int each(int n, const struct visit_ops *ops, void *arg);
int each_page(int n, struct control *c);
int apply(int n, int (*fn)(int nr, void *arg), void *arg);
struct dev *some_dev(void);

int each(int n, const struct visit_ops *ops, void *arg)
{
	int i, err = 0;

	for (i = 0; i < n && !err; i++)
		err = ops->visit(i, arg);
	if (ops->done)
		ops->done(arg);
	return err;
}

int each_page(int n, struct control *c)
{
	return n ? c->one(n, c->arg) : 0;
}

int apply(int n, int (*fn)(int nr, void *arg), void *arg)
{
	return fn(n, arg);
}

static int count_one(int nr, void *arg)
{
	*(int *)arg += nr;
	return 0;
}

static int find_one(int nr, void *arg)
{
	return nr == *(int *)arg;
}

static void count_done(void *arg)
{
	*(int *)arg = -*(int *)arg;
}

static const struct visit_ops count_ops = { .visit = count_one, .done = count_done };
static const struct visit_ops find_ops = { .visit = find_one };

int in_table(int n)
{
	int sum = 0;

	each(n, &count_ops, &sum);
	return sum;
}

int one_of_two(int n, int find)
{
	const struct visit_ops *ops = find ? &find_ops : &count_ops;

	return each(n, ops, &find);
}

static int pass_on(int n, const struct visit_ops *ops)
{
	return each(n, ops, &n);
}

int by_caller(int n)
{
	return pass_on(n, &find_ops);
}

int on_stack(int n)
{
	struct control c = { .one = find_one, .arg = &n };

	return each_page(n, &c);
}

int on_stack_later(int n)
{
	struct control c = { .arg = &n };

	c.one = n > 3 ? count_one : find_one;
	return each_page(n, &c);
}

int not_known(int n, struct control *c)
{
	return each_page(n, c);
}

int itself(int n)
{
	return apply(n, count_one, &n);
}

int stored(int (*fn)(int nr, void *arg), int n)
{
	return apply(n, fn, &n);
}

static void reset_dev(struct dev *d)
{
	d->later = 0;
}

void fill(struct dev *d, void (*later)(struct dev *d))
{
	d->reset = reset_dev;
	d->later = later;
}

void use(void)
{
	struct dev *d = some_dev();

	d->reset(d);
	d->later(d);
}
