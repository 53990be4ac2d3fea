/* One job that runs here: its context, how it is to end, how it ended.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-running-job-private.h"

#include <apsched/aps-duration.h>
#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>

#include "model/aps-record-list-private.h"
#include "model/aps-retry-policy-private.h"
#include "scheduler/aps-attempts-private.h"

ApsRunningJob *
aps_running_job_new (ApsEngine *engine, ApsRecordList *list, const ApsJobRecord *record)
{
  ApsRunningJob *self = g_new0 (ApsRunningJob, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->engine = aps_engine_ref (engine);
  self->list = aps_record_list_ref (list);
  self->record = record;
  g_mutex_init (&self->context_lock);
  self->link.data = self;
  self->limit_us = APS_TIME_NONE;
  self->lease_until_us = record->lease_until_us;
  self->started_us = APS_TIME_NONE;
  self->finished_us = APS_TIME_NONE;
  return self;
}

ApsRunningJob *
aps_running_job_ref (ApsRunningJob *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
aps_running_job_unref (ApsRunningJob *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  aps_record_list_unref (self->list);
  g_mutex_clear (&self->context_lock);
  g_free (self->interrupted_by);
  g_free (self->interrupt_reason);
  g_free (self->value);
  g_clear_error (&self->error);
  g_free (self->error_details);
  g_free (self->output);
  aps_engine_unref (self->engine);
  g_free (self);
}

void
aps_running_job_set_context (ApsRunningJob *self, ApsJobContext *context)
{
  APS_LOCKED (&self->context_lock);

  self->context = context;
}

void
aps_running_job_drop_context (ApsRunningJob *self)
{
  aps_running_job_set_context (self, NULL);
}

/* NOTES: not a GWeakRef, which costs a job 1,400 instructions and a lock that the whole process
 * shares. A reference taken here while the last one goes is safe: the context says so from its
 * dispose(), which waits for the lock, and an object that is referenced in dispose() lives on. */
ApsJobContext *
aps_running_job_ref_context (ApsRunningJob *self)
{
  APS_LOCKED (&self->context_lock);

  return self->context != NULL ? g_object_ref (self->context) : NULL;
}

void
aps_running_job_set_end (ApsRunningJob *self, const ApsJobEnd *end)
{
  self->value = g_strdup (end->value);
  self->error = end->error != NULL ? g_error_copy (end->error) : NULL;
  self->error_details = g_strdup (end->error_details);
  self->output = g_strdup (end->output);
  self->started_us = end->started_us;
  self->finished_us = end->finished_us;
}

void
aps_running_job_set_error (ApsRunningJob *self, GError *error, gint64 now_us)
{
  self->error = error;
  self->finished_us = now_us;
}

static gint64
add_time (gint64 time_us, gint64 duration_us)
{
  return duration_us == APS_FOREVER || time_us > APS_TIME_NONE - duration_us
           ? APS_TIME_NONE
           : time_us + duration_us;
}

static void
set_error (ApsJobRecord *job, ApsRecordList *jobs, const GError *error, const char *details)
{
  job->error_domain = aps_record_list_strdup (jobs, g_quark_to_string (error->domain));
  job->error_code = error->code;
  job->error_message = aps_record_list_strdup (jobs, error->message);
  job->error_details = aps_record_list_strdup (jobs, details);
}

static void
set_reason (ApsJobRecord *job, ApsRecordList *jobs, const char *code, const char *text)
{
  job->reason = aps_record_list_strdup (jobs, code);
  job->reason_text = aps_record_list_strdup (jobs, text);
}

/* Back to waiting as if it had not been leased. */
static void
give_back (ApsRunningJob *self, ApsJobRecord *job, ApsRecordList *jobs, gint64 now_us)
{
  job->state = APS_JOB_STATE_WAITING;
  job->attempt = MAX (job->attempt - 1, 0);
  job->due_us = MAX (job->due_us, now_us);
  job->started_us = APS_TIME_NONE;
  job->finished_us = APS_TIME_NONE;
  job->progress = APS_UNSET;
  job->progress_text = NULL;
  if (self->interrupt == APS_INTERRUPT_STOPPING)
    set_reason (job, jobs, "interrupted", "the scheduler that ran it was stopped");
}

