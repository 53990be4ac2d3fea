/* Tasks: how their jobs are run.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-task.h>

#include "model/aps-task-private.h"
#include "model/aps-task-properties-private.h"

/**
 * aps_task_get_max_running_jobs:
 * @self: a task
 *
 * Gets how many of its jobs may run at once, over the whole store.
 *
 * Returns: a number, %APS_UNLIMITED, or %APS_UNSET
 *
 * Since: 1.0
 */
gint
aps_task_get_max_running_jobs (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), APS_UNSET);

  return APS_TASK_RECORD (self)->max_running_jobs;
}

/**
 * aps_task_set_max_running_jobs:
 * @self: an open task
 * @max_running_jobs: a number, %APS_UNLIMITED, or %APS_UNSET
 *
 * Sets how many of its jobs may run at once, over the whole store.
 *
 * Unset, it is inherited from the defaults, which are 1 if they say nothing. 0 lets none start.
 *
 * Since: 1.0
 */
void
aps_task_set_max_running_jobs (ApsTask *self, gint max_running_jobs)
{
  g_return_if_fail (APS_IS_TASK (self));

  aps_model_set_int (&self->model, self, PROP_MAX_RUNNING_JOBS, max_running_jobs);
}

/**
 * aps_task_get_misfire_grace_time:
 * @self: a task
 *
 * Gets how late a job may start after its fire time.
 *
 * Returns: microseconds, %APS_FOREVER, or %APS_UNSET
 *
 * Since: 1.0
 */
gint64
aps_task_get_misfire_grace_time (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), APS_UNSET);

  return APS_TASK_RECORD (self)->misfire_grace_time_us;
}

/**
 * aps_task_set_misfire_grace_time:
 * @self: an open task
 * @misfire_grace_time: microseconds, %APS_FOREVER, or %APS_UNSET
 *
 * Sets how late a job may start after its fire time.
 *
 * Unset, it is inherited from the defaults, which are %APS_FOREVER if they say nothing.
 *
 * Since: 1.0
 */
void
aps_task_set_misfire_grace_time (ApsTask *self, gint64 misfire_grace_time)
{
  g_return_if_fail (APS_IS_TASK (self));

  aps_model_set_int64 (&self->model, self, PROP_MISFIRE_GRACE_TIME, misfire_grace_time);
}

/**
 * aps_task_get_max_attempts:
 * @self: a task
 *
 * Gets how often a job that fails is tried in all.
 *
 * Returns: a number, %APS_UNLIMITED, or %APS_UNSET
 *
 * Since: 1.0
 */
gint
aps_task_get_max_attempts (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), APS_UNSET);

  return APS_TASK_RECORD (self)->max_attempts;
}

/**
 * aps_task_set_max_attempts:
 * @self: an open task
 * @max_attempts: a number from 1, %APS_UNLIMITED, or %APS_UNSET
 *
 * Sets how often a job that fails is tried in all.
 *
 * Unset, it is inherited from the defaults, which are 1 if they say nothing.
 *
 * Since: 1.0
 */
void
aps_task_set_max_attempts (ApsTask *self, gint max_attempts)
{
  g_return_if_fail (APS_IS_TASK (self));

  aps_model_set_int (&self->model, self, PROP_MAX_ATTEMPTS, max_attempts);
}

/**
 * aps_task_get_retry_delay:
 * @self: a task
 *
 * Gets the back-off before the second attempt.
 *
 * Returns: microseconds, or %APS_UNSET
 *
 * Since: 1.0
 */
gint64
aps_task_get_retry_delay (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), APS_UNSET);

  return APS_TASK_RECORD (self)->retry_delay_us;
}

/**
 * aps_task_set_retry_delay:
 * @self: an open task
 * @retry_delay: microseconds, or %APS_UNSET
 *
 * Sets the back-off before the second attempt.
 *
 * It is doubled before each further attempt.
 *
 * Since: 1.0
 */
