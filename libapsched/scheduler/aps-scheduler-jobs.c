/* Jobs of a scheduler: adding and reading them, cancelling them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-jobs-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-uuid.h>

#include "model/aps-filter-private.h"
#include "model/aps-job-private.h"
#include "model/aps-record-list-private.h"
#include "scheduler/aps-changes-private.h"
#include "scheduler/aps-executor-choice-private.h"
#include "scheduler/aps-janitor-private.h"
#include "scheduler/aps-waiting-private.h"

static void
fill (ApsScheduler        *self,
      ApsRecordList       *jobs,
      ApsJobRecord        *job,
      const ApsTaskRecord *task,
      gint64               now_us)
{
  if (job->id == NULL)
    {
      g_autofree char *id = aps_uuid_new (now_us);

      job->id = aps_record_list_strdup (jobs, id);
    }
  if (job->due_us == APS_TIME_NONE)
    job->due_us = now_us;
  if (job->source == APS_UNSET)
    job->source = APS_JOB_SOURCE_ADDED;

  job->created_us = now_us;
  job->state = APS_JOB_STATE_WAITING;
  job->attempt = 0;
  /* Jobs added directly wait for their task. */
  job->overlap = APS_OVERLAP_QUEUE;
  aps_inherit_job (job, jobs, NULL, task, &self->engine->settings->defaults);
  if (job->executor == NULL)
    job->executor = aps_executor_choose (self->engine, task);
}

/* Adds an object's record to a list, filled from its task. Its text stays the object's. */
gboolean
aps_scheduler_copy_job (
  ApsScheduler *self, ApsJob *job, ApsRecordList *jobs, GCancellable *cancellable, GError **error)
{
  g_autoptr (ApsRecordList) task_list = NULL;
  ApsTaskRecord *task = NULL;
  ApsJobRecord  *record;

  aps_job_freeze (job);
  if (!aps_scheduler_ensure_task (self,
                                  aps_job_get_task_id (job),
                                  &task_list,
                                  &task,
                                  cancellable,
                                  error))
    return FALSE;

  if (aps_job_get_executor (job) != NULL &&
      !aps_scheduler_check_executor (self, task, aps_job_get_executor (job), error))
    {
      g_prefix_error (error, "job of task \"%.80s\": ", task->id);
      return FALSE;
    }

  record = aps_record_list_add_borrowed (jobs, aps_job_get_record (job));
  fill (self, jobs, record, task, aps_engine_now (self->engine));
  return TRUE;
}

static gboolean
take_answer (ApsScheduler *self, ApsRecordList *jobs, ApsStoreAnswer *answer, GError **error)
{
  gboolean wanted = aps_event_bus_wants (self->engine->bus, APS_EVENT_TYPE_JOB_ADDED);

  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    {
      const ApsJobRecord *job = aps_record_list_get (jobs, i);
      const GError       *refused = aps_store_answer_get_error (answer, i);

      if (refused != NULL)
        {
          /* The task may have been removed since it was read. */
          aps_task_cache_forget (self->tasks, job->task_id);
          g_propagate_error (error, g_error_copy (refused));
          return FALSE;
        }

      if (wanted && aps_store_answer_get_status (answer, i) == APS_ENTRY_STATUS_ADDED)
        aps_changes_publish_job (self->engine, APS_EVENT_TYPE_JOB_ADDED, job);
    }

  return TRUE;
}

gboolean
aps_scheduler_put_jobs (ApsScheduler   *self,
                        ApsRecordList  *jobs,
                        ApsStoreAnswer *answer,
                        GCancellable   *cancellable,
                        GError        **error)
{
  ApsEngine *engine = self->engine;
  ApsRetry   retry = { 0 };
  gboolean   taken;

  while (!aps_data_store_add_jobs (engine->store, jobs, aps_engine_now (engine), answer, error))
    {
      if (!aps_engine_retry (engine, &retry, cancellable, error))
        return FALSE;
      aps_store_answer_reset (answer, aps_record_list_get_n (jobs));
    }

  /* In this order, so that a job is told of as added before it is told of as acquired. */
  taken = take_answer (self, jobs, answer, error);
  aps_engine_wake_jobs (engine);
  return taken;
}

