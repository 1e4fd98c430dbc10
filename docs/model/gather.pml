/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * munmap by CPU0 beside another gather on the same mm. Between them the pages
 * are unmapped inside a bracket, but the page-table page is taken out after
 * it: the only thing that tells T of the table is the flush of the gather.
 *
 * tlb_finish_mmu() sees that the mm has more than one gather and flushes
 * everything. Until 6.5 it then told T of an empty range at the end of the
 * address space, which devices ignore: the lost range. The CPUs are flushed.
 *
 * T caches translations and pointers to page-table pages (its walk cache).
 */
#include "common.pml"

#define VAR_NESTED_LOST		1
#define VAR_NESTED_FULL		2	/* the whole address space is told */
#define VAR_ALONE		3	/* nobody else has a gather */

bit present, table, freed_page, freed_table;
byte gathers;
bit walk_v[2];

proctype cpu0()
{
	d_step {
		gathers++;
		printf("@CPU0\tgather\t{func}() begins a gather\n")
	};
	cpu0_start();
	cpu0_lock();
	d_step {
		present = 0;
		owed = 1;
		printf("@CPU0\tclear\t{clear} clears the entry of {addr}\n")
	};
	cpu0_notify(PLACE_IN_LOCK_BEFORE_SET);
	cpu0_unlock();
	cpu0_end();
	if	/* that was a full invalidation; but the table is still there */
	:: prof == PROF_OLD && place == PLACE_RANGE_END -> walk_v[O_DEV] = 0
	:: else
	fi;
	d_step {
		table = 0;
		printf("@CPU0\tclear\tthe page-table page itself is taken out\n")
	};
	d_step {
		drop(O_CPU);
		walk_v[O_CPU] = 0;
		owed = 0;
		if
		:: gathers > 1 && var == VAR_NESTED_LOST ->
			printf("@CPU0\tflush\tanother gather is open: all CPU TLBs are flushed, but the device TLB is told of an empty range\n")
		:: else ->
			drop(O_DEV);
			walk_v[O_DEV] = 0;
			printf("@CPU0\tflush\tthe gather flushes the CPU TLBs and tells the device TLB\n")
		fi
	};
	d_step {
		freed_page = 1;
		freed_table = 1;
		gathers--;
		printf("@CPU0\tfree\t{free} frees the page and the page-table page\n")
	}
}

/* Something else in the same mm, at other addresses. */
proctype cpu2()
{
	if
	:: var != VAR_ALONE ->
		d_step {
			gathers++;
			printf("@CPU2\tgather\tanother thread begins a gather on the same mm\n")
		};
		gathers--
	:: else
	fi
}

proctype observer(byte me)
{
end:	do
	:: d_step {
		!walk_v[me] && table -> walk_v[me] = 1;
		printf("@%d\tfill\tcaches the address of the page-table page above {addr}\n", me)
	   }
	:: d_step {
		!tlb[me].v && walk_v[me] && present && !freed_table -> tlb[me].v = 1;
		printf("@%d\tfill\tloads the translation of {addr} into its TLB\n", me)
	   }
	:: d_step {
		tlb[me].v ->
		printf("@%d\tread\treads {addr} through its translation\n", me);
		if
		:: freed_page ->
			printf("@%d\tbroken\tuaf\n", me);
			assert(false)
		:: else
		fi
	   }
	:: d_step {
		walk_v[me] && !tlb[me].v ->
		printf("@%d\tread\twalks through the page-table page it has cached\n", me);
		if
		:: freed_table ->
			printf("@%d\tbroken\tuaf\n", me);
			assert(false)
		:: else
		fi
	   }
	od
}

init {
	d_step {
		take_conf();
		present = 1;
		table = 1
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
