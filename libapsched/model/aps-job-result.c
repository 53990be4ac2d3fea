/* Results: a finished job's record, its value and error read when asked for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-job-result.h>

#include <apsched/aps-error.h>
#include <apsched/aps-value.h>

#include "model/aps-job-result-private.h"

/**
 * ApsJobResult:
 *
 * A finished job, as its reader sees it: how it ended, and the value or the error.
 *
 * ```c
 * g_autoptr (ApsJobResult) result = aps_scheduler_get_job_result (scheduler, id, APS_FOREVER,
 *                                                                 NULL, &error);
 *
 * if (result != NULL && aps_job_result_get_error (result) == NULL)
 *   g_print ("%s\n", aps_job_result_get_value_json (result));
 * ```
 *
 * ## Threads
 *
 * A result is immutable, and may be read by any thread.
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (ApsJobResult, aps_job_result, G_TYPE_OBJECT)

/* clang-format off */

static ApsModelProperty properties[] = {
  /**
   * ApsJobResult:job-id:
   *
   * The job's id.
   *
   * Since: 1.0
   */
  { "job-id", "id", "The job's id", APS_MODEL_READABLE, NULL },
  /**
   * ApsJobResult:task-id:
   *
   * Its task.
   *
   * Since: 1.0
   */
  { "task-id", "task_id", "Its task", APS_MODEL_READABLE, NULL },
  /**
   * ApsJobResult:schedule-id:
   *
   * The schedule that made it.
   *
   * Since: 1.0
   */
  { "schedule-id", "schedule_id", "The schedule that made it", APS_MODEL_READABLE, NULL },
  /**
   * ApsJobResult:fire-time:
   *
   * The nominal fire time that it stood for.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "fire-time", "fire_time_us", "The nominal fire time that it stood for", APS_MODEL_READABLE, NULL },
  /**
   * ApsJobResult:outcome:
   *
   * How it ended.
   *
   * Since: 1.0
   */
  { "outcome", "outcome", "How it ended", APS_MODEL_READABLE, NULL },
  /**
   * ApsJobResult:created:
   *
   * When it was added.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "created", "created_us", "When it was added", APS_MODEL_READABLE, NULL },
  /**
   * ApsJobResult:started:
   *
   * When its last attempt began.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "started", "started_us", "When its last attempt began", APS_MODEL_READABLE, NULL },
  /**
   * ApsJobResult:finished:
   *
   * When it ended.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "finished", "finished_us", "When it ended", APS_MODEL_READABLE, NULL },
  /**
   * ApsJobResult:attempt:
   *
   * How many attempts were begun.
   *
   * Since: 1.0
   */
  { "attempt", "attempt", "How many attempts were begun", APS_MODEL_READABLE, NULL },
  /**
   * ApsJobResult:worker:
   *
   * The scheduler that ran it last.
   *
   * Since: 1.0
   */
  { "worker", "worker", "The scheduler that ran it last", APS_MODEL_READABLE, NULL },
  /**
   * ApsJobResult:reason:
   *
   * The code of why it was late or missed.
   *
   * Since: 1.0
   */
  { "reason", "reason", "The code of why it was late or missed", APS_MODEL_READABLE, NULL },
  /**
   * ApsJobResult:reason-text:
   *
   * Why it was late or missed, in words.
   *
   * Since: 1.0
   */
  { "reason-text", "reason_text", "Why it was late or missed, in words", APS_MODEL_READABLE, NULL },
  /**
   * ApsJobResult:output:
   *
   * What was captured of its output.
   *
   * Since: 1.0
   */
  { "output", "output", "What was captured of its output", APS_MODEL_READABLE, NULL },
  /**
   * ApsJobResult:error-details:
   *
   * What its language knows of its error besides.
   *
   * Since: 1.0
   */
  { "error-details", "error_details", "What its language knows of its error besides", APS_MODEL_READABLE, NULL },
};

/* clang-format on */

static GParamSpec *pspecs[G_N_ELEMENTS (properties) + 1];

static ApsModelType model_type = {
  APS_RECORD_TYPE_JOB, properties, G_N_ELEMENTS (properties), pspecs, NULL,
};

