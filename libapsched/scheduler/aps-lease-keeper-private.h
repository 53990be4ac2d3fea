/* Keeps what is held alive, looks now and then, tidies up, and brings a stop to its end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "scheduler/aps-engine-private.h"

ApsLeaseKeeper *aps_lease_keeper_new (ApsEngine *engine);
void            aps_lease_keeper_free (ApsLeaseKeeper *self);
void            aps_lease_keeper_start (ApsLeaseKeeper *self);
/* Looks at everything soon. Any thread. */
void aps_lease_keeper_poll (ApsLeaseKeeper *self);
/* Waits for the thread, which ends by itself after a stop; from that thread it does nothing. */
void aps_lease_keeper_join (ApsLeaseKeeper *self);
