/* Tasks and queues, with the limits that they set.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-job-row.h"
#include "aps-sqlite-lists.h"
#include "aps-sqlite-operations.h"
#include "aps-sqlite-schedule-row.h"

/* clang-format off */

static const char GET_TASK[] =
"SELECT " APS_SQLITE_TASK_COLUMNS " FROM tasks WHERE id = ?1";

static const char PUT_TASK[] =
"INSERT OR REPLACE INTO tasks (" APS_SQLITE_TASK_COLUMNS ") "
"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";

static const char LIST_TASKS[] =
"SELECT " APS_SQLITE_TASK_COLUMNS " FROM tasks "
"WHERE ?1 NOT NULL AND id >= max (?2, ?3) AND id <> ?2 AND id < ?3 || char (1114111) "
"AND (?5 IS NULL OR origin = ?5) ORDER BY id LIMIT ?4";

static const char LIST_TASKS_DESCENDING[] =
"SELECT " APS_SQLITE_TASK_COLUMNS " FROM tasks "
"WHERE ?1 NOT NULL AND id <= min (?2, ?3 || char (1114111)) AND id <> ?2 AND id >= ?3 "
"AND (?5 IS NULL OR origin = ?5) ORDER BY id DESC LIMIT ?4";

static const char REMOVE_TASK[] =
"DELETE FROM tasks WHERE id = ?1";

static const char HAS_SCHEDULES[] =
"SELECT 1 FROM schedules WHERE task_id = ?1 LIMIT 1";

static const char COUNT_UNFINISHED[] =
"SELECT sum (n) FROM counts WHERE task_id = ?1 AND state <> 'finished'";

static const char GET_SCHEDULES[] =
"SELECT " APS_SQLITE_SCHEDULE_COLUMNS " FROM schedules WHERE task_id = ?1";

static const char GET_UNFINISHED[] =
"SELECT " APS_SQLITE_JOB_ROW " FROM jobs WHERE task_id = ?1 AND state <> 'finished'";

static const char GET_QUEUE[] =
"SELECT " APS_SQLITE_QUEUE_COLUMNS " FROM queues WHERE name = ?1";

static const char PUT_QUEUE[] =
"INSERT OR REPLACE INTO queues (" APS_SQLITE_QUEUE_COLUMNS ") VALUES (?1, ?2, ?3, ?4)";

static const char LIST_QUEUES[] =
"SELECT " APS_SQLITE_QUEUE_COLUMNS " FROM queues ORDER BY name";

static const char REMOVE_QUEUE[] =
"DELETE FROM queues WHERE name = ?1";

/* clang-format on */

static gint64
get_slots (gint n)
{
  return n == APS_UNLIMITED || n == APS_UNSET ? G_MAXINT64 : n;
}

static gboolean
write_record (ApsSqliteLedger *ledger,
              const char      *sql,
              ApsRecordType    type,
              gconstpointer    record,
              GError         **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (ledger->db, sql, error, "");
  gboolean row;

  if (rows == NULL)
    return FALSE;

  aps_sqlite_bind_record (rows, 1, type, record);
  return aps_sqlite_next (ledger->db, rows, &row, error);
}

/* Reads the record of one id, or NULL. */
static gboolean
find_record (ApsSqliteLedger *ledger,
             const char      *sql,
             const char      *id,
             ApsRecordList   *list,
             gpointer        *record,
             GError         **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (ledger->db, sql, error, "s", id);
  const char *unreadable;
  gboolean    row;

  *record = NULL;
  if (rows == NULL || !aps_sqlite_next (ledger->db, rows, &row, error))
    return FALSE;

  if (row)
    *record = aps_sqlite_read_record (rows, 0, list, &unreadable);
  return TRUE;
}

static gboolean
write_task (ApsSqliteLedger *ledger, const ApsTaskRecord *record, gint64 revision, GError **error)
{
  ApsSqliteTask *task = aps_sqlite_ledger_get_task (ledger, record->id, error);
  ApsTaskRecord  copy = *record;

  copy.revision = revision;
  if (task == NULL || !write_record (ledger, PUT_TASK, APS_RECORD_TYPE_TASK, &copy, error))
    return FALSE;

  task->exists = TRUE;
  g_free (task->callable);
  task->callable = g_strdup (record->callable);
  task->slots = get_slots (aps_store_task_slots (record));
  aps_sqlite_ledger_touch_task (ledger, task);
  return TRUE;
}

