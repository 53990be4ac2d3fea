/* Warns of jobs that wait in the store for a main context of this process that nobody iterates:
 * they are not leased, since others might run them, so no executor sees them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-stalled-private.h"

/* How long a job waits before that is said. */
#define PATIENCE_US (5 * APS_SECOND)

struct _ApsStalled
{
  GHashTable *warned; /* ids of tasks */
};

ApsStalled *
aps_stalled_new (void)
{
  ApsStalled *self = g_new0 (ApsStalled, 1);

  self->warned = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
aps_stalled_free (ApsStalled *self)
{
  g_hash_table_unref (self->warned);
  g_free (self);
}

static void
warn (const ApsJobRecord *job)
{
  g_warning ("Job %s of task \"%s\" has waited 5 s for the main context in which its callback was "
             "added: nobody iterates that context. Run a main loop there (g_main_loop_run() or "
             "aps_scheduler_run_until_stopped()), or, if it may run in any thread, add it with "
             "aps_scheduler_add_thread_callback()",
             job->id,
             job->task_id);
}

/* When the first job of a task has waited long enough, or APS_TIME_NONE; warns if that is over. */
static gint64
check_task (ApsStalled *self, ApsEngine *engine, const ApsStalledTask *task, gint64 now_us)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  const ApsJobRecord *job;
  gint64              at_us;

  query.order = APS_LIST_ORDER_TIME;
  query.states = 1 << APS_JOB_STATE_WAITING;
  query.task_id = task->id;
  query.limit = 1;
  if (!aps_data_store_list_jobs (engine->store, &query, jobs, NULL) ||
      aps_record_list_get_n (jobs) == 0)
    return APS_TIME_NONE;

  job = aps_record_list_get (jobs, 0);
  at_us = MAX (job->due_us, task->since_us);
  if (at_us > APS_TIME_NONE - PATIENCE_US)
    return APS_TIME_NONE;
  if (at_us + PATIENCE_US > now_us)
    return at_us + PATIENCE_US;

  warn (job);
  g_hash_table_add (self->warned, g_strdup (task->id));
  return APS_TIME_NONE;
}

static gboolean
stands_still (GArray *tasks, const char *id)
{
  for (guint i = 0; i < tasks->len; i++)
    if (g_str_equal (g_array_index (tasks, ApsStalledTask, i).id, id))
      return TRUE;

  return FALSE;
}

static gboolean
goes_on (gpointer id, gpointer value, gpointer tasks)
{
  return !stands_still (tasks, id);
}

gint64
aps_stalled_check (ApsStalled *self, ApsEngine *engine, gint64 now_us)
{
  g_autoptr (GArray) tasks = aps_callables_dup_stalled (engine->callables);
  gint64 next_us = APS_TIME_NONE;

  g_hash_table_foreach_remove (self->warned, goes_on, tasks);
  for (guint i = 0; i < tasks->len; i++)
    {
      const ApsStalledTask *task = &g_array_index (tasks, ApsStalledTask, i);
      gint64                at_us = APS_TIME_NONE;

      if (!g_hash_table_contains (self->warned, task->id))
        at_us = check_task (self, engine, task, now_us);
      next_us = MIN (next_us, at_us);
    }

  return next_us;
}
