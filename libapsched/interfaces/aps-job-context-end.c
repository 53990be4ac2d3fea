/* How a running job tells of itself: progress, output, and its end, which it has once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-job-context.h>

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>
#include <apsched/aps-value.h>

#include "core/aps-json-writer-private.h"
#include "interfaces/aps-job-context-private.h"

#include <math.h>

typedef enum
{
  ENDS_NOW,
  ENDED_BEFORE,
  GIVEN_UP,
} Claim;

/* Whether the caller is the one who ends it. */
static Claim
claim_end (ApsJobContext *self, ApsJobEnd *end, char **output, ApsJobWatchFunc *watch)
{
  APS_LOCKED (&self->lock);

  if (self->completed)
    return self->given_up ? GIVEN_UP : ENDED_BEFORE;

  self->completed = TRUE;
  end->started_us = self->started_us;
  end->output = *output = g_steal_pointer (&self->output);
  *watch = self->watch;
  self->watch = NULL;
  return self->given_up ? GIVEN_UP : ENDS_NOW;
}

static void
complete (ApsJobContext *self, const char *value, const GError *error, const char *details)
{
  g_autofree char *output = NULL;
  ApsJobEnd        end = { value, error, details, NULL, APS_TIME_NONE, 0 };
  ApsJobWatchFunc  watch = NULL;
  Claim            claim;

  end.finished_us = aps_clock_get_now (self->clock);
  claim = claim_end (self, &end, &output, &watch);
  if (claim == ENDED_BEFORE)
    {
      g_warning ("Task \"%s\" completed job %s twice; the first time counts",
                 self->record->task_id,
                 self->record->id);
      return;
    }

  /* First the executor has room again, then the runner hears that the job has ended. */
  if (watch != NULL)
    watch (self->watch_data);
  if (claim == ENDS_NOW)
    self->owner_methods->ended (self, &end, self->owner);
}

void
aps_job_context_fail (ApsJobContext *self, const GError *error, const char *details)
{
  complete (self, NULL, error, details);
}

static void
fail_literal (ApsJobContext *self, gint code, const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (APS_ERROR, code, message);

  aps_job_context_fail (self, error, NULL);
}

/**
 * aps_job_context_return:
 * @self: a job context
 * @value: (nullable): what the job returns, of any type; a floating one is sunk
 *
 * Completes the job: it succeeded. %NULL is nothing to say.
 *
 * Completing twice is a warning, and changes nothing.
 *
 * Since: 1.0
 */
void
aps_job_context_return (ApsJobContext *self, GVariant *value)
{
  g_autoptr (GVariant) held = value != NULL ? g_variant_ref_sink (value) : NULL;
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (APS_IS_JOB_CONTEXT (self));

  json = aps_value_to_json (held);
  if (json == NULL)
    {
      aps_value_check (held, &error);
      g_prefix_error (&error, "The job's value cannot be kept: ");
      aps_job_context_fail (self, error, NULL);
      return;
    }

  complete (self, json, NULL, NULL);
}

/**
 * aps_job_context_return_json:
 * @self: a job context
 * @json: (nullable): what the job returns, as JSON text
 *
 * Completes the job, for bindings: it succeeded. %NULL is nothing to say. Text that is no JSON is
 * an error of the job.
 *
 * Completing twice is a warning, and changes nothing.
 *
 * Since: 1.0
 */
void
aps_job_context_return_json (ApsJobContext *self, const char *json)
{
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *canonical = NULL;

  g_return_if_fail (APS_IS_JOB_CONTEXT (self));

  value = aps_value_from_json (json != NULL ? json : "null", -1, &error);
  if (value == NULL)
    {
      g_prefix_error (&error, "The job's value is no JSON: ");
      aps_job_context_fail (self, error, NULL);
      return;
    }

  canonical = aps_value_to_json (value);
  complete (self, canonical, NULL, NULL);
}

/**
 * aps_job_context_return_error:
 * @self: a job context
 * @error: (transfer full): why the job failed
 *
 * Completes the job: it failed. Where attempts are left, it is tried again.
 *
 * Completing twice is a warning, and changes nothing.
 *
 * Since: 1.0
 */
void
aps_job_context_return_error (ApsJobContext *self, GError *error)
{
  g_autoptr (GError) held = error;

  g_return_if_fail (APS_IS_JOB_CONTEXT (self));

  if (held == NULL)
    {
      fail_literal (self, APS_ERROR_JOB_FAILED, "The task failed without saying why");
      return;
    }

  if (!g_utf8_validate (held->message, -1, NULL))
    {
      char *valid = g_utf8_make_valid (held->message, -1);

      g_free (held->message);
      held->message = valid;
    }

  aps_job_context_fail (self, held, NULL);
}

