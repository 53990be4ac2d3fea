/* What is kept beside the jobs, in step with them: lanes, slots in use, counts, runs of schedules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-ledger.h"

#include "aps-sqlite-schema.h"

#include <string.h>

/* How many lanes, and how many tasks, are remembered from one transaction to the next. */
#define MAX_REMEMBERED 4096

/* clang-format off */

static const char GET_DATA_VERSION[] =
"PRAGMA data_version";

static const char GET_TASK[] =
"SELECT id, callable FROM tasks WHERE id = ?1";

static const char GET_QUEUE[] =
"SELECT paused FROM queues WHERE name = ?1";

static const char GET_LIMIT[] =
"SELECT slots, used FROM limits WHERE name = ?1";

/* clang-format on */

static void
free_task (gpointer data)
{
  ApsSqliteTask *task = data;

  g_free (task->id);
  g_free (task->callable);
  g_free (task);
}

static void
free_queue (gpointer data)
{
  ApsSqliteQueue *queue = data;

  g_free (queue->name);
  g_free (queue);
}

static void
free_lane (gpointer data)
{
  ApsSqliteLane *lane = data;

  g_free (lane->executor);
  g_free (lane->head_id);
  g_free (lane);
}

static guint
hash_place (gconstpointer data)
{
  const ApsSqliteLane *lane = data;

  return g_direct_hash (lane->task) * 31 + g_direct_hash (lane->queue) * 7 +
         g_str_hash (lane->executor) + (guint)lane->priority * 13 + (guint)lane->overlap;
}

static gboolean
equal_place (gconstpointer a, gconstpointer b)
{
  const ApsSqliteLane *one = a;
  const ApsSqliteLane *two = b;

  return one->task == two->task && one->queue == two->queue && one->priority == two->priority &&
         one->overlap == two->overlap && g_str_equal (one->executor, two->executor);
}

static guint
hash_count (gconstpointer data)
{
  const ApsSqliteCount *count = data;

  return g_direct_hash (count->task) * 31 + g_direct_hash (count->queue) * 7 +
         (guint)count->state * 11 + (guint)count->outcome;
}

static gboolean
equal_count (gconstpointer a, gconstpointer b)
{
  const ApsSqliteCount *one = a;
  const ApsSqliteCount *two = b;

  return one->task == two->task && one->queue == two->queue && one->state == two->state &&
         one->outcome == two->outcome;
}

ApsSqliteLedger *
aps_sqlite_ledger_new (ApsSqliteConnection *db)
{
  ApsSqliteLedger *self = g_new0 (ApsSqliteLedger, 1);

  self->db = db;
  self->data_version = -1;
  self->tasks = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_task);
  self->queues = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_queue);
  self->lanes = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_lane);
  self->by_place = g_hash_table_new (hash_place, equal_place);
  self->counts = g_hash_table_new_full (hash_count, equal_count, g_free, NULL);
  self->runs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->dirty_tasks = g_ptr_array_new ();
  self->dirty_queues = g_ptr_array_new ();
  self->dirty_lanes = g_ptr_array_new ();
  return self;
}

void
aps_sqlite_ledger_free (ApsSqliteLedger *self)
{
  g_ptr_array_unref (self->dirty_tasks);
  g_ptr_array_unref (self->dirty_queues);
  g_ptr_array_unref (self->dirty_lanes);
  g_hash_table_unref (self->counts);
  g_hash_table_unref (self->by_place);
  g_hash_table_unref (self->lanes);
  g_hash_table_unref (self->tasks);
  g_hash_table_unref (self->queues);
  g_hash_table_unref (self->runs);
  g_free (self);
}

void
aps_sqlite_ledger_clear (ApsSqliteLedger *self)
{
  g_ptr_array_set_size (self->dirty_tasks, 0);
  g_ptr_array_set_size (self->dirty_queues, 0);
  g_ptr_array_set_size (self->dirty_lanes, 0);
  g_hash_table_remove_all (self->counts);
  g_hash_table_remove_all (self->by_place);
  g_hash_table_remove_all (self->lanes);
  g_hash_table_remove_all (self->tasks);
  g_hash_table_remove_all (self->queues);
  g_hash_table_remove_all (self->runs);
}

