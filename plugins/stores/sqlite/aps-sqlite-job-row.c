/* A job as it is kept: its record, and what the store keeps beside it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-job-row.h"

#include "aps-sqlite-schedule-row.h"

/* clang-format off */

static const char FIND_JOB[] =
"SELECT " APS_SQLITE_JOB_ROW " FROM jobs WHERE id = ?1";

static const char FIND_KEY_HOLDER[] =
"SELECT " APS_SQLITE_JOB_ROW " FROM jobs WHERE held_key = ?1";

static const char LET_KEY_GO[] =
"UPDATE jobs SET held_key = NULL WHERE rowid = ?1";

static const char HAS_SCHEDULE[] =
"SELECT 1 FROM schedules WHERE id = ?1";

static const char ADD_JOB[] =
"INSERT INTO jobs (" APS_SQLITE_JOB_COLUMNS ", lane, held_key, surplus) "
"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, "
"?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, "
"?39, ?40, ?41, ?42, ?43, ?44, ?45, ?46, ?47, ?48, ?49, ?50, ?51, ?52, ?53, ?54, ?55, ?56, ?57) "
"ON CONFLICT DO NOTHING";

static const char LEASE_JOB[] =
"UPDATE jobs SET attempt = ?1, state = ?2, lease_owner = ?3, lease_until_us = ?4, fence = ?5, "
"leased_us = ?6, started_us = ?7, worker = ?8, progress = ?9, progress_text = ?10, "
"held_key = ?11 WHERE rowid = ?12";

static const char FINISH_JOB[] =
"UPDATE jobs SET state = ?1, lease_owner = ?2, lease_until_us = ?3, fence = ?4, leased_us = ?5, "
"started_us = ?6, worker = ?7, progress = ?8, progress_text = ?9, cancel_requested = ?10, "
"cancelled_by = ?11, cancel_reason = ?12, outcome = ?13, finished_us = ?14, expires_us = ?15, "
"value = ?16, error_domain = ?17, error_code = ?18, error_message = ?19, error_details = ?20, "
"reason = ?21, reason_text = ?22, output = ?23, attempts = ?24, held_key = ?25, surplus = ?26 "
"WHERE rowid = ?27";

static const char WRITE_JOB[] =
"UPDATE jobs SET due_us = ?1, deadline_us = ?2, attempt = ?3, state = ?4, lease_owner = ?5, "
"lease_until_us = ?6, fence = ?7, started_us = ?8, progress = ?9, progress_text = ?10, "
"cancel_requested = ?11, cancelled_by = ?12, cancel_reason = ?13, reason = ?14, "
"reason_text = ?15, output = ?16, attempts = ?17, held_key = ?18 WHERE rowid = ?19";

static const char REPAIR_JOB[] =
"UPDATE jobs SET (" APS_SQLITE_JOB_COLUMNS ") = "
"(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, "
"?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, "
"?39, ?40, ?41, ?42, ?43, ?44, ?45, ?46, ?47, ?48, ?49, ?50, ?51, ?52, ?53, ?54) "
"WHERE rowid = ?55";

static const char REMOVE_JOB[] =
"DELETE FROM jobs WHERE rowid = ?1";

static const char *const lease_fields[] = {
  "attempt", "state", "lease_owner", "lease_until_us", "fence", "leased_us", "started_us",
  "worker", "progress", "progress_text", NULL
};

static const char *const finish_fields[] = {
  "state", "lease_owner", "lease_until_us", "fence", "leased_us", "started_us", "worker",
  "progress", "progress_text", "cancel_requested", "cancelled_by", "cancel_reason", "outcome",
  "finished_us", "expires_us", "value", "error_domain", "error_code", "error_message",
  "error_details", "reason", "reason_text", "output", "attempts", NULL
};

static const char *const write_fields[] = {
  "due_us", "deadline_us", "attempt", "state", "lease_owner", "lease_until_us", "fence",
  "started_us", "progress", "progress_text", "cancel_requested", "cancelled_by", "cancel_reason",
  "reason", "reason_text", "output", "attempts", NULL
};

/* clang-format on */

#define N_JOB_COLUMNS 54

