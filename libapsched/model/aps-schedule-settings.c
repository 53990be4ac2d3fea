/* Schedules: what becomes of their fire times and jobs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-schedule.h>

#include "model/aps-schedule-private.h"
#include "model/aps-schedule-properties-private.h"

/**
 * aps_schedule_is_paused:
 * @self: a schedule
 *
 * Tells whether it is paused.
 *
 * Returns: whether it is paused
 *
 * Since: 1.0
 */
gboolean
aps_schedule_is_paused (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), FALSE);

  return APS_SCHEDULE_RECORD (self)->paused;
}

/**
 * aps_schedule_set_paused:
 * @self: an open schedule
 * @paused: whether it is added paused
 *
 * Sets whether it is paused.
 *
 * For a schedule that is in a store, see aps_scheduler_pause_schedule().
 *
 * Since: 1.0
 */
void
aps_schedule_set_paused (ApsSchedule *self, gboolean paused)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));

  aps_model_set_int (&self->model, self, PROP_PAUSED, !!paused);
}

/**
 * aps_schedule_get_coalesce:
 * @self: a schedule
 *
 * Gets what several fire times that have come up together make.
 *
 * Returns: the value
 *
 * Since: 1.0
 */
ApsCoalesce
aps_schedule_get_coalesce (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), APS_COALESCE_UNSET);

  return APS_SCHEDULE_RECORD (self)->coalesce;
}

/**
 * aps_schedule_set_coalesce:
 * @self: an open schedule
 * @coalesce: a value, or %APS_COALESCE_UNSET, which is `latest`
 *
 * Sets what several fire times that have come up together make.
 *
 * Since: 1.0
 */
void
aps_schedule_set_coalesce (ApsSchedule *self, ApsCoalesce coalesce)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));

  aps_model_set_int (&self->model, self, PROP_COALESCE, coalesce);
}

/**
 * aps_schedule_get_overlap:
 * @self: a schedule
 *
 * Gets what becomes of a job that could start while its task is at its limit.
 *
 * Returns: the value
 *
 * Since: 1.0
 */
ApsOverlap
aps_schedule_get_overlap (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), APS_OVERLAP_UNSET);

  return APS_SCHEDULE_RECORD (self)->overlap;
}

/**
 * aps_schedule_set_overlap:
 * @self: an open schedule
 * @overlap: a value, or %APS_OVERLAP_UNSET
 *
 * Sets what becomes of a job that could start while its task is at its limit.
 *
 * Unset, it is `skip`, but `queue` where coalesce is `all`.
 *
 * Since: 1.0
 */
void
aps_schedule_set_overlap (ApsSchedule *self, ApsOverlap overlap)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));

  aps_model_set_int (&self->model, self, PROP_OVERLAP, overlap);
}

/**
 * aps_schedule_get_misfire_grace_time:
 * @self: a schedule
 *
 * Gets how late a job may start after its fire time.
 *
 * Returns: microseconds, %APS_FOREVER, or %APS_UNSET
 *
 * Since: 1.0
 */
gint64
aps_schedule_get_misfire_grace_time (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), APS_UNSET);

  return APS_SCHEDULE_RECORD (self)->misfire_grace_time_us;
}

/**
 * aps_schedule_set_misfire_grace_time:
 * @self: an open schedule
 * @misfire_grace_time: microseconds, %APS_FOREVER, or %APS_UNSET
 *
 * Sets how late a job may start after its fire time.
 *
 * Unset, it is inherited from the task when the schedule fires.
 *
 * Since: 1.0
 */
void
aps_schedule_set_misfire_grace_time (ApsSchedule *self, gint64 misfire_grace_time)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));

  aps_model_set_int64 (&self->model, self, PROP_MISFIRE_GRACE_TIME, misfire_grace_time);
}

/**
 * aps_schedule_get_max_jitter:
 * @self: a schedule
 *
 * Gets by how much at most the start of a job is put off at random.
 *
 * Returns: microseconds, or %APS_UNSET
 *
 * Since: 1.0
 */
gint64
aps_schedule_get_max_jitter (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), APS_UNSET);

  return APS_SCHEDULE_RECORD (self)->max_jitter_us;
}

/**
 * aps_schedule_set_max_jitter:
 * @self: an open schedule
 * @max_jitter: microseconds, or %APS_UNSET, which is 0
 *
 * Sets by how much at most the start of a job is put off at random.
 *
 * The start never reaches the next fire time.
 *
 * Since: 1.0
 */
void
aps_schedule_set_max_jitter (ApsSchedule *self, gint64 max_jitter)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));

  aps_model_set_int64 (&self->model, self, PROP_MAX_JITTER, max_jitter);
}

/**
 * aps_schedule_get_executor:
 * @self: a schedule
 *
 * Gets the name of the executor that runs its jobs.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_schedule_get_executor (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  return APS_SCHEDULE_RECORD (self)->executor;
}

/**
 * aps_schedule_set_executor:
 * @self: an open schedule
 * @executor: (nullable): a name; %NULL inherits from the task
 *
 * Sets the name of the executor that runs its jobs.
 *
 * Since: 1.0
 */
void
aps_schedule_set_executor (ApsSchedule *self, const char *executor)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));

  aps_model_set_string (&self->model, self, PROP_EXECUTOR, executor);
}

/**
 * aps_schedule_get_queue:
 * @self: a schedule
 *
 * Gets the queue that its jobs go to.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_schedule_get_queue (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  return APS_SCHEDULE_RECORD (self)->queue;
}

/**
 * aps_schedule_set_queue:
 * @self: an open schedule
 * @queue: (nullable): a name; %NULL is `default`
 *
 * Sets the queue that its jobs go to.
 *
 * Since: 1.0
 */
