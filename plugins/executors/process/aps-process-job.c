/* A job of the process executor: from its context to a command, and from its end to the context.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-process-job.h"

#include "aps-command-end.h"

struct _ApsProcessJob
{
  gatomicrefcount ref_count;
  ApsJobContext  *context;
  ApsCommand     *command;
  gint64          time_limit_us;
  ApsWorkerLink  *link;      /* set when it begins */
  guint64         id;        /* likewise */
  gulong          cancel_id; /* likewise */
};

static GVariant *
parse_json (const char *json, GError **error)
{
  return json != NULL ? aps_value_from_json (json, -1, error) : NULL;
}

static void
set_text (ApsCommand *command, const char *name, const char *text)
{
  if (text != NULL)
    aps_command_set_variable (command, name, text);
}

static void
set_number (ApsCommand *command, const char *name, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  aps_command_set_variable (command, name, text);
}

static void
describe_job (ApsCommand *command, ApsJob *job)
{
  const char      *schedule_id = aps_job_get_schedule_id (job);
  gint64           fire_time_us = aps_job_get_fire_time (job);
  g_autofree char *fire_time = NULL;

  set_text (command, "APSCHED_JOB_ID", aps_job_get_id (job));
  set_text (command, "APSCHED_TASK_ID", aps_job_get_task_id (job));
  set_number (command, "APSCHED_ATTEMPT", aps_job_get_attempt (job));
  set_number (command, "APSCHED_FENCE", aps_job_get_fence (job));
  if (schedule_id == NULL)
    return;

  set_text (command, "APSCHED_SCHEDULE_ID", schedule_id);
  if (fire_time_us != APS_TIME_NONE)
    fire_time = aps_command_format_time (fire_time_us);
  set_text (command, "APSCHED_SCHEDULED_FIRE_TIME", fire_time);
}

static ApsCommand *
make_command (ApsJobContext *context, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GVariant) args = NULL;
  g_autoptr (GVariant) kwargs = NULL;
  g_autoptr (GVariant) options = aps_job_context_dup_options (context);

  args = parse_json (aps_job_context_get_args_json (context), &local_error);
  if (local_error == NULL)
    kwargs = parse_json (aps_job_context_get_kwargs_json (context), &local_error);
  if (local_error != NULL)
    {
      g_propagate_prefixed_error (error,
                                  g_steal_pointer (&local_error),
                                  "Arguments of the job cannot be read: ");
      return NULL;
    }

  return aps_command_new (aps_job_context_get_callable (context),
                          args,
                          kwargs,
                          options,
                          g_get_environ (),
                          error);
}

ApsProcessJob *
aps_process_job_new (ApsJobContext *context, GError **error)
{
  ApsJob        *job = aps_job_context_get_job (context);
  ApsCommand    *command = make_command (context, error);
  gint64         time_limit_us = aps_job_get_time_limit (job);
  ApsProcessJob *self;

  if (command == NULL)
    return NULL;
  describe_job (command, job);

  self = g_new0 (ApsProcessJob, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->context = g_object_ref (context);
  self->command = command;
  self->time_limit_us = time_limit_us != APS_UNSET ? time_limit_us : APS_FOREVER;
  return self;
}

ApsProcessJob *
aps_process_job_ref (ApsProcessJob *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
aps_process_job_unref (ApsProcessJob *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_object_unref (self->context);
  aps_command_free (self->command);
  g_clear_pointer (&self->link, aps_worker_link_unref);
  g_free (self);
}

static void
cancelled (GCancellable *cancellable, gpointer data)
{
  ApsProcessJob *self = data;

  aps_worker_link_cancel (self->link, self->id);
}

static void
unref_notify (gpointer data)
{
  aps_process_job_unref (data);
}

static GQuark
job_quark (void)
{
  return g_quark_from_static_string ("apsched-process-job");
}

/* Undone at its end, since the job holds the context. */
static void
attach (ApsProcessJob *self)
{
  g_object_set_qdata_full (G_OBJECT (self->context),
                           job_quark (),
                           aps_process_job_ref (self),
                           unref_notify);
}

static void
detach (ApsProcessJob *self)
{
  g_object_set_qdata (G_OBJECT (self->context), job_quark (), NULL);
  g_cancellable_disconnect (aps_job_context_get_cancellable (self->context), self->cancel_id);
}

static gpointer
ref_copy (gpointer job, gpointer data)
{
  return job != NULL ? aps_process_job_ref (job) : NULL;
}

ApsProcessJob *
aps_process_job_dup (ApsJobContext *context)
{
  return g_object_dup_qdata (G_OBJECT (context), job_quark (), ref_copy, NULL);
}

gboolean
aps_process_job_begin (ApsProcessJob *self,
                       ApsWorkerLink *link,
                       gint64         kill_delay_us,
                       GError       **error)
{
  GCancellable  *cancellable = aps_job_context_get_cancellable (self->context);
  ApsWorkerTimes times = {
    .limit_us = self->time_limit_us,
    .lease_us = aps_job_context_get_lease_left (self->context),
    .kill_delay_us = kill_delay_us,
  };

  self->link = aps_worker_link_ref (link);
  self->id = aps_worker_link_next_id (link);
  self->cancel_id = g_cancellable_connect (cancellable,
                                           G_CALLBACK (cancelled),
                                           aps_process_job_ref (self),
                                           unref_notify);

  attach (self);

  aps_process_job_ref (self);
  if (!aps_worker_link_begin (link, self->id, self->command, &times, self, error))
    {
      detach (self);
      aps_process_job_unref (self);
      return FALSE;
    }

  /* Cancelled before it had begun: the link did not know it yet. */
  if (g_cancellable_is_cancelled (cancellable))
    aps_worker_link_cancel (link, self->id);
  return TRUE;
}

void
aps_process_job_set_lease (ApsProcessJob *self, gint64 until_us)
{
  gint64 lease_us = aps_job_context_get_lease_left (self->context);

  /* Until then by the scheduler's clock; the helper is told how long that is. */
  if (lease_us != APS_FOREVER)
    lease_us += until_us - aps_job_context_get_lease_until (self->context);
  aps_worker_link_set_lease (self->link, self->id, lease_us);
}

static void
complete (ApsProcessJob *self, ApsCommandEnd *end)
{
  if (end->output != NULL)
    aps_job_context_set_output (self->context, end->output);
  if (end->error != NULL)
    aps_job_context_return_error (self->context, g_steal_pointer (&end->error));
  else
    aps_job_context_return (self->context, end->value);
}

void
aps_process_job_ended (gpointer job, ApsWorkerFrameReader *frame, const char *lost)
{
  ApsProcessJob *self = job;
  ApsCommandEnd  end = { 0 };

  detach (self);
  if (frame != NULL)
    aps_command_end_read (&end, self->command, self->time_limit_us, frame);
  else
    end.error = g_error_new_literal (APS_ERROR, APS_ERROR_JOB_FAILED, lost);

  complete (self, &end);
  aps_command_end_clear (&end);
  aps_process_job_unref (self);
}
