/* Writing what the ledger has gathered: once a commit, however many jobs were in it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-ledger.h"

/* clang-format off */

static const char PUT_LIMIT[] =
"INSERT INTO limits (name, slots, used) VALUES (?1, ?2, ?3) "
"ON CONFLICT (name) DO UPDATE SET slots = excluded.slots, used = excluded.used";

static const char GET_HEAD[] =
"SELECT due_us, id FROM jobs INDEXED BY jobs_waiting "
"WHERE state = 'waiting' AND lane = ?1 ORDER BY due_us, id LIMIT 1";

static const char SET_LANE[] =
"UPDATE lanes SET jobs = ?2, waiting = ?3, head_due_us = ?4, head_id = ?5 WHERE id = ?1";

static const char SET_LANE_STATES[] =
"UPDATE lanes SET state = ?2 WHERE task_id = ?1 AND state <> ?2";

static const char ADD_COUNT[] =
"INSERT INTO counts (task_id, queue, state, outcome, n) VALUES (?1, ?2, ?3, ?4, ?5) "
"ON CONFLICT (task_id, queue, state, outcome) DO UPDATE SET n = n + excluded.n";

static const char ADD_RUN[] =
"INSERT INTO runs (schedule_id, unfinished, untrimmed) VALUES (?1, ?2, ?3) "
"ON CONFLICT (schedule_id) DO UPDATE "
"SET unfinished = unfinished + excluded.unfinished, untrimmed = max (untrimmed, excluded.untrimmed)";

/* clang-format on */

static gboolean
write_limit (ApsSqliteLedger *self,
             const char      *kind,
             const char      *id,
             gint64           slots,
             gint64           used,
             GError         **error)
{
  g_autofree char *name = g_strconcat (kind, ":", id, NULL);

  return aps_sqlite_run (self->db, PUT_LIMIT, error, "stn", name, slots, used);
}

static gboolean
flush_tasks (ApsSqliteLedger *self, GError **error)
{
  for (guint i = 0; i < self->dirty_tasks->len; i++)
    {
      ApsSqliteTask *task = self->dirty_tasks->pdata[i];

      if (!write_limit (self, "task", task->id, task->slots, task->used, error))
        return FALSE;
      task->dirty = FALSE;
    }

  g_ptr_array_set_size (self->dirty_tasks, 0);
  return TRUE;
}

static gboolean
flush_queues (ApsSqliteLedger *self, GError **error)
{
  for (guint i = 0; i < self->dirty_queues->len; i++)
    {
      ApsSqliteQueue *queue = self->dirty_queues->pdata[i];

      if (!write_limit (self, "queue", queue->name, queue->slots, queue->used, error))
        return FALSE;
      queue->dirty = FALSE;
    }

  g_ptr_array_set_size (self->dirty_queues, 0);
  return TRUE;
}

static gboolean
find_head (ApsSqliteLedger *self, ApsSqliteLane *lane, GError **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (self->db, GET_HEAD, error, "n", lane->id);
  gboolean row;

  if (rows == NULL || !aps_sqlite_next (self->db, rows, &row, error))
    return FALSE;

  aps_sqlite_lane_set_head (lane,
                            row ? sqlite3_column_int64 (rows, 0) : APS_TIME_NONE,
                            row ? aps_sqlite_column_text (rows, 1) : NULL);
  return TRUE;
}

static gboolean
write_lane (ApsSqliteLedger *self, ApsSqliteLane *lane, GError **error)
{
  if (!lane->head_known && !find_head (self, lane, error))
    return FALSE;

  lane->moved = FALSE;
  return aps_sqlite_run (self->db,
                         SET_LANE,
                         error,
                         "nnnts",
                         lane->id,
                         lane->n_jobs,
                         lane->n_waiting,
                         lane->head_us,
                         lane->head_id);
}

static gboolean
write_lane_states (ApsSqliteLedger *self, GError **error)
{
  for (guint i = 0; i < self->dirty_tasks->len; i++)
    {
      ApsSqliteTask *task = self->dirty_tasks->pdata[i];
      const char    *state = aps_sqlite_task_get_state (task);

      if (state != task->written_state &&
          !aps_sqlite_run (self->db, SET_LANE_STATES, error, "ss", task->id, state))
        return FALSE;
      task->written_state = state;
    }

  return TRUE;
}

gboolean
aps_sqlite_ledger_flush_lanes (ApsSqliteLedger *self, GError **error)
{
  for (guint i = 0; i < self->dirty_lanes->len; i++)
    {
      ApsSqliteLane *lane = self->dirty_lanes->pdata[i];

      if (lane->moved && !write_lane (self, lane, error))
        return FALSE;
    }

  return write_lane_states (self, error);
}

static gboolean
flush_lanes (ApsSqliteLedger *self, GError **error)
{
  for (guint i = 0; i < self->dirty_lanes->len; i++)
    {
      ApsSqliteLane *lane = self->dirty_lanes->pdata[i];

      if (!write_lane (self, lane, error))
        return FALSE;
      lane->dirty = FALSE;
    }

  g_ptr_array_set_size (self->dirty_lanes, 0);
  return write_lane_states (self, error);
}

static gboolean
flush_counts (ApsSqliteLedger *self, GError **error)
{
  GHashTableIter iter;
  gpointer       key;

  g_hash_table_iter_init (&iter, self->counts);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      ApsSqliteCount *count = key;
      const char     *outcome = aps_enum_to_nick (APS_TYPE_JOB_OUTCOME, count->outcome);

      if (count->delta != 0 && !aps_sqlite_run (self->db,
                                                ADD_COUNT,
                                                error,
                                                "ssssn",
                                                count->task->id,
                                                count->queue->name,
                                                aps_enum_to_nick (APS_TYPE_JOB_STATE, count->state),
                                                outcome != NULL ? outcome : "",
                                                count->delta))
        return FALSE;
    }

  g_hash_table_remove_all (self->counts);
  return TRUE;
}

static gboolean
flush_runs (ApsSqliteLedger *self, GError **error)
{
  GHashTableIter iter;
  gpointer       id;
  gpointer       value;

  g_hash_table_iter_init (&iter, self->runs);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      ApsSqliteRun *run = value;

      if ((run->unfinished != 0 || run->untrimmed) &&
          !aps_sqlite_run (self->db, ADD_RUN, error, "sni", id, run->unfinished, run->untrimmed))
        return FALSE;
    }

  g_hash_table_remove_all (self->runs);
  return TRUE;
}

gboolean
aps_sqlite_ledger_flush (ApsSqliteLedger *self, GError **error)
{
  return flush_lanes (self, error) && flush_tasks (self, error) && flush_queues (self, error) &&
         flush_counts (self, error) && flush_runs (self, error);
}
