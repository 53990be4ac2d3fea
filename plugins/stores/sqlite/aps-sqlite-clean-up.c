/* Clean-up, in bounded steps.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-job-row.h"
#include "aps-sqlite-lists.h"
#include "aps-sqlite-operations.h"
#include "aps-sqlite-schedule-row.h"

/* clang-format off */

static const char GET_UNTRIMMED[] =
"SELECT schedule_id FROM runs WHERE untrimmed = 1 LIMIT ?1";

static const char GET_HISTORY_LENGTH[] =
"SELECT history FROM jobs "
"WHERE schedule_id = ?1 AND state = 'finished' AND surplus = 0 "
"ORDER BY finished_us DESC, id DESC LIMIT 1";

static const char TRIM[] =
"UPDATE jobs SET surplus = 1 WHERE rowid IN ("
"  SELECT rowid FROM jobs WHERE schedule_id = ?1 AND state = 'finished' AND surplus = 0 "
"  ORDER BY finished_us DESC, id DESC LIMIT -1 OFFSET ?2)";

static const char SET_TRIMMED[] =
"UPDATE runs SET untrimmed = 0 WHERE schedule_id = ?1";

static const char GET_EXPIRED[] =
"SELECT " APS_SQLITE_JOB_ROW " FROM jobs "
"WHERE surplus = 1 AND expires_us <= ?1 ORDER BY expires_us LIMIT ?2";

static const char REMOVE_JOB[] =
"DELETE FROM jobs WHERE rowid = ?1";

static const char GET_EXHAUSTED[] =
"SELECT " APS_SQLITE_SCHEDULE_COLUMNS " FROM schedules "
"WHERE next_fire_us IS NULL AND paused = 0 AND error IS NULL AND lease_owner IS NULL "
"AND origin IS NULL AND NOT EXISTS (SELECT 1 FROM runs WHERE schedule_id = schedules.id AND unfinished > 0) "
"LIMIT ?1";

static const char REMOVE_IDLE_RUNS[] =
"DELETE FROM runs WHERE unfinished = 0 AND untrimmed = 0 "
"AND NOT EXISTS (SELECT 1 FROM schedules WHERE id = schedule_id)";

static const char REMOVE_EMPTY_LANES[] =
"DELETE FROM lanes WHERE jobs = 0 "
"AND NOT EXISTS (SELECT 1 FROM jobs WHERE lane = lanes.id AND state = 'waiting')";

static const char REMOVE_EMPTY_COUNTS[] =
"DELETE FROM counts WHERE n = 0";

static const char REMOVE_IDLE_LIMITS[] =
"DELETE FROM limits WHERE used = 0 AND slots IS NULL AND name NOT IN "
"(SELECT 'task:' || id FROM tasks)";

/* Slots in use are counted anew, should somebody have removed leased jobs by hand. */
static const char MEND_LIMITS[] =
"UPDATE limits SET used = ifnull (held.n, 0) FROM limits l LEFT JOIN ("
"  SELECT 'task:' || task_id AS name, count (*) AS n FROM jobs INDEXED BY jobs_leased "
"  WHERE state = 'leased' GROUP BY 1 "
"  UNION ALL SELECT 'queue:' || queue, count (*) FROM jobs INDEXED BY jobs_leased "
"  WHERE state = 'leased' GROUP BY 1) held ON held.name = l.name "
"WHERE limits.name = l.name AND limits.used <> ifnull (held.n, 0)";

static const char MEND_LANE_STATES[] =
"UPDATE lanes SET state = 'open' WHERE state = 'full' AND EXISTS (SELECT 1 FROM limits "
"WHERE name = 'task:' || task_id AND (slots IS NULL OR used < slots))";

/* clang-format on */

