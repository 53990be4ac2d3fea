/* Lanes: found by their number or by what they are of, made, counted anew.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-ledger.h"

/* clang-format off */

static const char GET_LANE[] =
"SELECT id, task_id, queue, executor, priority, overlap, jobs, waiting, head_due_us, head_id "
"FROM lanes WHERE id = ?1";

static const char FIND_LANE[] =
"SELECT id, task_id, queue, executor, priority, overlap, jobs, waiting, head_due_us, head_id "
"FROM lanes "
"WHERE task_id = ?1 AND queue = ?2 AND executor = ?3 AND priority = ?4 AND overlap = ?5";

static const char ADD_LANE[] =
"INSERT INTO lanes (task_id, queue, executor, priority, overlap, state, jobs, waiting) "
"VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0)";

static const char COUNT_WAITING[] =
"SELECT count (*) FROM jobs INDEXED BY jobs_waiting WHERE lane = ?1 AND state = 'waiting'";

static const char COUNT_JOBS[] =
"SELECT count (*) FROM jobs WHERE task_id = (SELECT task_id FROM lanes WHERE id = ?1) "
"AND lane = ?1";

/* clang-format on */

static const char *
get_overlap_nick (ApsOverlap overlap)
{
  return overlap == APS_OVERLAP_SKIP             ? "skip"
         : overlap == APS_OVERLAP_CANCEL_RUNNING ? "cancel-running"
                                                 : "queue";
}

static ApsOverlap
get_overlap (const char *nick)
{
  if (g_strcmp0 (nick, "skip") == 0)
    return APS_OVERLAP_SKIP;

  return g_strcmp0 (nick, "cancel-running") == 0 ? APS_OVERLAP_CANCEL_RUNNING : APS_OVERLAP_QUEUE;
}

/* Takes the lane of the current row into the ledger. */
static ApsSqliteLane *
take_lane (ApsSqliteLedger *self, ApsSqliteRows *rows, GError **error)
{
  ApsSqliteTask  *task = aps_sqlite_ledger_get_task (self, aps_sqlite_column_text (rows, 1), error);
  ApsSqliteQueue *queue =
    task == NULL ? NULL
                 : aps_sqlite_ledger_get_queue (self, aps_sqlite_column_text (rows, 2), error);
  ApsSqliteLane *lane;

  if (queue == NULL)
    return NULL;

  lane = g_new0 (ApsSqliteLane, 1);
  lane->id = sqlite3_column_int64 (rows, 0);
  lane->task = task;
  lane->queue = queue;
  lane->executor = g_strdup (aps_sqlite_column_text (rows, 3));
  lane->priority = sqlite3_column_int (rows, 4);
  lane->overlap = get_overlap (aps_sqlite_column_text (rows, 5));
  lane->n_jobs = sqlite3_column_int64 (rows, 6);
  lane->n_waiting = sqlite3_column_int64 (rows, 7);
  lane->head_known = TRUE;
  lane->head_us = aps_sqlite_column_time (rows, 8);
  lane->head_id = g_strdup (aps_sqlite_column_text (rows, 9));
  g_hash_table_insert (self->lanes, &lane->id, lane);
  g_hash_table_insert (self->by_place, lane, lane);
  return lane;
}

ApsSqliteLane *
aps_sqlite_ledger_get_lane (ApsSqliteLedger *self, gint64 id, GError **error)
{
  ApsSqliteLane *lane = g_hash_table_lookup (self->lanes, &id);
  gboolean       row;

  if (lane != NULL)
    return lane;

  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (self->db, GET_LANE, error, "n", id);

  if (rows == NULL || !aps_sqlite_next (self->db, rows, &row, error))
    return NULL;

  if (row)
    return take_lane (self, rows, error);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_CORRUPT,
               "SQLite database %s: there is no lane %" G_GINT64_FORMAT " though a job is in it",
               self->db->path,
               id);
  return NULL;
}

static ApsSqliteLane *
read_lane_at (ApsSqliteLedger *self, const ApsSqliteLane *place, gboolean *found, GError **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (self->db,
                                                     FIND_LANE,
                                                     error,
                                                     "sssis",
                                                     place->task->id,
                                                     place->queue->name,
                                                     place->executor,
                                                     place->priority,
                                                     get_overlap_nick (place->overlap));

  if (rows == NULL || !aps_sqlite_next (self->db, rows, found, error))
    return NULL;

  return *found ? take_lane (self, rows, error) : NULL;
}

ApsSqliteLane *
aps_sqlite_ledger_find_lane (ApsSqliteLedger *self, const ApsJobRecord *job, GError **error)
{
  ApsSqliteLane  place = { .executor = (char *)(job->executor != NULL ? job->executor : ""),
                           .priority = job->priority };
  ApsSqliteLane *lane;
  gboolean       found = TRUE;

  /* Jobs added directly always wait. */
  place.overlap = APS_OVERLAP_QUEUE;
  if (job->schedule_id != NULL &&
      (job->overlap == APS_OVERLAP_SKIP || job->overlap == APS_OVERLAP_CANCEL_RUNNING))
    place.overlap = (ApsOverlap)job->overlap;
  place.task = aps_sqlite_ledger_get_task (self, job->task_id, error);
  if (place.task == NULL)
    return NULL;
  place.queue = aps_sqlite_ledger_get_queue (self, job->queue, error);
  if (place.queue == NULL)
    return NULL;

  lane = g_hash_table_lookup (self->by_place, &place);
  if (lane == NULL)
    lane = read_lane_at (self, &place, &found, error);
  if (lane != NULL || found)
    return lane;

  if (!aps_sqlite_run (self->db,
                       ADD_LANE,
                       error,
                       "sssiss",
                       place.task->id,
                       place.queue->name,
                       place.executor,
                       place.priority,
                       get_overlap_nick (place.overlap),
                       place.task->written_state))
    return NULL;

  return aps_sqlite_ledger_get_lane (self, sqlite3_last_insert_rowid (self->db->db), error);
}

gboolean
aps_sqlite_ledger_mend_lane (ApsSqliteLedger *self, ApsSqliteLane *lane, GError **error)
{
  if (!aps_sqlite_get_number (self->db, COUNT_WAITING, &lane->n_waiting, error, "n", lane->id) ||
      !aps_sqlite_get_number (self->db, COUNT_JOBS, &lane->n_jobs, error, "n", lane->id))
    return FALSE;

  lane->head_known = FALSE;
  lane->moved = TRUE;
  aps_sqlite_ledger_touch_lane (self, lane);
  return TRUE;
}