enum
{
  PROP_VALUE = G_N_ELEMENTS (properties) + 1,
  PROP_ERROR,
};

static GError *
make_own_error (const ApsJobRecord *record)
{
  const char *message = record->error_message != NULL ? record->error_message : "The job failed";
  GQuark      domain = record->error_domain != NULL ? g_quark_try_string (record->error_domain) : 0;

  if (domain != 0)
    return g_error_new_literal (domain, record->error_code, message);

  return g_error_new_literal (APS_ERROR, APS_ERROR_JOB_FAILED, message);
}

static GError *
make_error (gint code, const char *what, const char *reason)
{
  if (reason != NULL)
    return g_error_new (APS_ERROR, code, "%s: %s", what, reason);

  return g_error_new_literal (APS_ERROR, code, what);
}

GError *
aps_job_record_make_error (const ApsJobRecord *record)
{
  switch ((ApsJobOutcome)record->outcome)
    {
    case APS_JOB_OUTCOME_NONE:
    case APS_JOB_OUTCOME_SUCCESS:
      return NULL;
    case APS_JOB_OUTCOME_MISSED_START_DEADLINE:
      return make_error (APS_ERROR_MISSED_DEADLINE,
                         "The job was not started in time",
                         record->reason_text);
    case APS_JOB_OUTCOME_CANCELLED:
      return make_error (APS_ERROR_JOB_CANCELLED, "The job was cancelled", record->cancel_reason);
    case APS_JOB_OUTCOME_ABANDONED:
      return make_error (APS_ERROR_JOB_ABANDONED,
                         "The job's worker died or lost its lease",
                         record->reason_text);
    case APS_JOB_OUTCOME_DESERIALIZATION_FAILED:
      return make_error (APS_ERROR_UNREADABLE_RECORD,
                         "The job's record cannot be read",
                         record->error_message);
    case APS_JOB_OUTCOME_ERROR:
    default:
      return make_own_error (record);
    }
}

static void
aps_job_result_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ApsJobResult *self = APS_JOB_RESULT (object);

  if (id == PROP_VALUE)
    g_value_set_variant (value, aps_job_result_get_value (self));
  else if (id == PROP_ERROR)
    g_value_set_boxed (value, aps_job_result_get_error (self));
  else if (!aps_model_get_property (&self->model, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
aps_job_result_finalize (GObject *object)
{
  ApsJobResult *self = APS_JOB_RESULT (object);

  g_clear_pointer (&self->value, g_variant_unref);
  g_clear_error (&self->error);
  aps_model_clear (&self->model);

  G_OBJECT_CLASS (aps_job_result_parent_class)->finalize (object);
}

static void
aps_job_result_class_init (ApsJobResultClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = aps_job_result_get_property;
  object_class->finalize = aps_job_result_finalize;

  aps_model_class_init (object_class, &model_type);

  /**
   * ApsJobResult:value:
   *
   * What it returned; see aps_job_result_get_value().
   *
   * Since: 1.0
   */
  g_object_class_install_property (object_class,
                                   PROP_VALUE,
                                   g_param_spec_variant ("value",
                                                         NULL,
                                                         "What it returned",
                                                         G_VARIANT_TYPE_ANY,
                                                         NULL,
                                                         flags));

  /**
   * ApsJobResult:error:
   *
   * Why it did not succeed; see aps_job_result_get_error().
   *
   * Since: 1.0
   */
  g_object_class_install_property (object_class,
                                   PROP_ERROR,
                                   g_param_spec_boxed ("error",
                                                       NULL,
                                                       "Why it did not succeed",
                                                       G_TYPE_ERROR,
                                                       flags));
}

static void
aps_job_result_init (ApsJobResult *self)
{
  aps_model_init (&self->model, &model_type);
  self->model.frozen = TRUE;
}

ApsJobResult *
aps_job_result_new_from_record (ApsRecordList *list, const ApsJobRecord *record)
{
  ApsJobResult *self = g_object_new (APS_TYPE_JOB_RESULT, NULL);

  aps_model_show (&self->model, list, (gpointer)record);
  return self;
}

/* What two threads make at once is kept once. */
static GVariant *
keep_value (ApsJobResult *self, GVariant *value)
{
  if (value != NULL && !g_atomic_pointer_compare_and_exchange (&self->value, NULL, value))
    g_variant_unref (value);

  return g_atomic_pointer_get (&self->value);
}

static const GError *
keep_error (ApsJobResult *self, GError *error)
{
  if (error != NULL && !g_atomic_pointer_compare_and_exchange (&self->error, NULL, error))
    g_error_free (error);

  return g_atomic_pointer_get (&self->error);
}

/**
 * aps_job_result_get_value:
 * @self: a result
 *
 * Gets what the job returned, in exactly the type it had.
 *
 * Returns: (transfer none) (nullable): the value, never %NULL of a job that succeeded and whose
 *   record can be read; see aps_job_result_get_error()
 *
 * Since: 1.0
 */
GVariant *
aps_job_result_get_value (ApsJobResult *self)
{
  GVariant *value;

  g_return_val_if_fail (APS_IS_JOB_RESULT (self), NULL);

  value = g_atomic_pointer_get (&self->value);
  if (value != NULL || APS_JOB_RESULT_RECORD (self)->value == NULL)
    return value;

  return keep_value (self, aps_model_read_value (APS_JOB_RESULT_RECORD (self)->value));
}

/**
 * aps_job_result_get_value_json:
 * @self: a result
 *
 * Gets what the job returned as canonical JSON text.
 *
 * Returns: (nullable): the text, or %NULL where the job did not succeed
 *
 * Since: 1.0
 */
const char *
aps_job_result_get_value_json (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), NULL);

  return APS_JOB_RESULT_RECORD (self)->value;
}

