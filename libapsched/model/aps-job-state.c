/* Jobs: where they stand, and how they ended.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-job.h>

#include "model/aps-job-private.h"
#include "model/aps-job-result-private.h"

/**
 * aps_job_get_schedule_id:
 * @self: a job
 *
 * Gets the id of the schedule that made it.
 *
 * %NULL is a job that was added directly.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_get_schedule_id (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return APS_JOB_RECORD (self)->schedule_id;
}

/**
 * aps_job_get_fire_time:
 * @self: a job
 *
 * Gets the nominal fire time that it stands for, without jitter.
 *
 * %APS_TIME_NONE is a job that was added directly.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_job_get_fire_time (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_TIME_NONE);

  return APS_JOB_RECORD (self)->fire_time_us;
}

/**
 * aps_job_get_n_fires:
 * @self: a job
 *
 * Gets how many fire times it stands for.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
gint64
aps_job_get_n_fires (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), 0);

  return APS_JOB_RECORD (self)->n_fires;
}

/**
 * aps_job_get_jitter:
 * @self: a job
 *
 * Gets by how many microseconds its start was put off at random.
 *
 * Returns: microseconds
 *
 * Since: 1.0
 */
gint64
aps_job_get_jitter (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_UNSET);

  return APS_JOB_RECORD (self)->jitter_us;
}

/**
 * aps_job_get_overlap:
 * @self: a job
 *
 * Gets what becomes of it where it could start while its task is at its limit.
 *
 * Returns: the value
 *
 * Since: 1.0
 */
ApsOverlap
aps_job_get_overlap (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_OVERLAP_UNSET);

  return APS_JOB_RECORD (self)->overlap;
}

/**
 * aps_job_get_state:
 * @self: a job
 *
 * Gets where it stands.
 *
 * Returns: the value
 *
 * Since: 1.0
 */
ApsJobState
aps_job_get_state (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_JOB_STATE_WAITING);

  return APS_JOB_RECORD (self)->state;
}

/**
 * aps_job_get_attempt:
 * @self: a job
 *
 * Gets the number of the current attempt, from 1; 0 before the first.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
gint
aps_job_get_attempt (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_UNSET);

  return APS_JOB_RECORD (self)->attempt;
}

/**
 * aps_job_get_created:
 * @self: a job
 *
 * Gets when it was added.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_job_get_created (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_TIME_NONE);

  return APS_JOB_RECORD (self)->created_us;
}

/**
 * aps_job_get_leased:
 * @self: a job
 *
 * Gets when it was leased last.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_job_get_leased (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_TIME_NONE);

  return APS_JOB_RECORD (self)->leased_us;
}

/**
 * aps_job_get_started:
 * @self: a job
 *
 * Gets when the current or last attempt began.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_job_get_started (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_TIME_NONE);

  return APS_JOB_RECORD (self)->started_us;
}

/**
 * aps_job_get_finished:
 * @self: a job
 *
 * Gets when it ended.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_job_get_finished (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_TIME_NONE);

  return APS_JOB_RECORD (self)->finished_us;
}

/**
 * aps_job_get_expires:
 * @self: a job
 *
 * Gets when its record may be removed.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_job_get_expires (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_TIME_NONE);

  return APS_JOB_RECORD (self)->expires_us;
}

/**
 * aps_job_get_worker:
 * @self: a job
 *
 * Gets the identity of the scheduler that runs or ran it.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_get_worker (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return APS_JOB_RECORD (self)->worker;
}

/**
 * aps_job_get_fence:
 * @self: a job
 *
 * Gets the number that grows with every lease of the job.
 *
 * A running job can guard writes of its own by it: a holder with a lower number has lost the job.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
gint64
aps_job_get_fence (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), 0);

  return APS_JOB_RECORD (self)->fence;
}

/**
 * aps_job_get_progress:
 * @self: a job
 *
 * Gets how much of it is done, from 0 to 1.
 *
 * Below 0 is unknown.
 *
 * Returns: the fraction
 *
 * Since: 1.0
 */
double
aps_job_get_progress (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), -1.0);

  return APS_JOB_RECORD (self)->progress;
}

/**
 * aps_job_get_progress_text:
 * @self: a job
 *
 * Gets what it is doing.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_get_progress_text (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return APS_JOB_RECORD (self)->progress_text;
}

/**
 * aps_job_get_cancel_requested:
 * @self: a job
 *
 * Tells whether its holder is to cancel it.
 *
 * Returns: whether cancellation was requested
 *
 * Since: 1.0
 */
gboolean
aps_job_get_cancel_requested (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), FALSE);

  return APS_JOB_RECORD (self)->cancel_requested;
}

/**
 * aps_job_get_cancelled_by:
 * @self: a job
 *
 * Gets who cancelled it.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_get_cancelled_by (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return APS_JOB_RECORD (self)->cancelled_by;
}

/**
 * aps_job_get_cancel_reason:
 * @self: a job
 *
 * Gets why it was cancelled.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_get_cancel_reason (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return APS_JOB_RECORD (self)->cancel_reason;
}

/**
 * aps_job_get_outcome:
 * @self: a job
 *
 * Gets how it ended.
 *
 * %APS_JOB_OUTCOME_NONE is a job that has not.
 *
 * Returns: the value
 *
 * Since: 1.0
 */
ApsJobOutcome
aps_job_get_outcome (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_JOB_OUTCOME_NONE);

  return APS_JOB_RECORD (self)->outcome;
}

/**
 * aps_job_get_reason:
 * @self: a job
 *
 * Gets the code of why it is late, missed or waits. Why it waits is what held at the moment of
 * reading: `not-due`, `retry`, `queue-paused`, `queue-full`, `task-full`, `no-worker`, `no-callback`,
 * `no-executor`, `not-iterated`, `no-room` or `not-taken`.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_get_reason (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return APS_JOB_RECORD (self)->reason;
}

/**
 * aps_job_get_reason_text:
 * @self: a job
 *
 * Gets why it is late, missed or waits, in words.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_get_reason_text (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return APS_JOB_RECORD (self)->reason_text;
}

/**
 * aps_job_get_result:
 * @self: a job
 *
 * Gets the result of a job that has finished: a job and its result are one record.
 *
 * Returns: (transfer full) (nullable): the result, or %NULL where the job has not finished
 *
 * Since: 1.0
 */
ApsJobResult *
aps_job_get_result (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  if (APS_JOB_RECORD (self)->state != APS_JOB_STATE_FINISHED)
    return NULL;

  return aps_job_result_new_from_record (self->model.list, APS_JOB_RECORD (self));
}
