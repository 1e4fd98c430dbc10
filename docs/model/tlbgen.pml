/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deferred flushes and those who must know of them. CPU0 unmaps a dirty page
 * of a file and defers the flush. CPU2 decides something from the entry, which
 * is already empty:
 *
 *  mkclean   the page is mapped nowhere (or its entry is empty): it is written
 *            out and clean afterwards. A later write through a stale
 *            translation leaves no dirty bit anywhere.
 *  mprotect  there is nothing to protect and nothing to flush: it returns, and
 *            the caller relies on nobody writing any more.
 *
 * The check is the generation per page table proposed in 2022 (pending and
 * completed), or flush_tlb_batched_pending() for mprotect: CPU2 holds the lock
 * of the table and flushes when the table has a deferred flush. It can only do
 * so when the rmap still leads it to the table.
 *
 * The flush is that of mmu_gather: it tells T in both profiles.
 */
#include "common.pml"

#define VAR_RMAP_EARLY		1	/* rmap removed in the lock, before the flush */
#define VAR_RMAP_LATE		2	/* rmap removed after the flush */
#define VAR_RMAP_EARLY_CHECK	3
#define VAR_RMAP_LATE_CHECK	4
#define VAR_MPROTECT		5
#define VAR_MPROTECT_CHECK	6

#define EARLY		(var == VAR_RMAP_EARLY || var == VAR_RMAP_EARLY_CHECK)
#define LATE		(var == VAR_RMAP_LATE || var == VAR_RMAP_LATE_CHECK)
#define CHECK		(var == VAR_RMAP_EARLY_CHECK || var == VAR_RMAP_LATE_CHECK || \
			 var == VAR_MPROTECT_CHECK)
#define MPROTECT	(var == VAR_MPROTECT || var == VAR_MPROTECT_CHECK)

bit present, writable, pte_dirty, page_dirty, rmap, relied;
byte pending, completed;	/* flush generations of this table */

inline gather_flush(point)
{
	if
	:: cflush == point -> d_step {
		do_flush();
		drop(O_DEV);
		completed = pending;
		printf("@CPU0\tflush\tthe gather flushes the CPU TLBs and tells the device TLB\n")
	   };
	   if
	   :: LATE && rmap -> d_step {
		rmap = 0;
		printf("@CPU0\trmap\tthe page is taken off the rmap\n")
	      }
	   :: else
	   fi
	:: else
	fi
}

proctype cpu0()
{
	cpu0_start();
	cpu0_lock();
	d_step {
		page_dirty = page_dirty || pte_dirty;
		present = 0;
		pte_dirty = 0;
		writable = 0;
		pending++;
		owed = 1;
		printf("@CPU0\tclear\t{clear} clears the entry of {addr} and marks the page dirty; the flush is deferred\n")
	};
	if
	:: EARLY -> d_step {
		rmap = 0;
		printf("@CPU0\trmap\tthe page is taken off the rmap\n")
	   }
	:: else
	fi;
	cpu0_notify(PLACE_IN_LOCK_BEFORE_SET);
	gather_flush(FLUSH_AFTER_SET);
	cpu0_unlock();
	gather_flush(FLUSH_AFTER_UNLOCK);
	cpu0_end();
	gather_flush(FLUSH_GATHER)
}

inline flush_here()
{
	do_flush();
	drop(O_DEV);
	completed = pending;
	printf("@CPU2\tflush\tit flushes and tells the device TLB\n")
}

proctype cpu2()
{
	if
	:: MPROTECT || rmap -> d_step {
		ptl == 0 ->
		if
		:: present ->
			page_dirty = page_dirty || pte_dirty;
			writable = 0;
			pte_dirty = 0;
			printf("@CPU2\treclaim\tanother thread finds {addr} mapped and makes it read-only\n");
			flush_here()
		:: !present && CHECK && pending != completed ->
			printf("@CPU2\treclaim\tanother thread finds {addr} empty, with a deferred flush\n");
			flush_here()
		:: else ->
			printf("@CPU2\treclaim\tanother thread finds {addr} empty: nothing to do, nothing to flush\n")
		fi;
		/* Its own bracket tells T of the range, mapped or not. */
		if
		:: prof == PROF_OLD -> drop(O_DEV)
		:: else
		fi
	   }
	:: else -> printf("@CPU2\treclaim\tanother thread finds the page mapped nowhere\n")
	fi;
	if
	:: MPROTECT -> d_step {
		relied = 1;
		printf("@CPU2\tuse\tmprotect() returns: nobody can write to {addr} any more\n")
	   }
	:: else -> d_step {
		page_dirty = 0;
		printf("@CPU2\tuse\tthe page is clean now: its content is written to the disk\n")
	   }
	fi
}

proctype observer(byte me)
{
end:	do
	:: d_step {
		!tlb[me].v && present && writable ->
		pte_dirty = 1;
		tlb[me].v = 1;
		tlb[me].w = 1;
		tlb[me].d = 1;
		printf("@%d\tfill\tloads the translation of {addr} into its TLB, writable and dirty\n", me)
	   }
	:: d_step {
		tlb[me].v ->
		printf("@%d\twrite\twrites to {addr} through its translation\n", me);
		if
		:: relied ->
			printf("@%d\tbroken\tlost-write\n", me);
			assert(false)
		:: !MPROTECT && !page_dirty && !pte_dirty ->
			printf("@%d\tbroken\tdirty-lost\n", me);
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
		writable = 1;
		rmap = 1
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
