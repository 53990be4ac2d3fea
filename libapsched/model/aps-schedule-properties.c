/* The properties of a schedule: which field of the record each one shows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model/aps-schedule-properties-private.h"

/* clang-format off */

static ApsModelProperty properties[] = {
  /**
   * ApsSchedule:id:
   *
   * The schedule's id.
   *
   * Since: 1.0
   */
  { "id", "id", "The schedule's id", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsSchedule:task:
   *
   * The task that it runs: an id or a reference.
   *
   * See aps_schedule_set_task().
   *
   * Since: 1.0
   */
  { "task", "task_id", "The task that it runs: an id or a reference", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsSchedule:args:
   *
   * Positional arguments of its jobs.
   *
   * See aps_schedule_set_args().
   *
   * Since: 1.0
   */
  { "args", "args", "Positional arguments of its jobs", APS_MODEL_WRITABLE | APS_MODEL_LIST, NULL },
  /**
   * ApsSchedule:kwargs:
   *
   * Named arguments of its jobs.
   *
   * See aps_schedule_set_kwargs().
   *
   * Since: 1.0
   */
  { "kwargs", "kwargs", "Named arguments of its jobs", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsSchedule:paused:
   *
   * Whether it is paused.
   *
   * See aps_schedule_set_paused().
   *
   * Since: 1.0
   */
  { "paused", "paused", "Whether it is paused", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsSchedule:coalesce:
   *
   * What several fire times that have come up together make.
   *
   * See aps_schedule_set_coalesce().
   *
   * Since: 1.0
   */
  { "coalesce", "coalesce", "What several fire times that have come up together make", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsSchedule:overlap:
   *
   * What becomes of a job that could start while its task is at its limit.
   *
   * See aps_schedule_set_overlap().
   *
   * Since: 1.0
   */
  { "overlap", "overlap", "What becomes of a job that could start while its task is at its limit", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsSchedule:misfire-grace-time:
   *
   * How late a job may start after its fire time.
   *
   * Microseconds; %APS_FOREVER is no limit, %APS_UNSET is not given. See
   * aps_schedule_set_misfire_grace_time().
   *
   * Since: 1.0
   */
  { "misfire-grace-time", "misfire_grace_time_us", "How late a job may start after its fire time", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsSchedule:max-jitter:
   *
   * By how much at most a start is put off at random.
   *
   * Microseconds; %APS_FOREVER is no limit, %APS_UNSET is not given. See
   * aps_schedule_set_max_jitter().
   *
   * Since: 1.0
   */
  { "max-jitter", "max_jitter_us", "By how much at most a start is put off at random", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsSchedule:executor:
   *
   * The executor that runs its jobs.
   *
   * See aps_schedule_set_executor().
   *
   * Since: 1.0
   */
  { "executor", "executor", "The executor that runs its jobs", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsSchedule:queue:
   *
   * The queue that its jobs go to.
   *
   * See aps_schedule_set_queue().
   *
   * Since: 1.0
   */
  { "queue", "queue", "The queue that its jobs go to", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsSchedule:priority:
   *
   * Jobs of higher priority are leased first.
   *
   * See aps_schedule_set_priority().
   *
   * Since: 1.0
   */
  { "priority", "priority", "Jobs of higher priority are leased first", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsSchedule:job-result-expiration-time:
   *
   * How long the results of its jobs are kept.
   *
   * Microseconds; %APS_FOREVER is no limit, %APS_UNSET is not given. See
   * aps_schedule_set_job_result_expiration_time().
   *
   * Since: 1.0
   */
  { "job-result-expiration-time", "job_result_expiration_time_us", "How long the results of its jobs are kept", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsSchedule:history:
   *
   * How many of its finished jobs are kept.
   *
   * %APS_UNLIMITED is no limit, %APS_UNSET is not given. See aps_schedule_set_history().
   *
   * Since: 1.0
   */
  { "history", "history", "How many of its finished jobs are kept", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsSchedule:pause-after-failures:
   *
   * How many failures in a row pause it.
   *
   * %APS_UNLIMITED is no limit, %APS_UNSET is not given. See
   * aps_schedule_set_pause_after_failures().
   *
   * Since: 1.0
   */
  { "pause-after-failures", "pause_after_failures", "How many failures in a row pause it", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsSchedule:metadata:
   *
   * What its owner keeps with it.
   *
   * See aps_schedule_set_metadata().
   *
   * Since: 1.0
   */
  { "metadata", "metadata", "What its owner keeps with it", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsSchedule:paused-until:
   *
   * When its pause ends by itself.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "paused-until", "paused_until_us", "When its pause ends by itself", APS_MODEL_READABLE, NULL },
  /**
   * ApsSchedule:paused-by:
   *
   * Who paused it.
   *
   * Since: 1.0
   */
  { "paused-by", "paused_by", "Who paused it", APS_MODEL_READABLE, NULL },
  /**
   * ApsSchedule:paused-reason:
   *
   * Why it is paused.
   *
   * Since: 1.0
   */
  { "paused-reason", "paused_reason", "Why it is paused", APS_MODEL_READABLE, NULL },
  /**
   * ApsSchedule:last-fire-time:
   *
   * The newest fire time that was used up.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "last-fire-time", "last_fire_us", "The newest fire time that was used up", APS_MODEL_READABLE, NULL },
  /**
   * ApsSchedule:next-fire-time:
   *
   * Its next fire time.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "next-fire-time", "next_fire_us", "Its next fire time", APS_MODEL_READABLE, NULL },
  /**
   * ApsSchedule:failures:
   *
   * How many of its newest jobs failed in a row.
   *
   * Since: 1.0
   */
  { "failures", "failures", "How many of its newest jobs failed in a row", APS_MODEL_READABLE, NULL },
  /**
   * ApsSchedule:error:
   *
   * Why its trigger stopped.
   *
   * Since: 1.0
   */
  { "error", "error", "Why its trigger stopped", APS_MODEL_READABLE, NULL },
  /**
   * ApsSchedule:created:
   *
   * When it was added.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "created", "created_us", "When it was added", APS_MODEL_READABLE, NULL },
  /**
   * ApsSchedule:origin:
   *
   * The keyfile that defines it.
   *
   * Since: 1.0
   */
  { "origin", "origin", "The keyfile that defines it", APS_MODEL_READABLE, NULL },
  /**
   * ApsSchedule:revision:
   *
   * Grows with each change by a person.
   *
   * Since: 1.0
   */
  { "revision", "revision", "Grows with each change by a person", APS_MODEL_READABLE, NULL },
};

/* clang-format on */

static GParamSpec *pspecs[G_N_ELEMENTS (properties) + 1];

ApsModelType aps_schedule_model_type = {
  APS_RECORD_TYPE_SCHEDULE, properties, G_N_ELEMENTS (properties), pspecs, NULL,
};
