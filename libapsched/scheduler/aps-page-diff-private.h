/* What changes between two pages of a list, in few steps.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

/* As items-changed has it. The steps of a list are taken in their order: each finds in front of its
 * position what the new page has there. */
typedef struct
{
  guint position;
  guint n_removed;
  guint n_added;
} ApsPageChange;

/* An old item that the new page has not. */
#define APS_PAGE_GONE G_MAXUINT

/* Of ApsPageChange. @places says where each old item stands in the new page, or APS_PAGE_GONE; no
 * two stand at the same place. */
GArray *aps_page_diff (const guint *places, guint n_old, guint n_new);
