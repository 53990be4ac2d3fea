/* Says why jobs that are due wait.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-waiting-private.h"

#include "core/aps-log-private.h"
#include "model/aps-callable-private.h"

/* How many jobs are explained at once. */
#define MOST 10

static gint64
count_running (ApsRecordList *counts, const char *task_id)
{
  gint64 n = 0;

  for (guint i = 0; i < aps_record_list_get_n (counts); i++)
    {
      const ApsCountRecord *count = aps_record_list_get (counts, i);

      if (count->state == APS_JOB_STATE_LEASED && g_str_equal (count->task_id, task_id))
        n += count->n;
    }

  return n;
}

static gboolean
can_run (const ApsJobLease *lease, const ApsTaskRecord *task)
{
  g_autofree char *scheme = NULL;

  if (g_strv_contains (lease->task_ids, task->id))
    return TRUE;
  if (task->callable == NULL)
    return FALSE;

  scheme = aps_callable_dup_scheme (task->callable);
  return g_strv_contains (lease->schemes, scheme);
}

static gboolean
has_room (const ApsJobLease *lease, const char *executor)
{
  for (guint i = 0; i < lease->n_rooms; i++)
    if (g_strcmp0 (lease->rooms[i].executor, executor) == 0)
      return lease->rooms[i].n > 0;

  return FALSE;
}

static char *
find_reason (const ApsJobLease   *lease,
             const ApsJobRecord  *job,
             const ApsTaskRecord *task,
             ApsRecordList       *counts)
{
  gint64 running = count_running (counts, task->id);

  if (running >= task->slots)
    return g_strdup_printf ("%" G_GINT64_FORMAT " of %d of task \"%s\" running",
                            running,
                            task->slots,
                            task->id);
  if (lease->queues != NULL && !g_strv_contains (lease->queues, job->queue))
    return g_strdup_printf ("queue \"%s\" is not served here", job->queue);
  if (!can_run (lease, task))
    return g_strdup ("its callable is for another process, or its main context is not iterated");
  if (lease->limit == 0)
    return g_strdup ("max-concurrent-jobs are running here");
  if (!has_room (lease, job->executor))
    return g_strdup_printf ("executor \"%s\" has no room",
                            job->executor != NULL ? job->executor : "(of its callback)");

  return g_strdup_printf ("queue \"%s\" is paused or at its limit", job->queue);
}

static void
explain (ApsEngine          *engine,
         const ApsJobLease  *lease,
         const ApsJobRecord *job,
         ApsRecordList      *counts)
{
  const char *ids[] = { job->task_id, NULL };
  g_autoptr (ApsRecordList) tasks = aps_record_list_new (APS_RECORD_TYPE_TASK);
  g_autofree char *reason = NULL;

  if (!aps_data_store_get_tasks (engine->store, ids, tasks, NULL) ||
      aps_record_list_get_n (tasks) == 0)
    return;

  reason = find_reason (lease, job, aps_record_list_get (tasks, 0), counts);
  aps_debug ((.job = job->id,
              .task = job->task_id,
              .schedule = job->schedule_id,
              .queue = job->queue),
             "job %s: waits, %s",
             job->id,
             reason);
}

void
aps_waiting_explain (ApsEngine *engine, const ApsJobLease *lease, gint64 now_us)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;
  g_autoptr (ApsRecordList) jobs = NULL;
  g_autoptr (ApsRecordList) counts = NULL;

  if (!aps_debug_is_enabled ())
    return;

  jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  counts = aps_record_list_new (APS_RECORD_TYPE_COUNT);
  query.order = APS_LIST_ORDER_TIME;
  query.states = 1 << APS_JOB_STATE_WAITING;
  query.before_us = now_us + 1;
  query.limit = MOST;
  if (!aps_data_store_list_jobs (engine->store, &query, jobs, NULL) ||
      !aps_data_store_count_jobs (engine->store, counts, NULL))
    return;

  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    explain (engine, lease, aps_record_list_get (jobs, i), counts);
}
