/* What else leasing does: it ends jobs that can no longer start, and acts on overlaps.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-job-row.h"
#include "aps-sqlite-operations.h"

/* clang-format off */

static const char GET_PAST_DEADLINE[] =
"SELECT " APS_SQLITE_JOB_ROW " FROM jobs INDEXED BY jobs_deadline "
"WHERE state = 'waiting' AND deadline_us IS NOT NULL AND deadline_us < ?1 "
"ORDER BY deadline_us LIMIT ?2";

static const char GET_OF_GONE_TASKS[] =
"SELECT " APS_SQLITE_JOB_ROW " FROM jobs INDEXED BY jobs_waiting "
"WHERE state = 'waiting' AND lane IN (SELECT id FROM lanes WHERE waiting > 0 AND state = 'gone') "
"LIMIT ?1";

static const char GET_OVERLAPPING_LANES[] =
"SELECT id FROM lanes "
"WHERE waiting > 0 AND state = 'full' AND overlap <> 'queue' AND executor = ?1 "
"AND head_due_us <= ?2 ORDER BY head_due_us";

static const char GET_DUE[] =
"SELECT " APS_SQLITE_JOB_ROW " FROM jobs INDEXED BY jobs_waiting "
"WHERE state = 'waiting' AND lane = ?1 AND due_us <= ?2 ORDER BY due_us, id LIMIT ?3";

/* The leases are fewer than the jobs of the task. */
static const char GET_RUNNING[] =
"SELECT " APS_SQLITE_JOB_ROW " FROM jobs INDEXED BY jobs_leased "
"WHERE state = 'leased' AND task_id = ?1 AND schedule_id IS NOT NULL AND cancel_requested = 0";

static const char HAS_SUCCESSOR[] =
"SELECT 1 FROM jobs INDEXED BY jobs_of_schedule "
"WHERE schedule_id = ?1 AND due_us <= ?2 AND state = 'waiting' AND overlap = 'cancel-running' "
"ORDER BY due_us DESC LIMIT 1";

/* clang-format on */

typedef enum
{
  MISSED,
  SKIPPED,
  TASK_GONE,
} Ending;

static gboolean
end_row (ApsSqliteLedger  *ledger,
         ApsSqliteRequest *request,
         ApsSqliteJobRow  *row,
         Ending            ending,
         GError          **error)
{
  gboolean has_schedule;

  if (row->unreadable != NULL)
    return aps_sqlite_job_row_set_aside (ledger, row, request->now_us, request->answer, error);

  if (!aps_sqlite_has_schedule (ledger->db, row->record->schedule_id, &has_schedule, error))
    return FALSE;

  if (ending == TASK_GONE)
    aps_store_job_finish_task_gone (row->record, has_schedule, request->now_us);
  else
    aps_store_job_finish (row->record,
                          APS_JOB_OUTCOME_MISSED_START_DEADLINE,
                          ending == MISSED ? APS_STORE_REASON_DEADLINE : APS_STORE_REASON_OVERLAP,
                          has_schedule,
                          request->now_us);

  aps_record_list_add_copy (request->answer->ended_jobs, row->record);
  return aps_sqlite_job_row_write (ledger,
                                   row,
                                   has_schedule,
                                   request->now_us,
                                   request->answer,
                                   error);
}

/* Ends all jobs of a query. */
static gboolean
end_rows (ApsSqliteLedger  *ledger,
          ApsSqliteRequest *request,
          ApsSqliteRows    *rows,
          Ending            ending,
          guint            *n_ended,
          GError          **error)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (GArray) jobs = aps_sqlite_job_rows_read (ledger->db, rows, list, error);

  if (jobs == NULL)
    return FALSE;

  for (guint i = 0; i < jobs->len; i++)
    if (!end_row (ledger, request, &g_array_index (jobs, ApsSqliteJobRow, i), ending, error))
      return FALSE;

  if (n_ended != NULL)
    *n_ended += jobs->len;
  return TRUE;
}

gboolean
aps_sqlite_end_overdue_jobs (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  g_autoptr (ApsSqliteRows) missed = aps_sqlite_query (ledger->db,
                                                       GET_PAST_DEADLINE,
                                                       error,
                                                       "ni",
                                                       request->now_us,
                                                       APS_STORE_MAX_ENDED);
  g_autoptr (ApsSqliteRows) gone = NULL;

  if (!end_rows (ledger, request, missed, MISSED, NULL, error) ||
      !aps_sqlite_ledger_flush_lanes (ledger, error))
    return FALSE;

  gone = aps_sqlite_query (ledger->db, GET_OF_GONE_TASKS, error, "i", APS_STORE_MAX_ENDED);
  return end_rows (ledger, request, gone, TASK_GONE, NULL, error);
}

