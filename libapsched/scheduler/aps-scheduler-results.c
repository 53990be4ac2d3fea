/* Results of jobs: waiting for one, running a job to its end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-error.h>
#include <apsched/aps-value.h>

#include "model/aps-job-private.h"
#include "model/aps-job-result-private.h"
#include "scheduler/aps-blocking-private.h"
#include "scheduler/aps-job-runner-private.h"
#include "scheduler/aps-scheduler-jobs-private.h"

/* How long run_job() has its results kept. */
#define RUN_JOB_RESULT_EXPIRATION (15 * APS_MINUTE)

/* One call that waits for the end of a job. */
typedef struct
{
  ApsBlocking    blocking;
  ApsEngine     *engine;
  const char    *id;
  ApsRecordList *list;     /* set by the waiter's function, where it saw the job */
  ApsJobRecord  *finished; /* likewise */
  guint64        waiter;
} JobWait;

static void
job_finished (const ApsJobRecord *job, gpointer user_data)
{
  JobWait *wait = user_data;

  if (job != NULL)
    {
      wait->list = aps_record_list_new (APS_RECORD_TYPE_JOB);
      wait->finished = aps_record_list_add_copy (wait->list, job);
    }
  aps_blocking_done (&wait->blocking);
}

/* The job was entered here, and goes on only when its main loop does: which this thread blocks. */
static gboolean
is_stuck (gpointer data)
{
  JobWait *wait = data;
  g_autoptr (ApsJobContext) context = aps_job_runner_ref_context (wait->engine->runner, wait->id);

  return context != NULL && aps_job_context_get_started (context) != APS_TIME_NONE &&
         !aps_job_context_is_completed (context) &&
         aps_job_context_get_main_context (context) ==
           aps_home_context_get_main_context (wait->blocking.home) &&
         aps_home_context_get_length (wait->blocking.home) == 0;
}

static void
wait_begin (JobWait *wait, ApsEngine *engine, const char *id, GCancellable *cancellable)
{
  *wait = (JobWait){ .engine = engine, .id = id };
  aps_blocking_init (&wait->blocking, cancellable);
  wait->blocking.is_stuck = is_stuck;
  wait->blocking.stuck_data = wait;
  wait->waiter = aps_waiters_add (engine->waiters, id, job_finished, wait);
}

static void
wait_end (JobWait *wait)
{
  /* Its function may be running: then it is waited for. */
  if (!aps_waiters_remove (wait->engine->waiters, wait->waiter))
    aps_blocking_wait_done (&wait->blocking);

  g_clear_pointer (&wait->list, aps_record_list_unref);
  aps_blocking_clear (&wait->blocking);
}

static gboolean
wait_for (JobWait *wait, gint64 wait_us, GError **error)
{
  if (aps_blocking_wait (&wait->blocking, wait_us))
    return TRUE;

  if (g_cancellable_set_error_if_cancelled (wait->blocking.cancellable, error))
    return FALSE;

  if (wait->blocking.stuck)
    g_set_error (error,
                 APS_ERROR,
                 APS_ERROR_WOULD_DEADLOCK,
                 "Job %s goes on only when this thread's main loop does, and this call blocks it: "
                 "use the asynchronous form",
                 wait->id);
  else
    g_set_error (error,
                 APS_ERROR,
                 APS_ERROR_TIMED_OUT,
                 "Job %s has not finished in the time given; it goes on",
                 wait->id);
  return FALSE;
}

static ApsJobResult *
make_result (ApsRecordList *list, const ApsJobRecord *job, GError **error)
{
  if (job->outcome != APS_JOB_OUTCOME_SUCCESS || job->value != NULL)
    return aps_job_result_new_from_record (list, job);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_RESULT_NOT_KEPT,
               "Job %s succeeded; its result is not kept: set its result expiration time",
               job->id);
  return NULL;
}

/* A value that is kept for the run's history is not there any more once it has expired. */
static gboolean
has_expired (ApsScheduler *self, const ApsJobRecord *job)
{
  return job->outcome == APS_JOB_OUTCOME_SUCCESS &&
         (job->result_expiration_time_us == 0 || job->expires_us <= aps_engine_now (self->engine));
}

static ApsJobResult *
result_of_finished (ApsScheduler *self, ApsRecordList *list, ApsJobRecord *job, GError **error)
{
  if (has_expired (self, job))
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_RESULT_NOT_KEPT,
                   "Job %s succeeded; its result is not kept",
                   job->id);
      return NULL;
    }

  return make_result (list, job, error);
}

/* After the wait: what the waiter saw, else what the store says. */
static ApsJobResult *
result_after_wait (ApsScheduler *self, JobWait *wait, GCancellable *cancellable, GError **error)
{
  g_autoptr (ApsRecordList) list = NULL;
  ApsJobRecord *job = NULL;

  if (wait->finished != NULL)
    return result_of_finished (self, wait->list, wait->finished, error);

  list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  if (!aps_scheduler_read_job (self, wait->id, list, &job, cancellable, error))
    return NULL;

  if (job != NULL && job->state == APS_JOB_STATE_FINISHED)
    return result_of_finished (self, list, job, error);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_RESULT_NOT_KEPT,
               "Job %s has finished; its result is not kept",
               wait->id);
  return NULL;
}

static ApsJobResult *
get_result (
  ApsScheduler *self, JobWait *wait, gint64 wait_us, GCancellable *cancellable, GError **error)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsJobRecord *job = NULL;

  if (!aps_scheduler_read_job (self, wait->id, list, &job, cancellable, error))
    return NULL;

  if (job == NULL)
    {
      g_set_error (error, APS_ERROR, APS_ERROR_NOT_FOUND, "There is no job \"%.80s\"", wait->id);
      return NULL;
    }
  if (job->state == APS_JOB_STATE_FINISHED)
    return result_of_finished (self, list, job, error);

  if (wait_us == 0)
    {
      g_set_error (error, APS_ERROR, APS_ERROR_NOT_READY, "Job %s has not finished", wait->id);
      return NULL;
    }

  return wait_for (wait, wait_us, error) ? result_after_wait (self, wait, cancellable, error)
                                         : NULL;
}