/* As exact as people care. */
static char *
describe_delay (gint64 delay_us)
{
  gint64 unit_us = delay_us >= 10 * APS_SECOND ? APS_SECOND : APS_MILLISECOND;

  return aps_duration_to_string (delay_us >= unit_us ? delay_us / unit_us * unit_us : delay_us);
}

static void
try_again (ApsRunningJob *self, ApsJobRecord *job, ApsRecordList *jobs, gint64 now_us)
{
  gint64           delay = aps_retry_delay (job, job->attempt);
  g_autofree char *attempts = aps_attempts_add (self->record->attempts, job);
  g_autofree char *wait = describe_delay (delay);
  g_autofree char *text = g_strdup_printf ("attempt %d of %d failed, the next one in %s",
                                           job->attempt,
                                           job->max_attempts,
                                           wait);

  job->attempts = aps_record_list_strdup (jobs, attempts);
  job->state = APS_JOB_STATE_WAITING;
  job->due_us = add_time (now_us, delay);
  /* Its start deadline was for the first attempt. */
  job->deadline_us = APS_TIME_NONE;
  set_reason (job, jobs, "retry", text);
}

static void
finish (ApsRunningJob *self, ApsJobRecord *job, ApsRecordList *jobs, ApsJobOutcome outcome)
{
  gint64 kept = job->result_expiration_time_us;

  job->state = APS_JOB_STATE_FINISHED;
  job->outcome = outcome;
  job->progress_text = NULL;
  if (outcome == APS_JOB_OUTCOME_SUCCESS)
    {
      job->progress = 1;
      /* What is not kept is not written. */
      if (kept == 0)
        job->value = NULL;
    }
  else
    kept = MAX (kept, job->failure_retention_us);

  job->expires_us = add_time (job->finished_us, kept);
}

/* An attempt that ran too long failed, as by any other error: there may be another one. */
static void
finish_over_limit (ApsRunningJob *self, ApsJobRecord *job, ApsRecordList *jobs, gint64 now_us)
{
  g_autofree char *limit = aps_duration_to_string (job->time_limit_us);
  g_autoptr (GError)
    error = g_error_new (APS_ERROR, APS_ERROR_JOB_FAILED, "time limit of %s reached", limit);

  set_error (job, jobs, error, NULL);
  if (job->attempt < job->max_attempts)
    {
      try_again (self, job, jobs, now_us);
      return;
    }

  set_reason (job, jobs, "time-limit", error->message);
  finish (self, job, jobs, APS_JOB_OUTCOME_ERROR);
}

/* A job that ended with an error after it was cancelled, ended for that reason. */
static void
finish_cancelled (ApsRunningJob *self, ApsJobRecord *job, ApsRecordList *jobs)
{
  job->cancelled_by = aps_record_list_strdup (jobs, self->interrupted_by);
  job->cancel_reason = aps_record_list_strdup (jobs, self->interrupt_reason);
  finish (self, job, jobs, APS_JOB_OUTCOME_CANCELLED);
}

ApsJobRecord *
aps_running_job_add_release (ApsRunningJob *self, ApsRecordList *jobs, gint64 now_us)
{
  ApsJobRecord *job = aps_record_list_add_borrowed (jobs, self->record);

  job->started_us = self->started_us;
  job->finished_us = self->finished_us != APS_TIME_NONE ? self->finished_us : now_us;
  job->value = self->value;
  job->output = self->output;
  job->reason = NULL;
  job->reason_text = NULL;
  if (self->error != NULL)
    set_error (job, jobs, self->error, self->error_details);

  if (self->refused)
    give_back (self, job, jobs, now_us);
  else if (self->error == NULL)
    finish (self, job, jobs, APS_JOB_OUTCOME_SUCCESS);
  else if (self->interrupt == APS_INTERRUPT_STOPPING)
    give_back (self, job, jobs, now_us);
  else if (self->interrupt == APS_INTERRUPT_TIME_LIMIT)
    finish_over_limit (self, job, jobs, now_us);
  else if (self->interrupt != APS_INTERRUPT_NONE)
    finish_cancelled (self, job, jobs);
  else if (job->attempt < job->max_attempts)
    try_again (self, job, jobs, now_us);
  else
    finish (self, job, jobs, APS_JOB_OUTCOME_ERROR);

  return job;
}
