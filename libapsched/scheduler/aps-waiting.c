/* Says why jobs wait. The reason is worked out from what the store knows when somebody looks, so
 * that it is true then and no row is written for it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-waiting-private.h"

#include "core/aps-log-private.h"
#include "model/aps-callable-private.h"
#include "scheduler/aps-instance-private.h"
#include "scheduler/aps-job-runner-private.h"
#include "scheduler/aps-lease-request-private.h"

/* How many jobs are explained at once in the log. */
#define MOST 10

/* What reasons are made of. */
typedef struct
{
  ApsEngine         *engine;
  ApsRecordList     *tasks;
  ApsRecordList     *counts;
  ApsRecordList     *queues;
  ApsRecordList     *instances;
  const ApsJobLease *lease;      /* what runs here, where nobody else runs jobs; else NULL */
  gboolean           has_worker; /* somebody runs jobs */
  gint64             now_us;
} Facts;

typedef struct
{
  const char *code;
  char       *text;
} Reason;

static void
reason_clear (Reason *reason)
{
  g_free (reason->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reason, reason_clear)

static void facts_clear (Facts *facts);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Facts, facts_clear)

static void
facts_clear (Facts *facts)
{
  g_clear_pointer (&facts->tasks, aps_record_list_unref);
  g_clear_pointer (&facts->counts, aps_record_list_unref);
  g_clear_pointer (&facts->queues, aps_record_list_unref);
  g_clear_pointer (&facts->instances, aps_record_list_unref);
}

/* Running jobs of a task, or of a queue. */
static gint64
count_running (const Facts *facts, const char *task_id, const char *queue)
{
  gint64 n = 0;

  for (guint i = 0; i < aps_record_list_get_n (facts->counts); i++)
    {
      const ApsCountRecord *count = aps_record_list_get (facts->counts, i);

      if (count->state == APS_JOB_STATE_LEASED &&
          (task_id == NULL || g_str_equal (count->task_id, task_id)) &&
          (queue == NULL || g_str_equal (count->queue, queue)))
        n += count->n;
    }

  return n;
}

static const ApsTaskRecord *
find_task (const Facts *facts, const char *id)
{
  for (guint i = 0; i < aps_record_list_get_n (facts->tasks); i++)
    {
      const ApsTaskRecord *task = aps_record_list_get (facts->tasks, i);

      if (g_str_equal (task->id, id))
        return task;
    }

  return NULL;
}

static const ApsQueueRecord *
find_queue (const Facts *facts, const char *name)
{
  for (guint i = 0; i < aps_record_list_get_n (facts->queues); i++)
    {
      const ApsQueueRecord *queue = aps_record_list_get (facts->queues, i);

      if (g_str_equal (queue->name, name))
        return queue;
    }

  return NULL;
}

static gboolean
runs_jobs (const ApsInstanceRecord *instance)
{
  return instance->role == APS_ROLE_BOTH || instance->role == APS_ROLE_WORKER;
}

static gboolean
is_served (const Facts *facts, const char *queue)
{
  for (guint i = 0; i < aps_record_list_get_n (facts->instances); i++)
    if (aps_instance_serves (aps_record_list_get (facts->instances, i), queue))
      return TRUE;

  return FALSE;
}

static gboolean
has_room (const ApsJobLease *lease, const char *executor)
{
  for (guint i = 0; i < lease->n_rooms; i++)
    if (g_strcmp0 (lease->rooms[i].executor, executor) == 0)
      return lease->rooms[i].n > 0;

  return FALSE;
}

static gboolean
take (Reason *reason, const char *code, char *text)
{
  *reason = (Reason){ code, text };
  return TRUE;
}

static gboolean
find_missing_callable (const Facts         *facts,
                       const ApsJobLease   *lease,
                       const ApsTaskRecord *task,
                       Reason              *reason)
{
  g_autoptr (ApsRunnable) callback = aps_callables_lookup (facts->engine->callables, task->id);
  g_autofree char *scheme = NULL;
  g_autoptr (GError) error = NULL;

  if (g_strv_contains (lease->task_ids, task->id))
    return FALSE;
  if (callback != NULL)
    return take (reason,
                 "not-iterated",
                 g_strdup ("nobody iterates the main context of its callback"));
  if (task->callable == NULL)
    return take (reason, "no-callback", g_strdup ("no worker has a callback for its task"));

  scheme = aps_callable_dup_scheme (task->callable);
  if (g_strv_contains (lease->schemes, scheme))
    return FALSE;

  aps_executor_set_find (facts->engine->executors, scheme, &error);
  return take (reason,
               "no-executor",
               g_strdup (error != NULL ? error->message : "its executor is not loaded yet"));
}

