/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all models share: the names of the parameters, the page-table entry,
 * and how an observer (a CPU TLB, a device TLB, a mirror) is told.
 *
 * run.py reads the names below; they are the only place where they are
 * written down. A model is compiled once and run once for each combination:
 * init() takes the parameters from the environment, so that one pan serves
 * hundreds of runs. After init() everything is plain Promela.
 *
 * A printf that starts with '@' is one line of a story: thread, event, text.
 * Observers print their number; run.py turns it into CPU1, DEV or MIRROR.
 * {func}, {clear}, {set}, ... are filled in by 'wnotify explain'.
 */
#define PROF_OLD		0	/* 4.13 - 6.5: notifier calls tell T */
#define PROF_NEW		1	/* 6.6 -: the CPU flush tells T */

#define PLACE_NONE		0	/* no bracket, no notification */
#define PLACE_IN_LOCK_BEFORE_SET 1
#define PLACE_IN_LOCK_AFTER_SET	2
#define PLACE_RANGE_END		3
#define PLACE_ONLY_END		4	/* bracket, whose end tells M only */

#define FLUSH_NEVER		0
#define FLUSH_BEFORE_SET	1
#define FLUSH_AFTER_SET		2
#define FLUSH_AFTER_UNLOCK	3	/* between PTL drop and range_end */
#define FLUSH_LATE		4	/* flush_tlb_mm() after range_end */
#define FLUSH_GATHER		5	/* mmu_gather after range_end, tells T always */
#define FLUSH_BATCH		6	/* batched unmap flush after range_end */

/* Who can hold a stale translation in this run (a bit mask). */
#define WHO_C			1
#define WHO_T			2
#define WHO_CT			3
#define WHO_M			4
#define WHO_M_CARELESS		8	/* a mirror that skips the retry check */

/* Observers: a CPU and its TLB, the device TLB, a mirror (KVM, HMM). */
#define O_CPU			0
#define O_DEV			1
#define O_MIR			2

/* States of an entry. WAIT: migration or swap entry, a fault on it waits. */
#define NONE			0
#define PRESENT			1
#define WAIT			2

typedef entry {
	byte st;
	byte pg;
	bit w;
	bit d
};

typedef tlb_t {
	bit v;
	byte pg;
	bit w;
	bit d;
	bit seen	/* has read the new value at the other address */
};

byte prof, place, cflush, who, var;
bit ptl;
bit owed;		/* an entry was cleared and the CPUs are not flushed yet */
tlb_t tlb[3];
byte m_count, m_seq;	/* of the mirror: open brackets, closed brackets */

c_decl {
static int conf(const char *name)
{
	const char *s = getenv(name);

	if (!s) {
		fprintf(stderr, "pan: %s is not set\n", name);
		exit(2);
	}
	return atoi(s);
}
}

inline take_conf()
{
	c_code {
		now.prof = conf("PROF");
		now.place = conf("PLACE");
		now.cflush = conf("FLUSH");
		now.who = conf("WHO");
		now.var = conf("VAR");
	}
}

/* All fields go back to 0, so that equal states look equal. */
inline drop(i)
{
	tlb[i].v = 0;
	tlb[i].pg = 0;
	tlb[i].w = 0;
	tlb[i].d = 0
}

/* A flush of the CPU TLBs. Since 6.6 the architecture tells T in it. */
inline do_flush()
{
	drop(O_CPU);
	owed = 0;
	if
	:: prof == PROF_NEW -> drop(O_DEV)
	:: else
	fi
}

inline mirror_start()
{
	m_count++;
	drop(O_MIR)
}

inline mirror_end()
{
	m_count--;
	m_seq++
}

/* The changing thread takes and drops the page-table lock. */
inline cpu0_lock()
{
	d_step {
		ptl == 0 -> ptl = 1;
		printf("@CPU0\tlock\t{func}() takes {lock}\n")
	}
}

inline cpu0_unlock()
{
	d_step {
		ptl = 0;
		printf("@CPU0\tunlock\t{unlock} drops the page-table lock\n")
	}
}

inline cpu0_start()
{
	if
	:: place != PLACE_NONE -> d_step {
		mirror_start();
		printf("@CPU0\tstart\t{func}() opens the range around {addr}; mirrors drop it\n")
	   }
	:: else
	fi
}

/* range_end told T until 6.5; range_only_end never did. */
inline cpu0_end()
{
	if
	:: place == PLACE_NONE -> skip
	:: place == PLACE_RANGE_END && prof == PROF_OLD -> d_step {
		mirror_end();
		drop(O_DEV);
		printf("@CPU0\tend\t{end} closes the range; the device TLB drops {addr}\n")
	   }
	:: else -> d_step {
		mirror_end();
		printf("@CPU0\tend\t{end} closes the range; the device TLB is not told\n")
	   }
	fi
}

inline cpu0_notify(point)
{
	if
	:: place == point && prof == PROF_OLD -> d_step {
		drop(O_DEV);
		printf("@CPU0\tnotify\tin the lock, {func}() tells the device TLB to drop {addr}\n")
	   }
	:: else
	fi
}

inline cpu0_flush(point)
{
	if
	:: cflush == point && prof == PROF_OLD -> d_step {
		do_flush();
		printf("@CPU0\tflush\tthe CPU TLBs drop {addr}\n")
	   }
	:: cflush == point && prof == PROF_NEW -> d_step {
		do_flush();
		printf("@CPU0\tflush\tthe CPU TLBs drop {addr}, and the flush tells the device TLB\n")
	   }
	:: else
	fi
}

/* The three flushes that come after range_end. */
inline cpu0_late_flush()
{
	cpu0_flush(FLUSH_LATE);
	if
	:: cflush == FLUSH_GATHER -> d_step {
		do_flush();
		drop(O_DEV);
		printf("@CPU0\tflush\tthe gather flushes the CPU TLBs and tells the device TLB\n")
	   }
	:: cflush == FLUSH_BATCH -> d_step {
		drop(O_CPU);
		owed = 0;
		printf("@CPU0\tflush\tthe batched flush: the CPU TLBs drop {addr}\n")
	   }
	:: else
	fi
}

/*
 * The entry is gone: from here the CPUs are owed a flush. Since 6.6
 * arch_tlbbatch_add_pending(), called right here, tells T at once.
 */
inline owe_flush()
{
	owed = 1;
	if
	:: cflush == FLUSH_BATCH && prof == PROF_NEW -> drop(O_DEV)
	:: else
	fi
}
