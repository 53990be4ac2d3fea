/* Durations that people wait, as deadlines of the monotonic clock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-types.h>

/* When a wait of @wait_us that begins now is over, for g_cond_wait_until(). A negative wait is none,
 * but for G_MININT64, into which some languages turn APS_FOREVER. */
static inline gint64
aps_deadline_from_wait (gint64 wait_us)
{
  gint64 now = g_get_monotonic_time ();

  if (wait_us == G_MININT64 || wait_us > G_MAXINT64 - now)
    return G_MAXINT64;

  return now + MAX (wait_us, 0);
}