/* What the store holds back. */
static gboolean
find_limit (const Facts *facts, const ApsJobRecord *job, const ApsTaskRecord *task, Reason *reason)
{
  const ApsQueueRecord *queue = find_queue (facts, job->queue);
  gint64                of_queue = count_running (facts, NULL, job->queue);
  gint64                of_task = count_running (facts, job->task_id, NULL);

  if (queue != NULL && queue->paused)
    return take (reason, "queue-paused", g_strdup_printf ("queue \"%s\" is paused", job->queue));
  if (task != NULL && of_task >= task->slots)
    return take (reason,
                 "task-full",
                 g_strdup_printf ("%" G_GINT64_FORMAT " of %d of task \"%s\" running",
                                  of_task,
                                  task->slots,
                                  task->id));
  if (queue != NULL && of_queue >= queue->max_running_jobs)
    return take (reason,
                 "queue-full",
                 g_strdup_printf ("%" G_GINT64_FORMAT " of %d of queue \"%s\" running",
                                  of_queue,
                                  queue->max_running_jobs,
                                  job->queue));
  return FALSE;
}

/* What keeps this scheduler, the only one that runs jobs, from running it. */
static gboolean
find_obstacle_here (const Facts         *facts,
                    const ApsJobRecord  *job,
                    const ApsTaskRecord *task,
                    Reason              *reason)
{
  const ApsJobLease *lease = facts->lease;

  if (task != NULL && find_missing_callable (facts, lease, task, reason))
    return TRUE;
  if (lease->limit == 0)
    return take (reason, "no-room", g_strdup ("max-concurrent-jobs are running"));
  if (job->executor == NULL && !has_room (lease, NULL))
    return take (reason, "no-room", g_strdup ("the executor of its callback has no room"));
  if (!has_room (lease, job->executor))
    return take (reason, "no-room", g_strdup_printf ("executor \"%s\" has no room", job->executor));
  return FALSE;
}

static void
find_reason (const Facts *facts, const ApsJobRecord *job, Reason *reason)
{
  const ApsTaskRecord *task = find_task (facts, job->task_id);

  if (job->due_us > facts->now_us)
    take (reason, "not-due", g_strdup ("its time has not come"));
  else if (find_limit (facts, job, task, reason))
    return;
  else if (!facts->has_worker)
    take (reason, "no-worker", g_strdup ("no scheduler that runs jobs is alive"));
  else if (!is_served (facts, job->queue))
    take (reason, "no-worker", g_strdup_printf ("queue \"%s\" has no worker", job->queue));
  else if (facts->lease != NULL && find_obstacle_here (facts, job, task, reason))
    return;
  else
    take (reason, "not-taken", g_strdup ("no worker has taken it yet"));
}

/* Leaves those that run jobs and are alive. */
static gboolean
read_workers (ApsEngine *engine, Facts *facts, GError **error)
{
  gboolean single_host = (aps_data_store_get_flags (engine->store) & APS_DATA_STORE_SINGLE_HOST) !=
                         0;
  g_autoptr (ApsRecordList) all = aps_record_list_new (APS_RECORD_TYPE_INSTANCE);

  if (!aps_data_store_list_instances (engine->store, all, error))
    return FALSE;

  facts->instances = aps_record_list_new (APS_RECORD_TYPE_INSTANCE);
  for (guint i = 0; i < aps_record_list_get_n (all); i++)
    {
      const ApsInstanceRecord *instance = aps_record_list_get (all, i);

      if (runs_jobs (instance) && instance->until_us > facts->now_us &&
          !aps_instance_is_dead (engine->instance, instance, single_host))
        aps_record_list_add_copy (facts->instances, instance);
    }

  facts->has_worker = aps_record_list_get_n (facts->instances) > 0;
  return TRUE;
}

/* Only where nobody else runs jobs does what runs here decide. */
static void
look_here (ApsEngine *engine, Facts *facts, const ApsJobLease *lease)
{
  for (guint i = 0; i < aps_record_list_get_n (facts->instances); i++)
    {
      const ApsInstanceRecord *instance = aps_record_list_get (facts->instances, i);

      if (!g_str_equal (instance->uuid, engine->instance->uuid))
        return;
    }

  if (facts->has_worker)
    facts->lease = lease;
}

static gboolean
read_tasks (ApsEngine *engine, ApsRecordList *jobs, Facts *facts, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char **array = NULL;

  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    g_hash_table_add (ids,
                      (gpointer)((const ApsJobRecord *)aps_record_list_get (jobs, i))->task_id);

  array = (char **)g_hash_table_get_keys_as_array (ids, NULL);
  facts->tasks = aps_record_list_new (APS_RECORD_TYPE_TASK);
  return aps_data_store_get_tasks (engine->store, (const char *const *)array, facts->tasks, error);
}