void
aps_schedule_set_queue (ApsSchedule *self, const char *queue)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));

  aps_model_set_string (&self->model, self, PROP_QUEUE, queue);
}

/**
 * aps_schedule_get_priority:
 * @self: a schedule
 *
 * Gets the priority of its jobs.
 *
 * Returns: the priority, 0 by default
 *
 * Since: 1.0
 */
gint
aps_schedule_get_priority (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), APS_UNSET);

  return APS_SCHEDULE_RECORD (self)->priority;
}

/**
 * aps_schedule_set_priority:
 * @self: an open schedule
 * @priority: a number; jobs of higher priority are leased first
 *
 * Sets the priority of its jobs.
 *
 * Since: 1.0
 */
void
aps_schedule_set_priority (ApsSchedule *self, gint priority)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));

  aps_model_set_int (&self->model, self, PROP_PRIORITY, priority);
}

/**
 * aps_schedule_get_job_result_expiration_time:
 * @self: a schedule
 *
 * Gets how long the results of its jobs are kept, besides its history.
 *
 * Returns: microseconds, %APS_FOREVER, or %APS_UNSET
 *
 * Since: 1.0
 */
gint64
aps_schedule_get_job_result_expiration_time (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), APS_UNSET);

  return APS_SCHEDULE_RECORD (self)->job_result_expiration_time_us;
}

/**
 * aps_schedule_set_job_result_expiration_time:
 * @self: an open schedule
 * @job_result_expiration_time: microseconds, %APS_FOREVER, or %APS_UNSET
 *
 * Sets how long the results of its jobs are kept, besides its history.
 *
 * Since: 1.0
 */
void
aps_schedule_set_job_result_expiration_time (ApsSchedule *self, gint64 job_result_expiration_time)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));

  aps_model_set_int64 (&self->model,
                       self,
                       PROP_JOB_RESULT_EXPIRATION_TIME,
                       job_result_expiration_time);
}

/**
 * aps_schedule_get_history:
 * @self: a schedule
 *
 * Gets how many of its finished jobs are kept.
 *
 * Returns: a number, %APS_UNLIMITED, or %APS_UNSET
 *
 * Since: 1.0
 */
gint
aps_schedule_get_history (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), APS_UNSET);

  return APS_SCHEDULE_RECORD (self)->history;
}

/**
 * aps_schedule_set_history:
 * @self: an open schedule
 * @history: a number, %APS_UNLIMITED, or %APS_UNSET
 *
 * Sets how many of its finished jobs are kept.
 *
 * Unset, the scheduler's setting holds, which is 100 by default.
 *
 * Since: 1.0
 */
void
aps_schedule_set_history (ApsSchedule *self, gint history)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));

  aps_model_set_int (&self->model, self, PROP_HISTORY, history);
}

/**
 * aps_schedule_get_pause_after_failures:
 * @self: a schedule
 *
 * Gets how many failures in a row pause it.
 *
 * Returns: a number, %APS_UNLIMITED, or %APS_UNSET
 *
 * Since: 1.0
 */
gint
aps_schedule_get_pause_after_failures (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), APS_UNSET);

  return APS_SCHEDULE_RECORD (self)->pause_after_failures;
}

/**
 * aps_schedule_set_pause_after_failures:
 * @self: an open schedule
 * @pause_after_failures: a number, %APS_UNLIMITED for never, or %APS_UNSET, which is never
 *
 * Sets how many failures in a row pause it.
 *
 * Since: 1.0
 */
void
aps_schedule_set_pause_after_failures (ApsSchedule *self, gint pause_after_failures)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));

  aps_model_set_int (&self->model, self, PROP_PAUSE_AFTER_FAILURES, pause_after_failures);
}

/**
 * aps_schedule_dup_metadata:
 * @self: a schedule
 *
 * Gets what its owner keeps with the schedule.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL where there is none
 *
 * Since: 1.0
 */
GVariant *
aps_schedule_dup_metadata (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  return aps_model_read_value (APS_SCHEDULE_RECORD (self)->metadata);
}

/**
 * aps_schedule_get_metadata_json:
 * @self: a schedule
 *
 * Gets what its owner keeps with the schedule as canonical JSON text.
 *
 * Returns: (nullable): the text, or %NULL where there is none
 *
 * Since: 1.0
 */
const char *
aps_schedule_get_metadata_json (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  return APS_SCHEDULE_RECORD (self)->metadata;
}

/**
 * aps_schedule_set_metadata:
 * @self: an open schedule
 * @metadata: (nullable): a dictionary (`a{sv}`); %NULL is none
 *
 * Sets what its owner keeps with the schedule.
 *
 * Jobs inherit it key by key, before that of the task.
 *
 * Since: 1.0
 */
void
aps_schedule_set_metadata (ApsSchedule *self, GVariant *metadata)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));

  aps_model_set_value (&self->model, self, PROP_METADATA, metadata);
}

/**
 * aps_schedule_set_metadata_json:
 * @self: an open schedule
 * @json: (nullable): JSON text
 * @error: return location for an error
 *
 * Sets what its owner keeps with the schedule by JSON text, for bindings and configuration.
 *
 * Returns: %TRUE, or %FALSE with `APS_ERROR_INVALID_ARGUMENT` where @json is no JSON or does not
 *   fit
 *
 * Since: 1.0
 */
gboolean
aps_schedule_set_metadata_json (ApsSchedule *self, const char *json, GError **error)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), FALSE);

  return aps_model_set_json (&self->model, self, PROP_METADATA, json, error);
}
