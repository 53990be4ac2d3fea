/* Leases jobs that can start here, hands them to executors, releases them when they have ended.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-job-runner-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>
#include <apsched/aps-uuid.h>

#include "core/aps-log-private.h"
#include "core/aps-clock-private.h"
#include "scheduler/aps-changes-private.h"
#include "scheduler/aps-lease-request-private.h"
#include "scheduler/aps-waiting-private.h"

/* How many finished jobs are released in one operation. */
#define BATCH 1000
#define LONGEST_PAUSE_AFTER_ERROR (10 * APS_SECOND)

ApsJobRunner *
aps_job_runner_new (ApsEngine *engine)
{
  ApsJobRunner *self = g_new0 (ApsJobRunner, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->drained);
  self->engine = engine;
  self->pass_us = APS_TIME_NONE;
  self->next_us = APS_TIME_NONE;
  self->limit_us = APS_TIME_NONE;
  self->stalled_us = APS_TIME_NONE;
  self->stalled = aps_stalled_new ();
  self->running =
    g_hash_table_new_full (aps_id_hash, g_str_equal, NULL, (GDestroyNotify)aps_running_job_unref);
  g_queue_init (&self->ended);
  return self;
}

void
aps_job_runner_free (ApsJobRunner *self)
{
  while (!g_queue_is_empty (&self->ended))
    aps_running_job_unref (g_queue_pop_head_link (&self->ended)->data);
  g_hash_table_unref (self->running);
  aps_stalled_free (self->stalled);
  g_cond_clear (&self->drained);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
aps_job_runner_wake (ApsJobRunner *self)
{
  APS_LOCKED (&self->lock);

  if (self->waiter != NULL)
    aps_waiter_wake (self->waiter);
}

void
aps_job_runner_take_ended (ApsJobRunner *self, ApsRunningJob *job)
{
  APS_LOCKED (&self->lock);

  job->ended = TRUE;
  aps_running_job_ref (job);
  g_queue_push_tail_link (&self->ended, &job->link);
  if (self->waiter != NULL)
    aps_waiter_wake (self->waiter);
}

static void
context_ended (ApsJobContext *context, const ApsJobEnd *end, gpointer owner)
{
  ApsRunningJob *job = owner;

  aps_running_job_set_end (job, end);
  aps_job_runner_take_ended (job->engine->runner, job);
}

static void
context_dropped (gpointer owner)
{
  aps_running_job_drop_context (owner);
}

static void
context_gone (gpointer owner)
{
  aps_running_job_unref (owner);
}

static void
end_with_error (ApsJobRunner *self, ApsRunningJob *job, GError *error)
{
  aps_running_job_set_error (job, error, aps_engine_now (self->engine));
  aps_job_runner_take_ended (self, job);
}

static ApsExecutor *
choose_executor (ApsJobRunner *self, ApsRunningJob *job, ApsRunnable *runnable, GError **error)
{
  const char *scheme = aps_runnable_get_scheme (runnable);
  const char *name = job->record->executor;

  if (name == NULL)
    name = aps_executor_set_find (self->engine->executors, scheme, error);

  return name != NULL ? aps_executor_set_get (self->engine->executors, name, scheme, error) : NULL;
}

static gboolean
is_interrupted (ApsJobRunner *self, ApsRunningJob *job)
{
  APS_LOCKED (&self->lock);

  return job->interrupt != APS_INTERRUPT_NONE;
}

static ApsJobContext *
make_context (ApsJobRunner *self, ApsRunningJob *job, ApsRunnable *runnable, const char *options)
{
  static const ApsJobOwner methods = {
    .ended = context_ended,
    .dropped = context_dropped,
    .release = context_gone,
  };
  ApsJobContext *context = aps_job_context_new (job->list,
                                                job->record,
                                                runnable,
                                                options,
                                                self->engine->scheduler,
                                                self->engine->clock,
                                                &methods,
                                                aps_running_job_ref (job));

  aps_running_job_set_context (job, context);
  /* Who interrupts it from now on finds the context; who did before, did not. */
  if (is_interrupted (self, job))
    aps_job_context_cancel (context);
  return context;
}

/* Hands one leased job to its executor; what cannot be run ends with an error. */
static void
submit (ApsJobRunner *self, ApsRunningJob *job, const ApsTaskRecord *task)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsRunnable) runnable = NULL;
  g_autoptr (ApsJobContext) context = NULL;

  runnable = aps_callables_resolve (self->engine->callables,
                                    job->record->task_id,
                                    task != NULL ? task->callable : NULL,
                                    &error);
  if (runnable == NULL)
    {
      end_with_error (self, job, g_steal_pointer (&error));
      return;
    }

  job->executor = choose_executor (self, job, runnable, &error);
  if (job->executor == NULL)
    {
      end_with_error (self, job, g_steal_pointer (&error));
      return;
    }

  context = make_context (self, job, runnable, task != NULL ? task->options : NULL);
  if (aps_executor_submit (job->executor, context, &error))
    return;

  /* An executor may say no and yet have run it: how it ended then counts. */
  if (!aps_job_context_give_up (context))
    return;

  job->refused = g_error_matches (error, APS_ERROR, APS_ERROR_BUSY);
  end_with_error (self, job, g_steal_pointer (&error));
}

