/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A huge entry over two small pages is split into two small entries with the
 * same pages and permissions. Nothing becomes wrong by that alone; what
 * matters is the next change of one small entry, made by CPU2 with a
 * notification of the small size only.
 *
 * Does that notification drop a huge translation that covers the address? A
 * CPU does so by its architecture. For a device it is the doubted point: both
 * kinds are here. The huge zero page is the case in which the old page is
 * never freed.
 */
#include "common.pml"

#define VAR_HONOURS		1	/* a small invalidation drops the huge entry */
#define VAR_IGNORES		2	/* it does not */
#define VAR_ZERO_HONOURS	3	/* huge zero page */
#define VAR_ZERO_IGNORES	4

#define HONOURS		(var == VAR_HONOURS || var == VAR_ZERO_HONOURS)
#define ZERO_PAGE	(var == VAR_ZERO_HONOURS || var == VAR_ZERO_IGNORES)

#define HUGE		2	/* state of the upper entry; PRESENT: a table */

byte pmd;
byte pg[2];		/* small entries: page i, or 2 after CPU2's change */
bit freed, data, flag;

/* Observer o holds the huge translation, or that of small entry 0. */
bit huge_v[2], small_v[2], small_new[2], seen[2];

inline drop_huge_range(o)
{
	huge_v[o] = 0;
	small_v[o] = 0;
	small_new[o] = 0
}

inline drop_small_range(o)
{
	small_v[o] = 0;
	small_new[o] = 0;
	if
	:: o == O_CPU || HONOURS -> huge_v[o] = 0
	:: else
	fi
}

/* The shared inlines talk of tlb[]; here a flush is one of the huge range. */
inline split_flush(point)
{
	if
	:: cflush == point -> d_step {
		drop_huge_range(O_CPU);
		printf("@CPU0\tflush\tthe CPU TLBs drop the huge range\n");
		if
		:: prof == PROF_NEW ->
			drop_huge_range(O_DEV);
			printf("@CPU0\tnotify\tthe flush tells the device TLB as well\n")
		:: else
		fi
	   }
	:: else
	fi
}

inline split_notify(point)
{
	if
	:: place == point && prof == PROF_OLD -> d_step {
		drop_huge_range(O_DEV);
		printf("@CPU0\tnotify\tthe device TLB drops the huge range\n")
	   }
	:: else
	fi
}

proctype cpu0()
{
	cpu0_start();
	cpu0_lock();
	d_step {
		pmd = NONE;
		printf("@CPU0\tclear\t{clear} invalidates the huge entry at {addr}\n")
	};
	split_flush(FLUSH_BEFORE_SET);
	split_notify(PLACE_IN_LOCK_BEFORE_SET);
	d_step {
		pmd = PRESENT;
		printf("@CPU0\tset\t{set} puts a table of small entries there: same pages, same permissions\n")
	};
	split_flush(FLUSH_AFTER_SET);
	split_notify(PLACE_IN_LOCK_AFTER_SET);
	cpu0_unlock();
	split_flush(FLUSH_AFTER_UNLOCK);
	split_notify(PLACE_RANGE_END);
	cpu0_end();
	split_flush(FLUSH_LATE)
}

/* A COW fault of the small entry, by the rules: told before the set. */
proctype cpu2()
{
	d_step {
		ptl == 0 && pmd == PRESENT ->
		drop_small_range(O_CPU);
		drop_small_range(O_DEV);
		pg[0] = 2;
		printf("@CPU2\tset\tanother thread breaks COW of one small entry; the device TLB is told, of the small range\n")
	};
	d_step {
		data = 1;
		printf("@CPU2\twrite\tit writes a new value to {addr}\n")
	};
	d_step {
		flag = 1;
		printf("@CPU2\twrite\tthen it writes to a second address, to say so\n")
	};
	if
	:: ZERO_PAGE -> skip
	:: else -> d_step {
		freed = 1;
		printf("@CPU2\tfree\tthe old small page is freed\n")
	   }
	fi
}

proctype observer(byte o)
{
end:	do
	:: d_step {
		!huge_v[o] && !small_v[o] && pmd == HUGE -> huge_v[o] = 1;
		printf("@%d\tfill\tloads the huge translation around {addr} into its TLB\n", o)
	   }
	:: d_step {
		!huge_v[o] && !small_v[o] && pmd == PRESENT -> small_v[o] = 1;
		small_new[o] = (pg[0] == 2);
		printf("@%d\tfill\tloads the small translation of {addr} into its TLB\n", o)
	   }
	:: d_step {
		flag && !seen[o] -> seen[o] = 1;
		printf("@%d\tread\treads the second address: the new value\n", o)
	   }
	:: d_step {
		huge_v[o] || small_v[o] ->
		printf("@%d\tread\treads {addr} through its translation\n", o);
		if
		:: !small_new[o] && freed ->
			printf("@%d\tbroken\tuaf\n", o);
			assert(false)
		:: !small_new[o] && !freed && seen[o] ->
			printf("@%d\tbroken\tbackwards\n", o);
			assert(false)
		:: else
		fi
	   }
	od
}

init {
	d_step {
		take_conf();
		pmd = HUGE;
		pg[1] = 1
	};
	atomic {
		run cpu0();
		run cpu2();
		if
		:: who & WHO_C -> run observer(O_CPU)
		:: else
		fi;
		if
		:: who & WHO_T -> run observer(O_DEV)
		:: else
		fi
	}
}