/**
 * aps_scheduler_get_job_result:
 * @self: a scheduler
 * @id: the job's id
 * @wait_us: how long to wait, in microseconds of real time; 0 only looks, %APS_FOREVER waits as
 * long as it takes
 * @cancellable: (nullable): cancels the waiting, not the job
 * @error: return location for an error
 *
 * Gets the result of a job, waiting until it has finished. A result stays when it is read.
 *
 * Returns: (transfer full): the result, whatever the outcome; on error %NULL: `APS_ERROR_NOT_FOUND`
 *   where there is no such job (any more), `APS_ERROR_NOT_READY` where it has not finished and
 *   @wait_us is 0, `APS_ERROR_TIMED_OUT`, `APS_ERROR_RESULT_NOT_KEPT` where it succeeded and was
 * not to be kept, `APS_ERROR_WOULD_DEADLOCK`, `G_IO_ERROR_CANCELLED`
 *
 * Since: 1.0
 */
ApsJobResult *
aps_scheduler_get_job_result (
  ApsScheduler *self, const char *id, gint64 wait_us, GCancellable *cancellable, GError **error)
{
  ApsJobResult *result;
  JobWait       wait;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  if (!aps_scheduler_ready (self, cancellable, error))
    return NULL;

  /* Waits before it looks, so that no end is missed. */
  wait_begin (&wait, self->engine, id, cancellable);
  result = get_result (self, &wait, wait_us, cancellable, error);
  wait_end (&wait);
  return result;
}

GVariant *
aps_scheduler_value_of (ApsJobResult *result, GError **error)
{
  const GError *failure = aps_job_result_get_error (result);

  if (failure == NULL)
    return g_variant_ref (aps_job_result_get_value (result));

  g_propagate_error (error, g_error_copy (failure));
  return NULL;
}

static GVariant *
run_added (ApsScheduler  *self,
           ApsRecordList *jobs,
           gint64         wait_us,
           GCancellable  *cancellable,
           GError       **error)
{
  const ApsJobRecord *job = aps_record_list_get (jobs, 0);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (1);
  g_autoptr (ApsJobResult) result = NULL;
  JobWait wait;

  wait_begin (&wait, self->engine, job->id, cancellable);
  if (!aps_scheduler_put_jobs (self, jobs, answer, cancellable, error))
    ;
  else if (aps_record_list_get_n (answer->jobs) > 0)
    {
      /* Another one holds its unique key: that one is waited for. */
      const ApsJobRecord *holder = aps_record_list_get (answer->jobs, 0);

      result = aps_scheduler_get_job_result (self, holder->id, wait_us, cancellable, error);
    }
  else if (wait_us == 0)
    g_set_error (error, APS_ERROR, APS_ERROR_NOT_READY, "Job %s has not finished", job->id);
  else if (wait_for (&wait, wait_us, error))
    result = result_after_wait (self, &wait, cancellable, error);
  wait_end (&wait);

  return result != NULL ? aps_scheduler_value_of (result, error) : NULL;
}

gboolean
aps_scheduler_copy_job_to_run (
  ApsScheduler *self, ApsJob *job, ApsRecordList *jobs, GCancellable *cancellable, GError **error)
{
  ApsJobRecord *record;

  if (!aps_scheduler_ready (self, cancellable, error) ||
      !aps_scheduler_copy_job (self, job, jobs, cancellable, error))
    return FALSE;

  record = aps_record_list_get (jobs, 0);
  if (aps_job_get_result_expiration_time (job) == APS_UNSET)
    record->result_expiration_time_us = RUN_JOB_RESULT_EXPIRATION;
  return TRUE;
}

/**
 * aps_scheduler_run_job:
 * @self: a scheduler
 * @job: (transfer full): the job; frozen by this
 * @wait_us: how long to wait, in microseconds of real time; %APS_FOREVER waits as long as it takes
 * @cancellable: (nullable): cancels the waiting, not the job
 * @error: return location for an error
 *
 * Queues a job and waits for its value.
 *
 * Called in a main context to which callbacks belong, it runs those that wait for that context, so
 * that a job of one's own callback ends.
 *
 * Returns: (transfer full): what the job returned; on error %NULL: the task's own error where its
 *   domain is registered in this process, else `APS_ERROR_JOB_FAILED`; `APS_ERROR_MISSED_DEADLINE`,
 *   `APS_ERROR_JOB_CANCELLED`, `APS_ERROR_JOB_ABANDONED`; `APS_ERROR_TIMED_OUT` or
 *   `G_IO_ERROR_CANCELLED` where only the waiting ended; `APS_ERROR_WOULD_DEADLOCK`; and errors as
 *   for [method@Aps.Scheduler.add_job]
 *
 * Since: 1.0
 */
GVariant *
aps_scheduler_run_job (
  ApsScheduler *self, ApsJob *job, gint64 wait_us, GCancellable *cancellable, GError **error)
{
  G_GNUC_UNUSED g_autoptr (ApsJob) owned = job;
  g_autoptr (ApsRecordList) jobs = NULL;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), NULL);
  g_return_val_if_fail (APS_IS_JOB (job), NULL);

  jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  if (!aps_scheduler_copy_job_to_run (self, job, jobs, cancellable, error))
    return NULL;

  return run_added (self, jobs, wait_us, cancellable, error);
}