void
aps_task_set_retry_delay (ApsTask *self, gint64 retry_delay)
{
  g_return_if_fail (APS_IS_TASK (self));

  aps_model_set_int64 (&self->model, self, PROP_RETRY_DELAY, retry_delay);
}

/**
 * aps_task_get_retry_max_delay:
 * @self: a task
 *
 * Gets the longest back-off between attempts.
 *
 * Returns: microseconds, %APS_FOREVER, or %APS_UNSET
 *
 * Since: 1.0
 */
gint64
aps_task_get_retry_max_delay (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), APS_UNSET);

  return APS_TASK_RECORD (self)->retry_max_delay_us;
}

/**
 * aps_task_set_retry_max_delay:
 * @self: an open task
 * @retry_max_delay: microseconds, %APS_FOREVER, or %APS_UNSET
 *
 * Sets the longest back-off between attempts.
 *
 * Since: 1.0
 */
void
aps_task_set_retry_max_delay (ApsTask *self, gint64 retry_max_delay)
{
  g_return_if_fail (APS_IS_TASK (self));

  aps_model_set_int64 (&self->model, self, PROP_RETRY_MAX_DELAY, retry_max_delay);
}

/**
 * aps_task_get_time_limit:
 * @self: a task
 *
 * Gets how long an attempt may run.
 *
 * Returns: microseconds, %APS_FOREVER, or %APS_UNSET
 *
 * Since: 1.0
 */
gint64
aps_task_get_time_limit (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), APS_UNSET);

  return APS_TASK_RECORD (self)->time_limit_us;
}

/**
 * aps_task_set_time_limit:
 * @self: an open task
 * @time_limit: microseconds, %APS_FOREVER, or %APS_UNSET
 *
 * Sets how long an attempt may run.
 *
 * An attempt that takes longer is cancelled, and ends as an error.
 *
 * Since: 1.0
 */
void
aps_task_set_time_limit (ApsTask *self, gint64 time_limit)
{
  g_return_if_fail (APS_IS_TASK (self));

  aps_model_set_int64 (&self->model, self, PROP_TIME_LIMIT, time_limit);
}

/**
 * aps_task_get_on_abandoned:
 * @self: a task
 *
 * Gets what becomes of a job whose worker died.
 *
 * Returns: the value
 *
 * Since: 1.0
 */
ApsOnAbandoned
aps_task_get_on_abandoned (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), APS_ON_ABANDONED_UNSET);

  return APS_TASK_RECORD (self)->on_abandoned;
}

/**
 * aps_task_set_on_abandoned:
 * @self: an open task
 * @on_abandoned: a value, or %APS_ON_ABANDONED_UNSET
 *
 * Sets what becomes of a job whose worker died.
 *
 * Since: 1.0
 */
void
aps_task_set_on_abandoned (ApsTask *self, ApsOnAbandoned on_abandoned)
{
  g_return_if_fail (APS_IS_TASK (self));

  aps_model_set_int (&self->model, self, PROP_ON_ABANDONED, on_abandoned);
}

/**
 * aps_task_dup_options:
 * @self: a task
 *
 * Gets the options of its executor.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL where there is none
 *
 * Since: 1.0
 */
GVariant *
aps_task_dup_options (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), NULL);

  return aps_model_read_value (APS_TASK_RECORD (self)->options);
}

/**
 * aps_task_get_options_json:
 * @self: a task
 *
 * Gets the options of its executor as canonical JSON text.
 *
 * Returns: (nullable): the text, or %NULL where there is none
 *
 * Since: 1.0
 */
const char *
aps_task_get_options_json (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), NULL);

  return APS_TASK_RECORD (self)->options;
}

/**
 * aps_task_set_options:
 * @self: an open task
 * @options: (nullable): a dictionary (`a{sv}`); %NULL is none
 *
 * Sets the options of its executor.
 *
 * Of a command: `directory`, `environment`, `input`, `output-limit`, `success-exit-status`.
 *
 * Since: 1.0
 */
