/* Jobs: how they are tried, and what is kept of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-job.h>

#include "model/aps-job-private.h"
#include "model/aps-job-properties-private.h"

/**
 * aps_job_get_max_attempts:
 * @self: a job
 *
 * Gets how often it is tried in all.
 *
 * Returns: a number, %APS_UNLIMITED, or %APS_UNSET
 *
 * Since: 1.0
 */
gint
aps_job_get_max_attempts (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_UNSET);

  return APS_JOB_RECORD (self)->max_attempts;
}

/**
 * aps_job_set_max_attempts:
 * @self: an open job
 * @max_attempts: a number from 1, %APS_UNLIMITED, or %APS_UNSET, which inherits from the task
 *
 * Sets how often it is tried in all.
 *
 * Since: 1.0
 */
void
aps_job_set_max_attempts (ApsJob *self, gint max_attempts)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_int (&self->model, self, PROP_MAX_ATTEMPTS, max_attempts);
}

/**
 * aps_job_get_retry_delay:
 * @self: a job
 *
 * Gets the back-off before its second attempt.
 *
 * Returns: microseconds, or %APS_UNSET
 *
 * Since: 1.0
 */
gint64
aps_job_get_retry_delay (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_UNSET);

  return APS_JOB_RECORD (self)->retry_delay_us;
}

/**
 * aps_job_set_retry_delay:
 * @self: an open job
 * @retry_delay: microseconds, or %APS_UNSET, which inherits from the task
 *
 * Sets the back-off before its second attempt.
 *
 * It is doubled before each further attempt.
 *
 * Since: 1.0
 */
void
aps_job_set_retry_delay (ApsJob *self, gint64 retry_delay)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_int64 (&self->model, self, PROP_RETRY_DELAY, retry_delay);
}

/**
 * aps_job_get_retry_max_delay:
 * @self: a job
 *
 * Gets the longest back-off between its attempts.
 *
 * Returns: microseconds, %APS_FOREVER, or %APS_UNSET
 *
 * Since: 1.0
 */
gint64
aps_job_get_retry_max_delay (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_UNSET);

  return APS_JOB_RECORD (self)->retry_max_delay_us;
}

/**
 * aps_job_set_retry_max_delay:
 * @self: an open job
 * @retry_max_delay: microseconds, %APS_FOREVER, or %APS_UNSET, which inherits from the task
 *
 * Sets the longest back-off between its attempts.
 *
 * Since: 1.0
 */
void
aps_job_set_retry_max_delay (ApsJob *self, gint64 retry_max_delay)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_int64 (&self->model, self, PROP_RETRY_MAX_DELAY, retry_max_delay);
}

/**
 * aps_job_get_time_limit:
 * @self: a job
 *
 * Gets how long an attempt may run.
 *
 * Returns: microseconds, %APS_FOREVER, or %APS_UNSET
 *
 * Since: 1.0
 */
gint64
aps_job_get_time_limit (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_UNSET);

  return APS_JOB_RECORD (self)->time_limit_us;
}

/**
 * aps_job_set_time_limit:
 * @self: an open job
 * @time_limit: microseconds, %APS_FOREVER, or %APS_UNSET, which inherits from the task
 *
 * Sets how long an attempt may run.
 *
 * Since: 1.0
 */
void
aps_job_set_time_limit (ApsJob *self, gint64 time_limit)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_int64 (&self->model, self, PROP_TIME_LIMIT, time_limit);
}

/**
 * aps_job_get_on_abandoned:
 * @self: a job
 *
 * Gets what becomes of it where its worker dies.
 *
 * Returns: the value
 *
 * Since: 1.0
 */
ApsOnAbandoned
aps_job_get_on_abandoned (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_ON_ABANDONED_UNSET);

  return APS_JOB_RECORD (self)->on_abandoned;
}

/**
 * aps_job_set_on_abandoned:
 * @self: an open job
 * @on_abandoned: a value, or %APS_ON_ABANDONED_UNSET, which inherits from the task
 *
 * Sets what becomes of it where its worker dies.
 *
 * Since: 1.0
 */
void
aps_job_set_on_abandoned (ApsJob *self, ApsOnAbandoned on_abandoned)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_int (&self->model, self, PROP_ON_ABANDONED, on_abandoned);
}

/**
 * aps_job_get_result_expiration_time:
 * @self: a job
 *
 * Gets how long its result is kept.
 *
 * Returns: microseconds, %APS_FOREVER, or %APS_UNSET
 *
 * Since: 1.0
 */
gint64
aps_job_get_result_expiration_time (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_UNSET);

  return APS_JOB_RECORD (self)->result_expiration_time_us;
}

/**
 * aps_job_set_result_expiration_time:
 * @self: an open job
 * @result_expiration_time: microseconds, %APS_FOREVER, or %APS_UNSET, which is 0: not at all
 *
 * Sets how long its result is kept.
 *
 * Since: 1.0
 */
void
aps_job_set_result_expiration_time (ApsJob *self, gint64 result_expiration_time)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_int64 (&self->model, self, PROP_RESULT_EXPIRATION_TIME, result_expiration_time);
}

/**
 * aps_job_dup_metadata:
 * @self: a job
 *
 * Gets what its owner keeps with the job.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL where there is none
 *
 * Since: 1.0
 */
GVariant *
aps_job_dup_metadata (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return aps_model_read_value (APS_JOB_RECORD (self)->metadata);
}

/**
 * aps_job_get_metadata_json:
 * @self: a job
 *
 * Gets what its owner keeps with the job as canonical JSON text.
 *
 * Returns: (nullable): the text, or %NULL where there is none
 *
 * Since: 1.0
 */
const char *
aps_job_get_metadata_json (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return APS_JOB_RECORD (self)->metadata;
}

/**
 * aps_job_set_metadata:
 * @self: an open job
 * @metadata: (nullable): a dictionary (`a{sv}`); %NULL is none
 *
 * Sets what its owner keeps with the job.
 *
 * When it is added, the keys of its task's metadata that it lacks are merged in.
 *
 * Since: 1.0
 */
void
aps_job_set_metadata (ApsJob *self, GVariant *metadata)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_value (&self->model, self, PROP_METADATA, metadata);
}

/**
 * aps_job_set_metadata_json:
 * @self: an open job
 * @json: (nullable): JSON text
 * @error: return location for an error
 *
 * Sets what its owner keeps with the job by JSON text, for bindings and configuration.
 *
 * Returns: %TRUE, or %FALSE with `APS_ERROR_INVALID_ARGUMENT` where @json is no JSON or does not
 *   fit
 *
 * Since: 1.0
 */
gboolean
aps_job_set_metadata_json (ApsJob *self, const char *json, GError **error)
{
  g_return_val_if_fail (APS_IS_JOB (self), FALSE);

  return aps_model_set_json (&self->model, self, PROP_METADATA, json, error);
}

/**
 * aps_job_get_source:
 * @self: a job
 *
 * Gets who made it.
 *
 * Returns: the value
 *
 * Since: 1.0
 */
ApsJobSource
aps_job_get_source (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), APS_JOB_SOURCE_ADDED);

  return APS_JOB_RECORD (self)->source;
}

/**
 * aps_job_set_source:
 * @self: an open job
 * @source: who makes it: %APS_JOB_SOURCE_ADDED by default
 *
 * Sets who made it.
 *
 * Since: 1.0
 */
void
aps_job_set_source (ApsJob *self, ApsJobSource source)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_int (&self->model, self, PROP_SOURCE, source);
}