static gboolean
put_task (ApsSqliteLedger *ledger, ApsSqliteRequest *request, guint i, GError **error)
{
  const ApsTaskRecord *wanted = aps_record_list_get (request->list, i);
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_TASK);
  ApsTaskRecord *kept;

  if (!find_record (ledger, GET_TASK, wanted->id, list, (gpointer *)&kept, error))
    return FALSE;

  if (kept != NULL && aps_store_task_equal (kept, wanted))
    {
      aps_store_answer_set (request->answer, i, APS_ENTRY_STATUS_UNCHANGED);
      return TRUE;
    }

  aps_store_answer_set (request->answer,
                        i,
                        kept != NULL ? APS_ENTRY_STATUS_REPLACED : APS_ENTRY_STATUS_ADDED);
  return write_task (ledger, wanted, kept != NULL ? kept->revision + 1 : 1, error);
}

gboolean
aps_sqlite_put_tasks (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  for (guint i = 0; i < aps_record_list_get_n (request->list); i++)
    if (!put_task (ledger, request, i, error))
      return FALSE;

  return TRUE;
}

gboolean
aps_sqlite_get_tasks (ApsSqliteConnection *db, ApsSqliteRequest *request, GError **error)
{
  return aps_sqlite_read_by_ids (db, GET_TASK, request->ids, request->list, error);
}

gboolean
aps_sqlite_list_tasks (ApsSqliteConnection *db, ApsSqliteRequest *request, GError **error)
{
  const ApsListQuery *query = request->records;
  g_autoptr (ApsSqliteRows)
    rows = aps_sqlite_query (db, query->descending ? LIST_TASKS_DESCENDING : LIST_TASKS, error, "");

  if (rows == NULL)
    return FALSE;

  aps_sqlite_bind_page (rows, query);
  aps_sqlite_bind_filter (rows, 5, query->origin);
  return aps_sqlite_read_list (db, rows, request->list, error);
}