/**
 * aps_scheduler_add_job:
 * @self: a scheduler
 * @job: (transfer full): the job; frozen by this
 * @id: (out) (optional): its id, for [method@Aps.Scheduler.get_job_result]
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Queues a job. Its task is an id or a reference; settings that it does not say are its task's.
 *
 * Where its unique key is held by another job, nothing is added, and @id is that job's.
 *
 * Returns: whether it is in the store; else `APS_ERROR_NOT_FOUND` where there is no such task or
 *   executor, `APS_ERROR_NOT_SUPPORTED` where nobody could run it, or what the store says
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_add_job (
  ApsScheduler *self, ApsJob *job, char **id, GCancellable *cancellable, GError **error)
{
  G_GNUC_UNUSED g_autoptr (ApsJob) owned = job;
  g_autoptr (ApsRecordList) jobs = NULL;
  g_autoptr (ApsStoreAnswer) answer = NULL;
  const ApsJobRecord *added;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (APS_IS_JOB (job), FALSE);

  jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  answer = aps_store_answer_new (1);
  if (!aps_scheduler_ready (self, cancellable, error) ||
      !aps_scheduler_copy_job (self, job, jobs, cancellable, error) ||
      !aps_scheduler_put_jobs (self, jobs, answer, cancellable, error))
    return FALSE;

  added = aps_record_list_get (jobs, 0);
  if (aps_record_list_get_n (answer->jobs) > 0)
    added = aps_record_list_get (answer->jobs, 0);
  if (id != NULL)
    *id = g_strdup (added->id);
  return TRUE;
}

/**
 * aps_scheduler_add_jobs:
 * @self: a scheduler
 * @jobs: (element-type ApsJob): jobs; frozen by this
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Queues many jobs in one operation of the store, which is a good deal quicker than one by one.
 *
 * Returns: whether all are in the store; else an error as for [method@Aps.Scheduler.add_job] of
 *   the first that is not
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_add_jobs (ApsScheduler *self,
                        GPtrArray    *jobs,
                        GCancellable *cancellable,
                        GError      **error)
{
  g_autoptr (ApsRecordList) list = NULL;
  g_autoptr (ApsStoreAnswer) answer = NULL;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (jobs != NULL, FALSE);

  if (!aps_scheduler_ready (self, cancellable, error))
    return FALSE;

  list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  answer = aps_store_answer_new (jobs->len);
  for (guint i = 0; i < jobs->len; i++)
    if (!aps_scheduler_copy_job (self, g_ptr_array_index (jobs, i), list, cancellable, error))
      return FALSE;

  return jobs->len == 0 || aps_scheduler_put_jobs (self, list, answer, cancellable, error);
}

gboolean
aps_scheduler_read_job (ApsScheduler  *self,
                        const char    *id,
                        ApsRecordList *list,
                        ApsJobRecord **job,
                        GCancellable  *cancellable,
                        GError       **error)
{
  const char *ids[] = { id, NULL };
  guint       n = aps_record_list_get_n (list);
  ApsRetry    retry = { 0 };

  while (!aps_data_store_get_jobs (self->engine->store, ids, list, error))
    if (!aps_engine_retry (self->engine, &retry, cancellable, error))
      return FALSE;

  *job = aps_record_list_get_n (list) > n ? aps_record_list_get (list, n) : NULL;
  return TRUE;
}

/**
 * aps_scheduler_get_job:
 * @self: a scheduler
 * @id: the job's id
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets a job from the store, whether it waits, runs or has finished.
 *
 * Returns: (transfer full): the job, frozen; on error %NULL: `APS_ERROR_NOT_FOUND`
 *
 * Since: 1.0
 */
ApsJob *
aps_scheduler_get_job (ApsScheduler *self,
                       const char   *id,
                       GCancellable *cancellable,
                       GError      **error)
{
  g_autoptr (ApsRecordList) list = NULL;
  ApsJobRecord *job = NULL;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  if (!aps_scheduler_ready (self, cancellable, error) ||
      !aps_scheduler_read_job (self, id, list, &job, cancellable, error) ||
      !aps_waiting_annotate (self->engine, list, error))
    return NULL;

  if (job != NULL)
    return aps_job_new_from_record (list, job);

  g_set_error (error, APS_ERROR, APS_ERROR_NOT_FOUND, "There is no job \"%.80s\"", id);
  return NULL;
}

