/* What other parts ask of the job runner: to interrupt jobs, to name those it holds, to come to an
 * end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>

#include "core/aps-log-private.h"
#include "scheduler/aps-job-runner-private.h"

static void
add_running (GPtrArray *found, ApsRunningJob *job)
{
  if (job != NULL && !job->ended)
    g_ptr_array_add (found, aps_running_job_ref (job));
}

/* The jobs that still run: one, or with @id NULL all. */
static GPtrArray *
find_running (ApsJobRunner *self, const char *id)
{
  GPtrArray     *found = g_ptr_array_new_with_free_func ((GDestroyNotify)aps_running_job_unref);
  GHashTableIter iter;
  gpointer       value;
  APS_LOCKED (&self->lock);

  if (id != NULL)
    {
      add_running (found, g_hash_table_lookup (self->running, id));
      return found;
    }

  g_hash_table_iter_init (&iter, self->running);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    add_running (found, value);

  return found;
}

static gboolean
note_interrupt (ApsJobRunner  *self,
                ApsRunningJob *job,
                ApsInterrupt   interrupt,
                const char    *by,
                const char    *reason)
{
  APS_LOCKED (&self->lock);

  /* The first reason stays, but for a stop: what was cancelled is not to run again. */
  if (job->ended || job->interrupt != APS_INTERRUPT_NONE)
    return FALSE;

  job->interrupt = interrupt;
  job->interrupted_by = g_strdup (by);
  job->interrupt_reason = g_strdup (reason);
  job->interrupted_us = g_get_monotonic_time ();
  return TRUE;
}

static void
interrupt_jobs (
  ApsJobRunner *self, const char *id, ApsInterrupt interrupt, const char *by, const char *reason)
{
  g_autoptr (GPtrArray) jobs = find_running (self, id);

  for (guint i = 0; i < jobs->len; i++)
    {
      ApsRunningJob *job = g_ptr_array_index (jobs, i);
      g_autoptr (ApsJobContext) context = NULL;

      if (!note_interrupt (self, job, interrupt, by, reason))
        continue;

      aps_debug ((.job = job->record->id),
                 "Job %s of task \"%s\" is told to end",
                 job->record->id,
                 job->record->task_id);
      context = aps_running_job_ref_context (job);
      if (context != NULL)
        aps_job_context_cancel (context);
    }
}

void
aps_job_runner_cancel (ApsJobRunner *self, const char *id, const char *by, const char *reason)
{
  interrupt_jobs (self, id, APS_INTERRUPT_CANCELLED, by, reason);
}

void
aps_job_runner_interrupt (ApsJobRunner *self, const char *id, ApsInterrupt interrupt)
{
  interrupt_jobs (self, id, interrupt, NULL, NULL);
}

gboolean
aps_job_runner_drain (ApsJobRunner *self, gint64 wait_us)
{
  gint64 end = g_get_monotonic_time () + wait_us;
  APS_LOCKED (&self->lock);

  while (g_hash_table_size (self->running) > 0)
    if (!g_cond_wait_until (&self->drained, &self->lock, end))
      return g_hash_table_size (self->running) == 0;

  return TRUE;
}

void
aps_job_runner_give_up (ApsJobRunner *self)
{
  g_autoptr (GPtrArray) jobs = find_running (self, NULL);

  for (guint i = 0; i < jobs->len; i++)
    {
      ApsRunningJob *job = g_ptr_array_index (jobs, i);
      g_autoptr (ApsJobContext) context = aps_running_job_ref_context (job);

      if (context == NULL || !aps_job_context_give_up (context))
        continue;

      g_warning ("Job %s of task \"%s\" does not end: it is left to itself",
                 job->record->id,
                 job->record->task_id);
      aps_running_job_set_error (job,
                                 g_error_new_literal (APS_ERROR,
                                                      APS_ERROR_STOPPED,
                                                      "It did not end in time"),
                                 APS_TIME_NONE);
      aps_job_runner_take_ended (self, job);
    }
}

ApsRecordList *
aps_job_runner_dup_held (ApsJobRunner *self)
{
  g_autoptr (GPtrArray) jobs = find_running (self, NULL);
  ApsRecordList *held = aps_record_list_new (APS_RECORD_TYPE_JOB);

  for (guint i = 0; i < jobs->len; i++)
    {
      ApsRunningJob *job = g_ptr_array_index (jobs, i);
      ApsJobRecord  *record = aps_record_list_add (held);
      g_autoptr (ApsJobContext) context = aps_running_job_ref_context (job);
      g_autofree char *text = NULL;

      record->id = aps_record_list_strdup (held, job->record->id);
      record->task_id = aps_record_list_strdup (held, job->record->task_id);
      record->fence = job->record->fence;
      if (context != NULL)
        record->progress = aps_job_context_get_progress (context, &text);
      record->progress_text = aps_record_list_strdup (held, text);
    }

  return held;
}

static void
note_lease (ApsJobRunner *self, const char *id, gint64 until_us)
{
  g_autoptr (GPtrArray) jobs = find_running (self, id);

  for (guint i = 0; i < jobs->len; i++)
    {
      ApsRunningJob *job = g_ptr_array_index (jobs, i);
      g_autoptr (ApsJobContext) context = aps_running_job_ref_context (job);

      {
        APS_LOCKED (&self->lock);

        job->lease_until_us = until_us;
      }
      if (context == NULL)
        continue;

      aps_job_context_set_lease_until (context, until_us);
      if (job->executor != NULL)
        aps_executor_lease_extended (job->executor, context, until_us);
    }
}

void
aps_job_runner_extended (ApsJobRunner   *self,
                         ApsRecordList  *jobs,
                         ApsStoreAnswer *answer,
                         gint64          until_us)
{
  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    {
      const ApsJobRecord *record = aps_record_list_get (jobs, i);

      if (aps_store_answer_get_error (answer, i) == NULL)
        note_lease (self, record->id, until_us);
      else
        interrupt_jobs (self, record->id, APS_INTERRUPT_LEASE_LOST, NULL, "its lease was lost");
    }

  for (guint i = 0; i < aps_record_list_get_n (answer->jobs); i++)
    {
      const ApsJobRecord *record = aps_record_list_get (answer->jobs, i);

      aps_job_runner_cancel (self, record->id, record->cancelled_by, record->cancel_reason);
    }
}

void
aps_job_runner_check_leases (ApsJobRunner *self, gint64 until_us)
{
  g_autoptr (GPtrArray) jobs = find_running (self, NULL);

  for (guint i = 0; i < jobs->len; i++)
    {
      ApsRunningJob *job = g_ptr_array_index (jobs, i);
      gboolean       over;

      {
        APS_LOCKED (&self->lock);

        over = job->lease_until_us <= until_us;
      }
      if (over)
        interrupt_jobs (self,
                        job->record->id,
                        APS_INTERRUPT_LEASE_LOST,
                        NULL,
                        "its lease could not be renewed");
    }
}

ApsJobContext *
aps_job_runner_ref_context (ApsJobRunner *self, const char *id)
{
  APS_LOCKED (&self->lock);
  ApsRunningJob *job = g_hash_table_lookup (self->running, id);

  return job != NULL && !job->ended ? aps_running_job_ref_context (job) : NULL;
}
