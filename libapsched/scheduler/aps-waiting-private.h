/* Says why jobs that are due wait.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "scheduler/aps-engine-private.h"

/* Logs a reason for each of the first jobs that are due and that @lease did not get. Only while
 * debug messages go somewhere. */
void aps_waiting_explain (ApsEngine *engine, const ApsJobLease *lease, gint64 now_us);

/* Fills in the reasons of those of @jobs that wait. */
gboolean aps_waiting_annotate (ApsEngine *engine, ApsRecordList *jobs, GError **error);
