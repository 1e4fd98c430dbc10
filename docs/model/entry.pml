/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One entry, changed by CPU0 in every class but move and split.
 *
 * CPU0 changes the entry. CPU2 is another thread of the process: it writes to
 * the same address through a fresh walk, faulting as it must, and then tells
 * the world by a write to a second address that nobody remaps. CPU1, DEV and
 * MIRROR are the observers: they load the entry whenever they hold none, and
 * read and write through what they hold.
 *
 * data[p]: CPU2's write is in page p. An observer that has read the second
 * address and then reads a page without data sees memory go backwards.
 */
#include "common.pml"

#define CLS_DOWNGRADE		0
#define CLS_SAME_CONTENT	1
#define CLS_FREE		2
#define CLS_FREE_NONE		3
#define CLS_FREE_EXCLUDED	4
#define CLS_NEW_PAGE		5
#define CLS_MIGRATION		6
#define CLS_COLLAPSE		7
#define CLS_ROLLBACK		8
#define CLS_YOUNG		9

/* downgrade */
#define VAR_WP			1	/* faults wait for CPU0 (write lock): fork, mprotect */
#define VAR_MKCLEAN		2	/* shared page, written out afterwards */
#define VAR_COW			3	/* a fault may copy the page: KSM, uffd-wp */
#define VAR_COW_CONSULT		4	/* as cow, the fault asks for pending CPU flushes */
#define VAR_MKCLEAN_NO_WCACHE	5	/* as mkclean, the device never caches 'writable' */
/* free, same-content: when the last reference goes */
#define VAR_IN_LOCK		6
#define VAR_UNLOCKED		7	/* after the PTL drop, before range_end */
#define VAR_REF			8	/* the caller's reference goes after range_end */
#define VAR_PINNED		9	/* never */
/* free-none, free-excluded, migration, collapse */
#define VAR_REFAULT		10
#define VAR_LAZYFREE		11	/* discarded only when the entry was clean */
#define VAR_LOCK		12	/* faults wait for CPU0 */
#define VAR_CPU_STALE		13	/* faults run; T may be as stale as a CPU */
#define VAR_COPY		14
/* new-page, rollback, young */
#define VAR_PLAIN		15
#define VAR_STALE_VALUE		16	/* writes back a value read earlier */

#define OLD	0	/* pages: the old one, CPU0's new one, CPU2's new one */
#define NEW	1
#define FRESH	2

byte cls;
entry pte;
bit freed[3], data[3], copied[3];
bit flag, done, relied, carry, lost;
bit page_dirty, unsaved;
byte loser;		/* whose write went to a page already copied */

#define TRACK_DIRTY	(cls == CLS_ROLLBACK || cls == CLS_YOUNG || var == VAR_LAZYFREE || \
			 var == VAR_MKCLEAN || var == VAR_MKCLEAN_NO_WCACHE)
#define MAY_FAULT	(done || cls == CLS_FREE_NONE || var == VAR_CPU_STALE)
#define MAY_COW		(cls == CLS_SAME_CONTENT || var == VAR_COW || var == VAR_COW_CONSULT || \
			 (done && var == VAR_WP))
/* In a window where a CPU is as stale, T is not asked for more. */
#define EXCUSED		(var == VAR_CPU_STALE && owed)
#define RECORDED(p)	((pte.st == PRESENT && pte.pg == p && pte.d) || page_dirty || carry)

inline broken_uaf(who_)
{
	printf("@%d\tbroken\tuaf\n", who_);
	assert(false)
}

/* The old page leaves this process: freed, or another owner writes to it. */
inline give_up()
{
	d_step {
		freed[OLD] = 1;
		printf("@CPU0\tfree\t{free} drops the last reference: the old page belongs to somebody else\n")
	}
}

inline set_entry(s, p, wr, di)
{
	pte.st = s;
	pte.pg = p;
	pte.w = wr;
	pte.d = di
}