gboolean
aps_sqlite_ledger_begin (ApsSqliteLedger *self, GError **error)
{
  gint64 version = -1;
  gint64 schema;

  if (!aps_sqlite_get_number (self->db, GET_DATA_VERSION, &version, error, ""))
    return FALSE;

  /* Others may have migrated it meanwhile. */
  if (version != self->data_version && !aps_sqlite_schema_check (self->db, &schema, error))
    return FALSE;

  if (version != self->data_version || g_hash_table_size (self->lanes) > MAX_REMEMBERED ||
      g_hash_table_size (self->tasks) > MAX_REMEMBERED)
    aps_sqlite_ledger_clear (self);

  self->data_version = version;
  return TRUE;
}

static gboolean
read_limit (ApsSqliteLedger *self,
            const char      *kind,
            const char      *id,
            gint64          *slots,
            gint64          *used,
            GError         **error)
{
  g_autofree char *name = g_strconcat (kind, ":", id, NULL);
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (self->db, GET_LIMIT, error, "s", name);
  gboolean row;

  *slots = G_MAXINT64;
  *used = 0;
  if (rows == NULL || !aps_sqlite_next (self->db, rows, &row, error))
    return FALSE;

  if (row)
    {
      *slots = aps_sqlite_column_time (rows, 0);
      *used = sqlite3_column_int64 (rows, 1);
    }
  return TRUE;
}

gboolean
aps_sqlite_task_is_full (const ApsSqliteTask *self)
{
  return self->used >= self->slots;
}

gboolean
aps_sqlite_queue_is_closed (const ApsSqliteQueue *self)
{
  return self->paused || self->used >= self->slots;
}

const char *
aps_sqlite_task_get_state (const ApsSqliteTask *self)
{
  if (!self->exists)
    return "gone";

  return aps_sqlite_task_is_full (self) ? "full" : "open";
}

ApsSqliteTask *
aps_sqlite_ledger_get_task (ApsSqliteLedger *self, const char *id, GError **error)
{
  ApsSqliteTask *task = g_hash_table_lookup (self->tasks, id);
  gint64         slots;
  gint64         used;
  gboolean       row;

  if (task != NULL)
    return task;

  {
    g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (self->db, GET_TASK, error, "s", id);

    if (rows == NULL || !aps_sqlite_next (self->db, rows, &row, error) ||
        !read_limit (self, "task", id, &slots, &used, error))
      return NULL;

    task = g_new0 (ApsSqliteTask, 1);
    task->id = g_strdup (id);
    task->exists = row;
    task->callable = row ? g_strdup (aps_sqlite_column_text (rows, 1)) : NULL;
  }

  task->slots = slots;
  task->used = used;
  task->written_state = aps_sqlite_task_get_state (task);
  g_hash_table_insert (self->tasks, task->id, task);
  return task;
}

ApsSqliteQueue *
aps_sqlite_ledger_get_queue (ApsSqliteLedger *self, const char *name, GError **error)
{
  ApsSqliteQueue *queue = g_hash_table_lookup (self->queues, name);
  gint64          paused = 0;
  gint64          slots;
  gint64          used;

  if (queue != NULL)
    return queue;

  if (!aps_sqlite_get_number (self->db, GET_QUEUE, &paused, error, "s", name) ||
      !read_limit (self, "queue", name, &slots, &used, error))
    return NULL;

  queue = g_new0 (ApsSqliteQueue, 1);
  queue->name = g_strdup (name);
  queue->paused = paused != 0;
  queue->slots = slots;
  queue->used = used;
  g_hash_table_insert (self->queues, queue->name, queue);
  return queue;
}

static void
add_count (ApsSqliteLedger *self, ApsSqliteLane *lane, const ApsJobRecord *job, gint64 delta)
{
  ApsSqliteCount key = {
    .task = lane->task, .queue = lane->queue, .state = job->state, .outcome = job->outcome
  };
  ApsSqliteCount *count = g_hash_table_lookup (self->counts, &key);

  if (count == NULL)
    {
      count = g_memdup2 (&key, sizeof key);
      g_hash_table_add (self->counts, count);
    }
  count->delta += delta;
}

