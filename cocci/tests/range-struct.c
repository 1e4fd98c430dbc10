// SPDX-License-Identifier: GPL-2.0-or-later
static int copy_page(struct mm_struct *mm, struct vm_area_struct *vma,
		     unsigned long address, pte_t *ptep)
{
	const unsigned long start = address & PAGE_MASK;
	const unsigned long end = start + PAGE_SIZE;
	int ret = 0;

	mmu_notifier_invalidate_range_start(mm, start, end);
	if (!ptep) {
		mmu_notifier_invalidate_range_end(mm, start, end);
		return -EAGAIN;
	}
	ptep_clear_flush_notify(vma, address, ptep);
	mmu_notifier_invalidate_range_only_end(mm, start, end);
	return ret;
}

static bool reap(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	bool ret = true;

	if (mmu_notifier_invalidate_range_start_nonblock(mm, start, end))
		return false;
	unmap(mm, start, end);
	mmu_notifier_invalidate_range_end(mm, start, end);
	return ret;
}

/* the caller has started it: reported, not changed */
static void finish(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	mmu_notifier_invalidate_range_end(mm, start, end);
}

/* no bracket */
static void none(struct mm_struct *mm)
{
	mmu_notifier_release(mm);
}

static int my_start(struct mmu_notifier *mn, struct mm_struct *mm,
		    unsigned long start, unsigned long end, bool blockable)
{
	if (!blockable)
		return -EAGAIN;
	while (start < end)
		start += drop(mn, mm, start);
	return 0;
}

static void my_end(struct mmu_notifier *mn, struct mm_struct *mm,
		   unsigned long start, unsigned long end)
{
	release(mn, start, end - start);
}

static const struct mmu_notifier_ops my_ops = {
	.release		= my_release,
	.invalidate_range_start	= my_start,
	.invalidate_range_end	= my_end,
};