proctype cpu0()
{
	entry val;

	cpu0_start();
	cpu0_lock();
	if
	:: pte.st != PRESENT || pte.pg != OLD -> goto unlock	/* pte_same() failed */
	:: else
	fi;
	if
	:: var == VAR_STALE_VALUE -> d_step {
		val.w = pte.w;
		val.d = pte.d;
		printf("@CPU0\tread\t{func}() reads the entry of {addr}\n")
	   }
	:: else
	fi;
	/* The accessed bit alone is cleared by one instruction; nothing else changes. */
	if
	:: cls == CLS_YOUNG && var != VAR_STALE_VALUE -> printf("@CPU0\tclear\t{clear} clears the accessed bit of {addr}\n")
	:: cls == CLS_YOUNG -> skip
	:: else -> d_step {
		if
		:: var == VAR_STALE_VALUE -> skip
		:: else ->
			val.w = pte.w;
			val.d = pte.d
		fi;
		carry = val.d;	/* what CPU0 knows, and will write or propagate */
		set_entry(NONE, 0, 0, 0);
		owe_flush();
		printf("@CPU0\tclear\t{clear} clears the entry of {addr}\n")
	   }
	fi;
	cpu0_flush(FLUSH_BEFORE_SET);
	cpu0_notify(PLACE_IN_LOCK_BEFORE_SET);

	d_step {
		if
		:: cls == CLS_DOWNGRADE ->
			set_entry(PRESENT, OLD, 0, 0);
			page_dirty = page_dirty || carry;
			printf("@CPU0\tset\t{set} writes the entry of {addr} back, read-only\n")
		:: cls == CLS_SAME_CONTENT ->
			set_entry(PRESENT, NEW, 0, 0);
			printf("@CPU0\tset\t{set} points {addr} to another page with the same content, read-only\n")
		:: cls == CLS_NEW_PAGE ->
			set_entry(PRESENT, NEW, 1, 1);
			data[NEW] = data[OLD];
			printf("@CPU0\tset\t{set} points {addr} to a new page that may be written\n")
		:: cls == CLS_FREE || (cls == CLS_FREE_EXCLUDED && var == VAR_LOCK) ->
			set_entry(WAIT, 0, 0, 0);
			printf("@CPU0\tset\t{set} leaves an entry at {addr} on which faults wait\n")
		:: cls == CLS_MIGRATION ->
			set_entry(WAIT, 0, 0, 0);
			printf("@CPU0\tset\t{set} writes a migration entry to {addr}\n")
		:: cls == CLS_ROLLBACK || cls == CLS_YOUNG || (var == VAR_LAZYFREE && val.d) ->
			if
			:: cls == CLS_YOUNG && var != VAR_STALE_VALUE -> skip
			:: else ->
				set_entry(PRESENT, OLD, val.w, val.d);
				printf("@CPU0\tset\t{set} writes the old value back to {addr}\n")
			fi
		:: else	/* left none */
		fi;
		carry = 0;
		if
		:: TRACK_DIRTY && unsaved && !RECORDED(OLD) && cls != CLS_DOWNGRADE ->
			printf("@CPU0\tbroken\tdirty-lost\n");
			assert(false)
		:: else
		fi
	};
	cpu0_flush(FLUSH_AFTER_SET);
	cpu0_notify(PLACE_IN_LOCK_AFTER_SET);
	if
	:: var == VAR_IN_LOCK -> give_up()
	:: else
	fi;
unlock:	skip;
	cpu0_unlock();
	cpu0_flush(FLUSH_AFTER_UNLOCK);
	if
	:: var == VAR_UNLOCKED -> give_up()
	:: else
	fi;
	cpu0_end();
	cpu0_late_flush();

	/* What the whole change was made for. */
	if
	:: cls == CLS_DOWNGRADE && (var == VAR_MKCLEAN || var == VAR_MKCLEAN_NO_WCACHE) -> d_step {
		page_dirty = 0;
		unsaved = 0;
		printf("@CPU0\tuse\tthe page is clean now: its content is written to the disk\n")
	   }
	:: cls == CLS_DOWNGRADE && var != VAR_MKCLEAN && var != VAR_MKCLEAN_NO_WCACHE -> d_step {
		relied = 1;
		printf("@CPU0\tuse\tfrom here others rely on nobody writing to the page\n")
	   }
	:: cls == CLS_MIGRATION || cls == CLS_COLLAPSE ->
		d_step {
			data[NEW] = data[OLD];
			copied[OLD] = 1;
			printf("@CPU0\tcopy\tthe old page is copied to the new one\n")
		};
		d_step {
			ptl == 0 -> set_entry(PRESENT, NEW, 1, 1);
			printf("@CPU0\tset\tthe new page is mapped at {addr}\n")
		};
		give_up()
	:: (cls == CLS_FREE || cls == CLS_SAME_CONTENT) && var != VAR_REF -> skip
	:: cls == CLS_ROLLBACK || cls == CLS_YOUNG -> skip
	:: var == VAR_LAZYFREE && val.d -> skip
	:: else -> give_up()
	fi;
	d_step {
		done = 1;
		if
		:: cls == CLS_FREE || cls == CLS_FREE_EXCLUDED ->
			if
			:: pte.st == WAIT -> set_entry(NONE, 0, 0, 0)
			:: else
			fi
		:: else
		fi
	}
}