void
aps_sqlite_job_row_read (ApsSqliteJobRow *self, ApsSqliteRows *rows, ApsRecordList *list)
{
  self->rowid = sqlite3_column_int64 (rows, 0);
  self->lane = sqlite3_column_int64 (rows, 1);
  self->record = aps_sqlite_read_record (rows, 2, list, &self->unreadable);

  if (self->record->id == NULL)
    {
      g_autofree char *id = g_strdup_printf ("unreadable-%" G_GINT64_FORMAT, self->rowid);

      self->record->id = aps_record_list_strdup (list, id);
    }

  self->before = *self->record;
}

gboolean
aps_sqlite_job_row_find (ApsSqliteLedger *ledger,
                         const char      *id,
                         ApsRecordList   *list,
                         ApsSqliteJobRow *row,
                         gboolean        *found,
                         GError         **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (ledger->db, FIND_JOB, error, "s", id);

  if (rows == NULL || !aps_sqlite_next (ledger->db, rows, found, error))
    return FALSE;

  if (*found)
    aps_sqlite_job_row_read (row, rows, list);
  return TRUE;
}

GArray *
aps_sqlite_job_rows_read (ApsSqliteConnection *db,
                          ApsSqliteRows       *rows,
                          ApsRecordList       *list,
                          GError             **error)
{
  g_autoptr (GArray) jobs = g_array_new (FALSE, FALSE, sizeof (ApsSqliteJobRow));
  gboolean more;

  if (rows == NULL)
    return NULL;

  while (TRUE)
    {
      ApsSqliteJobRow row;

      if (!aps_sqlite_next (db, rows, &more, error))
        return NULL;
      if (!more)
        return g_steal_pointer (&jobs);

      aps_sqlite_job_row_read (&row, rows, list);
      g_array_append_val (jobs, row);
    }
}

gboolean
aps_sqlite_has_schedule (ApsSqliteConnection *db,
                         const char          *id,
                         gboolean            *has_schedule,
                         GError             **error)
{
  gint64 found = 0;

  if (id != NULL && !aps_sqlite_get_number (db, HAS_SCHEDULE, &found, error, "s", id))
    return FALSE;

  *has_schedule = found != 0;
  return TRUE;
}

static const char *
get_held_key (const ApsJobRecord *job, gint64 now_us)
{
  return aps_store_job_key_holds (job, now_us) ? job->unique_key : NULL;
}

/* Whether the history of a schedule keeps a finished job for now. */
static gboolean
is_history (const ApsJobRecord *job, gboolean has_schedule)
{
  return job->state == APS_JOB_STATE_FINISHED && has_schedule && job->schedule_id != NULL &&
         job->history != 0;
}

static gboolean
is_surplus (const ApsJobRecord *job, gboolean has_schedule)
{
  return job->state == APS_JOB_STATE_FINISHED && !is_history (job, has_schedule);
}

/* Binds a text that lasts. */
static void
bind_text (ApsSqliteRows *rows, int parameter, const char *text)
{
  sqlite3_bind_text (rows, parameter, text, -1, SQLITE_STATIC);
}

static gboolean
finish_statement (ApsSqliteLedger *ledger, ApsSqliteRows *rows, GError **error)
{
  gboolean row;

  return aps_sqlite_next (ledger->db, rows, &row, error);
}

gboolean
aps_sqlite_job_insert (ApsSqliteLedger    *ledger,
                       const ApsJobRecord *job,
                       gboolean            has_schedule,
                       gint64              now_us,
                       gboolean           *added,
                       GError            **error)
{
  ApsSqliteLane *lane = aps_sqlite_ledger_find_lane (ledger, job, error);
  g_autoptr (ApsSqliteRows) rows = NULL;

  if (lane == NULL)
    return FALSE;

  rows = aps_sqlite_query (ledger->db, ADD_JOB, error, "");
  if (rows == NULL)
    return FALSE;

  aps_sqlite_bind_record (rows, 1, APS_RECORD_TYPE_JOB, job);
  sqlite3_bind_int64 (rows, N_JOB_COLUMNS + 1, lane->id);
  bind_text (rows,
             N_JOB_COLUMNS + 2,
             job->state == APS_JOB_STATE_FINISHED ? NULL : get_held_key (job, now_us));
  sqlite3_bind_int (rows, N_JOB_COLUMNS + 3, is_surplus (job, has_schedule));
  if (!finish_statement (ledger, rows, error))
    return FALSE;

  *added = sqlite3_changes (ledger->db->db) > 0;
  if (!*added)
    return TRUE;

  aps_sqlite_ledger_enter (ledger, lane, job);
  if (is_history (job, has_schedule))
    aps_sqlite_ledger_note_history (ledger, job->schedule_id);
  return TRUE;
}

