/* Jobs: added, got, counted, asked to be cancelled.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-job-row.h"
#include "aps-sqlite-lists.h"
#include "aps-sqlite-operations.h"

/* clang-format off */

static const char GET_JOB[] =
"SELECT " APS_SQLITE_JOB_COLUMNS " FROM jobs WHERE id = ?1";

static const char LIST_COUNTS[] =
"SELECT task_id, queue, state, nullif (outcome, ''), n FROM counts WHERE n <> 0";

/* clang-format on */

/* A job whose task does not exist is refused, unless it is there already. */
static gboolean
refuse_unless_there (ApsSqliteLedger    *ledger,
                     ApsSqliteRequest   *request,
                     const ApsJobRecord *job,
                     guint               i,
                     GError            **error)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsSqliteJobRow row;
  gboolean        found;

  if (!aps_sqlite_job_row_find (ledger, job->id, list, &row, &found, error))
    return FALSE;

  if (found)
    {
      aps_store_answer_set (request->answer, i, APS_ENTRY_STATUS_EXISTED);
      aps_record_list_add_copy (request->answer->jobs, row.record);
    }
  else
    aps_store_answer_refuse (request->answer,
                             i,
                             APS_ERROR_NOT_FOUND,
                             "there is no task \"%s\"",
                             job->task_id);
  return TRUE;
}

static gboolean
add_job (ApsSqliteLedger *ledger, ApsSqliteRequest *request, guint i, GError **error)
{
  ApsJobRecord       job = *(const ApsJobRecord *)aps_record_list_get (request->list, i);
  ApsSqliteTask     *task = aps_sqlite_ledger_get_task (ledger, job.task_id, error);
  ApsSqliteJobHolder holder;
  gboolean           has_schedule;
  gboolean           added;

  if (task == NULL || !aps_sqlite_has_schedule (ledger->db, job.schedule_id, &has_schedule, error))
    return FALSE;

  if (!task->exists)
    return refuse_unless_there (ledger, request, &job, i, error);

  aps_store_job_begin (&job, request->now_us);
  if (!aps_sqlite_job_add (ledger,
                           &job,
                           has_schedule,
                           request->now_us,
                           &added,
                           &holder,
                           request->answer->jobs,
                           error))
    return FALSE;

  aps_store_answer_set (request->answer,
                        i,
                        added ? APS_ENTRY_STATUS_ADDED : APS_ENTRY_STATUS_EXISTED);
  return TRUE;
}

gboolean
aps_sqlite_add_jobs (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  for (guint i = 0; i < aps_record_list_get_n (request->list); i++)
    if (!add_job (ledger, request, i, error))
      return FALSE;

  return TRUE;
}

static gboolean
cancel_row (ApsSqliteLedger  *ledger,
            ApsSqliteRequest *request,
            ApsSqliteJobRow  *row,
            GError          **error)
{
  gboolean has_schedule;

  if (row->unreadable != NULL)
    return aps_sqlite_job_row_set_aside (ledger, row, request->now_us, request->answer, error);

  if (!aps_sqlite_has_schedule (ledger->db, row->record->schedule_id, &has_schedule, error))
    return FALSE;

  aps_store_job_cancel (row->record, request->by, request->reason);
  if (row->record->state == APS_JOB_STATE_WAITING)
    {
      aps_store_job_finish (row->record,
                            APS_JOB_OUTCOME_CANCELLED,
                            NULL,
                            has_schedule,
                            request->now_us);
      aps_record_list_add_copy (request->answer->ended_jobs, row->record);
    }
  else
    aps_record_list_add_copy (request->answer->cancelled_jobs, row->record);

  return aps_sqlite_job_row_write (ledger,
                                   row,
                                   has_schedule,
                                   request->now_us,
                                   request->answer,
                                   error);
}

static gboolean
cancel (ApsSqliteLedger *ledger, ApsSqliteRequest *request, guint i, GError **error)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsSqliteJobRow row;
  gboolean        found;

  if (!aps_sqlite_job_row_find (ledger, request->ids[i], list, &row, &found, error))
    return FALSE;

  if (!found)
    {
      aps_store_answer_refuse (request->answer,
                               i,
                               APS_ERROR_NOT_FOUND,
                               "there is no job %s",
                               request->ids[i]);
      return TRUE;
    }

  if (row.record->state != APS_JOB_STATE_FINISHED)
    return cancel_row (ledger, request, &row, error);

  aps_store_answer_set (request->answer, i, APS_ENTRY_STATUS_UNCHANGED);
  return TRUE;
}

gboolean
aps_sqlite_request_cancel (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  for (guint i = 0; request->ids != NULL && request->ids[i] != NULL; i++)
    if (!cancel (ledger, request, i, error))
      return FALSE;

  return TRUE;
}

gboolean
aps_sqlite_get_jobs (ApsSqliteConnection *db, ApsSqliteRequest *request, GError **error)
{
  return aps_sqlite_read_by_ids (db, GET_JOB, request->ids, request->list, error);
}

gboolean
aps_sqlite_count_jobs (ApsSqliteConnection *db, ApsSqliteRequest *request, GError **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (db, LIST_COUNTS, error, "");

  return aps_sqlite_read_list (db, rows, request->list, error);
}