/*
 * CPU2's copy-on-write fault does everything right: the lock, the flush and
 * the notification before the set. Only the copy is made outside the lock,
 * as in wp_page_copy().
 */
inline cow_fault()
{
	d_step {
		ptl == 0 && pte.st == PRESENT && !pte.w && MAY_COW ->
		src = pte.pg;
		printf("@CPU2\tfault\tanother thread writes to {addr}: the entry is read-only, it has to copy\n");
		if
		:: var == VAR_COW_CONSULT && owed ->
			do_flush();
			printf("@CPU2\tflush\ta CPU flush is pending: the fault flushes before it copies\n")
		:: else
		fi
	};
	d_step {
		data[FRESH] = data[src];
		copied[src] = 1;
		lost = 0;
		printf("@CPU2\tcopy\tit copies the page, outside the lock\n")
	};
	d_step {
		ptl == 0 ->
		if
		:: pte.st == PRESENT && pte.pg == src && !pte.w ->
			drop(O_CPU);
			drop(O_DEV);
			drop(O_MIR);
			owed = 0;
			m_seq++;
			set_entry(PRESENT, FRESH, 1, 1);
			printf("@CPU2\tset\tit flushes, tells the device TLB and maps its copy at {addr}\n");
			if
			:: lost ->
				printf("@%d\tbroken\tlost-write\n", loser);
				assert(false)
			:: else
			fi
		:: else ->
			copied[src] = 0;
			lost = 0
		fi;
		src = 0
	}
}

proctype cpu2()
{
	byte src;

	do
	:: d_step {
		pte.st == PRESENT && pte.w ->
		data[pte.pg] = 1;
		pte.d = 1;
		unsaved = 1;
		printf("@CPU2\twrite\tanother thread writes a new value to {addr}\n")
	   };
	   break
	:: d_step {
		ptl == 0 && pte.st == NONE && MAY_FAULT ->
		set_entry(PRESENT, FRESH, 1, 1);
		printf("@CPU2\tfault\tanother thread faults on {addr}, finds it empty and maps a fresh page; no notification\n")
	   }
	:: cow_fault()
	:: d_step {	/* a shared page is made writable again, no copy */
		ptl == 0 && pte.st == PRESENT && !pte.w &&
		(var == VAR_MKCLEAN || var == VAR_MKCLEAN_NO_WCACHE) ->
		pte.w = 1;
		pte.d = 1;
		printf("@CPU2\tfault\tanother thread faults and makes {addr} writable again\n")
	   }
	od;
	atomic {
		flag = 1;
		printf("@CPU2\twrite\tthen it writes to a second address, to say so\n")
	}
}

inline observer_write()
{
	printf("@%d\twrite\twrites to {addr} through its translation\n", me);
	if
	:: freed[tlb[me].pg] ->
		broken_uaf(me)
	:: !freed[tlb[me].pg] && ((relied && tlb[me].pg == OLD) || (copied[tlb[me].pg] && cls != CLS_DOWNGRADE) ||
	   (pte.st == PRESENT && pte.pg != tlb[me].pg)) && !EXCUSED ->
		printf("@%d\tbroken\tlost-write\n", me);
		assert(false)
	:: else ->
		if
		:: copied[tlb[me].pg] ->
			lost = 1;
			loser = me
		:: else
		fi;
		unsaved = 1;
		if
		:: TRACK_DIRTY && !RECORDED(tlb[me].pg) ->
			printf("@%d\tbroken\tdirty-lost\n", me);
			assert(false)
		:: else
		fi
	fi
}

