/* What this scheduler can run at the moment, as the store is asked for it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "scheduler/aps-engine-private.h"

typedef struct
{
  ApsJobLease lease;
  GPtrArray  *task_ids;
  GPtrArray  *schemes;
  GArray     *rooms;
} ApsLeaseRequest;

void aps_lease_request_fill (ApsLeaseRequest *self, ApsEngine *engine, guint limit, gint64 now_us);
void aps_lease_request_clear (ApsLeaseRequest *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ApsLeaseRequest, aps_lease_request_clear)