/* The lanes of full tasks that the caller could run. */
static gboolean
find_overlapping (ApsSqliteLedger  *ledger,
                  ApsSqliteRequest *request,
                  const char       *executor,
                  GPtrArray        *lanes,
                  GError          **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (ledger->db,
                                                     GET_OVERLAPPING_LANES,
                                                     error,
                                                     "sn",
                                                     executor != NULL ? executor : "",
                                                     request->now_us);
  gboolean row;

  if (rows == NULL)
    return FALSE;

  while (TRUE)
    {
      ApsSqliteLane *lane;

      if (!aps_sqlite_next (ledger->db, rows, &row, error))
        return FALSE;
      if (!row)
        return TRUE;

      lane = aps_sqlite_ledger_get_lane (ledger, sqlite3_column_int64 (rows, 0), error);
      if (lane == NULL)
        return FALSE;
      if (!lane->queue->paused && aps_store_lease_serves (request->lease, lane->queue->name) &&
          aps_store_lease_can_run (request->lease, lane->task->id, lane->task->callable))
        g_ptr_array_add (lanes, lane);
    }
}

static gboolean
has_successor (
  ApsSqliteLedger *ledger, const char *schedule_id, gint64 now_us, gboolean *has, GError **error)
{
  gint64 found = 0;

  if (!aps_sqlite_get_number (ledger->db, HAS_SUCCESSOR, &found, error, "sn", schedule_id, now_us))
    return FALSE;

  *has = found != 0;
  return TRUE;
}

/* Asks running jobs of the lane's task to make room for the next of their schedule. */
static gboolean
cancel_running (ApsSqliteLedger  *ledger,
                ApsSqliteRequest *request,
                ApsSqliteLane    *lane,
                GError          **error)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsSqliteRows)
    rows = aps_sqlite_query (ledger->db, GET_RUNNING, error, "s", lane->task->id);
  g_autoptr (GArray) jobs = aps_sqlite_job_rows_read (ledger->db, rows, list, error);

  if (jobs == NULL)
    return FALSE;

  for (guint i = 0; i < jobs->len; i++)
    {
      ApsSqliteJobRow *row = &g_array_index (jobs, ApsSqliteJobRow, i);
      gboolean         has;

      if (!has_successor (ledger, row->record->schedule_id, request->now_us, &has, error))
        return FALSE;
      if (!has || row->unreadable != NULL)
        continue;

      aps_store_job_cancel (row->record, NULL, APS_STORE_CANCELLED_BY_NEXT);
      aps_record_list_add_copy (request->answer->cancelled_jobs, row->record);
      if (!aps_sqlite_job_row_write (ledger, row, TRUE, request->now_us, request->answer, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
act_on_lane (ApsSqliteLedger  *ledger,
             ApsSqliteRequest *request,
             ApsSqliteLane    *lane,
             guint            *n_ended,
             GError          **error)
{
  if (lane->overlap == APS_OVERLAP_CANCEL_RUNNING)
    return cancel_running (ledger, request, lane, error);
  if (*n_ended >= APS_STORE_MAX_ENDED)
    return TRUE;

  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (ledger->db,
                                                     GET_DUE,
                                                     error,
                                                     "nni",
                                                     lane->id,
                                                     request->now_us,
                                                     APS_STORE_MAX_ENDED - (gint)*n_ended);

  return end_rows (ledger, request, rows, SKIPPED, n_ended, error);
}

gboolean
aps_sqlite_act_on_overlaps (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  guint n_ended = 0;

  if (!aps_sqlite_ledger_flush_lanes (ledger, error))
    return FALSE;

  for (guint i = 0; i < request->lease->n_rooms; i++)
    {
      g_autoptr (GPtrArray) lanes = g_ptr_array_new ();

      if (!find_overlapping (ledger, request, request->lease->rooms[i].executor, lanes, error))
        return FALSE;

      for (guint k = 0; k < lanes->len; k++)
        if (!act_on_lane (ledger, request, lanes->pdata[k], &n_ended, error))
          return FALSE;
    }

  return TRUE;
}