proctype observer(byte me)
{
	byte seq, pg;
	bit w;

end:	do
	:: d_step {	/* a CPU walks: 'dirty' as it stands in the entry */
		me == O_CPU && !tlb[me].v && pte.st == PRESENT ->
		tlb[me].v = 1;
		tlb[me].pg = pte.pg;
		tlb[me].w = pte.w;
		tlb[me].d = pte.d;
		printf("@%d\tfill\tloads the translation of {addr} into its TLB\n", me)
	   }
	:: d_step {	/* a device asks for reading */
		me == O_DEV && !tlb[me].v && pte.st == PRESENT ->
		tlb[me].v = 1;
		tlb[me].pg = pte.pg;
		printf("@%d\tfill\tloads the translation of {addr} into its TLB, for reading\n", me)
	   }
	:: d_step {	/* a device asks for writing: the IOMMU sets 'dirty' at once */
		me == O_DEV && !tlb[me].v && pte.st == PRESENT && pte.w && var != VAR_MKCLEAN_NO_WCACHE ->
		pte.d = 1;
		tlb[me].v = 1;
		tlb[me].pg = pte.pg;
		tlb[me].w = 1;
		tlb[me].d = 1;
		printf("@%d\tfill\tloads the translation of {addr} into its TLB, for writing\n", me)
	   }
	:: d_step {	/* a mirror: sequence, page, and only then the check */
		me == O_MIR && !tlb[me].v ->
		seq = m_seq
	   };
	   if
	   :: d_step {
		pte.st == PRESENT ->
		pg = pte.pg;
		printf("@%d\tfault\tlooks up the page of {addr}, for reading\n", me)
	      }
	   :: d_step {
		pte.st == PRESENT && pte.w ->
		pg = pte.pg;
		w = 1;
		pte.d = 1;
		printf("@%d\tfault\tlooks up the page of {addr}, for writing\n", me)
	      }
	   :: d_step {
		pte.st != PRESENT ->
		seq = 0
	      };
	      goto end
	   fi;
	   d_step {
		if
		:: (m_count == 0 && seq == m_seq) || (who & WHO_M_CARELESS) ->
			tlb[me].v = 1;
			tlb[me].pg = pg;
			tlb[me].w = w;
			tlb[me].d = w;
			printf("@%d\tfill\tputs that page into its own table for {addr}\n", me)
		:: else
		fi;
		seq = 0;
		pg = 0;
		w = 0
	   }
	:: d_step {
		flag && !tlb[me].seen ->
		tlb[me].seen = 1;
		printf("@%d\tread\treads the second address: the new value\n", me)
	   }
	:: d_step {
		tlb[me].v ->
		printf("@%d\tread\treads {addr} through its translation\n", me);
		if
		:: freed[tlb[me].pg] ->
			broken_uaf(me)
		:: !freed[tlb[me].pg] && tlb[me].seen && !data[tlb[me].pg] && !EXCUSED ->
			printf("@%d\tbroken\tbackwards\n", me);
			assert(false)
		:: else
		fi
	   }
	:: d_step {	/* clean in the TLB: the walker must mark the entry first */
		tlb[me].v && tlb[me].w && !tlb[me].d ->
		if
		:: pte.st == PRESENT && pte.pg == tlb[me].pg && pte.w ->
			pte.d = 1;
			tlb[me].d = 1;
			observer_write()
		:: else -> drop(me)
		fi
	   }
	:: d_step {
		tlb[me].v && tlb[me].w && tlb[me].d ->
		observer_write()
	   }
	od
}

init {
	d_step {
		take_conf();
		c_code { now.cls = conf("CLS"); };
		pte.st = PRESENT;
		pte.pg = OLD;
		/* Read-only from the start: what is copied or merged. */
		pte.w = !(cls == CLS_SAME_CONTENT || cls == CLS_NEW_PAGE)
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
		fi;
		if
		:: who & (WHO_M | WHO_M_CARELESS) -> run observer(O_MIR)
		:: else
		fi
	}
}
