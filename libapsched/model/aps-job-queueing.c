/* Jobs: when they may run, where, and beside which others.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-job.h>

#include "model/aps-job-private.h"
#include "model/aps-job-properties-private.h"

/**
 * aps_job_get_not_before:
 * @self: a job
 *
 * Gets when it may start at the earliest.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_job_get_not_before (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_TIME_NONE);

  return APS_JOB_RECORD (self)->due_us;
}

/**
 * aps_job_set_not_before:
 * @self: an open job
 * @not_before: microseconds since 1970 UTC; %APS_TIME_NONE is at once
 *
 * Sets when it may start at the earliest.
 *
 * Since: 1.0
 */
void
aps_job_set_not_before (ApsJob *self, gint64 not_before)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_int64 (&self->model, self, PROP_NOT_BEFORE, not_before);
}

/**
 * aps_job_get_start_deadline:
 * @self: a job
 *
 * Gets when it may start at the latest.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_job_get_start_deadline (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_TIME_NONE);

  return APS_JOB_RECORD (self)->deadline_us;
}

/**
 * aps_job_set_start_deadline:
 * @self: an open job
 * @start_deadline: microseconds since 1970 UTC; %APS_TIME_NONE is never too late
 *
 * Sets when it may start at the latest.
 *
 * A job that was not started then ends as missed-start-deadline.
 *
 * Since: 1.0
 */
void
aps_job_set_start_deadline (ApsJob *self, gint64 start_deadline)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_int64 (&self->model, self, PROP_START_DEADLINE, start_deadline);
}

/**
 * aps_job_get_queue:
 * @self: a job
 *
 * Gets the queue that it goes to.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_get_queue (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return APS_JOB_RECORD (self)->queue;
}

/**
 * aps_job_set_queue:
 * @self: an open job
 * @queue: (nullable): a name; %NULL is `default`
 *
 * Sets the queue that it goes to.
 *
 * Since: 1.0
 */
void
aps_job_set_queue (ApsJob *self, const char *queue)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_string (&self->model, self, PROP_QUEUE, queue);
}

/**
 * aps_job_get_priority:
 * @self: a job
 *
 * Gets its priority.
 *
 * Returns: the priority, 0 by default
 *
 * Since: 1.0
 */
gint
aps_job_get_priority (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_UNSET);

  return APS_JOB_RECORD (self)->priority;
}

/**
 * aps_job_set_priority:
 * @self: an open job
 * @priority: a number; jobs of higher priority are leased first
 *
 * Sets its priority.
 *
 * Since: 1.0
 */
void
aps_job_set_priority (ApsJob *self, gint priority)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_int (&self->model, self, PROP_PRIORITY, priority);
}

/**
 * aps_job_get_executor:
 * @self: a job
 *
 * Gets the name of the executor that runs it.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_get_executor (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return APS_JOB_RECORD (self)->executor;
}

/**
 * aps_job_set_executor:
 * @self: an open job
 * @executor: (nullable): a name; %NULL inherits from the task
 *
 * Sets the name of the executor that runs it.
 *
 * Since: 1.0
 */
void
aps_job_set_executor (ApsJob *self, const char *executor)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_string (&self->model, self, PROP_EXECUTOR, executor);
}

/**
 * aps_job_get_unique_key:
 * @self: a job
 *
 * Gets the key of which there is one job at a time.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_get_unique_key (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return APS_JOB_RECORD (self)->unique_key;
}

/**
 * aps_job_set_unique_key:
 * @self: an open job
 * @unique_key: (nullable): a text; %NULL is none
 *
 * Sets the key of which there is one job at a time.
 *
 * While the key holds, adding a second job with it adds nothing, and answers the first.
 *
 * Since: 1.0
 */
void
aps_job_set_unique_key (ApsJob *self, const char *unique_key)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_string (&self->model, self, PROP_UNIQUE_KEY, unique_key);
}

/**
 * aps_job_get_unique_until:
 * @self: a job
 *
 * Gets how long its unique key holds.
 *
 * Returns: the value
 *
 * Since: 1.0
 */
ApsUniqueUntil
aps_job_get_unique_until (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_UNIQUE_UNTIL_FINISHED);

  return APS_JOB_RECORD (self)->unique_until;
}

/**
 * aps_job_set_unique_until:
 * @self: an open job
 * @unique_until: a value
 *
 * Sets how long its unique key holds.
 *
 * Since: 1.0
 */
void
aps_job_set_unique_until (ApsJob *self, ApsUniqueUntil unique_until)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_int (&self->model, self, PROP_UNIQUE_UNTIL, unique_until);
}

/**
 * aps_job_get_unique_until_time:
 * @self: a job
 *
 * Gets when its unique key ends, where that is a moment.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_job_get_unique_until_time (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_TIME_NONE);

  return APS_JOB_RECORD (self)->unique_until_us;
}

/**
 * aps_job_set_unique_until_time:
 * @self: an open job
 * @unique_until_time: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Sets when its unique key ends, where that is a moment.
 *
 * Since: 1.0
 */
void
aps_job_set_unique_until_time (ApsJob *self, gint64 unique_until_time)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_int64 (&self->model, self, PROP_UNIQUE_UNTIL_TIME, unique_until_time);
}