static gboolean
remove_schedules (ApsSqliteLedger *ledger,
                  const char      *task_id,
                  ApsStoreAnswer  *answer,
                  GError         **error)
{
  guint first = aps_record_list_get_n (answer->removed_schedules);

  {
    g_autoptr (ApsSqliteRows)
      rows = aps_sqlite_query (ledger->db, GET_SCHEDULES, error, "s", task_id);

    if (!aps_sqlite_read_list (ledger->db, rows, answer->removed_schedules, error))
      return FALSE;
  }

  for (guint i = first; i < aps_record_list_get_n (answer->removed_schedules); i++)
    {
      const ApsScheduleRecord *schedule = aps_record_list_get (answer->removed_schedules, i);

      if (!aps_sqlite_schedule_remove (ledger->db, schedule->id, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
end_job (ApsSqliteLedger *ledger, ApsSqliteJobRow *row, ApsSqliteRequest *request, GError **error)
{
  gboolean has_schedule;

  if (row->unreadable != NULL)
    return aps_sqlite_job_row_set_aside (ledger, row, request->now_us, request->answer, error);

  if (!aps_sqlite_has_schedule (ledger->db, row->record->schedule_id, &has_schedule, error))
    return FALSE;

  if (row->record->state == APS_JOB_STATE_WAITING)
    {
      aps_store_job_finish_task_gone (row->record, has_schedule, request->now_us);
      aps_record_list_add_copy (request->answer->ended_jobs, row->record);
    }
  else
    {
      if (!row->record->cancel_requested)
        aps_store_job_cancel (row->record, NULL, "task not found");
      aps_record_list_add_copy (request->answer->cancelled_jobs, row->record);
    }

  return aps_sqlite_job_row_write (ledger,
                                   row,
                                   has_schedule,
                                   request->now_us,
                                   request->answer,
                                   error);
}

static gboolean
end_jobs (ApsSqliteLedger *ledger, const char *task_id, ApsSqliteRequest *request, GError **error)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsSqliteRows)
    rows = aps_sqlite_query (ledger->db, GET_UNFINISHED, error, "s", task_id);
  g_autoptr (GArray) jobs = aps_sqlite_job_rows_read (ledger->db, rows, list, error);

  if (jobs == NULL)
    return FALSE;

  for (guint i = 0; i < jobs->len; i++)
    if (!end_job (ledger, &g_array_index (jobs, ApsSqliteJobRow, i), request, error))
      return FALSE;

  return TRUE;
}

static gboolean
is_in_use (ApsSqliteLedger *ledger, const char *id, gboolean *in_use, GError **error)
{
  gint64 n_schedules = 0;
  gint64 n_jobs = 0;

  if (!aps_sqlite_ledger_flush (ledger, error) ||
      !aps_sqlite_get_number (ledger->db, HAS_SCHEDULES, &n_schedules, error, "s", id) ||
      !aps_sqlite_get_number (ledger->db, COUNT_UNFINISHED, &n_jobs, error, "s", id))
    return FALSE;

  *in_use = n_schedules > 0 || n_jobs > 0;
  return TRUE;
}

static gboolean
remove_task (ApsSqliteLedger *ledger, ApsSqliteRequest *request, guint i, GError **error)
{
  const char    *id = request->ids[i];
  ApsSqliteTask *task = aps_sqlite_ledger_get_task (ledger, id, error);
  gboolean       in_use;

  if (task == NULL || !is_in_use (ledger, id, &in_use, error))
    return FALSE;

  if (!task->exists)
    {
      aps_store_answer_refuse (request->answer,
                               i,
                               APS_ERROR_NOT_FOUND,
                               "there is no task \"%s\"",
                               id);
      return TRUE;
    }

  if (in_use && !request->flag)
    {
      aps_store_answer_refuse (request->answer,
                               i,
                               APS_ERROR_CONFLICT,
                               "task \"%s\" has schedules or unfinished jobs; remove them with it, "
                               "or first",
                               id);
      return TRUE;
    }

  if (in_use && (!remove_schedules (ledger, id, request->answer, error) ||
                 !end_jobs (ledger, id, request, error)))
    return FALSE;

  task->exists = FALSE;
  task->slots = G_MAXINT64;
  g_clear_pointer (&task->callable, g_free);
  aps_sqlite_ledger_touch_task (ledger, task);
  return aps_sqlite_run (ledger->db, REMOVE_TASK, error, "s", id);
}

gboolean
aps_sqlite_remove_tasks (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  for (guint i = 0; request->ids != NULL && request->ids[i] != NULL; i++)
    if (!remove_task (ledger, request, i, error))
      return FALSE;

  return TRUE;
}

static gboolean
put_queue (ApsSqliteLedger *ledger, ApsSqliteRequest *request, guint i, GError **error)
{
  const ApsQueueRecord *wanted = aps_record_list_get (request->list, i);
  ApsSqliteQueue       *queue = aps_sqlite_ledger_get_queue (ledger, wanted->name, error);
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_QUEUE);
  ApsQueueRecord *kept;

  if (queue == NULL ||
      !find_record (ledger, GET_QUEUE, wanted->name, list, (gpointer *)&kept, error))
    return FALSE;

  if (kept != NULL && aps_record_equal (APS_RECORD_TYPE_QUEUE, kept, wanted))
    {
      aps_store_answer_set (request->answer, i, APS_ENTRY_STATUS_UNCHANGED);
      return TRUE;
    }

  aps_store_answer_set (request->answer,
                        i,
                        kept != NULL ? APS_ENTRY_STATUS_REPLACED : APS_ENTRY_STATUS_ADDED);
  queue->paused = wanted->paused;
  queue->slots = get_slots (wanted->max_running_jobs);
  aps_sqlite_ledger_touch_queue (ledger, queue);
  return write_record (ledger, PUT_QUEUE, APS_RECORD_TYPE_QUEUE, wanted, error);
}

gboolean
aps_sqlite_put_queues (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  for (guint i = 0; i < aps_record_list_get_n (request->list); i++)
    if (!put_queue (ledger, request, i, error))
      return FALSE;

  return TRUE;
}

gboolean
aps_sqlite_list_queues (ApsSqliteConnection *db, ApsSqliteRequest *request, GError **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (db, LIST_QUEUES, error, "");

  return aps_sqlite_read_list (db, rows, request->list, error);
}

static gboolean
remove_queue (ApsSqliteLedger *ledger, ApsSqliteRequest *request, guint i, GError **error)
{
  ApsSqliteQueue *queue = aps_sqlite_ledger_get_queue (ledger, request->ids[i], error);

  if (queue == NULL || !aps_sqlite_run (ledger->db, REMOVE_QUEUE, error, "s", request->ids[i]))
    return FALSE;

  if (sqlite3_changes (ledger->db->db) == 0)
    {
      aps_store_answer_refuse (request->answer,
                               i,
                               APS_ERROR_NOT_FOUND,
                               "nothing is set up for a queue \"%s\"",
                               request->ids[i]);
      return TRUE;
    }

  queue->paused = FALSE;
  queue->slots = G_MAXINT64;
  aps_sqlite_ledger_touch_queue (ledger, queue);
  return TRUE;
}

gboolean
aps_sqlite_remove_queues (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  for (guint i = 0; request->ids != NULL && request->ids[i] != NULL; i++)
    if (!remove_queue (ledger, request, i, error))
      return FALSE;

  return TRUE;
}
