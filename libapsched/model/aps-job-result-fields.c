/* Results: what the record says besides value and error.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-job-result.h>

#include "model/aps-job-result-private.h"

/**
 * aps_job_result_get_job_id:
 * @self: a result
 *
 * Gets the id of the job.
 *
 * Returns: the text
 *
 * Since: 1.0
 */
const char *
aps_job_result_get_job_id (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), NULL);

  return APS_JOB_RESULT_RECORD (self)->id;
}

/**
 * aps_job_result_get_task_id:
 * @self: a result
 *
 * Gets the id of its task.
 *
 * Returns: the text
 *
 * Since: 1.0
 */
const char *
aps_job_result_get_task_id (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), NULL);

  return APS_JOB_RESULT_RECORD (self)->task_id;
}

/**
 * aps_job_result_get_schedule_id:
 * @self: a result
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
aps_job_result_get_schedule_id (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), NULL);

  return APS_JOB_RESULT_RECORD (self)->schedule_id;
}

/**
 * aps_job_result_get_fire_time:
 * @self: a result
 *
 * Gets the nominal fire time that it stood for.
 *
 * %APS_TIME_NONE is a job that was added directly.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_job_result_get_fire_time (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), APS_TIME_NONE);

  return APS_JOB_RESULT_RECORD (self)->fire_time_us;
}

/**
 * aps_job_result_get_outcome:
 * @self: a result
 *
 * Gets how the job ended.
 *
 * Returns: the value
 *
 * Since: 1.0
 */
ApsJobOutcome
aps_job_result_get_outcome (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), APS_JOB_OUTCOME_NONE);

  return APS_JOB_RESULT_RECORD (self)->outcome;
}

/**
 * aps_job_result_get_created:
 * @self: a result
 *
 * Gets when the job was added.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_job_result_get_created (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), APS_TIME_NONE);

  return APS_JOB_RESULT_RECORD (self)->created_us;
}

/**
 * aps_job_result_get_started:
 * @self: a result
 *
 * Gets when its last attempt began.
 *
 * %APS_TIME_NONE is a job that was never started.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_job_result_get_started (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), APS_TIME_NONE);

  return APS_JOB_RESULT_RECORD (self)->started_us;
}

/**
 * aps_job_result_get_finished:
 * @self: a result
 *
 * Gets when it ended.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_job_result_get_finished (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), APS_TIME_NONE);

  return APS_JOB_RESULT_RECORD (self)->finished_us;
}

/**
 * aps_job_result_get_attempt:
 * @self: a result
 *
 * Gets how many attempts were begun.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
gint
aps_job_result_get_attempt (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), APS_UNSET);

  return APS_JOB_RESULT_RECORD (self)->attempt;
}

/**
 * aps_job_result_get_worker:
 * @self: a result
 *
 * Gets the identity of the scheduler that ran it last.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_result_get_worker (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), NULL);

  return APS_JOB_RESULT_RECORD (self)->worker;
}

/**
 * aps_job_result_get_reason:
 * @self: a result
 *
 * Gets the code of why it was late or missed.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_result_get_reason (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), NULL);

  return APS_JOB_RESULT_RECORD (self)->reason;
}

/**
 * aps_job_result_get_reason_text:
 * @self: a result
 *
 * Gets why it was late or missed, in words.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_result_get_reason_text (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), NULL);

  return APS_JOB_RESULT_RECORD (self)->reason_text;
}

/**
 * aps_job_result_get_output:
 * @self: a result
 *
 * Gets what was captured of its output: the head, and the tail where the middle was cut.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_result_get_output (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), NULL);

  return APS_JOB_RESULT_RECORD (self)->output;
}

/**
 * aps_job_result_dup_error_details:
 * @self: a result
 *
 * Gets what its language knows of its error besides: `type`, `traceback`.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL where there is none
 *
 * Since: 1.0
 */
GVariant *
aps_job_result_dup_error_details (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), NULL);

  return aps_model_read_value (APS_JOB_RESULT_RECORD (self)->error_details);
}

/**
 * aps_job_result_get_error_details_json:
 * @self: a result
 *
 * Gets what its language knows of its error besides: `type`, `traceback` as canonical JSON text.
 *
 * Returns: (nullable): the text, or %NULL where there is none
 *
 * Since: 1.0
 */
const char *
aps_job_result_get_error_details_json (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), NULL);

  return APS_JOB_RESULT_RECORD (self)->error_details;
}
