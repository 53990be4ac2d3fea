/* Back-offs between attempts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model/aps-retry-policy-private.h"

#include "core/aps-random-private.h"

gboolean
aps_retry_is_left (const ApsJobRecord *job)
{
  return job->max_attempts == APS_UNLIMITED || job->attempt < job->max_attempts;
}

gint64
aps_retry_delay (const ApsJobRecord *job, gint attempt)
{
  gint64 delay = MAX (job->retry_delay_us, 0);
  gint64 longest = job->retry_max_delay_us == APS_UNSET ? APS_FOREVER : job->retry_max_delay_us;
  gint64 cap = MIN (longest, APS_FOREVER / 4); /* so that doubling and spreading have room */
  gint64 tenth;

  for (gint i = 1; i < attempt && delay > 0 && delay < cap; i++)
    delay *= 2;

  delay = MIN (delay, cap);
  tenth = delay / 10;
  delay += (gint64)aps_random_below ((guint64)tenth * 2 + 1) - tenth;
  return MIN (delay, longest);
}