/* A success whose value cannot be read, or was never written, must not look like one. */
static GError *
check_success (ApsJobResult *self)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GVariant) value = NULL;

  if (APS_JOB_RESULT_RECORD (self)->value == NULL)
    return g_error_new_literal (APS_ERROR,
                                APS_ERROR_RESULT_NOT_KEPT,
                                "The job succeeded, and its value is not kept");

  value = aps_value_from_json (APS_JOB_RESULT_RECORD (self)->value, -1, &reason);
  if (value != NULL)
    {
      keep_value (self, g_steal_pointer (&value));
      return NULL;
    }

  return make_error (APS_ERROR_UNREADABLE_RECORD,
                     "The job succeeded, but its value cannot be read",
                     reason->message);
}

/**
 * aps_job_result_get_error:
 * @self: a result
 *
 * Gets why the job did not succeed.
 *
 * The error has the domain and code that the task gave it where that domain is registered in this
 * process, else `APS_ERROR_JOB_FAILED`. A job that was missed, cancelled or abandoned has
 * `APS_ERROR_MISSED_DEADLINE`, `APS_ERROR_JOB_CANCELLED` or `APS_ERROR_JOB_ABANDONED`; one whose
 * record or value cannot be read has `APS_ERROR_UNREADABLE_RECORD`, and one that succeeded and
 * whose value is not kept has `APS_ERROR_RESULT_NOT_KEPT`.
 *
 * Returns: (transfer none) (nullable): the error, or %NULL where it succeeded and has a value
 *
 * Since: 1.0
 */
const GError *
aps_job_result_get_error (ApsJobResult *self)
{
  const GError *error;

  g_return_val_if_fail (APS_IS_JOB_RESULT (self), NULL);

  error = g_atomic_pointer_get (&self->error);
  if (error != NULL)
    return error;

  if (APS_JOB_RESULT_RECORD (self)->outcome == APS_JOB_OUTCOME_SUCCESS)
    return g_atomic_pointer_get (&self->value) != NULL ? NULL
                                                       : keep_error (self, check_success (self));

  return keep_error (self, aps_job_record_make_error (APS_JOB_RESULT_RECORD (self)));
}

/**
 * aps_job_result_to_string:
 * @self: a result
 *
 * Prints all that the result says, for people.
 *
 * Returns: (transfer full): one line of text
 *
 * Since: 1.0
 */
char *
aps_job_result_to_string (ApsJobResult *self)
{
  g_return_val_if_fail (APS_IS_JOB_RESULT (self), NULL);

  return aps_model_to_string (&self->model, "result");
}
