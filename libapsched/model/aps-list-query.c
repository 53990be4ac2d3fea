/* The sort keys of lists.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-list-query.h>

G_DEFINE_ENUM_TYPE (ApsListOrder,
                    aps_list_order,
                    G_DEFINE_ENUM_VALUE (APS_LIST_ORDER_ID, "id"),
                    G_DEFINE_ENUM_VALUE (APS_LIST_ORDER_TIME, "time"))