/* The search goes on where the last one ended: stores answer tasks in the order of their jobs. */
static const ApsTaskRecord *
find_task (ApsRecordList *tasks, const char *id, guint *place)
{
  guint n = aps_record_list_get_n (tasks);

  for (guint i = 0; i < n; i++)
    {
      const ApsTaskRecord *task = aps_record_list_get (tasks, (*place + i) % n);

      if (!g_str_equal (task->id, id))
        continue;

      *place = (*place + i) % n;
      return task;
    }

  return NULL;
}

static ApsRunningJob *
begin (ApsJobRunner *self, ApsRecordList *jobs, const ApsJobRecord *record, gint64 now_us)
{
  ApsRunningJob *job = aps_running_job_new (self->engine, jobs, record);

  if (record->time_limit_us != APS_FOREVER && record->time_limit_us != APS_UNSET)
    job->limit_us = now_us + record->time_limit_us;
  aps_clock_hold (self->engine->clock);

  {
    APS_LOCKED (&self->lock);

    self->limit_us = MIN (self->limit_us, job->limit_us);
    g_hash_table_insert (self->running, (gpointer)record->id, aps_running_job_ref (job));
  }
  return job;
}

/* Starts what was leased. */
static void
start_leased (ApsJobRunner *self, ApsStoreAnswer *answer, gint64 now_us)
{
  guint place = 0;

  for (guint i = 0; i < aps_record_list_get_n (answer->jobs); i++)
    {
      const ApsJobRecord *record = aps_record_list_get (answer->jobs, i);
      g_autoptr (ApsRunningJob) job = begin (self, answer->jobs, record, now_us);

      aps_debug ((.job = record->id, .task = record->task_id),
                 "Job %s of task \"%s\" starts, attempt %d of %d",
                 record->id,
                 record->task_id,
                 record->attempt,
                 record->max_attempts);
      aps_changes_publish_job (self->engine, APS_EVENT_TYPE_JOB_ACQUIRED, record);
      submit (self, job, find_task (answer->tasks, record->task_id, &place));
    }
}

/* Jobs that have ended, as many as one operation takes. */
static GPtrArray *
collect_ended (ApsJobRunner *self)
{
  GPtrArray *ended = g_ptr_array_new_with_free_func ((GDestroyNotify)aps_running_job_unref);
  APS_LOCKED (&self->lock);

  while (ended->len < BATCH && !g_queue_is_empty (&self->ended))
    g_ptr_array_add (ended, g_queue_pop_head_link (&self->ended)->data);

  return ended;
}

/* The store did not take them: they are released again at the next pass. */
static void
put_back (ApsJobRunner *self, GPtrArray *ended)
{
  APS_LOCKED (&self->lock);

  for (guint i = 0; i < ended->len; i++)
    {
      ApsRunningJob *job = aps_running_job_ref (g_ptr_array_index (ended, i));

      g_queue_push_tail_link (&self->ended, &job->link);
    }
}

/* They are the store's again. The array holds them still. */
static void
forget (ApsJobRunner *self, GPtrArray *ended)
{
  {
    APS_LOCKED (&self->lock);

    for (guint i = 0; i < ended->len; i++)
      g_hash_table_remove (self->running, ((ApsRunningJob *)ended->pdata[i])->record->id);
    if (g_hash_table_size (self->running) == 0)
      g_cond_broadcast (&self->drained);
  }

  for (guint i = 0; i < ended->len; i++)
    aps_clock_release (self->engine->clock);
}

static void
publish_released (ApsJobRunner *self, GPtrArray *ended, ApsRecordList *jobs, ApsStoreAnswer *answer)
{
  for (guint i = 0; i < ended->len; i++)
    {
      ApsRunningJob      *job = g_ptr_array_index (ended, i);
      const ApsJobRecord *record = aps_record_list_get (jobs, i);
      const GError       *refused = aps_store_answer_get_error (answer, i);

      if (refused != NULL)
        g_warning ("The end of job %s of task \"%s\" does not count: %s",
                   record->id,
                   record->task_id,
                   refused->message);
      else
        {
          ApsJobRecord told = *record;

          /* How late it was is a matter of when this attempt was due, not of the next one. */
          told.due_us = job->record->due_us;
          aps_changes_publish_job (self->engine, APS_EVENT_TYPE_JOB_RELEASED, &told);
          if (record->state == APS_JOB_STATE_FINISHED)
            {
              /* Who waits here gets the value also where the record does not keep it. */
              ApsJobRecord seen = *record;

              seen.value = job->value;
              aps_waiters_finished (self->engine->waiters, record->id, &seen);
            }
        }
    }
}

