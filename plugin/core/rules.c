// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyse.h"

void wn_check_rules(struct wn_analysis *an)
{
	(void)an;
}
