/* The properties of a task: which field of the record each one shows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model/aps-task-properties-private.h"

/* clang-format off */

static ApsModelProperty properties[] = {
  /**
   * ApsTask:id:
   *
   * The task's id.
   *
   * Since: 1.0
   */
  { "id", "id", "The task's id", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsTask:callable:
   *
   * What it runs: a reference, or nothing for a callback registered under its id.
   *
   * See aps_task_set_callable().
   *
   * Since: 1.0
   */
  { "callable", "callable", "What it runs: a reference, or nothing for a callback registered under its id", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsTask:executor:
   *
   * The executor that runs its jobs.
   *
   * See aps_task_set_executor().
   *
   * Since: 1.0
   */
  { "executor", "executor", "The executor that runs its jobs", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsTask:max-running-jobs:
   *
   * How many of its jobs may run at once, over the whole store.
   *
   * %APS_UNLIMITED is no limit, %APS_UNSET is not given. See aps_task_set_max_running_jobs().
   *
   * Since: 1.0
   */
  { "max-running-jobs", "max_running_jobs", "How many of its jobs may run at once, over the whole store", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsTask:misfire-grace-time:
   *
   * How late a job may start after its fire time.
   *
   * Microseconds; %APS_FOREVER is no limit, %APS_UNSET is not given. See
   * aps_task_set_misfire_grace_time().
   *
   * Since: 1.0
   */
  { "misfire-grace-time", "misfire_grace_time_us", "How late a job may start after its fire time", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsTask:max-attempts:
   *
   * How often a job that fails is tried in all.
   *
   * %APS_UNLIMITED is no limit, %APS_UNSET is not given. See aps_task_set_max_attempts().
   *
   * Since: 1.0
   */
  { "max-attempts", "max_attempts", "How often a job that fails is tried in all", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsTask:retry-delay:
   *
   * Back-off before the second attempt, doubled before each further one.
   *
   * Microseconds; %APS_FOREVER is no limit, %APS_UNSET is not given. See
   * aps_task_set_retry_delay().
   *
   * Since: 1.0
   */
  { "retry-delay", "retry_delay_us", "Back-off before the second attempt, doubled before each further one", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsTask:retry-max-delay:
   *
   * The longest back-off between attempts.
   *
   * Microseconds; %APS_FOREVER is no limit, %APS_UNSET is not given. See
   * aps_task_set_retry_max_delay().
   *
   * Since: 1.0
   */
  { "retry-max-delay", "retry_max_delay_us", "The longest back-off between attempts", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsTask:time-limit:
   *
   * How long an attempt may run.
   *
   * Microseconds; %APS_FOREVER is no limit, %APS_UNSET is not given. See
   * aps_task_set_time_limit().
   *
   * Since: 1.0
   */
  { "time-limit", "time_limit_us", "How long an attempt may run", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsTask:on-abandoned:
   *
   * What becomes of a job whose worker died.
   *
   * See aps_task_set_on_abandoned().
   *
   * Since: 1.0
   */
  { "on-abandoned", "on_abandoned", "What becomes of a job whose worker died", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsTask:options:
   *
   * Options of its executor.
   *
   * See aps_task_set_options().
   *
   * Since: 1.0
   */
  { "options", "options", "Options of its executor", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsTask:aliases:
   *
   * Other ids by which it is known.
   *
   * See aps_task_set_aliases().
   *
   * Since: 1.0
   */
  { "aliases", "aliases", "Other ids by which it is known", APS_MODEL_WRITABLE | APS_MODEL_STRINGS, NULL },
  /**
   * ApsTask:metadata:
   *
   * What its owner keeps with it.
   *
   * See aps_task_set_metadata().
   *
   * Since: 1.0
   */
  { "metadata", "metadata", "What its owner keeps with it", APS_MODEL_WRITABLE, NULL },
  /**
   * ApsTask:origin:
   *
   * The keyfile that defines it.
   *
   * Since: 1.0
   */
  { "origin", "origin", "The keyfile that defines it", APS_MODEL_READABLE, NULL },
  /**
   * ApsTask:revision:
   *
   * Grows with each change.
   *
   * Since: 1.0
   */
  { "revision", "revision", "Grows with each change", APS_MODEL_READABLE, NULL },
};

/* clang-format on */

static GParamSpec *pspecs[G_N_ELEMENTS (properties) + 1];

ApsModelType aps_task_model_type = {
  APS_RECORD_TYPE_TASK, properties, G_N_ELEMENTS (properties), pspecs, NULL,
};