static GPtrArray *
list_untrimmed (ApsSqliteConnection *db, guint limit, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (db, GET_UNTRIMMED, error, "n", (gint64)limit);
  gboolean row;

  if (rows == NULL)
    return NULL;

  while (TRUE)
    {
      if (!aps_sqlite_next (db, rows, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&ids);

      g_ptr_array_add (ids, g_strdup (aps_sqlite_column_text (rows, 0)));
    }
}

/* Marks what has dropped out of a schedule's history. How long that is, its newest job says. */
static gboolean
trim (ApsSqliteConnection *db, const char *schedule_id, GError **error)
{
  ApsJobRecord job = { .history = APS_UNSET };
  gint64       history = APS_UNSET;

  if (!aps_sqlite_get_number (db, GET_HISTORY_LENGTH, &history, error, "s", schedule_id))
    return FALSE;

  job.history = (gint)history;
  if (history != APS_UNLIMITED &&
      !aps_sqlite_run (db, TRIM, error, "sn", schedule_id, (gint64)aps_store_job_history (&job)))
    return FALSE;

  return aps_sqlite_run (db, SET_TRIMMED, error, "s", schedule_id);
}

static gboolean
trim_all (ApsSqliteConnection *db, guint limit, gboolean *more, GError **error)
{
  g_autoptr (GPtrArray) ids = list_untrimmed (db, limit, error);

  if (ids == NULL)
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    if (!trim (db, ids->pdata[i], error))
      return FALSE;

  *more = ids->len >= limit;
  return TRUE;
}

static gboolean
remove_expired (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsSqliteRows) rows =
    aps_sqlite_query (ledger->db, GET_EXPIRED, error, "nn", request->now_us, (gint64)request->n);
  g_autoptr (GArray) jobs = aps_sqlite_job_rows_read (ledger->db, rows, list, error);

  if (jobs == NULL)
    return FALSE;

  for (guint i = 0; i < jobs->len; i++)
    {
      ApsSqliteJobRow *row = &g_array_index (jobs, ApsSqliteJobRow, i);
      ApsSqliteLane   *lane = aps_sqlite_ledger_get_lane (ledger, row->lane, error);

      if (lane == NULL || !aps_sqlite_run (ledger->db, REMOVE_JOB, error, "n", row->rowid))
        return FALSE;
      aps_sqlite_ledger_leave (ledger, lane, row->record);
    }

  request->answer->n_cleaned += jobs->len;
  request->answer->more |= jobs->len >= request->n;
  return TRUE;
}

static gboolean
remove_exhausted (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  ApsRecordList *removed = request->answer->removed_schedules;
  guint          first = aps_record_list_get_n (removed);
  guint          n;

  {
    g_autoptr (ApsSqliteRows)
      rows = aps_sqlite_query (ledger->db, GET_EXHAUSTED, error, "n", (gint64)request->n);

    if (!aps_sqlite_read_list (ledger->db, rows, removed, error))
      return FALSE;
  }

  n = aps_record_list_get_n (removed);
  for (guint i = first; i < n; i++)
    {
      const ApsScheduleRecord *schedule = aps_record_list_get (removed, i);

      if (!aps_sqlite_schedule_remove (ledger->db, schedule->id, error))
        return FALSE;
    }

  request->answer->more |= n - first >= request->n;
  return TRUE;
}

/* What nothing refers to any more, and what does not agree, when there was nothing else to do. */
static gboolean
remove_leftovers (ApsSqliteLedger *ledger, GError **error)
{
  gboolean removed = aps_sqlite_run (ledger->db, MEND_LIMITS, error, "") &&
                     aps_sqlite_run (ledger->db, MEND_LANE_STATES, error, "") &&
                     aps_sqlite_run (ledger->db, REMOVE_IDLE_RUNS, error, "") &&
                     aps_sqlite_run (ledger->db, REMOVE_EMPTY_LANES, error, "") &&
                     aps_sqlite_run (ledger->db, REMOVE_EMPTY_COUNTS, error, "") &&
                     aps_sqlite_run (ledger->db, REMOVE_IDLE_LIMITS, error, "");

  /* The ledger may know some of them. */
  aps_sqlite_ledger_clear (ledger);
  return removed;
}

gboolean
aps_sqlite_clean_up (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  gboolean more = FALSE;

  if (request->n == 0)
    return TRUE;

  if (!aps_sqlite_ledger_flush (ledger, error) ||
      !trim_all (ledger->db, request->n, &more, error) ||
      !remove_expired (ledger, request, error) || !aps_sqlite_ledger_flush (ledger, error) ||
      !remove_exhausted (ledger, request, error))
    return FALSE;

  request->answer->more |= more;
  return request->answer->more ||
         (aps_sqlite_ledger_flush (ledger, error) && remove_leftovers (ledger, error));
}
