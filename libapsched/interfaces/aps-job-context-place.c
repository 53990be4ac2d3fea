/* Where and for how long a job runs: what executors ask of its context.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-clock.h>
#include <apsched/aps-job-context.h>

#include "core/aps-clock-private.h"
#include "interfaces/aps-job-context-private.h"

/**
 * aps_job_context_has_begun:
 * @self: a job context
 *
 * For executors: tells whether the job has begun: its function was entered, or its callable was
 * asked for.
 *
 * Returns: whether it has
 *
 * Since: 1.0
 */
gboolean
aps_job_context_has_begun (ApsJobContext *self)
{
  g_return_val_if_fail (APS_IS_JOB_CONTEXT (self), TRUE);

  return aps_job_context_get_started (self) != APS_TIME_NONE;
}

/**
 * aps_job_context_get_lease_left:
 * @self: a job context
 *
 * For executors whose work goes on outside of this process: tells how long the job's lease still
 * lasts. With a clock that is not the system's, such as [class@Aps.TestClock], that is
 * %APS_FOREVER: what runs elsewhere cannot go by it.
 *
 * Returns: microseconds from now on, 0 where it has ended, or %APS_FOREVER
 *
 * Since: 1.0
 */
gint64
aps_job_context_get_lease_left (ApsJobContext *self)
{
  gint64 until_us;

  g_return_val_if_fail (APS_IS_JOB_CONTEXT (self), 0);

  until_us = aps_job_context_get_lease_until (self);
  if (until_us == APS_TIME_NONE || !APS_IS_SYSTEM_CLOCK (self->clock))
    return APS_FOREVER;

  return MAX (until_us - aps_clock_get_now (self->clock), 0);
}

static void
run_here (gpointer data)
{
  aps_job_context_run (data);
}

/**
 * aps_job_context_run_in_home:
 * @self: a job context
 *
 * For executors: runs the task's function in the main context that it belongs to, when that
 * context gets to it; at once and in the calling thread where any thread may run it. Calls of one
 * main context run in the order in which they were made.
 *
 * Since: 1.0
 */
void
aps_job_context_run_in_home (ApsJobContext *self)
{
  ApsHomeContext *home;

  g_return_if_fail (APS_IS_JOB_CONTEXT (self));

  home = aps_runnable_get_home (self->runnable);
  if (home == NULL)
    aps_job_context_run (self);
  else
    aps_home_context_push (home, run_here, g_object_ref (self), g_object_unref);
}
