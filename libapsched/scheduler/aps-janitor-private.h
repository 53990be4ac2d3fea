/* What is tidied up now and then: leases of the dead, records that have expired.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "scheduler/aps-engine-private.h"

/* Ends the leases of instances that are proven dead and, with @expired, those that have run out. */
gboolean aps_janitor_reap (ApsEngine *engine, gboolean expired, GError **error);
/* Removes expired records in bounded steps, until nothing is left or the scheduler stops. */
gboolean aps_janitor_clean_up (ApsEngine *engine, GCancellable *cancellable, GError **error);
