/* Events: what each one says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-event.h>

#include "model/aps-event-private.h"

/**
 * aps_event_get_timestamp:
 * @self: an event
 *
 * Gets when it happened.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_event_get_timestamp (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_TIME_NONE);

  return aps_event_get_fields (self)->timestamp_us;
}

/**
 * aps_event_get_task_id:
 * @self: an event
 *
 * Gets the id of the task that it is about.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_task_id (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return aps_event_get_fields (self)->task_id;
}

/**
 * aps_event_get_schedule_id:
 * @self: an event
 *
 * Gets the id of the schedule that it is about, or that made the job.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_schedule_id (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return aps_event_get_fields (self)->schedule_id;
}

/**
 * aps_event_get_job_id:
 * @self: an event
 *
 * Gets the id of the job that it is about.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_job_id (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return aps_event_get_fields (self)->job_id;
}

/**
 * aps_event_get_scheduler:
 * @self: an event
 *
 * Gets the identity of the scheduler that did it.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_scheduler (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return aps_event_get_fields (self)->scheduler;
}

/**
 * aps_event_get_next_fire_time:
 * @self: an event
 *
 * Gets the next fire time of the schedule.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_event_get_next_fire_time (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_TIME_NONE);

  return aps_event_get_fields (self)->next_fire_us;
}

/**
 * aps_event_get_fire_time:
 * @self: an event
 *
 * Gets the nominal fire time that the job stands for.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_event_get_fire_time (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_TIME_NONE);

  return aps_event_get_fields (self)->fire_time_us;
}

/**
 * aps_event_get_due:
 * @self: an event
 *
 * Gets when the job was to start.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_event_get_due (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_TIME_NONE);

  return aps_event_get_fields (self)->due_us;
}

/**
 * aps_event_get_started:
 * @self: an event
 *
 * Gets when the attempt of the job began.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_event_get_started (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_TIME_NONE);

  return aps_event_get_fields (self)->started_us;
}

/**
 * aps_event_get_attempt:
 * @self: an event
 *
 * Gets the number of the attempt of the job.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
gint
aps_event_get_attempt (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_UNSET);

  return aps_event_get_fields (self)->attempt;
}

/**
 * aps_event_get_outcome:
 * @self: an event
 *
 * Gets how the job ended.
 *
 * %APS_JOB_OUTCOME_NONE is a job that has not, or an event of another kind.
 *
 * Returns: the value
 *
 * Since: 1.0
 */
ApsJobOutcome
aps_event_get_outcome (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_JOB_OUTCOME_NONE);

  return aps_event_get_fields (self)->outcome;
}

/**
 * aps_event_is_finished:
 * @self: an event
 *
 * Tells whether the schedule was removed since no more fires come.
 *
 * It is %FALSE where somebody removed it, or for an event of another kind.
 *
 * Returns: whether it is
 *
 * Since: 1.0
 */
gboolean
aps_event_is_finished (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), FALSE);

  return aps_event_get_fields (self)->finished;
}

/**
 * aps_event_get_error_domain:
 * @self: an event
 *
 * Gets the domain of the error, as text.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_error_domain (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return aps_event_get_fields (self)->error_domain;
}

/**
 * aps_event_get_error_code:
 * @self: an event
 *
 * Gets the code of the error.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
gint
aps_event_get_error_code (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_UNSET);

  return aps_event_get_fields (self)->error_code;
}

/**
 * aps_event_get_error_message:
 * @self: an event
 *
 * Gets the message of the error.
 *
 * Long ones may have been cut on their way from another process.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_error_message (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return aps_event_get_fields (self)->error_message;
}

/**
 * aps_event_get_reason:
 * @self: an event
 *
 * Gets the code of why the job is late, was missed or waits.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_reason (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return aps_event_get_fields (self)->reason;
}

/**
 * aps_event_get_reason_text:
 * @self: an event
 *
 * Gets why the job is late, was missed or waits, in words.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_reason_text (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return aps_event_get_fields (self)->reason_text;
}