/**
 * aps_job_context_return_failure:
 * @self: a job context
 * @type: (nullable): the type of the exception, such as `ValueError`
 * @message: (nullable): its text
 * @traceback: (nullable): where it came from, for people
 *
 * Completes the job, for bindings: it failed with an exception of its language. The result keeps
 * the parts: see aps_job_result_dup_error_details().
 *
 * Completing twice is a warning, and changes nothing.
 *
 * Since: 1.0
 */
void
aps_job_context_return_failure (ApsJobContext *self,
                                const char    *type,
                                const char    *message,
                                const char    *traceback)
{
  g_autofree char *text = NULL;
  g_autofree char *details = NULL;
  g_autoptr (GError) error = NULL;
  ApsJsonWriter writer;

  g_return_if_fail (APS_IS_JOB_CONTEXT (self));

  text = g_strdup_printf ("%s%s%s",
                          type != NULL ? type : "",
                          type != NULL && message != NULL ? ": " : "",
                          message != NULL ? message : "");
  error = g_error_new_literal (APS_ERROR,
                               APS_ERROR_JOB_FAILED,
                               text[0] != '\0' ? text : "The task failed without saying why");

  aps_json_writer_init (&writer);
  aps_json_writer_begin_object (&writer);
  if (type != NULL)
    aps_json_writer_string_member (&writer, "type", type);
  if (message != NULL)
    aps_json_writer_string_member (&writer, "message", message);
  if (traceback != NULL)
    aps_json_writer_string_member (&writer, "traceback", traceback);
  aps_json_writer_end_object (&writer);
  details = aps_json_writer_finish (&writer);

  aps_job_context_fail (self, error, details);
}

/**
 * aps_job_context_is_completed:
 * @self: a job context
 *
 * Tells whether the job has ended, by its task or by the scheduler that gave it up.
 *
 * Returns: whether it has
 *
 * Since: 1.0
 */
gboolean
aps_job_context_is_completed (ApsJobContext *self)
{
  g_return_val_if_fail (APS_IS_JOB_CONTEXT (self), TRUE);

  APS_LOCKED (&self->lock);

  return self->completed || self->given_up;
}

gboolean
aps_job_context_give_up (ApsJobContext *self)
{
  APS_LOCKED (&self->lock);

  if (self->completed || self->given_up)
    return FALSE;

  self->given_up = TRUE;
  return TRUE;
}

void
aps_job_context_watch (ApsJobContext *self, ApsJobWatchFunc watch, gpointer data)
{
  APS_LOCKED (&self->lock);

  self->watch_data = data;
  self->watch = watch;
}

static ApsJobWatchFunc
take_watch (ApsJobContext *self)
{
  ApsJobWatchFunc watch;

  APS_LOCKED (&self->lock);
  watch = self->watch;
  self->watch = NULL;
  return watch;
}

void
aps_job_context_unwatch (ApsJobContext *self)
{
  ApsJobWatchFunc watch = take_watch (self);

  if (watch != NULL)
    watch (self->watch_data);
}

/* Takes what is told of a job that runs. */
static void
store_progress (ApsJobContext *self, double progress, const char *text)
{
  APS_LOCKED (&self->lock);

  if (self->completed || self->given_up)
    return;

  self->progress = progress;
  g_free (self->progress_text);
  self->progress_text = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

/**
 * aps_job_context_set_progress:
 * @self: a job context
 * @progress: how much is done, from 0 to 1; below 0 is unknown
 * @text: (nullable): what the job is doing
 *
 * Tells how far the job is. It is kept with the next extension of the job's lease, so it may be
 * told as often as one likes.
 *
 * Since: 1.0
 */
void
aps_job_context_set_progress (ApsJobContext *self, double progress, const char *text)
{
  g_return_if_fail (APS_IS_JOB_CONTEXT (self));

  progress = isnan (progress) || progress < 0 ? APS_UNSET : MIN (progress, 1.0);
  store_progress (self, progress, text);
}

double
aps_job_context_get_progress (ApsJobContext *self, char **text)
{
  APS_LOCKED (&self->lock);

  *text = g_strdup (self->progress_text);
  return self->progress;
}

/**
 * aps_job_context_set_output:
 * @self: a job context
 * @output: (nullable): the output
 *
 * For executors: keeps what was captured of the job's output. It is kept with the result, so it is
 * to be set before the job is completed.
 *
 * Since: 1.0
 */
void
aps_job_context_set_output (ApsJobContext *self, const char *output)
{
  char *valid;

  g_return_if_fail (APS_IS_JOB_CONTEXT (self));

  valid = output != NULL ? g_utf8_make_valid (output, -1) : NULL;

  APS_LOCKED (&self->lock);
  g_free (self->output);
  self->output = valid;
}
