/* The properties of a job: which field of the record each one shows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model/aps-job-properties-private.h"

/* clang-format off */

static ApsModelProperty properties[] = {
  /**
   * ApsJob:id:
   *
   * The job's id.
   *
   * See aps_job_set_id().
   *
   * Since: 1.0
   */
  { "id", "id", "The job's id", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:task-id:
   *
   * The task that it runs: an id or a reference.
   *
   * See aps_job_set_task_id().
   *
   * Since: 1.0
   */
  { "task-id", "task_id", "The task that it runs: an id or a reference", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:args:
   *
   * Its positional arguments.
   *
   * See aps_job_set_args().
   *
   * Since: 1.0
   */
  { "args", "args", "Its positional arguments", APS_MODEL_WRITABLE | APS_MODEL_LIST, NULL },
  /**
   * ApsJob:kwargs:
   *
   * Its named arguments.
   *
   * See aps_job_set_kwargs().
   *
   * Since: 1.0
   */
  { "kwargs", "kwargs", "Its named arguments", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:not-before:
   *
   * When it may start at the earliest.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE. See aps_job_set_not_before().
   *
   * Since: 1.0
   */
  { "not-before", "due_us", "When it may start at the earliest", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:start-deadline:
   *
   * When it may start at the latest.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE. See aps_job_set_start_deadline().
   *
   * Since: 1.0
   */
  { "start-deadline", "deadline_us", "When it may start at the latest", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:queue:
   *
   * The queue that it goes to.
   *
   * See aps_job_set_queue().
   *
   * Since: 1.0
   */
  { "queue", "queue", "The queue that it goes to", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:priority:
   *
   * Jobs of higher priority are leased first.
   *
   * See aps_job_set_priority().
   *
   * Since: 1.0
   */
  { "priority", "priority", "Jobs of higher priority are leased first", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:executor:
   *
   * The executor that runs it.
   *
   * See aps_job_set_executor().
   *
   * Since: 1.0
   */
  { "executor", "executor", "The executor that runs it", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:unique-key:
   *
   * The key of which there is one job at a time.
   *
   * See aps_job_set_unique_key().
   *
   * Since: 1.0
   */
  { "unique-key", "unique_key", "The key of which there is one job at a time", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:unique-until:
   *
   * How long its unique key holds.
   *
   * See aps_job_set_unique_until().
   *
   * Since: 1.0
   */
  { "unique-until", "unique_until", "How long its unique key holds", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:unique-until-time:
   *
   * When its unique key ends.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE. See aps_job_set_unique_until_time().
   *
   * Since: 1.0
   */
  { "unique-until-time", "unique_until_us", "When its unique key ends", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:max-attempts:
   *
   * How often it is tried in all.
   *
   * %APS_UNLIMITED is no limit, %APS_UNSET is not given. See aps_job_set_max_attempts().
   *
   * Since: 1.0
   */
  { "max-attempts", "max_attempts", "How often it is tried in all", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:retry-delay:
   *
   * Back-off before the second attempt, doubled before each further one.
   *
   * Microseconds; %APS_FOREVER is no limit, %APS_UNSET is not given. See
   * aps_job_set_retry_delay().
   *
   * Since: 1.0
   */
  { "retry-delay", "retry_delay_us", "Back-off before the second attempt, doubled before each further one", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:retry-max-delay:
   *
   * The longest back-off between attempts.
   *
   * Microseconds; %APS_FOREVER is no limit, %APS_UNSET is not given. See
   * aps_job_set_retry_max_delay().
   *
   * Since: 1.0
   */
  { "retry-max-delay", "retry_max_delay_us", "The longest back-off between attempts", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:time-limit:
   *
   * How long an attempt may run.
   *
   * Microseconds; %APS_FOREVER is no limit, %APS_UNSET is not given. See
   * aps_job_set_time_limit().
   *
   * Since: 1.0
   */
  { "time-limit", "time_limit_us", "How long an attempt may run", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:on-abandoned:
   *
   * What becomes of it where its worker dies.
   *
   * See aps_job_set_on_abandoned().
   *
   * Since: 1.0
   */
  { "on-abandoned", "on_abandoned", "What becomes of it where its worker dies", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:result-expiration-time:
   *
   * How long its result is kept.
   *
   * Microseconds; %APS_FOREVER is no limit, %APS_UNSET is not given. See
   * aps_job_set_result_expiration_time().
   *
   * Since: 1.0
   */
  { "result-expiration-time", "result_expiration_time_us", "How long its result is kept", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:metadata:
   *
   * What its owner keeps with it.
   *
   * See aps_job_set_metadata().
   *
   * Since: 1.0
   */
  { "metadata", "metadata", "What its owner keeps with it", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:source:
   *
   * Who made it.
   *
   * See aps_job_set_source().
   *
   * Since: 1.0
   */
  { "source", "source", "Who made it", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsJob:schedule-id:
   *
   * The schedule that made it.
   *
   * Since: 1.0
   */
  { "schedule-id", "schedule_id", "The schedule that made it", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:fire-time:
   *
   * The nominal fire time that it stands for, without jitter.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "fire-time", "fire_time_us", "The nominal fire time that it stands for, without jitter", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:n-fires:
   *
   * How many fire times it stands for.
   *
   * Since: 1.0
   */
  { "n-fires", "n_fires", "How many fire times it stands for", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:jitter:
   *
   * By how many microseconds its start was put off at random.
   *
   * Microseconds.
   *
   * Since: 1.0
   */
  { "jitter", "jitter_us", "By how many microseconds its start was put off at random", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:overlap:
   *
   * What becomes of it where it could start while its task is at its limit.
   *
   * Since: 1.0
   */
  { "overlap", "overlap", "What becomes of it where it could start while its task is at its limit", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:state:
   *
   * Where it stands.
   *
   * Since: 1.0
   */
  { "state", "state", "Where it stands", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:attempt:
   *
   * The number of the current attempt, from 1; 0 before the first.
   *
   * Since: 1.0
   */
  { "attempt", "attempt", "The number of the current attempt, from 1; 0 before the first", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:created:
   *
   * When it was added.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "created", "created_us", "When it was added", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:leased:
   *
   * When it was leased last.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "leased", "leased_us", "When it was leased last", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:started:
   *
   * When the current or last attempt began.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "started", "started_us", "When the current or last attempt began", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:finished:
   *
   * When it ended.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "finished", "finished_us", "When it ended", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:expires:
   *
   * When its record may be removed.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "expires", "expires_us", "When its record may be removed", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:worker:
   *
   * The identity of the scheduler that runs or ran it.
   *
   * Since: 1.0
   */
  { "worker", "worker", "The identity of the scheduler that runs or ran it", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:fence:
   *
   * The number that grows with every lease of the job.
   *
   * Since: 1.0
   */
  { "fence", "fence", "The number that grows with every lease of the job", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:progress:
   *
   * How much of it is done, from 0 to 1.
   *
   * From 0 to 1; below 0 is unknown.
   *
   * Since: 1.0
   */
  { "progress", "progress", "How much of it is done, from 0 to 1", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:progress-text:
   *
   * What it is doing.
   *
   * Since: 1.0
   */
  { "progress-text", "progress_text", "What it is doing", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:cancel-requested:
   *
   * Whether its holder is to cancel it.
   *
   * Since: 1.0
   */
  { "cancel-requested", "cancel_requested", "Whether its holder is to cancel it", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:cancelled-by:
   *
   * Who cancelled it.
   *
   * Since: 1.0
   */
  { "cancelled-by", "cancelled_by", "Who cancelled it", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:cancel-reason:
   *
   * Why it was cancelled.
   *
   * Since: 1.0
   */
  { "cancel-reason", "cancel_reason", "Why it was cancelled", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:outcome:
   *
   * How it ended.
   *
   * Since: 1.0
   */
  { "outcome", "outcome", "How it ended", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:reason:
   *
   * The code of why it is late, missed or waits.
   *
   * Since: 1.0
   */
  { "reason", "reason", "The code of why it is late, missed or waits", APS_MODEL_READABLE, NULL },
  /**
   * ApsJob:reason-text:
   *
   * Why it is late, missed or waits, in words.
   *
   * Since: 1.0
   */
  { "reason-text", "reason_text", "Why it is late, missed or waits, in words", APS_MODEL_READABLE, NULL },
};

/* clang-format on */

static GParamSpec *pspecs[G_N_ELEMENTS (properties) + 1];

ApsModelType aps_job_model_type = {
  APS_RECORD_TYPE_JOB, properties, G_N_ELEMENTS (properties), pspecs, NULL,
};