/**
 * aps_scheduler_get_jobs:
 * @self: a scheduler
 * @filter: (nullable): which jobs, in which order; %NULL is those that wait or run, by due time
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets jobs from the store.
 *
 * Returns: (transfer container) (element-type ApsJob): the jobs, frozen; on error %NULL
 *
 * Since: 1.0
 */
GPtrArray *
aps_scheduler_get_jobs (ApsScheduler *self,
                        ApsJobFilter *filter,
                        GCancellable *cancellable,
                        GError      **error)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;
  ApsRetry     retry = { 0 };
  g_autoptr (ApsRecordList) list = NULL;
  GPtrArray *jobs;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), NULL);

  query.order = APS_LIST_ORDER_TIME;
  if (filter != NULL)
    aps_job_filter_fill_query (filter, &query);
  else
    query.states = 1 << APS_JOB_STATE_WAITING | 1 << APS_JOB_STATE_LEASED;
  if (!aps_scheduler_ready (self, cancellable, error))
    return NULL;

  list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  while (!aps_data_store_list_jobs (self->engine->store, &query, list, error))
    if (!aps_engine_retry (self->engine, &retry, cancellable, error))
      return NULL;
  if (!aps_waiting_annotate (self->engine, list, error))
    return NULL;

  jobs = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < aps_record_list_get_n (list); i++)
    g_ptr_array_add (jobs, aps_job_new_from_record (list, aps_record_list_get (list, i)));
  return jobs;
}

/**
 * aps_scheduler_explain_waiting: (skip)
 * @self: a scheduler
 * @jobs: jobs, as aps_data_store_list_jobs() reads them
 * @error: return location for an error
 *
 * Says why those of @jobs that wait do so, in their reasons: their time has not come, a limit of
 * their task or queue, a queue that is paused or that nobody serves, no worker, no room. It is
 * worked out from what the store holds now; nothing is written. The jobs of
 * [method@Aps.Scheduler.get_job] and [method@Aps.Scheduler.get_jobs], and of the live lists, have
 * their reasons already.
 *
 * Returns: whether it was done; else what the store says
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_explain_waiting (ApsScheduler *self, ApsRecordList *jobs, GError **error)
{
  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (jobs != NULL, FALSE);

  return aps_scheduler_ready (self, NULL, error) &&
         aps_waiting_annotate (self->engine, jobs, error);
}

/**
 * aps_scheduler_cancel_job:
 * @self: a scheduler
 * @id: the job's id
 * @reason: (nullable): why
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Asks for the end of a job. One that waits ends as cancelled at once; of one that runs, in
 * whatever process, the cancellable is cancelled, and a command is ended. A job that is over
 * already is left as it is.
 *
 * Returns: whether it was asked for; else `APS_ERROR_NOT_FOUND`
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_cancel_job (
  ApsScheduler *self, const char *id, const char *reason, GCancellable *cancellable, GError **error)
{
  const char *ids[] = { id, NULL };
  g_autoptr (ApsStoreAnswer) answer = NULL;
  ApsRetry retry = { 0 };

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  if (!aps_scheduler_ready (self, cancellable, error))
    return FALSE;

  answer = aps_store_answer_new (1);
  while (!aps_data_store_request_cancel (self->engine->store,
                                         ids,
                                         self->engine->instance->identity,
                                         reason,
                                         aps_engine_now (self->engine),
                                         answer,
                                         error))
    {
      if (!aps_engine_retry (self->engine, &retry, cancellable, error))
        return FALSE;
      aps_store_answer_reset (answer, 1);
    }

  if (aps_store_answer_get_error (answer, 0) != NULL)
    {
      g_propagate_error (error, g_error_copy (aps_store_answer_get_error (answer, 0)));
      return FALSE;
    }

  aps_changes_publish (self->engine, answer);
  return TRUE;
}

/**
 * aps_scheduler_cleanup:
 * @self: a scheduler
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Removes results that have expired, runs beyond a schedule's history, and schedules that fire no
 * more and have no jobs left, but for those that a keyfile defines: they go with it. A running
 * scheduler does this by itself at each cleanup-interval.
 *
 * Returns: whether it was done
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_cleanup (ApsScheduler *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);

  return aps_scheduler_ready (self, cancellable, error) &&
         aps_janitor_clean_up (self->engine, cancellable, error);
}