guint
aps_job_runner_count_free (ApsJobRunner *self)
{
  APS_LOCKED (&self->lock);
  guint running = g_hash_table_size (self->running);
  guint most = (guint)self->engine->settings->max_concurrent_jobs;

  return most > running ? most - running : 0;
}

/* Releases what has ended, and asks for more in the same operation. */
static gboolean
release (ApsJobRunner *self, GPtrArray *ended, gint64 now_us, guint *n_leased, GError **error)
{
  ApsEngine *engine = self->engine;
  gboolean   stopping = g_atomic_int_get (&engine->stopping) != 0;
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (ended->len);
  g_auto (ApsLeaseRequest) request = { 0 };

  for (guint i = 0; i < ended->len; i++)
    aps_running_job_add_release (g_ptr_array_index (ended, i), jobs, now_us);

  if (!stopping)
    aps_lease_request_fill (&request,
                            engine,
                            aps_job_runner_count_free (self) + ended->len,
                            now_us);

  if (!aps_data_store_release_jobs (engine->store,
                                    engine->instance->uuid,
                                    jobs,
                                    stopping ? NULL : &request.lease,
                                    now_us,
                                    answer,
                                    error))
    {
      put_back (self, ended);
      return FALSE;
    }

  publish_released (self, ended, jobs, answer);
  forget (self, ended);
  *n_leased = aps_record_list_get_n (answer->jobs);
  start_leased (self, answer, now_us);
  aps_changes_publish_ended_jobs (engine, answer->ended_jobs);
  aps_changes_publish_cancelled_jobs (engine, answer->cancelled_jobs);
  for (guint i = 0; i < aps_record_list_get_n (answer->schedules); i++)
    aps_changes_publish_schedule (engine,
                                  APS_EVENT_TYPE_SCHEDULE_UPDATED,
                                  aps_record_list_get (answer->schedules, i));
  return TRUE;
}

static gboolean
lease (ApsJobRunner *self, gint64 now_us, guint *n_leased, gint64 *next_us, GError **error)
{
  ApsEngine *engine = self->engine;
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (0);
  g_auto (ApsLeaseRequest) request = { 0 };

  aps_lease_request_fill (&request, engine, aps_job_runner_count_free (self), now_us);
  if (!aps_data_store_lease_jobs (engine->store, &request.lease, now_us, answer, error))
    return FALSE;

  *n_leased = aps_record_list_get_n (answer->jobs);
  start_leased (self, answer, now_us);
  aps_changes_publish_ended_jobs (engine, answer->ended_jobs);
  aps_changes_publish_cancelled_jobs (engine, answer->cancelled_jobs);
  if (*n_leased > 0 || aps_record_list_get_n (answer->ended_jobs) > 0)
    {
      *next_us = now_us;
      return TRUE;
    }

  aps_waiting_explain (engine, &request.lease, now_us);
  self->stalled_us = aps_stalled_check (self->stalled, engine, now_us);
  return aps_data_store_next_job_due (engine->store, &request.lease, now_us, next_us, error);
}

static gboolean
is_running_here (ApsJobRunner *self, const char *id)
{
  APS_LOCKED (&self->lock);

  return g_hash_table_contains (self->running, id);
}

/* After a broken call: what the store says we hold and we do not know of goes back, uncounted. */
static gboolean
give_back_unknown (ApsJobRunner *self, gint64 now_us, GError **error)
{
  ApsEngine *engine = self->engine;
  g_autoptr (ApsStoreAnswer) held = aps_store_answer_new (0);

  if (!aps_data_store_held_by (engine->store, engine->instance->uuid, held, error))
    return FALSE;

  for (guint i = 0; i < aps_record_list_get_n (held->jobs); i++)
    {
      const ApsJobRecord *record = aps_record_list_get (held->jobs, i);
      g_autoptr (ApsRunningJob) job = NULL;

      if (is_running_here (self, record->id))
        continue;

      job = begin (self, held->jobs, record, now_us);
      job->refused = TRUE;
      aps_job_runner_take_ended (self, job);
    }

  self->check_held = FALSE;
  return TRUE;
}

/* A job whose time is over, or NULL: then limit_us is when the next one's is. They are looked
 * through only when it has come, so that a thousand long jobs cost nothing beside quick ones. */
