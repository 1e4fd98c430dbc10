/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The scenario behind rule B, with both of its addresses remapped: CPU0 breaks
 * COW of address 0, CPU1 of address 1, a third thread writes to the new pages
 * in this order, and the device reads them in the opposite order.
 *
 * entry.pml has the short form, where the second address is never remapped.
 * Here the page of address 1 changes under the device as well; the device
 * learns of the new one because CPU1 got as far as its notification.
 */
#include "common.pml"

#define VAR_COW2	1

typedef slot {
	bit fresh;	/* points to the new page */
	bit st;
	bit ptl
};

slot pt[2];
bit dev_v[2], dev_fresh[2];	/* the device TLB */
bit data[2];			/* the new page has the write */
bit dev_seen;

inline tell_dev(i)
{
	dev_v[i] = 0;
	dev_fresh[i] = 0
}

inline story(i, ev)
{
	/* %d: the address; CPU0 works on {addr}, CPU1 on the second one */
	if
	:: i == 0 && ev == 0 -> printf("@CPU0\tclear\t{lock} taken, {clear} clears the entry of {addr}\n")
	:: i == 1 && ev == 0 -> printf("@CPU1\tclear\tanother CPU does the same at a second address: clear\n")
	:: i == 0 && ev == 1 -> printf("@CPU0\tset\t{set} points {addr} to a new page\n")
	:: i == 1 && ev == 1 -> printf("@CPU1\tset\tthe second address points to its new page\n")
	:: i == 0 && ev == 2 -> printf("@CPU0\tnotify\tthe device TLB is told to drop {addr}\n")
	:: i == 1 && ev == 2 -> printf("@CPU1\tnotify\tthe device TLB is told to drop the second address\n")
	:: i == 0 && ev == 3 -> printf("@CPU0\tunlock\t{unlock} drops the page-table lock\n")
	:: i == 1 && ev == 3 -> printf("@CPU1\tunlock\tthe page-table lock is dropped\n")
	:: i == 0 && ev == 4 -> printf("@CPU0\tend\t{end} closes the range; the device TLB drops {addr}\n")
	:: i == 1 && ev == 4 -> printf("@CPU1\tend\tthe second range is closed; the device TLB drops it\n")
	fi
}

/* T is told here: by the notification until 6.5, by the CPU flush since. */
#define TOLD(pl, fl)	((prof == PROF_OLD && place == pl) || (prof == PROF_NEW && cflush == fl))

inline maybe_tell(i, pl, fl, ev)
{
	if
	:: TOLD(pl, fl) -> d_step {
		tell_dev(i);
		story(i, ev)
	   }
	:: else
	fi
}

proctype cow(byte i)
{
	d_step {
		pt[i].ptl == 0 -> pt[i].ptl = 1;
		pt[i].st = NONE;
		story(i, 0)
	};
	maybe_tell(i, PLACE_IN_LOCK_BEFORE_SET, FLUSH_BEFORE_SET, 2);
	d_step {
		pt[i].st = PRESENT;
		pt[i].fresh = 1;
		story(i, 1)
	};
	maybe_tell(i, PLACE_IN_LOCK_AFTER_SET, FLUSH_AFTER_SET, 2);
	d_step {
		pt[i].ptl = 0;
		story(i, 3)
	};
	maybe_tell(i, PLACE_RANGE_END, FLUSH_AFTER_UNLOCK, 4);
	maybe_tell(i, 255, FLUSH_LATE, 2)
}

proctype writer()
{
	d_step {
		pt[0].st == PRESENT && pt[0].fresh -> data[0] = 1;
		printf("@CPU2\twrite\ta third thread writes to {addr}: to the new page\n")
	};
	d_step {
		pt[1].st == PRESENT && pt[1].fresh -> data[1] = 1;
		printf("@CPU2\twrite\tand then to the second address: to the new page\n")
	}
}

proctype device()
{
	byte i;

end:	do
	:: for (i : 0 .. 1) {
		if
		:: d_step {
			!dev_v[i] && pt[i].st == PRESENT ->
			dev_v[i] = 1;
			dev_fresh[i] = pt[i].fresh;
			if
			:: i == 0 -> printf("@DEV\tfill\tloads the translation of {addr} into its TLB\n")
			:: else -> printf("@DEV\tfill\tloads the translation of the second address into its TLB\n")
			fi
		   }
		:: skip
		fi
	   };
	   i = 0
	:: d_step {
		dev_v[1] && dev_fresh[1] && data[1] && !dev_seen ->
		dev_seen = 1;
		printf("@DEV\tread\treads the second address from the new page: the new value\n")
	   }
	:: d_step {
		dev_v[0] ->
		printf("@DEV\tread\treads {addr} through its translation\n");
		if
		:: dev_seen && !(dev_fresh[0] && data[0]) ->
			printf("@DEV\tbroken\tbackwards\n");
			assert(false)
		:: else
		fi
	   }
	od
}

init {
	d_step {
		take_conf();
		pt[0].st = PRESENT;
		pt[1].st = PRESENT
	};
	atomic {
		run cow(0);
		run cow(1);
		run writer();
		run device()
	}
}