static gboolean
find_key_holder (ApsSqliteLedger *ledger,
                 const char      *key,
                 ApsRecordList   *list,
                 ApsSqliteJobRow *row,
                 gboolean        *found,
                 GError         **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (ledger->db, FIND_KEY_HOLDER, error, "s", key);

  if (rows == NULL || !aps_sqlite_next (ledger->db, rows, found, error))
    return FALSE;

  if (*found)
    aps_sqlite_job_row_read (row, rows, list);
  return TRUE;
}

gboolean
aps_sqlite_job_add (ApsSqliteLedger    *ledger,
                    const ApsJobRecord *job,
                    gboolean            has_schedule,
                    gint64              now_us,
                    gboolean           *added,
                    ApsSqliteJobHolder *holder,
                    ApsRecordList      *holders,
                    GError            **error)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsSqliteJobRow row;
  gboolean        found;

  if (!aps_sqlite_job_insert (ledger, job, has_schedule, now_us, added, error))
    return FALSE;
  if (*added)
    return TRUE;

  *holder = APS_SQLITE_JOB_HOLDER_ID;
  if (!aps_sqlite_job_row_find (ledger, job->id, list, &row, &found, error))
    return FALSE;

  if (!found)
    {
      *holder = APS_SQLITE_JOB_HOLDER_KEY;
      if (!find_key_holder (ledger, job->unique_key, list, &row, &found, error))
        return FALSE;
    }

  if (found && *holder == APS_SQLITE_JOB_HOLDER_KEY && row.unreadable == NULL &&
      !aps_store_job_key_holds (row.record, now_us))
    return aps_sqlite_run (ledger->db, LET_KEY_GO, error, "n", row.rowid) &&
           aps_sqlite_job_insert (ledger, job, has_schedule, now_us, added, error);

  if (found && holders != NULL)
    aps_record_list_add_copy (holders, row.record);
  return TRUE;
}

gboolean
aps_sqlite_job_row_write_lease (ApsSqliteLedger *ledger,
                                ApsSqliteJobRow *row,
                                gint64           now_us,
                                GError         **error)
{
  ApsSqliteLane *lane = aps_sqlite_ledger_get_lane (ledger, row->lane, error);
  g_autoptr (ApsSqliteRows) rows = NULL;

  if (lane == NULL)
    return FALSE;

  rows = aps_sqlite_query (ledger->db, LEASE_JOB, error, "");
  if (rows == NULL)
    return FALSE;

  aps_sqlite_bind_fields (rows, 1, APS_RECORD_TYPE_JOB, row->record, lease_fields);
  bind_text (rows, 11, get_held_key (row->record, now_us));
  sqlite3_bind_int64 (rows, 12, row->rowid);
  aps_sqlite_ledger_leave (ledger, lane, &row->before);
  aps_sqlite_ledger_enter (ledger, lane, row->record);
  return finish_statement (ledger, rows, error);
}

static gboolean
write_finished (ApsSqliteLedger *ledger,
                ApsSqliteJobRow *row,
                gboolean         has_schedule,
                gint64           now_us,
                GError         **error)
{
  g_autoptr (ApsSqliteRows) rows = NULL;

  if (!aps_store_job_is_kept (row->record, has_schedule, now_us))
    return aps_sqlite_run (ledger->db, REMOVE_JOB, error, "n", row->rowid);

  rows = aps_sqlite_query (ledger->db, FINISH_JOB, error, "");
  if (rows == NULL)
    return FALSE;

  aps_sqlite_bind_fields (rows, 1, APS_RECORD_TYPE_JOB, row->record, finish_fields);
  bind_text (rows, 25, get_held_key (row->record, now_us));
  sqlite3_bind_int (rows, 26, is_surplus (row->record, has_schedule));
  sqlite3_bind_int64 (rows, 27, row->rowid);
  return finish_statement (ledger, rows, error);
}