static ApsRunningJob *
find_over_limit (ApsJobRunner *self, gint64 now_us, gint64 *next_us)
{
  GHashTableIter iter;
  gpointer       value;
  APS_LOCKED (&self->lock);

  *next_us = self->limit_us;
  if (now_us < self->limit_us)
    return NULL;

  *next_us = APS_TIME_NONE;
  g_hash_table_iter_init (&iter, self->running);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      ApsRunningJob *job = value;

      if (job->interrupt != APS_INTERRUPT_NONE || job->ended)
        continue;
      if (job->limit_us <= now_us)
        return aps_running_job_ref (job);
      *next_us = MIN (*next_us, job->limit_us);
    }

  self->limit_us = *next_us;
  return NULL;
}

/* Interrupts jobs whose time is over; answers when the next one's is, or earlier. */
static gint64
check_time_limits (ApsJobRunner *self, gint64 now_us)
{
  for (;;)
    {
      gint64 next_us;
      g_autoptr (ApsRunningJob) job = find_over_limit (self, now_us, &next_us);

      if (job == NULL)
        return next_us;

      aps_job_runner_interrupt (self, job->record->id, APS_INTERRUPT_TIME_LIMIT);
    }
}

/* One look at what has ended and at the store. */
static gboolean
pass (ApsJobRunner *self, gint64 now_us, gint64 *next_us, GError **error)
{
  g_autoptr (GPtrArray) ended = NULL;
  guint n_leased = 0;

  if (self->check_held && !give_back_unknown (self, now_us, error))
    return FALSE;

  ended = collect_ended (self);
  if (ended->len > 0)
    {
      *next_us = now_us;
      return release (self, ended, now_us, &n_leased, error);
    }

  *next_us = APS_TIME_NONE;
  if (g_atomic_int_get (&self->engine->stopping))
    return TRUE;

  return lease (self, now_us, &n_leased, next_us, error);
}

static gboolean
is_done (ApsJobRunner *self)
{
  APS_LOCKED (&self->lock);

  return g_atomic_int_get (&self->engine->stopping) && g_hash_table_size (self->running) == 0;
}

static void
note_pass (ApsJobRunner *self, gint64 now_us, gint64 next_us)
{
  APS_LOCKED (&self->lock);

  self->pass_us = now_us;
  self->next_us = next_us;
}

static gint64
to_own_clock (ApsJobRunner *self, gint64 time_us)
{
  return time_us == APS_TIME_NONE ? APS_TIME_NONE : time_us - self->offset_us;
}

static gpointer
run (gpointer data)
{
  ApsJobRunner *self = data;
  ApsEngine    *engine = self->engine;

  while (!is_done (self))
    {
      g_autoptr (GError) error = NULL;
      gint64 now = aps_engine_now (engine);
      gint64 next = APS_TIME_NONE;
      gint64 limit = check_time_limits (self, now);

      self->offset_us = now - aps_clock_get_now (engine->clock);
      if (pass (self, now, &next, &error))
        {
          self->pause_us = 0;
          note_pass (self, now, next);
          if (next > now)
            aps_waiter_wait (self->waiter,
                             to_own_clock (self, MIN (next, limit)),
                             to_own_clock (self, self->stalled_us));
          continue;
        }

      self->check_held = TRUE;
      self->pause_us = CLAMP (self->pause_us * 2, APS_SECOND / 4, LONGEST_PAUSE_AFTER_ERROR);
      g_warning ("Jobs cannot be exchanged with the store, trying again in %.1f s: %s",
                 (double)self->pause_us / (double)APS_SECOND,
                 error->message);
      aps_waiter_wait (self->waiter,
                       to_own_clock (self, limit),
                       aps_clock_get_now (engine->clock) + self->pause_us);
    }

  return NULL;
}

void
aps_job_runner_start (ApsJobRunner *self)
{
  g_mutex_lock (&self->lock);
  self->waiter = aps_waiter_new (self->engine->clock, "jobs");
  g_mutex_unlock (&self->lock);
  self->thread = g_thread_new ("aps-jobs", run, self);
}

void
aps_job_runner_join (ApsJobRunner *self)
{
  ApsWaiter *waiter;

  if (self->thread == NULL)
    return;

  aps_job_runner_wake (self);
  g_clear_pointer (&self->thread, g_thread_join);
  g_mutex_lock (&self->lock);
  waiter = g_steal_pointer (&self->waiter);
  g_mutex_unlock (&self->lock);
  aps_waiter_free (waiter);
}

gint64
aps_job_runner_get_pass (ApsJobRunner *self)
{
  APS_LOCKED (&self->lock);

  return self->pass_us;
}

gint64
aps_job_runner_get_next (ApsJobRunner *self)
{
  APS_LOCKED (&self->lock);

  return self->next_us;
}

guint
aps_job_runner_get_n_running (ApsJobRunner *self)
{
  APS_LOCKED (&self->lock);

  return g_hash_table_size (self->running);
}