void
aps_task_set_options (ApsTask *self, GVariant *options)
{
  g_return_if_fail (APS_IS_TASK (self));

  aps_model_set_value (&self->model, self, PROP_OPTIONS, options);
}

/**
 * aps_task_set_options_json:
 * @self: an open task
 * @json: (nullable): JSON text
 * @error: return location for an error
 *
 * Sets the options of its executor by JSON text, for bindings and configuration.
 *
 * Returns: %TRUE, or %FALSE with `APS_ERROR_INVALID_ARGUMENT` where @json is no JSON or does not
 *   fit
 *
 * Since: 1.0
 */
gboolean
aps_task_set_options_json (ApsTask *self, const char *json, GError **error)
{
  g_return_val_if_fail (APS_IS_TASK (self), FALSE);

  return aps_model_set_json (&self->model, self, PROP_OPTIONS, json, error);
}

/**
 * aps_task_dup_aliases:
 * @self: a task
 *
 * Gets the other ids by which the task is known.
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): the texts, or %NULL where there
 *   are none
 *
 * Since: 1.0
 */
char **
aps_task_dup_aliases (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), NULL);

  return aps_model_read_strings (APS_TASK_RECORD (self)->aliases);
}

/**
 * aps_task_set_aliases:
 * @self: an open task
 * @aliases: (nullable) (array zero-terminated=1): ids; %NULL is none
 *
 * Sets the other ids by which the task is known.
 *
 * Since: 1.0
 */
void
aps_task_set_aliases (ApsTask *self, const char *const *aliases)
{
  g_return_if_fail (APS_IS_TASK (self));

  aps_model_set_strings (&self->model, self, PROP_ALIASES, aliases);
}

/**
 * aps_task_dup_metadata:
 * @self: a task
 *
 * Gets what its owner keeps with the task.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL where there is none
 *
 * Since: 1.0
 */
GVariant *
aps_task_dup_metadata (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), NULL);

  return aps_model_read_value (APS_TASK_RECORD (self)->metadata);
}

/**
 * aps_task_get_metadata_json:
 * @self: a task
 *
 * Gets what its owner keeps with the task as canonical JSON text.
 *
 * Returns: (nullable): the text, or %NULL where there is none
 *
 * Since: 1.0
 */
const char *
aps_task_get_metadata_json (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), NULL);

  return APS_TASK_RECORD (self)->metadata;
}

/**
 * aps_task_set_metadata:
 * @self: an open task
 * @metadata: (nullable): a dictionary (`a{sv}`); %NULL is none
 *
 * Sets what its owner keeps with the task.
 *
 * Jobs inherit it key by key.
 *
 * Since: 1.0
 */
void
aps_task_set_metadata (ApsTask *self, GVariant *metadata)
{
  g_return_if_fail (APS_IS_TASK (self));

  aps_model_set_value (&self->model, self, PROP_METADATA, metadata);
}

/**
 * aps_task_set_metadata_json:
 * @self: an open task
 * @json: (nullable): JSON text
 * @error: return location for an error
 *
 * Sets what its owner keeps with the task by JSON text, for bindings and configuration.
 *
 * Returns: %TRUE, or %FALSE with `APS_ERROR_INVALID_ARGUMENT` where @json is no JSON or does not
 *   fit
 *
 * Since: 1.0
 */
gboolean
aps_task_set_metadata_json (ApsTask *self, const char *json, GError **error)
{
  g_return_val_if_fail (APS_IS_TASK (self), FALSE);

  return aps_model_set_json (&self->model, self, PROP_METADATA, json, error);
}

/**
 * aps_task_get_origin:
 * @self: a task
 *
 * Gets the keyfile that defines the task.
 *
 * %NULL is a task that a program configured.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_task_get_origin (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), NULL);

  return APS_TASK_RECORD (self)->origin;
}

/**
 * aps_task_get_revision:
 * @self: a task
 *
 * Gets the number that grows with each change of the task.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
gint64
aps_task_get_revision (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), 0);

  return APS_TASK_RECORD (self)->revision;
}
