/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mremap moves a page from {addr} to a new address. Reclaim walks the mappings
 * of the page and unmaps what it finds, telling everybody about the addresses
 * it visits, and no others; then it frees the page. An observer still has the
 * translation of the old address.
 *
 * Reclaim visits the old mapping first (and, until 6.5, tells the device TLB
 * of its range even when it finds nothing there), or the new one first: then
 * it stops as soon as the page is no longer mapped and never comes to the old.
 * Or there is no reclaim, and the new address is unmapped after the move.
 */
#include "common.pml"

#define VAR_OLD_FIRST	1
#define VAR_NEW_FIRST	2
#define VAR_RMAP_LOCKED	3	/* as new-first, rmap lock held over range_end and flush */

#define OLD_ADDR	0
#define NEW_ADDR	1

bit mapped[2];		/* entry of the old and of the new address */
bit freed, rmap_lock, done;

proctype cpu0()
{
	cpu0_start();
	if
	:: var == VAR_RMAP_LOCKED -> d_step { rmap_lock == 0 -> rmap_lock = 1 }
	:: else
	fi;
	cpu0_lock();
	if
	:: !mapped[OLD_ADDR] -> skip	/* reclaim was first */
	:: else ->
		d_step {
			mapped[OLD_ADDR] = 0;
			owe_flush();
			printf("@CPU0\tclear\t{clear} clears the entry of {addr}\n")
		};
		cpu0_flush(FLUSH_BEFORE_SET);
		cpu0_notify(PLACE_IN_LOCK_BEFORE_SET);
		d_step {
			mapped[NEW_ADDR] = 1;
			printf("@CPU0\tset\t{set} maps the page at its new address\n")
		};
		cpu0_flush(FLUSH_AFTER_SET);
		cpu0_notify(PLACE_IN_LOCK_AFTER_SET)
	fi;
	cpu0_unlock();
	cpu0_flush(FLUSH_AFTER_UNLOCK);
	cpu0_end();
	cpu0_late_flush();
	atomic {
		rmap_lock = 0;
		done = 1
	}
}

/* Reclaim unmaps at one address. tlb[] is about the old address only. */
inline visit(a)
{
	d_step {
		ptl == 0 && !rmap_lock ->
		if
		:: mapped[a] && a == OLD_ADDR ->
			mapped[a] = 0;
			drop(O_CPU);
			drop(O_DEV);
			printf("@CPU2\treclaim\treclaim unmaps {addr} and tells everybody\n")
		:: mapped[a] && a == NEW_ADDR ->
			mapped[a] = 0;
			printf("@CPU2\treclaim\treclaim unmaps the page at its new address and tells everybody about that one\n")
		:: !mapped[a] && a == OLD_ADDR && prof == PROF_OLD ->
			drop(O_DEV);
			printf("@CPU2\treclaim\treclaim finds nothing at {addr}, but its own range_end tells the device TLB\n")
		:: else ->
			printf("@CPU2\treclaim\treclaim finds nothing at one of the addresses\n")
		fi
	}
}

proctype reclaim()
{
	if
	:: d_step {	/* no reclaim; later the new mapping alone is unmapped */
		done && mapped[NEW_ADDR] -> mapped[NEW_ADDR] = 0;
		printf("@CPU2\tunmap\tafter the move, another thread unmaps the new address and tells everybody about that one\n")
	   }
	:: var == VAR_OLD_FIRST ->
		visit(OLD_ADDR);
		if
		:: mapped[NEW_ADDR] || mapped[OLD_ADDR] -> visit(NEW_ADDR)
		:: else
		fi
	:: var != VAR_OLD_FIRST ->
		visit(NEW_ADDR);
		if
		:: mapped[NEW_ADDR] || mapped[OLD_ADDR] -> visit(OLD_ADDR)
		:: else
		fi
	fi;
	/* Between the two entries the page is mapped nowhere, but only in the lock. */
	d_step {
		if
		:: ptl == 0 && !mapped[OLD_ADDR] && !mapped[NEW_ADDR] ->
			freed = 1;
			printf("@CPU2\tfree\tthe page is mapped nowhere: it is freed\n")
		:: else
		fi
	}
}

proctype observer(byte me)
{
end:	do
	:: d_step {
		!tlb[me].v && mapped[OLD_ADDR] -> tlb[me].v = 1;
		printf("@%d\tfill\tloads the translation of {addr} into its TLB\n", me)
	   }
	:: d_step {
		tlb[me].v ->
		printf("@%d\tread\treads {addr}, the old address, through its translation\n", me);
		if
		:: freed ->
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
		mapped[OLD_ADDR] = 1
	};
	atomic {
		run cpu0();
		run reclaim();
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