static gboolean
read_facts (
  ApsEngine *engine, ApsRecordList *jobs, const ApsJobLease *lease, Facts *facts, GError **error)
{
  facts->engine = engine;
  facts->counts = aps_record_list_new (APS_RECORD_TYPE_COUNT);
  facts->queues = aps_record_list_new (APS_RECORD_TYPE_QUEUE);
  if (!read_tasks (engine, jobs, facts, error) ||
      !aps_data_store_count_jobs (engine->store, facts->counts, error) ||
      !aps_data_store_list_queues (engine->store, facts->queues, error) ||
      !read_workers (engine, facts, error))
    return FALSE;

  look_here (engine, facts, lease);
  return TRUE;
}

void
aps_waiting_explain (ApsEngine *engine, const ApsJobLease *lease, gint64 now_us)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;
  g_auto (Facts) facts = { .now_us = now_us };
  g_autoptr (ApsRecordList) jobs = NULL;

  if (!aps_debug_is_enabled ())
    return;

  jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  query.order = APS_LIST_ORDER_TIME;
  query.states = 1 << APS_JOB_STATE_WAITING;
  query.before_us = now_us + 1;
  query.limit = MOST;
  if (!aps_data_store_list_jobs (engine->store, &query, jobs, NULL) ||
      aps_record_list_get_n (jobs) == 0 || !read_facts (engine, jobs, lease, &facts, NULL))
    return;

  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    {
      const ApsJobRecord *job = aps_record_list_get (jobs, i);
      g_auto (Reason) reason = { NULL, NULL };

      find_reason (&facts, job, &reason);
      aps_debug ((.job = job->id,
                  .task = job->task_id,
                  .schedule = job->schedule_id,
                  .queue = job->queue),
                 "job %s: waits, %s",
                 job->id,
                 reason.text);
    }
}

/* One that is tried again later says so by itself. */
static gboolean
needs_reason (const ApsJobRecord *job, gint64 now_us)
{
  return job->state == APS_JOB_STATE_WAITING && (job->reason == NULL || job->due_us <= now_us);
}

static gboolean
any_needs_reason (ApsRecordList *jobs, gint64 now_us)
{
  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    if (needs_reason (aps_record_list_get (jobs, i), now_us))
      return TRUE;

  return FALSE;
}

/* @lease: NULL where nothing runs here. */
static gboolean
annotate (
  ApsEngine *engine, ApsRecordList *jobs, const ApsJobLease *lease, gint64 now_us, GError **error)
{
  g_auto (Facts) facts = { .now_us = now_us };

  if (!read_facts (engine, jobs, lease, &facts, error))
    return FALSE;

  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    {
      ApsJobRecord *job = aps_record_list_get (jobs, i);
      g_auto (Reason) reason = { NULL, NULL };

      if (!needs_reason (job, now_us))
        continue;

      find_reason (&facts, job, &reason);
      job->reason = aps_record_list_strdup (jobs, reason.code);
      job->reason_text = aps_record_list_strdup (jobs, reason.text);
    }

  return TRUE;
}

/* How far the jobs are that run in this process: the store learns of it with their leases. */
static void
note_progress (ApsEngine *engine, ApsRecordList *jobs)
{
  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    {
      ApsJobRecord *job = aps_record_list_get (jobs, i);
      g_autoptr (ApsJobContext) context = NULL;
      g_autofree char *text = NULL;

      if (job->state == APS_JOB_STATE_LEASED)
        context = aps_job_runner_ref_context (engine->runner, job->id);
      if (context == NULL)
        continue;

      job->progress = aps_job_context_get_progress (context, &text);
      job->progress_text = aps_record_list_strdup (jobs, text);
    }
}

gboolean
aps_waiting_annotate (ApsEngine *engine, ApsRecordList *jobs, GError **error)
{
  gint64 now_us = aps_engine_now (engine);
  g_auto (ApsLeaseRequest) request = { 0 };

  note_progress (engine, jobs);
  if (!any_needs_reason (jobs, now_us))
    return TRUE;

  if (aps_engine_get_state (engine) != APS_RUN_STATE_RUNNING)
    return annotate (engine, jobs, NULL, now_us, error);

  aps_lease_request_fill (&request, engine, aps_job_runner_count_free (engine->runner), now_us);
  return annotate (engine, jobs, &request.lease, now_us, error);
}