static gboolean
write_unfinished (ApsSqliteLedger *ledger, ApsSqliteJobRow *row, gint64 now_us, GError **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (ledger->db, WRITE_JOB, error, "");

  if (rows == NULL)
    return FALSE;

  aps_sqlite_bind_fields (rows, 1, APS_RECORD_TYPE_JOB, row->record, write_fields);
  if (row->record->due_us == APS_TIME_NONE)
    sqlite3_bind_int64 (rows, 1, APS_TIME_NONE);
  bind_text (rows, 18, get_held_key (row->record, now_us));
  sqlite3_bind_int64 (rows, 19, row->rowid);
  return finish_statement (ledger, rows, error);
}

/* Takes the job from one state to the other in what is kept beside. */
static gboolean
move (ApsSqliteLedger *ledger,
      ApsSqliteJobRow *row,
      gboolean         has_schedule,
      gint64           now_us,
      GError         **error)
{
  ApsSqliteLane *lane = aps_sqlite_ledger_get_lane (ledger, row->lane, error);

  if (lane == NULL)
    return FALSE;

  aps_sqlite_ledger_leave (ledger, lane, &row->before);
  if (row->record->state != APS_JOB_STATE_FINISHED ||
      aps_store_job_is_kept (row->record, has_schedule, now_us))
    aps_sqlite_ledger_enter (ledger, lane, row->record);
  if (is_history (row->record, has_schedule))
    aps_sqlite_ledger_note_history (ledger, row->record->schedule_id);
  return TRUE;
}

gboolean
aps_sqlite_job_row_write (ApsSqliteLedger *ledger,
                          ApsSqliteJobRow *row,
                          gboolean         has_schedule,
                          gint64           now_us,
                          ApsStoreAnswer  *answer,
                          GError         **error)
{
  if (!move (ledger, row, has_schedule, now_us, error))
    return FALSE;

  if (row->record->state != APS_JOB_STATE_FINISHED)
    return write_unfinished (ledger, row, now_us, error);

  if (!write_finished (ledger, row, has_schedule, now_us, error))
    return FALSE;

  return !has_schedule || row->record->schedule_id == NULL ||
         aps_sqlite_schedule_count_outcome (ledger, row->record, answer, error);
}

static gboolean
repair (ApsSqliteLedger *ledger, ApsSqliteJobRow *row, GError **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (ledger->db, REPAIR_JOB, error, "");

  if (rows == NULL)
    return FALSE;

  aps_sqlite_bind_record (rows, 1, APS_RECORD_TYPE_JOB, &row->before);
  sqlite3_bind_int64 (rows, N_JOB_COLUMNS + 1, row->rowid);
  return finish_statement (ledger, rows, error);
}

gboolean
aps_sqlite_job_row_set_aside (ApsSqliteLedger *ledger,
                              ApsSqliteJobRow *row,
                              gint64           now_us,
                              ApsStoreAnswer  *answer,
                              GError         **error)
{
  ApsSqliteLane   *lane = aps_sqlite_ledger_get_lane (ledger, row->lane, error);
  g_autofree char *text = NULL;
  gboolean         has_schedule;

  if (lane == NULL ||
      !aps_sqlite_has_schedule (ledger->db, row->record->schedule_id, &has_schedule, error))
    return FALSE;

  /* What the lane knows of the job need not be missing. */
  row->before.task_id = row->record->task_id = lane->task->id;
  row->before.queue = row->record->queue = lane->queue->name;
  if (row->before.due_us == APS_TIME_NONE)
    row->before.due_us = row->record->due_us = now_us;
  if (!repair (ledger, row, error))
    return FALSE;

  text = g_strdup_printf ("the job cannot be read: column %s holds no such value", row->unreadable);
  row->record->error_domain = g_quark_to_string (APS_ERROR);
  row->record->error_code = APS_ERROR_UNREADABLE_RECORD;
  row->record->error_message = text;
  aps_store_job_finish (row->record,
                        APS_JOB_OUTCOME_DESERIALIZATION_FAILED,
                        NULL,
                        has_schedule,
                        now_us);
  if (!aps_sqlite_job_row_write (ledger, row, has_schedule, now_us, answer, error))
    return FALSE;

  aps_record_list_add_copy (answer->ended_jobs, row->record);
  return TRUE;
}
