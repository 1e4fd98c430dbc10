// SPDX-License-Identifier: GPL-2.0-or-later
static void copy_page(struct vm_fault *vmf, struct mmu_notifier_range *range)
{
	pte_t old = ptep_clear_flush_notify(vmf->vma, vmf->addr, vmf->pte);

	set_pte_at_notify(vmf->mm, vmf->addr, vmf->pte, old);
	if (pmd_trans_huge(*vmf->pmd))
		pmdp_huge_clear_flush_notify(vmf->vma, vmf->addr, vmf->pmd);
	pudp_huge_clear_flush_notify(vmf->vma, vmf->addr, vmf->pud);
	mmu_notifier_invalidate_range(vmf->mm, range->start, range->end);
	if (vmf->huge)
		mmu_notifier_invalidate_range(vmf->mm, range->start,
					      range->end);
	mmu_notifier_invalidate_range_only_end(range);
}

static const struct mmu_notifier_ops my_ops = {
	.release		= my_release,
	.invalidate_range	= my_invalidate_range,
};

/* the core */
static void mn_hlist_invalidate_end(struct mmu_notifier_subscriptions *subs,
				    struct mmu_notifier_range *range,
				    bool only_end)
{
	struct mmu_notifier *subscription;

	hlist_for_each_entry_rcu(subscription, &subs->list, hlist) {
		/* the old comment goes by hand */
		if (!only_end && subscription->ops->invalidate_range)
			subscription->ops->invalidate_range(subscription,
							    range->mm,
							    range->start,
							    range->end);
		if (subscription->ops->invalidate_range_end)
			subscription->ops->invalidate_range_end(subscription,
								range);
	}
}

void __mmu_notifier_invalidate_range_end(struct mmu_notifier_range *range,
					 bool only_end)
{
	mn_hlist_invalidate_end(range->mm->subs, range, only_end);
}

void __mmu_notifier_invalidate_range(struct mm_struct *mm,
				     unsigned long start, unsigned long end)
{
	struct mmu_notifier *subscription;

	hlist_for_each_entry_rcu(subscription, &mm->subs->list, hlist) {
		if (subscription->ops->invalidate_range)
			subscription->ops->invalidate_range(subscription, mm,
							    start, end);
	}
}
