/* Whether and when a job that failed is tried again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-records.h>

G_BEGIN_DECLS

/* Whether attempts are left after the job's current one. */
gboolean aps_retry_is_left (const ApsJobRecord *job);

/* How long to wait after attempt number @attempt, from 1, failed: the job's delay, doubled with
 * each attempt, spread by a tenth both ways, and never longer than its longest. */
gint64 aps_retry_delay (const ApsJobRecord *job, gint attempt);

G_END_DECLS