static ApsSqliteRun *
get_run (ApsSqliteLedger *self, const char *schedule_id)
{
  ApsSqliteRun *run = g_hash_table_lookup (self->runs, schedule_id);

  if (run == NULL)
    {
      run = g_new0 (ApsSqliteRun, 1);
      g_hash_table_insert (self->runs, g_strdup (schedule_id), run);
    }
  return run;
}

void
aps_sqlite_ledger_touch_task (ApsSqliteLedger *self, ApsSqliteTask *task)
{
  if (!task->dirty)
    g_ptr_array_add (self->dirty_tasks, task);
  task->dirty = TRUE;
}

void
aps_sqlite_ledger_touch_queue (ApsSqliteLedger *self, ApsSqliteQueue *queue)
{
  if (!queue->dirty)
    g_ptr_array_add (self->dirty_queues, queue);
  queue->dirty = TRUE;
}

void
aps_sqlite_ledger_touch_lane (ApsSqliteLedger *self, ApsSqliteLane *lane)
{
  if (!lane->dirty)
    g_ptr_array_add (self->dirty_lanes, lane);
  lane->dirty = TRUE;
}

static void
add_used (ApsSqliteLedger *self, ApsSqliteLane *lane, gint64 delta)
{
  lane->task->used += delta;
  aps_sqlite_ledger_touch_task (self, lane->task);
  lane->queue->used += delta;
  aps_sqlite_ledger_touch_queue (self, lane->queue);
}

void
aps_sqlite_lane_set_head (ApsSqliteLane *lane, gint64 due_us, const char *id)
{
  lane->head_known = TRUE;
  lane->head_us = due_us;
  g_free (lane->head_id);
  lane->head_id = g_strdup (id);
}

static gboolean
is_before_head (const ApsSqliteLane *lane, const ApsJobRecord *job)
{
  if (lane->head_id == NULL || job->due_us < lane->head_us)
    return TRUE;

  return job->due_us == lane->head_us && strcmp (job->id, lane->head_id) < 0;
}

void
aps_sqlite_ledger_enter (ApsSqliteLedger *self, ApsSqliteLane *lane, const ApsJobRecord *job)
{
  lane->n_jobs++;
  aps_sqlite_ledger_touch_lane (self, lane);
  add_count (self, lane, job, 1);
  if (job->schedule_id != NULL && job->state != APS_JOB_STATE_FINISHED)
    get_run (self, job->schedule_id)->unfinished++;

  if (job->state == APS_JOB_STATE_LEASED)
    add_used (self, lane, 1);

  if (job->state == APS_JOB_STATE_WAITING)
    {
      lane->moved = TRUE;
      lane->n_waiting++;
      if (lane->head_known && is_before_head (lane, job))
        aps_sqlite_lane_set_head (lane, job->due_us, job->id);
    }
}

void
aps_sqlite_ledger_leave (ApsSqliteLedger *self, ApsSqliteLane *lane, const ApsJobRecord *job)
{
  lane->n_jobs--;
  aps_sqlite_ledger_touch_lane (self, lane);
  add_count (self, lane, job, -1);
  if (job->schedule_id != NULL && job->state != APS_JOB_STATE_FINISHED)
    get_run (self, job->schedule_id)->unfinished--;

  if (job->state == APS_JOB_STATE_LEASED)
    add_used (self, lane, -1);

  if (job->state == APS_JOB_STATE_WAITING)
    {
      lane->moved = TRUE;
      lane->n_waiting--;
      if (lane->n_waiting == 0)
        aps_sqlite_lane_set_head (lane, APS_TIME_NONE, NULL);
      else if (lane->head_known && g_strcmp0 (job->id, lane->head_id) == 0)
        lane->head_known = FALSE;
    }
}

void
aps_sqlite_ledger_note_history (ApsSqliteLedger *self, const char *schedule_id)
{
  get_run (self, schedule_id)->untrimmed = TRUE;
}
