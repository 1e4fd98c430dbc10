// SPDX-License-Identifier: GPL-2.0-or-later
static void mirror_release(struct mmu_notifier *mn, struct mm_struct *mm)
{
	mirror_drop(mn);
}

/* goes with its callback */
static void mirror_change_pte(struct mmu_notifier *mn, struct mm_struct *mm,
			      unsigned long address, pte_t pte)
{
	mirror_set(mn, address, pte);
}

/* called below */
static void shared_change_pte(struct mmu_notifier *mn, struct mm_struct *mm,
			      unsigned long address, pte_t pte)
{
	mirror_set(mn, address, pte);
}

static const struct mmu_notifier_ops mirror_ops = {
	.release	= mirror_release,
	.change_pte	= mirror_change_pte,
};

static const struct mmu_notifier_ops shared_ops = {
	.change_pte	= shared_change_pte,
	.release	= mirror_release,
};

static void copy_page(struct vm_fault *vmf, struct mm_struct *mm, pte_t entry)
{
	if (vmf->flags)
		set_pte_at_notify(mm, vmf->address, vmf->pte, entry);
	else
		set_pte_at(mm, vmf->address, vmf->pte, entry);
	mmu_notifier_change_pte(mm, vmf->address, entry);
	shared_change_pte(vmf->mn, mm, vmf->address, entry);
}
